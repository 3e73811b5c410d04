using Pruner.Applying;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Undoing;

/// <summary>
/// Takes off the tags that a run wrote, and gives <c>bootimage</c> its value back, of images of one region. The last step of an undo, when a look has shown
/// the others done: without these tags nothing vouches for them any more.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="desk">Through which every change goes.</param>
/// <param name="location">The region.</param>
/// <param name="lookAsync">Describes images afresh.</param>
internal sealed class UndoTags(IArtifactStore store, ChangeDesk desk, string location, Func<IReadOnlyCollection<UndoTask>, Task> lookAsync)
{
    /// <summary>Does so for every task of which nothing was refused.</summary>
    public async Task RestoreAsync(IReadOnlyCollection<UndoTask> tasks)
    {
        await EachAsync(tasks, steps => steps.SettingTags);
        await EachAsync(tasks, steps => steps.RemovingTags);
    }

    /// <summary>One call for all of the same steps; when it is not answered OK, each alone, so that one does not hold up fifty.</summary>
    private async Task EachAsync(IReadOnlyCollection<UndoTask> tasks, Func<UndoSteps, UndoSteps> part)
    {
        UndoTask[] open = [.. tasks.Where(task => task.Failures.Count == 0 && !StepsOf(task, part).IsEmpty)];
        foreach (var group in open.GroupBy(task => InWords(StepsOf(task, part)), StringComparer.Ordinal))
        {
            UndoTask[] together = [.. group];
            if (together.Length > 1 && (await AskAsync(together, part))?.Outcome == StoreOutcome.Done)
            {
                continue;
            }

            foreach (var task in together)
            {
                var reply = await AskAsync([task], part);
                // An answer that was lost is asked for again: doing it twice does no harm.
                task.Take(reply is { Outcome: StoreOutcome.Unknown } ? await AskAsync([task], part) : reply);
            }
        }
    }

    /// <summary>Looks, and asks for what is still to be done. The look comes directly before the call: a protection that somebody set meanwhile stays.</summary>
    /// <returns>The answer; null when nothing was asked, since the images are no longer alike or their tags no longer bear it out.</returns>
    private async Task<StoreReply?> AskAsync(UndoTask[] tasks, Func<UndoSteps, UndoSteps> part)
    {
        await lookAsync(tasks);
        var steps = StepsOf(tasks[0], part);
        var words = InWords(steps);
        if (Array.Exists(tasks, task => InWords(StepsOf(task, part)) != words))
        {
            return null;
        }

        if (steps.IsEmpty)
        {
            return new StoreReply(StoreOutcome.AlreadySo, "", "nothing is left to be done", "");
        }

        string[] ids = [.. tasks.Select(task => task.Target.Id.Id)];
        var replies = await desk.ChangeAllAsync(
            [.. tasks.Select(task => task.Target)],
            ChangeDesk.Draft(ChangeKind.RestoreTags) with { Detail = words },
            token => steps.SetTags.IsEmpty ? store.UntagAsync(location, ids, steps.RemoveTags, token) : store.TagAsync(location, ids, steps.SetTags, token));
        return replies.IsEmpty ? null : replies[0].Reply;
    }

    // As long as access is still to be given, for whatever reason, the tags stay.
    private static UndoSteps StepsOf(UndoTask task, Func<UndoSteps, UndoSteps> part) => task.Last.Steps.GivesAccess ? UndoSteps.None : part(task.Open);

    private static string InWords(UndoSteps steps) => string.Join("; ", steps.InWords());
}
