using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.GitHub.Api;
using Pruner.GitHub.Queries;

namespace Pruner.GitHub.History;

/// <summary>Turns listed pull requests into those that touch metadata, with every head that a force push replaced.</summary>
internal sealed class PullHistory(ScanContext scan)
{
    /// <summary>Bound of pages of 100 force pushes.</summary>
    private const int MostPages = 100;

    private readonly SizeLadder _ladder = new(20, 10, 5, 1);

    /// <summary>The pull requests that touch metadata, those known from an earlier scan included, by number.</summary>
    /// <param name="listed">Those listed in this scan.</param>
    /// <param name="known">Those of an earlier scan.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<IReadOnlyList<PullRequest>> ReadAsync(
        IReadOnlyDictionary<int, PullFacts> listed, ImmutableArray<PullRequest> known, CancellationToken cancellationToken)
    {
        // One that touched metadata when it was last read is not dropped because a force push took that away: it only protects.
        var before = known.ToDictionary(pull => pull.Number);
        var changed = listed.Values
            .Where(pull => pull.Touches || before.ContainsKey(pull.Number))
            .Where(pull => !before.TryGetValue(pull.Number, out var same) || same.UpdatedAt != pull.UpdatedAt || same.Head != pull.Head)
            .ToList();
        var replaced = await ReadReplacedHeadsAsync([.. changed.Select(pull => pull.Number)], cancellationToken);
        foreach (var pull in changed)
        {
            var heads = replaced[pull.Number].AsEnumerable();
            var (title, body) = (pull.Title, pull.Body);
            if (before.TryGetValue(pull.Number, out var old))
            {
                heads = heads.Append(old.Head).Concat(old.EarlierHeads);
                (title, body) = pull.Touches ? (title, body) : (old.Title, old.Body);
            }

            before[pull.Number] = new PullRequest(
                pull.Number, pull.State, title, body, pull.Head, [.. heads.Distinct().Where(head => head != pull.Head).Order()], pull.UpdatedAt);
        }

        return [.. before.Values.OrderBy(pull => pull.Number)];
    }

    private async Task<ConcurrentDictionary<int, ConcurrentBag<ObjectId>>> ReadReplacedHeadsAsync(List<int> numbers, CancellationToken cancellationToken)
    {
        var heads = new ConcurrentDictionary<int, ConcurrentBag<ObjectId>>();
        foreach (var number in numbers)
        {
            heads[number] = [];
        }

        var open = numbers.ConvertAll(number => (Number: number, After: (string?)null));
        for (var page = 0; page < MostPages && open.Count > 0; page++)
        {
            var next = new ConcurrentBag<(int Number, string? After)>();
            await ScanContext.ForEachBatchAsync(open, _ladder, (batch, mayShrink, token) => AskAsync(batch, mayShrink, heads, next, token), cancellationToken);
            open = [.. next];
        }

        return open.Count == 0
            ? heads
            : throw Refusals.Malformed($"GitHub's list of force pushes to pull request {open[0].Number} does not end.");
    }

    private async Task AskAsync(
        (int Number, string? After)[] batch,
        bool mayShrink,
        ConcurrentDictionary<int, ConcurrentBag<ObjectId>> heads,
        ConcurrentBag<(int Number, string? After)> next,
        CancellationToken cancellationToken)
    {
        var variables = scan.Variables();
        for (var i = 0; i < batch.Length; i++)
        {
            variables["n" + ScanContext.Text(i)] = batch[i].Number;
            variables["a" + ScanContext.Text(i)] = batch[i].After;
        }

        var repository = await scan.Api.QueryAsync("force pushes", GitHubQueries.ForcePushes(batch.Length), variables, mayShrink, cancellationToken);
        for (var i = 0; i < batch.Length; i++)
        {
            var events = repository.Required("p" + ScanContext.Text(i)).Required("timelineItems");
            var (said, items) = (events.Number("pageCount"), events.Items("nodes").ToList());
            if (items.Count != said)
            {
                throw Refusals.Malformed($"GitHub says that a page has {said} force pushes to pull request {batch[i].Number}, but lists {items.Count}.");
            }

            foreach (var item in items)
            {
                // A commit that GitHub has dropped is null here.
                foreach (var commit in new[] { item.Optional("beforeCommit"), item.Optional("afterCommit") }.Where(commit => commit is not null))
                {
                    heads[batch[i].Number].Add(commit!.Value.Id("oid"));
                }
            }

            var pageInfo = events.Required("pageInfo");
            if (pageInfo.Flag("hasNextPage"))
            {
                next.Add((batch[i].Number, pageInfo.Text("endCursor")));
            }
        }
    }
}
