using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core.History;
using Pruner.GitHub.Api;
using Pruner.GitHub.Queries;

namespace Pruner.GitHub.History;

/// <summary>
/// Reads every commit that given commits reach, each with its parents and the id of its metadata folder. A walk stops where
/// all parents are known; afterwards the whole is closed: as long as any parent was not read, another walk starts from it.
/// </summary>
internal sealed class CommitWalker(ScanContext scan, HistoryDraft draft)
{
    private const int PageSize = 100;

    /// <summary>Heads that share a query, each with a short page: most branch off near what is known already.</summary>
    private const int HeadsAtOnce = 10;

    private const int ShortPage = 20;

    /// <summary>How often walks start anew from parents that were not read; one is the rule, for a page that came back short.</summary>
    private const int ClosingRounds = 10;

    /// <summary>Bound of rounds of one walk, for servers whose pages must be asked in order: a million commits.</summary>
    private const int MostRounds = 10_000;

    /// <summary>The folders above the metadata folder, which must be folders too: that folder itself when it lies in none; none for the root, which every commit has.</summary>
    private readonly ImmutableArray<string> _places = scan.Scope.Paths switch
    {
        { Folder: "" } => [],
        { FoldersAbove: [] } paths => [paths.Folder],
        var paths => paths.FoldersAbove,
    };

    private readonly SizeLadder _pages = new(PageSize, 50, 25, 10);
    private readonly SizeLadder _heads = new(HeadsAtOnce, 5, 2, 1);

    private DocumentPaths Paths => scan.Scope.Paths;

    /// <summary>Walks from these commits until everything they reach is known.</summary>
    /// <param name="heads">The commits. Those known already cost nothing.</param>
    /// <param name="mayBeGone">True for commits that GitHub may have forgotten (replaced by a force push).</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    /// <returns>The heads that GitHub does not have; always empty without <paramref name="mayBeGone"/>.</returns>
    /// <exception cref="Core.EvidenceException">A commit is not there, or the history cannot be closed.</exception>
    public async Task<IReadOnlySet<ObjectId>> ReadAsync(IEnumerable<ObjectId> heads, bool mayBeGone, CancellationToken cancellationToken)
    {
        var starts = heads.Distinct().Where(head => !draft.Commits.ContainsKey(head)).ToList();
        var gone = await RunAsync(starts, cancellationToken);
        if (gone.Count > 0 && !mayBeGone)
        {
            throw Refusals.Malformed($"GitHub names the commit {gone.First()} as the head of a branch, tag or pull request, but does not have it.");
        }

        var missing = Missing(starts, gone);
        for (var round = 0; round < ClosingRounds; round++, missing = Missing(starts, gone))
        {
            if (missing.Count == 0)
            {
                return gone;
            }

            var lost = await RunAsync(missing, cancellationToken);
            if (lost.Count > 0)
            {
                throw Refusals.Malformed($"The commit {lost.First()} is a parent in the history, but GitHub does not have it.");
            }
        }

        return missing.Count == 0
            ? gone
            : throw Refusals.Malformed($"The history cannot be closed: the commit {missing[0]} is never among its pages.");
    }

    /// <summary>Everything named as a head or a parent that was not read.</summary>
    private List<ObjectId> Missing(List<ObjectId> heads, HashSet<ObjectId> gone) =>
        [.. draft.Commits.Values.SelectMany(commit => commit.Parents)
            .Concat(heads.Where(head => !gone.Contains(head)))
            .Where(id => !draft.Commits.ContainsKey(id))
            .Distinct()];

