using Pruner.Commands;
using Pruner.Core;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>Options as a workflow passes them when an input was left empty or misspelt.</summary>
public sealed class OptionTests(QuietStage quiet) : IClassFixture<QuietStage>
{
    private const string NotUnderstood = "The command line is not understood: ‹why›";
    private const string Wrong = "‹option› is '‹value›', expected ‹form›.";
    private const string OwnPlace = "‹option› is ‹file›, which is a place of the run's own records.";

    [Theory]
    [InlineData("--region", "", "--region is empty, expected a region. Leave it out, or give one.")]
    [InlineData("--arch", " ", "--arch is empty, expected an architecture. Leave it out, or give one.")]
    [InlineData("--state", "", "--state is empty, expected a path. Leave it out, or give one.")]
    [InlineData("--role-arn", "", "--role-arn is empty, expected a role. Leave it out, or give one.")]
    [InlineData("--oidc-provider-arn", "", "--oidc-provider-arn is empty, expected an identity provider. Leave it out, or give one.")]
    [InlineData("--format", "yaml", "Argument 'yaml' not recognized. Must be one of:  'text'  'json'  'markdown'")]
    [InlineData("--forse", "true", "'--forse' is no option of this command.")]
    public Task What_the_parser_refuses(string option, string value, string why) => IsRefusedAsync(option, value, NotUnderstood, why);

    [Fact]
    public void No_option_of_any_command_goes_past_a_rule()
    {
        // What other programs call it.
        string[] words = ["force", "unlock", "override", "ignore", "locked", "unsafe", "skip", "no-check", "no-verify"];
        var root = CommandLine.Root(new ProgramHost { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null, IsInteractive = false, Environment = _ => null, Home = "/", Time = TimeProvider.System });
        var options = root.Subcommands.SelectMany(command => command.Subcommands.Prepend(command)).SelectMany(command => command.Options).SelectMany(option => option.Aliases.Prepend(option.Name)).Distinct(StringComparer.Ordinal).ToList();
        Assert.Contains("--max-deletions", options);
        Assert.DoesNotContain(options, option => words.Any(word => option.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public Task No_release_at_all() =>
        Told.ByAsync(quiet.Stage, ["prune", "--yes"], ExitCode.Setup, NotUnderstood, "Required argument 'release' missing for command: 'prune'.");

    [Theory]
    [InlineData("--max-deletions", "", "a whole number from 0")]
    [InlineData("--max-deletions", "99999999999", "a whole number from 0")]
    [InlineData("--keep-newest", "", "a whole number from 0, or none")]
    [InlineData("--min-age", "", "a number and d, w, m or y, such as 90d, 12w, 24m, 2y; or none")]
    [InlineData("--min-age", "99999y", "a number and d, w, m or y, such as 90d, 12w, 24m, 2y; or none")]
    public Task A_value_of_another_form(string option, string value, string form) => IsRefusedAsync(option, value, Wrong, option, value, form);

    [Theory]
    [InlineData("--log-file", "journal.jsonl")]
    [InlineData("--ledger", "approved.json")]
    [InlineData("--filename", "ledger.json")]
    public Task A_file_that_would_overwrite_a_record_of_the_state(string option, string name)
    {
        var file = Path.Combine(quiet.Stage.State, name);
        return IsRefusedAsync(option, file, OwnPlace, option, file);
    }

    [Fact]
    public Task A_copy_of_the_plan_in_the_place_of_the_journal()
    {
        var file = Path.Combine(quiet.Stage.State, "journal.jsonl");
        return Told.ByAsync(quiet.Stage, ["plan", "4.10", "--out", file], ExitCode.Setup, OwnPlace, "--out", file);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/builds?X-Signature=0123")]
    [InlineData("http://127.0.0.1:1/builds#top")]
    [InlineData("file:///srv/builds")]
    [InlineData("")]
    public Task An_address_of_builds_to_which_no_path_can_be_added(string address) =>
        IsRefusedAsync("--builds-url", address, "--builds-url is no http or https address without user name, query or fragment.");

    [Fact]
    public Task The_address_of_one_cloud_and_the_empty_one_of_another() =>
        IsRefusedAsync(
            "--aliyun-endpoint",
            "",
            "The images are asked for at ‹host›, the account at ‹host›: one is Alibaba Cloud's own and the other is not.",
            "ecs.cn-hangzhou.aliyuncs.com",
            new Uri(quiet.Stage.Servers.StsEndpoint).Authority);

    [Theory]
    [InlineData("ghp_first\nsecond")]
    [InlineData("\"ghp quoted\"")]
    public async Task A_GitHub_token_that_was_pasted_wrongly(string token)
    {
        var called = await Told.ByAsync(
            quiet.Stage, Prune, With("GITHUB_TOKEN", token), ExitCode.Setup, "The GitHub token holds characters that a token cannot hold.");
        Assert.DoesNotContain("ghp", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_access_key_secret_with_a_line_break_in_it()
    {
        var called = await Told.ByAsync(
            quiet.Stage,
            Prune,
            With("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "half-a\nsecret"),
            ExitCode.Setup,
            "The ‹part› from ‹source› holds white space or characters that no key has.",
            "access key secret",
            "the environment (ALIBABA_CLOUD_ACCESS_KEY_ID and its family)");
        Assert.DoesNotContain("half-a", called.Error, StringComparison.Ordinal);
    }

    private static string[] Prune => ["prune", "4.10", "--yes"];

    private static Func<ProgramHost, ProgramHost> With(string variable, string value) =>
        host => host with { Environment = name => name == variable ? value : host.Environment(name) };

    private Task<Invocation> IsRefusedAsync(string option, string value, string row, params string[] values) =>
        Told.ByAsync(quiet.Stage, [.. Prune, option, value], ExitCode.Setup, row, values);
}
