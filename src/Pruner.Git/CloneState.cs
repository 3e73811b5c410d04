using System.Collections.Immutable;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>Looks at a clone before anything is read of it: is it whole, and whose branches does it hold?</summary>
internal sealed class CloneState(GitProcess git, string gitDir, string repository)
{
    /// <summary>The branches and tags of a clone.</summary>
    internal sealed record Heads(RepositoryIdentity Repository, string DefaultBranch, ImmutableArray<(string Name, ObjectId Target)> Refs, RefCounts Counts);

    /// <summary>Refuses a clone that leaves out or hides something.</summary>
    public async Task RequireWholeAsync(CancellationToken cancellationToken)
    {
        var format = await git.RunAsync(["rev-parse", "--show-object-format"], null, cancellationToken);
        if (format.ExitCode != 0)
        {
            throw Refusals.NoRepository(gitDir, format.Complaint);
        }

        if (format.Output.Trim() != "sha1")
        {
            throw Refusals.WrongFormat(format.Output.Trim());
        }

        if ((await git.RequireAsync(["rev-parse", "--is-shallow-repository"], null, cancellationToken)).Output.Trim() != "false")
        {
            throw Refusals.Shallow();
        }

        const string partial = @"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$";
        var packs = await FilePathAsync("objects/pack", cancellationToken);
        if ((await ConfigAsync(["--get-regexp", partial], cancellationToken)).Count > 0
            || (Directory.Exists(packs) && Directory.EnumerateFiles(packs, "*.promisor").Any()))
        {
            throw Refusals.Partial();
        }

        var grafts = new FileInfo(await FilePathAsync("info/grafts", cancellationToken));
        if (grafts is { Exists: true, Length: > 0 })
        {
            throw Refusals.Grafts();
        }

        var replaced = (await git.RequireAsync(["for-each-ref", "--format=%(refname)", "refs/replace/"], null, cancellationToken)).Lines.FirstOrDefault();
        if (replaced is not null)
        {
            throw Refusals.Replaced(replaced);
        }
    }

