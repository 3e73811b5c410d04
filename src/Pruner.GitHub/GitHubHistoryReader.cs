using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core.History;
using Pruner.GitHub.Api;
using Pruner.GitHub.History;
using Pruner.GitHub.Queries;
using Pruner.Http;

namespace Pruner.GitHub;

/// <summary>
/// Reads the whole history of a repository's metadata through GitHub's API: every branch and tag, every commit they reach, the
/// metadata files at each, and the pull requests that touch them. What it returns is complete, or it throws.
/// </summary>
/// <param name="exchange">The transport.</param>
/// <param name="endpoint">Where GitHub is. GraphQL answers no anonymous calls, so it needs a token.</param>
/// <param name="source">The repository.</param>
public sealed class GitHubHistoryReader(HttpExchange exchange, GitHubEndpoint endpoint, MetadataSource source)
{
    /// <summary>Reads the history.</summary>
    /// <param name="known">
    /// An earlier result; null to read everything. Its commits, folders and
    /// files are not asked for again, and stay in the result even when no ref reaches them any more: they only protect. Ignored when it is of another
    /// repository, or when something else was read of it. The caller answers for its origin.
    /// </param>
    /// <param name="scope">What of the repository is read.</param>
    /// <param name="progress">Told how far the scan is; called from several threads.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    /// <exception cref="Core.SetupException">No token, a refused one, no permission, or no such repository.</exception>
    /// <exception cref="Core.EvidenceException">Anything that leaves the history incomplete or unreadable.</exception>
    public async Task<MetadataHistory> ReadAsync(
        MetadataHistory? known, HistoryScope scope, IProgress<HistoryProgress> progress, CancellationToken cancellationToken)
    {
        if (!endpoint.HasToken)
        {
            throw Refusals.NoToken(endpoint);
        }

        var readAt = exchange.Time.GetUtcNow();
        var scan = new ScanContext(new GitHubApi(exchange, endpoint, source.FullName), source, scope, progress);
        var (repository, defaultBranch) = await ReadRepositoryAsync(scan, cancellationToken);
        known = known?.Repository == repository && scope.Equals(known.Scope) ? known : null;

        var (listedRefs, counts) = await new RefLister(scan).ListAsync(cancellationToken);
        List<GitRef> refs = [.. listedRefs.Where(item => scope.Reads(item.Name))];
        var draft = new HistoryDraft(known);
        var walker = new CommitWalker(scan, draft);
        IReadOnlyDictionary<int, PullFacts> listed = ImmutableDictionary<int, PullFacts>.Empty;
        IReadOnlyList<PullRequest> pulls = [];
        await ScanContext.ForEachAsync<Func<CancellationToken, Task>>(
            [
                async token => await WalkRefsAsync(walker, listedRefs, refs, defaultBranch, token),
                async token =>
                {
                    if (!scope.ReadsPullRequests)
                    {
                        return;
                    }

                    listed = await new PullLister(scan).ListAsync(known?.PullRequestsUpTo, token);
                    pulls = await new PullHistory(scan).ReadAsync(listed, known?.PullRequests ?? [], token);
                },
            ],
            async (part, token) => await part(token),
            cancellationToken);
        var readable = await WalkPullsAsync(walker, pulls, cancellationToken);
        await new FolderReader(scan, draft).ReadAsync(cancellationToken);
        await new BlobReader(scan, draft).ReadAsync(cancellationToken);
        MergedAudit.Check(draft, refs);

        return new MetadataHistory
        {
            Way = HistoryWay.Api,
            Repository = repository,
            Scope = scope,
            DefaultBranch = defaultBranch,
            Refs = [.. refs],
            RefsLeftOut = [.. listedRefs.Select(item => item.Name).Where(name => !scope.Reads(name))],
            RefCounts = counts,
            Commits = draft.Commits.ToImmutableDictionary(),
            Folders = draft.Folders.ToImmutableDictionary(),
            Blobs = draft.Blobs.ToImmutableDictionary(),
            PullRequests = [.. readable],
            ReadAt = readAt,
            PullRequestsUpTo = listed.Values.Select(pull => (DateTimeOffset?)pull.UpdatedAt).Append(known?.PullRequestsUpTo).Max(),
            Unreadable = draft.Unreadable.ToImmutableDictionary(),
        };
    }

    private async Task<(RepositoryIdentity Repository, string DefaultBranch)> ReadRepositoryAsync(ScanContext scan, CancellationToken cancellationToken)
    {
        var facts = await scan.Api.QueryAsync("the repository", GitHubQueries.Repository, scan.Variables(), mayShrink: false, cancellationToken);
        var name = facts.Text("nameWithOwner");
        if (!string.Equals(name, source.FullName, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusals.OtherRepository(source.FullName, name);
        }

        var id = facts.Required("databaseId") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
            ? value
            : throw Refusals.UnexpectedShape("databaseId");
        var branch = facts.Optional("defaultBranchRef") ?? throw Refusals.Malformed($"The repository {name} has no default branch.");
        return (new RepositoryIdentity(endpoint.Host, name, id), branch.Text("name"));
    }

    /// <summary>The default branch first: nearly everything else branched off from it and then costs next to nothing.</summary>
    private static async Task WalkRefsAsync(
        CommitWalker walker, IReadOnlyList<GitRef> listed, IReadOnlyList<GitRef> refs, string defaultBranch, CancellationToken cancellationToken)
    {
        var first = listed.FirstOrDefault(item => item.Name == "refs/heads/" + defaultBranch);
        if (first?.Commit is not { } start)
        {
            throw Refusals.Malformed($"The default branch {defaultBranch} is not among the branches listed.");
        }

        // The scope may leave it out.
        if (refs.Contains(first))
        {
            await walker.ReadAsync([start], mayBeGone: false, cancellationToken);
        }

        foreach (var prefix in (string[])["refs/heads/", "refs/tags/"])
        {
            var heads = refs.Where(item => item.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(item => item.Commit).OfType<ObjectId>();
            await walker.ReadAsync(heads, mayBeGone: false, cancellationToken);
        }
    }

    /// <summary>Walks the heads of pull requests; earlier heads that GitHub no longer has are left out.</summary>
    private static async Task<IEnumerable<PullRequest>> WalkPullsAsync(
        CommitWalker walker, IReadOnlyList<PullRequest> pulls, CancellationToken cancellationToken)
    {
        await walker.ReadAsync(pulls.Select(pull => pull.Head), mayBeGone: false, cancellationToken);
        var gone = await walker.ReadAsync(pulls.SelectMany(pull => pull.EarlierHeads), mayBeGone: true, cancellationToken);
        return pulls.Select(pull => pull with { EarlierHeads = [.. pull.EarlierHeads.Where(head => !gone.Contains(head))] });
    }
}
