using System.Collections.Immutable;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>Changes the tags of many targets of a region at once.</summary>
internal sealed class Tagging(IArtifactStore store, ChangeDesk desk, string location)
{
    /// <summary>Sets tags.</summary>
    /// <returns>The answer for each target; one that fresh evidence refuses has none.</returns>
    public Task<List<(Target Target, StoreReply Reply)>> SetAsync(
        IReadOnlyCollection<Target> targets, JournalEntry draft, ImmutableDictionary<string, string> tags) =>
        ChangeAsync(targets, draft, (ids, token) => store.TagAsync(location, ids, tags, token));

    /// <summary>Removes tags.</summary>
    /// <returns>The answer for each target; one that fresh evidence refuses has none.</returns>
    public Task<List<(Target Target, StoreReply Reply)>> RemoveAsync(IReadOnlyCollection<Target> targets, JournalEntry draft, IReadOnlyCollection<string> keys) =>
        ChangeAsync(targets, draft, (ids, token) => store.UntagAsync(location, ids, keys, token));

    /// <summary>
    /// Changes tags in one call; when the store refuses the whole, or fresh evidence one of them, each alone, so that one does not hold up fifty. An answer that
    /// was lost is asked for again: doing it twice does no harm.
    /// </summary>
    private async Task<List<(Target Target, StoreReply Reply)>> ChangeAsync(
        IReadOnlyCollection<Target> targets, JournalEntry draft, Func<IReadOnlyCollection<string>, CancellationToken, Task<StoreReply>> callAsync)
    {
        Task<ImmutableArray<(Target, StoreReply)>> Once(IReadOnlyCollection<Target> some) =>
            desk.ChangeAllAsync(some, draft, token => callAsync([.. some.Select(target => target.Id.Id)], token));

        var replies = await Once(targets);
        var isAsked = replies.Length > 0;
        var isUnknown = replies.Any(pair => pair.Item2.Outcome == StoreOutcome.Unknown);
        if (targets.Count == 0 || (isAsked && replies.All(pair => pair.Item2.Outcome == StoreOutcome.Done)) || (targets.Count == 1 && !isUnknown))
        {
            return [.. replies];
        }

        var singly = new List<(Target, StoreReply)>();
        foreach (var target in targets)
        {
            singly.AddRange(await Once([target]));
        }

        return singly;
    }
}