    /// <summary>Lists the branches and tags twice, in the clone and at its remote, and refuses any difference.</summary>
    public async Task<Heads> ReadHeadsAsync(CancellationToken cancellationToken)
    {
        var remotes = (await git.RequireAsync(["remote"], null, cancellationToken)).Lines.ToList();
        if (remotes.Count > 1)
        {
            throw Refusals.SeveralRemotes(remotes.Count);
        }

        var remote = remotes.FirstOrDefault();
        var identity = new RepositoryIdentity("local", repository, 0);
        var prefix = "refs/heads/";
        if (remote is not null)
        {
            identity = identity with { Host = await RemoteHostAsync(remote, cancellationToken) };
            prefix = await BranchPrefixAsync(remote, cancellationToken);
        }

        var here = await ListHereAsync(prefix, cancellationToken);
        var (there, defaultBranch) = await ListThereAsync(remote ?? gitDir, cancellationToken);
        var odd = here.Except(there).Concat(there.Except(here)).Select(item => item.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        if (odd.Count > 0)
        {
            throw Refusals.Stale(Refusals.OneLine(string.Join(", ", odd.Take(5))) + (odd.Count > 5 ? $" and {odd.Count - 5} more" : ""));
        }

        var counts = new RefCounts(Count(here, "refs/heads/"), Count(here, "refs/tags/"), Count(there, "refs/heads/"), Count(there, "refs/tags/"));
        return new Heads(identity, defaultBranch, [.. here.OrderBy(item => item.Name, StringComparer.Ordinal)], counts);
    }

    private static int Count(List<(string Name, ObjectId Target)> refs, string prefix) =>
        refs.Count(item => item.Name.StartsWith(prefix, StringComparison.Ordinal));

    private async Task<string> RemoteHostAsync(string remote, CancellationToken cancellationToken)
    {
        var address = await git.RequireAsync(["ls-remote", "--get-url", remote], null, cancellationToken);
        var name = RemoteName.Of(address.Output);
        return string.Equals(name.Repository, repository, StringComparison.OrdinalIgnoreCase) ? name.Host : throw Refusals.OtherRepository(repository);
    }

    /// <summary>Where the remote's branches are kept: under its name, or, in mirrors and bare clones, in their own places.</summary>
    private async Task<string> BranchPrefixAsync(string remote, CancellationToken cancellationToken)
    {
        var fetched = await ConfigAsync(["--get-all", $"remote.{remote}.fetch"], cancellationToken);
        var plain = fetched.Select(spec => spec.TrimStart('+')).ToList();
        return plain.Contains($"refs/heads/*:refs/remotes/{remote}/*") ? $"refs/remotes/{remote}/"
            : plain.Count == 0 || plain.Contains("refs/*:refs/*") || plain.Contains("refs/heads/*:refs/heads/*") ? "refs/heads/"
            : throw Refusals.SingleBranch(remote);
    }

    private async Task<List<(string Name, ObjectId Target)>> ListHereAsync(string prefix, CancellationToken cancellationToken)
    {
        var answer = await git.RequireAsync(
            ["for-each-ref", "--format=%(objectname) %(refname) %(symref)", prefix, "refs/tags/"], null, cancellationToken);
        if (answer.Complaint.Length > 0)
        {
            // Git goes on after a warning of a broken ref, and leaves it out.
            throw Refusals.Failed("for-each-ref", answer.Complaint);
        }

        return
        [
            .. answer.Lines.Select(line => line.Split(' '))
                .Where(parts => parts[1] != prefix + "HEAD" || parts[2].Length == 0)
                .Select(parts => (parts[1].StartsWith(prefix, StringComparison.Ordinal) ? "refs/heads/" + parts[1][prefix.Length..] : parts[1], Id(parts[0]))),
        ];
    }

    private async Task<(List<(string Name, ObjectId Target)> Refs, string DefaultBranch)> ListThereAsync(string remote, CancellationToken cancellationToken)
    {
        var answer = await git.RunAsync(["ls-remote", "--symref", "--upload-pack=git-upload-pack", remote], null, cancellationToken);
        if (answer.ExitCode != 0)
        {
            throw Refusals.RemoteSilent(answer.Complaint);
        }

        var refs = new List<(string, ObjectId)>();
        string? head = null;
        foreach (var parts in answer.Lines.Select(line => line.Split('\t')).Where(parts => parts.Length == 2))
        {
            if (parts[1] == "HEAD" && parts[0].StartsWith("ref: refs/heads/", StringComparison.Ordinal))
            {
                head = parts[0]["ref: refs/heads/".Length..];
            }
            else if ((parts[1].StartsWith("refs/heads/", StringComparison.Ordinal) || parts[1].StartsWith("refs/tags/", StringComparison.Ordinal))
                && !parts[1].EndsWith("^{}", StringComparison.Ordinal)
                && !parts[0].StartsWith("ref: ", StringComparison.Ordinal))
            {
                refs.Add((parts[1], Id(parts[0])));
            }
        }

        return (refs, head ?? throw Refusals.Malformed("The repository names no default branch (its HEAD is detached, or leads nowhere)."));
    }

    private static ObjectId Id(string text) =>
        ObjectId.IsValid(text) ? new ObjectId(text) : throw Refusals.Malformed($"Git gave '{Refusals.OneLine(text)}' where an object id was expected.");

    /// <summary>Values of the repository's settings; none when git knows none (exit code 1).</summary>
    private async Task<List<string>> ConfigAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var answer = await git.RunAsync(["config", .. arguments], null, cancellationToken);
        return answer.ExitCode is 0 or 1 ? [.. answer.Lines] : throw Refusals.Failed("config", answer.Complaint);
    }

    private async Task<string> FilePathAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await git.RequireAsync(["rev-parse", "--git-path", name], null, cancellationToken);
        return Path.GetFullPath(answer.Output.TrimEnd('\n'));
    }
}
