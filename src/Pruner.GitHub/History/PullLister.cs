using System.Collections.Concurrent;
using Pruner.GitHub.Api;

namespace Pruner.GitHub.History;

/// <summary>
/// Lists all pull requests, or those updated since a time. A full list is read in the order of creation, which never shifts, in
/// each state from both ends at once; then those updated meanwhile are read again, and the number of all must be GitHub's own.
/// </summary>
internal sealed class PullLister(ScanContext scan)
{
    /// <summary>Read again before the time of the last scan: GitHub's replicas may have shown an update late.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private const int FullRounds = 3;
    private const int SweepRounds = 10;

    /// <summary>Bound of pages of one list; even at one pull request a page no repository has as many.</summary>
    private const int MostPages = 100_000;

    private static readonly string[] AllStates = ["OPEN", "CLOSED", "MERGED"];

    private readonly PullPageReader _pages = new(scan);

    /// <summary>Lists pull requests by number.</summary>
    /// <param name="upTo">Newest update of the last scan; null for all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Core.EvidenceException">The list stays incomplete.</exception>
    public async Task<IReadOnlyDictionary<int, PullFacts>> ListAsync(DateTimeOffset? upTo, CancellationToken cancellationToken)
    {
        if (upTo is { } time)
        {
            var updated = new ConcurrentDictionary<int, PullFacts>();
            await SweepAsync(updated, time - Overlap, cancellationToken);
            return updated;
        }

        var (listed, total) = (0, 0);
        for (var round = 0; round < FullRounds; round++)
        {
            var pulls = new ConcurrentDictionary<int, PullFacts>();
            total = await ListAllAsync(pulls, cancellationToken);
            listed = pulls.Count;
            if (listed == total)
            {
                return pulls;
            }
        }

        throw Refusals.Malformed($"GitHub says that there are {total} pull requests, but lists {listed}.");
    }

    private async Task<int> ListAllAsync(ConcurrentDictionary<int, PullFacts> pulls, CancellationToken cancellationToken)
    {
        var newest = await _pages.ReadAsync(AllStates, "UPDATED_AT", "DESC", after: null, cancellationToken);
        Take(pulls, newest, DateTimeOffset.MinValue);
        if (newest.EndCursor is null || newest.Pulls.Count == 0)
        {
            return newest.Total;
        }

        var lanes =
            from state in AllStates
            let seen = new ConcurrentDictionary<int, bool>()
            from direction in (string[])["ASC", "DESC"]
            select (State: state, Direction: direction, Seen: seen);
        await ScanContext.ForEachAsync(
            lanes.ToList(),
            async (lane, token) => await ReadLaneAsync(pulls, lane.Seen, lane.State, lane.Direction, newest.Total, token),
            cancellationToken);
        return await SweepAsync(pulls, newest.Pulls.Max(pull => pull.UpdatedAt), cancellationToken);
    }

    /// <summary>
    /// Reads one state from one end until a whole page was read from the other end: what follows was read there too.
    /// </summary>
    private async Task ReadLaneAsync(
        ConcurrentDictionary<int, PullFacts> pulls, ConcurrentDictionary<int, bool> seen, string state, string direction, int total, CancellationToken cancellationToken)
    {
        string? after = null;
        for (var number = 0; number < MostPages; number++)
        {
            var page = await _pages.ReadAsync([state], "CREATED_AT", direction, after, cancellationToken);
            Take(pulls, page, DateTimeOffset.MinValue);
            scan.Report(HistoryPhase.PullRequests, pulls.Count, total);
            var isNew = false;
            foreach (var pull in page.Pulls)
            {
                isNew |= seen.TryAdd(pull.Number, value: true);
            }

            if (page.EndCursor is null || !isNew)
            {
                return;
            }

            after = page.EndCursor;
        }

        throw Refusals.Malformed("GitHub's list of pull requests does not end.");
    }

    /// <summary>
    /// Reads everything updated since a time, newest first. That order shifts while it is read, so a list of more than one page
    /// is followed by another look at what was updated meanwhile, until nothing is new.
    /// </summary>
    /// <returns>How many pull requests there are, as the newest answer says.</returns>
    private async Task<int> SweepAsync(ConcurrentDictionary<int, PullFacts> pulls, DateTimeOffset since, CancellationToken cancellationToken)
    {
        for (var round = 0; round < SweepRounds; round++)
        {
            var (total, newest, added) = (0, since, false);
            string? after = null;
            var pages = 0;
            for (; pages < MostPages; pages++)
            {
                var page = await _pages.ReadAsync(AllStates, "UPDATED_AT", "DESC", after, cancellationToken);
                if (pages == 0)
                {
                    total = page.Total;
                    newest = page.Pulls.Count == 0 ? since : page.Pulls.Max(pull => pull.UpdatedAt);
                }

                added |= Take(pulls, page, since);
                scan.Report(HistoryPhase.PullRequests, pulls.Count, total: null);
                after = page.EndCursor;
                if (after is null || page.Pulls.Count == 0 || page.Pulls.Any(pull => pull.UpdatedAt < since))
                {
                    break;
                }
            }

            if (pages == 0 || !added)
            {
                return total;
            }

            since = newest > since ? newest : since;
        }

        throw Refusals.Malformed("The list of pull requests goes on changing while it is read.");
    }

    /// <summary>Adds what is new or newer; true when anything was.</summary>
    private static bool Take(ConcurrentDictionary<int, PullFacts> pulls, PullPage page, DateTimeOffset since)
    {
        var added = false;
        foreach (var pull in page.Pulls.Where(pull => pull.UpdatedAt >= since))
        {
            var taken = pulls.AddOrUpdate(pull.Number, pull, (_, before) => before.UpdatedAt < pull.UpdatedAt ? pull : before);
            added |= ReferenceEquals(taken, pull);
        }

        return added;
    }
}