    private async Task<HashSet<ObjectId>> RunAsync(List<ObjectId> heads, CancellationToken cancellationToken)
    {
        var gone = new HashSet<ObjectId>();
        var walks = heads.ConvertAll(head => new Walk(head));
        for (var round = 0; walks.Count > 0; round++)
        {
            if (round == MostRounds)
            {
                throw Refusals.Malformed($"The history of {walks[0].Head} does not end.");
            }

            var pages = new ConcurrentBag<(Walk Walk, int Start, HistoryPage? Page)>();
            await ScanContext.ForEachAsync(Jobs(walks, pages).ToList(), static (job, token) => job(token), cancellationToken);

            // In order of the history: the first page decides on the cursors, the last one holds the cursor to go on from.
            foreach (var (walk, start, page) in pages.OrderBy(page => page.Start))
            {
                if (page is null)
                {
                    gone.Add(walk.Head);
                    walk.IsExhausted = true;
                }
                else
                {
                    await TakeAsync(walk, start, page, cancellationToken);
                }
            }

            foreach (var walk in walks)
            {
                walk.Frontier.RemoveWhere(draft.Commits.ContainsKey);
            }

            // A ranged walk that asked for all and still has a frontier came back short: the closing rounds see to it.
            walks.RemoveAll(walk => walk.IsExhausted || walk.Frontier.Count == 0 || (walk.IsRanged && walk.Asked >= walk.Total));
            scan.Report(HistoryPhase.Commits, draft.Commits.Count, Expected(walks));
        }

        return gone;
    }

    private int? Expected(List<Walk> walks) =>
        walks.Count == 0 ? draft.Commits.Count : walks.Max(walk => walk.Total) is { } total ? Math.Max(total, draft.Commits.Count) : null;

    /// <summary>The calls of one round: first pages several to a query, further pages one each.</summary>
    private IEnumerable<Func<CancellationToken, ValueTask>> Jobs(List<Walk> walks, ConcurrentBag<(Walk Walk, int Start, HistoryPage? Page)> pages)
    {
        var fresh = walks.Where(walk => walk.Total is null).ToList();
        if (fresh.Count > 1)
        {
            foreach (var chunk in fresh.Chunk(HeadsAtOnce))
            {
                yield return async token => await ReadFirstPagesAsync(chunk, pages, token);
            }
        }

        foreach (var walk in fresh.Count > 1 ? walks.Except(fresh) : walks)
        {
            var left = walk.Total - walk.Asked;
            var count = walk.IsRanged ? walk.Stride : 1;
            walk.Stride *= 2;
            for (var i = 0; i < count && !(left - (i * PageSize) <= 0 && walk.IsRanged); i++)
            {
                var start = walk.Asked;
                walk.Asked += PageSize;
                yield return async token => await ReadRangeAsync(walk, start, pages, token);
            }
        }
    }

    private async Task ReadFirstPagesAsync(Walk[] walks, ConcurrentBag<(Walk Walk, int Start, HistoryPage? Page)> pages, CancellationToken cancellationToken)
    {
        for (var done = 0; done < walks.Length;)
        {
            var start = done;
            done += await _heads.ClimbAsync(walks.Length - start, async (size, mayShrink) =>
            {
                var some = walks[start..(start + size)];
                var answers = await AskAsync([.. some.Select(walk => (walk.Head, (string?)null))], ShortPage, mayShrink, cancellationToken);
                for (var i = 0; i < some.Length; i++)
                {
                    some[i].Asked = ShortPage;
                    pages.Add((some[i], 0, answers[i]));
                }

                return size;
            });
        }
    }

    /// <summary>Reads one page, in several smaller ones where the server finds it too heavy.</summary>
    private async ValueTask ReadRangeAsync(Walk walk, int start, ConcurrentBag<(Walk Walk, int Start, HistoryPage? Page)> pages, CancellationToken cancellationToken)
    {
        var cursor = walk.Cursor;
        for (var done = 0; done < PageSize;)
        {
            // A ranged page is asked by its number; others follow the last cursor.
            var after = !walk.IsRanged ? cursor : start + done == 0 ? null : $"{walk.Head} {start + done - 1}";
            var (size, page) = await _pages.ClimbAsync(
                PageSize - done,
                async (size, mayShrink) => (size, (await AskAsync([(walk.Head, after)], size, mayShrink, cancellationToken))[0]));
            pages.Add((walk, start + done, page));
            if (page is null || !page.HasNext)
            {
                return;
            }

            cursor = page.EndCursor;
            done += size;
        }
    }

