using System.CommandLine;
using System.Text;
using Pruner.Bumps;
using Pruner.Core;
using Pruner.Core.Bumps;
using Pruner.Core.Records;
using Pruner.GitHub.Comments;
using Pruner.Output;
using Pruner.Reports;

namespace Pruner.Commands;

/// <summary><c>pruner bump --pull-request N</c>: what a pull request changes about boot images, and what looks wrong about it.</summary>
internal static class BumpCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var number = new Option<int>("--pull-request") { Description = "The pull request's number.", HelpName = "N", Required = true };
        number.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, out var value) || value < 1))
            {
                result.AddError($"--pull-request is '{text}', expected a number from 1.");
            }
        });
        var repository = new Option<string?>("--repository") { Description = "The pull request's repository. Default: the one that the configuration names.", HelpName = "owner/name" };
        CommonOptions.RefuseEmpty(repository, "owner/name");
        var comment = new Option<string>("--comment") { Description = "When to comment on it.", HelpName = "always|changes|failures|off", DefaultValueFactory = _ => CommentModes.Off };
        comment.AcceptOnlyFromAmong(CommentModes.All);
        var protect = new Option<bool>("--protect") { Description = "Tag the images that it brings bootimage=true, so that nothing prunes them." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. Needed by --protect without a terminal." };
        var command = new Command("bump", "Say what an installer's pull request changes about boot images, and what looks wrong.")
        {
            number, repository, comment, protect, yes,
            options.Config, options.State, options.LogFile, options.Debug, options.Format, options.Full, options.GitHubUrl, options.BuildsUrl, options.AliyunEndpoint, options.StsEndpoint, options.RoleArn, options.OidcProviderArn,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var isProtecting = parsed.GetValue(protect);
            var isApproved = parsed.GetValue(yes);
            if (isProtecting && !isApproved && !host.IsInteractive)
            {
                throw new SetupException(new Refusal(
                    "Nobody is there to be asked.", "--protect tags images; without a terminal that must be said.", "Look first without --protect, then give --yes."));
            }

            using var session = new BumpSession(parsed, options, parsed.GetValue(repository), host);
            var report = await LookAsync(session, parsed.GetValue(number), stop);
            var failed = 0;
            if (isProtecting)
            {
                failed = await ProtectAsync(host, session, report, isApproved, stop);
                report = BumpReport.From(report.Bump, report.Builds, await session.Images.LookAsync(report.Bump.NewImages(ImageLooker.Platform), stop));
            }

            var written = await CommentAsync(host, session, report, parsed.GetValue(comment)!, stop);
            host.Watch.Reported(BumpMarkdown.Fit(report, StickyComments.MostCharacters));
            Results.Write(host, report, written, parsed.GetValue(options.Format)!, parsed.GetValue(options.Full));
            return (int)(report.IsWrong || !report.IsWhole || failed > 0 ? ExitCode.Incomplete : ExitCode.Done);
        });
        return command;
    }

    private static async Task<BumpReport> LookAsync(BumpSession session, int number, CancellationToken stop)
    {
        var bump = BumpComparison.Compare(await session.Pulls.ReadAsync(number, session.Paths.IsDocument, stop), session.Paths, session.Documents);
        var builds = session.Builds.LookAsync(bump, stop);
        var images = session.Images.LookAsync(bump.NewImages(ImageLooker.Platform), stop);
        return BumpReport.From(bump, await builds, await images);
    }

    private static async Task<int> ProtectAsync(ProgramHost host, BumpSession session, BumpReport report, bool isApproved, CancellationToken stop)
    {
        var protector = session.Protector ?? throw new SetupException(new Refusal(
            "--protect needs Alibaba Cloud credentials, and none were found.",
            "Tagging an image changes it.",
            "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or leave --protect out."));
        var untagged = Protector.Untagged(report.Images);
        if (!isApproved && !untagged.IsEmpty)
        {
            await Prompt.RequireYesAsync(host, $"Tag {untagged.Length} images of pull request {report.Bump.Proposal.Number} bootimage=true?", stop);
            isApproved = true;
        }

        return await protector.ProtectAsync(untagged, $"{report.Bump.Proposal.Repository}#{report.Bump.Proposal.Number}@{report.Bump.Proposal.Head}", isApproved, stop);
    }

    /// <summary>Writes the comment as far as it may be written; what stands in the way is said, and ends nothing: the result stands on standard output anyway.</summary>
    private static async Task<CommentReply?> CommentAsync(ProgramHost host, BumpSession session, BumpReport report, string mode, CancellationToken stop)
    {
        if (mode == CommentModes.Off)
        {
            return null;
        }

        var key = KeyOf(host.Environment);
        var text = BumpMarkdown.Fit(report, StickyComments.MostCharacters - StickyComments.Marker(key).Length - 1);
        var reply = await session.Comments.PutAsync(report.Bump.Proposal.Number, key, text, CommentModes.MayCreate(mode, report), stop);
        if (reply.Url is { Length: > 0 } url)
        {
            host.Watch.Commented(url);
        }

        session.Log.Say(reply.Outcome switch
        {
            CommentOutcome.Forbidden => $"Warning: the comment on the pull request was not written: {reply.Note}. The result is on standard output.",
            CommentOutcome.Failed => $"Warning: the comment on the pull request was not written: {reply.Note} The result is on standard output.",
            CommentOutcome.Unknown => $"Warning: whether the comment on the pull request was written is not known: {reply.Note} The next run finds it if it was.",
            CommentOutcome.NotNeeded => "No comment is needed.",
            _ => $"Comment {Words.Of(reply.Outcome)}: {reply.Url}",
        });
        return reply;
    }

    /// <summary>Jobs that comment on one pull request each keep their own comment; by hand there is one.</summary>
    private static string KeyOf(Func<string, string?> environment) => environment("GITHUB_WORKFLOW") is { Length: > 0 } workflow
        ? $"bump-{Document.Sha256(Encoding.UTF8.GetBytes($"{workflow}\n{environment("GITHUB_JOB")}"))[..12]}"
        : "bump";
}
