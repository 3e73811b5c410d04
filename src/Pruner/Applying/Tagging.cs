using System.Collections.Immutable;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>Changes the tags of many targets of a region at once.</summary>
internal sealed class Tagging(IArtifactStore store, ChangeDesk desk, string location)
{
    /// <summary>Sets tags.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="draft">The change.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="stillRightAsync">
    /// Asked directly before each call: looks again at what was looked at too long ago, deals with those that must not be tagged any more, and gives the others. A
    /// tag that somebody else has set meanwhile would be overwritten.
    /// </param>
    /// <returns>The answer for each target that was still right; null where fresh evidence refuses.</returns>
    public Task<List<(Target Target, StoreReply? Reply)>> SetAsync(
        IReadOnlyCollection<Target> targets,
        JournalEntry draft,
        ImmutableDictionary<string, string> tags,
        Func<IReadOnlyCollection<Target>, Task<IReadOnlyCollection<Target>>>? stillRightAsync = null) =>
        ChangeAsync(targets, draft, (ids, token) => store.TagAsync(location, ids, tags, token), stillRightAsync);

    /// <summary>Removes tags.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="draft">The change.</param>
    /// <param name="keys">Keys of the tags.</param>
    /// <param name="stillRightAsync">As for <see cref="SetAsync"/>.</param>
    /// <returns>As from <see cref="SetAsync"/>.</returns>
    public Task<List<(Target Target, StoreReply? Reply)>> RemoveAsync(
        IReadOnlyCollection<Target> targets,
        JournalEntry draft,
        IReadOnlyCollection<string> keys,
        Func<IReadOnlyCollection<Target>, Task<IReadOnlyCollection<Target>>>? stillRightAsync = null) =>
        ChangeAsync(targets, draft, (ids, token) => store.UntagAsync(location, ids, keys, token), stillRightAsync);

    /// <summary>
    /// Changes tags in one call; when the store refuses the whole, or fresh evidence one of them, each alone, so that one does not hold up fifty. An answer that
    /// was lost is asked for again: doing it twice does no harm.
    /// </summary>
    private async Task<List<(Target Target, StoreReply? Reply)>> ChangeAsync(
        IReadOnlyCollection<Target> targets,
        JournalEntry draft,
        Func<IReadOnlyCollection<string>, CancellationToken, Task<StoreReply>> callAsync,
        Func<IReadOnlyCollection<Target>, Task<IReadOnlyCollection<Target>>>? stillRightAsync)
    {
        var replies = await OnceAsync(targets);
        var isUnknown = replies.Exists(pair => pair.Reply?.Outcome == StoreOutcome.Unknown);
        if (replies.TrueForAll(pair => pair.Reply?.Outcome == StoreOutcome.Done) || (replies.Count == 1 && !isUnknown))
        {
            return replies;
        }

        var singly = new List<(Target, StoreReply?)>();
        foreach (var (target, reply) in replies)
        {
            singly.AddRange(reply?.Outcome == StoreOutcome.Done ? [(target, reply)] : await OnceAsync([target]));
        }

        return singly;

        async Task<List<(Target Target, StoreReply? Reply)>> OnceAsync(IReadOnlyCollection<Target> some)
        {
            var right = some.Count > 0 && stillRightAsync is not null ? await stillRightAsync(some) : some;
            List<Target> allowed = [.. (await desk.AllowedAsync(right, draft.Change!.Value))[true]];
            var answered = (await desk.ChangeAllAsync(allowed, draft, token => callAsync([.. allowed.Select(target => target.Id.Id)], token)))
                .ToDictionary(pair => pair.Target, pair => pair.Reply);
            return [.. right.Select(target => (target, answered.GetValueOrDefault(target)))];
        }
    }
}