    private async Task<HistoryPage?[]> AskAsync((ObjectId Head, string? After)[] heads, int size, bool mayShrink, CancellationToken cancellationToken)
    {
        var variables = scan.Variables([.. heads.Select(head => head.Head)]);
        if (_places.Length > 0)
        {
            variables["folder"] = Paths.Folder;
        }

        for (var i = 0; i < _places.Length; i++)
        {
            variables[GitHubQueries.Above(i)] = _places[i];
        }

        variables["first"] = size;
        for (var i = 0; i < heads.Length; i++)
        {
            variables["a" + ScanContext.Text(i)] = heads[i].After;
        }

        var repository = await scan.Api.QueryAsync("commits", GitHubQueries.History(heads.Length, _places.Length), variables, mayShrink, cancellationToken);
        return [.. heads.Select((head, i) => repository.Optional("h" + ScanContext.Text(i)) is { } commit ? HistoryPage.Read(head.Head, commit) : null)];
    }

    private async Task TakeAsync(Walk walk, int start, HistoryPage page, CancellationToken cancellationToken)
    {
        foreach (var node in page.Nodes)
        {
            var commit = await ReadCommitAsync(node, cancellationToken);
            draft.Add(commit);
            walk.Frontier.UnionWith(commit.Parents);
        }

        walk.Total ??= page.Total;
        if (!page.HasNext || (page.Nodes.Count == 0 && !walk.IsRanged))
        {
            walk.IsExhausted = true;
            return;
        }

        // Only the first page decides: its cursor must end with the number of its last commit.
        if (start == 0)
        {
            walk.IsRanged = page.EndCursor == $"{walk.Head} {page.Nodes.Count - 1}";
        }

        walk.Cursor = page.EndCursor;
    }

    private async Task<GitCommit> ReadCommitAsync(JsonElement node, CancellationToken cancellationToken)
    {
        var id = node.Id("oid");
        var connection = node.Required("parents");
        ObjectId[] parents = [.. connection.Items("nodes").Select(parent => parent.Id("oid"))];
        var total = connection.Number("totalCount");
        if (total != parents.Length)
        {
            parents = await ReadAllParentsAsync(id, total, cancellationToken);
        }

        var date = node.TryMoment("committedDate");
        if (date is null)
        {
            draft.Unreadable[id] = "its commit date is no date";
        }

        return new GitCommit(id, [.. parents], date ?? DateTimeOffset.UnixEpoch, ReadFolder(id, node), node.Text("message"));
    }

    /// <summary>The metadata folder, or null where there is none: only a folder, or nothing at all, may be in its place or above it.</summary>
    private ObjectId? ReadFolder(ObjectId id, JsonElement node)
    {
        if (_places.Length == 0)
        {
            return node.Required("tree").Id("oid");
        }

        var odd = _places.Select((place, i) => OtherThanFolder(node.Optional(GitHubQueries.Above(i)), place)).FirstOrDefault(found => found is not null)
            ?? OtherThanFolder(node.Optional("file"), Paths.Folder);
        if (odd is not null)
        {
            draft.Unreadable[id] = odd;
            return null;
        }

        return node.Optional("file")?.Id("oid");
    }

    private string? OtherThanFolder(JsonElement? entry, string path) => entry?.Text("type") is { } type && type != "tree"
        ? $"at {path} it has no folder but a {Refusals.OneLine(type)}, and the metadata should be in {Paths.Folder}"
        : null;

    /// <summary>The parents of a merge of more than ten, by REST.</summary>
    private async Task<ObjectId[]> ReadAllParentsAsync(ObjectId id, int total, CancellationToken cancellationToken)
    {
        var (json, _) = await scan.Api.GetAsync("a commit", scan.Api.Address($"{scan.Source.RestPath}/git/commits/{id}"), cancellationToken);
        ObjectId[] parents = [.. json?.Items("parents").Select(parent => parent.Id("sha")) ?? []];
        return parents.Length == total
            ? parents
            : throw Refusals.Malformed($"GitHub says that commit {id} has {total} parents, but lists {parents.Length}.");
    }
}
