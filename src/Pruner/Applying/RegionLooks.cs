using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>Looks at one region: describes targets, once or until something has come about.</summary>
/// <param name="store">The store.</param>
/// <param name="options">How often and how long.</param>
/// <param name="time">Clock.</param>
/// <param name="location">The region.</param>
/// <param name="anchors">Ids of kept artifacts of the region: an answer that shows one of them and not another artifact proves that other absent. May be empty.</param>
internal sealed class RegionLooks(IArtifactStore store, ApplierOptions options, TimeProvider time, string location, ImmutableArray<string> anchors)
{
    /// <summary>Describes targets again and again until each passes or its looks are used up; returns those that passed.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="passes">Asked after each look, with whether its answer shows another image of the region.</param>
    /// <param name="stop">Ends the looking.</param>
    /// <param name="mostLooks">How often one is looked at.</param>
    public async Task<List<Target>> PollAsync(
        List<Target> targets, Func<Target, bool, bool> passes, CancellationToken stop, Func<Target, int>? mostLooks = null)
    {
        var passed = new List<Target>();
        var open = targets;
        for (var look = 1; open.Count > 0; look++)
        {
            var isAnchored = await DescribeAsync(open, stop);
            var verdicts = open.ToLookup(target => passes(target, isAnchored));
            passed.AddRange(verdicts[true]);
            open = [.. verdicts[false].Where(target => look < (mostLooks?.Invoke(target) ?? options.MostLooks))];
            if (open.Count > 0)
            {
                await Task.Delay(options.LookPause, time, stop);
            }
        }

        return passed;
    }

    /// <summary>Describes targets again that were described too long ago to be acted on. Renewing evidence can take minutes; the look comes after it.</summary>
    /// <returns>Those that were described again.</returns>
    public async Task<IReadOnlyCollection<Target>> RenewAsync(IReadOnlyCollection<Target> targets, FreshVerdicts fresh, CancellationToken stop)
    {
        await fresh.CurrentAsync(stop);
        var now = time.GetUtcNow();
        // A clock that was set back must not make an old look young.
        List<Target> old = [.. targets.Where(target => (now - target.DescribedAt).Duration() > options.OldestDescription)];
        await DescribeAsync(old, stop);
        return old;
    }

    /// <summary>Describes targets afresh.</summary>
    /// <returns>True when the answer shows at least one anchor, so that what it does not show is proven absent.</returns>
    public async Task<bool> DescribeAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        if (targets.Count == 0)
        {
            return false;
        }

        ImmutableArray<string> ids = [.. targets.Select(target => target.Id.Id), .. anchors];
        var shown = (await RegionalAsync(() => store.DescribeAsync(location, ids, stop)))
            .ToDictionary(artifact => artifact.Id.Id, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        foreach (var target in targets)
        {
            (target.Fresh, target.DescribedAt) = (shown.GetValueOrDefault(target.Id.Id), now);
        }

        return anchors.Any(shown.ContainsKey);
    }

    /// <summary>Reads something of the region.</summary>
    /// <exception cref="RegionUnreachableException">It cannot be read.</exception>
    public static async Task<T> RegionalAsync<T>(Func<Task<T>> readAsync)
    {
        try
        {
            return await readAsync();
        }
        catch (EvidenceException error)
        {
            throw new RegionUnreachableException(error.Refusal.What, error);
        }
    }
}
