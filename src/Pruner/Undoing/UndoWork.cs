using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Undoing;

/// <summary>The steps of an undo in one region.</summary>
internal sealed class UndoWork(
    IArtifactStore store, ChangeDesk desk, UndoLooks looks, ApplierOptions options, TimeProvider time, string location, RunMode mode)
{
    private static readonly ImmutableArray<ChangeKind> _kinds = [ChangeKind.Share, ChangeKind.Publish, ChangeKind.RestoreTags];

    private readonly Tagging _tagging = new(store, desk, location);

    /// <summary>Describes images once more and takes those that are still to be put back through all steps.</summary>
    /// <exception cref="RegionUnreachableException">The region cannot be read.</exception>
    public async Task<ImmutableArray<UndoneImage>> RestoreAsync(IReadOnlyCollection<UndoFinding> shown, CancellationToken stop)
    {
        var approved = shown.ToDictionary(finding => finding.Target.Id, finding => finding.Steps);
        // A person may have thought for a day: only what it is like now counts.
        var looked = await looks.LookAsync([.. shown.Select(finding => new Target(finding.Target.Planned) { Undone = finding.Target.Undone })], stop);
        UndoTask[] tasks = [.. looked.Found.Select(finding => new UndoTask(finding, approved[finding.Target.Id]))];

        await Task.WhenAll(tasks.Select(GiveAccessAsync));
        await LookUntilAsync(tasks, task => task.Open.GivesAccess, stop);
        foreach (var group in tasks.Where(task => task.Failures.Count == 0 && task.Open.ChangesTags).GroupBy(task => TagsInWords(task.Open), StringComparer.Ordinal))
        {
            await RestoreTagsAsync([.. group]);
        }

        await LookUntilAsync(tasks, task => !task.Open.IsEmpty, stop);
        // Of what was refused, a part may be done: the report and the command by hand are about what is left.
        await LookAsync([.. tasks.Where(task => task.Failures.Count > 0)], stop);
        foreach (var task in tasks)
        {
            await CloseAsync(task);
        }

        return [.. tasks.Select(ImageOf), .. looked.Missing];
    }

    /// <summary>Notes that an image of which something was begun, now or by an interrupted undo, is as before again; settles what was not answered.</summary>
    public static async Task CloseAsync(ChangeDesk desk, Target target)
    {
        if (desk.ProgressOf(target) is not { IsOpen: true } begun)
        {
            return;
        }

        foreach (var kind in _kinds.Where(kind => begun.HasBegun(kind) && !begun.IsDone(kind)))
        {
            await desk.SettleAsync(target, ChangeDesk.Draft(kind), StoreOutcome.Done, "it is shown as it was before");
        }

        await desk.CloseAsync(target, ArtifactOutcome.PutBack);
    }

    private async Task GiveAccessAsync(UndoTask task)
    {
        var id = task.Target.Id;
        var isShared = true;
        if (!task.Steps.Accounts.IsEmpty)
        {
            var accounts = task.Steps.Accounts;
            var reply = await desk.ChangeAsync(
                task.Target, ChangeDesk.Draft(ChangeKind.Share) with { Accounts = accounts }, token => store.ShareAsync(id, accounts, token));
            Take(task, reply);
            isShared = reply?.Outcome is StoreOutcome.Done or StoreOutcome.AlreadySo;
        }

        if (task.Steps.Publish && !isShared)
        {
            task.Failures.Add(PutBack.PublicLast);
        }
        else if (task.Steps.Publish)
        {
            Take(task, await desk.ChangeAsync(
                task.Target, ChangeDesk.Draft(ChangeKind.Publish), token => store.SetVisibilityAsync(id, Visibility.Public, token)));
        }
    }

    /// <summary>The last step, when the look has shown the others done: without these tags nothing vouches for them any more.</summary>
    private async Task RestoreTagsAsync(IReadOnlyCollection<UndoTask> tasks)
    {
        // As the look of moments ago showed them: a tag that somebody set since the first is not taken off.
        var steps = tasks.First().Open;
        var draft = ChangeDesk.Draft(ChangeKind.RestoreTags) with { Detail = TagsInWords(steps) };
        if (!steps.SetTags.IsEmpty)
        {
            Take(tasks, await _tagging.SetAsync([.. tasks.Select(task => task.Target)], draft, steps.SetTags.ToImmutableDictionary()));
        }

        if (!steps.RemoveTags.IsEmpty)
        {
            UndoTask[] left = [.. tasks.Where(task => task.Failures.Count == 0)];
            Take(left, await _tagging.RemoveAsync([.. left.Select(task => task.Target)], draft, steps.RemoveTags));
        }
    }

    /// <summary>Looks once at everything that nothing was refused of, and again at what is still open.</summary>
    private async Task LookUntilAsync(IEnumerable<UndoTask> tasks, Func<UndoTask, bool> isOpen, CancellationToken stop)
    {
        List<UndoTask> open = [.. tasks.Where(task => task.Failures.Count == 0)];
        for (var look = 1; open.Count > 0 && look <= options.MostLooks; look++)
        {
            if (look > 1)
            {
                await Task.Delay(options.LookPause, time, stop);
            }

            await LookAsync(open, stop);
            open.RemoveAll(task => !isOpen(task));
        }

        foreach (var task in open)
        {
            task.Failures.Add("it is not shown as it was before");
        }
    }

    private async Task LookAsync(IReadOnlyCollection<UndoTask> tasks, CancellationToken stop)
    {
        var found = (await looks.LookAsync([.. tasks.Select(task => task.Target)], stop)).Found.ToDictionary(finding => finding.Target);
        foreach (var task in tasks)
        {
            task.Last = found.GetValueOrDefault(task.Target, task.Last);
        }
    }

    private async Task CloseAsync(UndoTask task)
    {
        if (!UndoReport.IsNotAsBefore(task.Outcome(UndoOutcome.Restored)))
        {
            await CloseAsync(desk, task.Target);
        }
        else if (desk.ProgressOf(task.Target) is { IsOpen: true })
        {
            await desk.CloseAsync(task.Target, ArtifactOutcome.Failed, string.Join("; ", task.Failures.Concat(task.Last.Obstacles)));
        }
    }

    private UndoneImage ImageOf(UndoTask task)
    {
        var outcome = task.Outcome(mode == RunMode.DryRun ? UndoOutcome.WouldRestore : UndoOutcome.Restored);
        IEnumerable<string> grown = task.Open.IsEmpty && !task.Last.Steps.IsEmpty ? ["it changed since it was shown; undo again"] : [];
        return UndoneImage.Of(
            task.Last, outcome, task.Steps.Without(task.Open), [.. task.Failures, .. grown], UndoReport.IsNotAsBefore(outcome) ? UndoSurvey.ByHand(task.Last, store) : "");
    }

    private static void Take(IReadOnlyCollection<UndoTask> tasks, List<(Target Target, StoreReply? Reply)> replies)
    {
        var answered = replies.ToDictionary(pair => pair.Target, pair => pair.Reply);
        foreach (var task in tasks)
        {
            Take(task, answered.GetValueOrDefault(task.Target));
        }
    }

    // What was answered OK, is so already, or was not answered, the look after it tells.
    private static void Take(UndoTask task, StoreReply? reply)
    {
        if (reply?.Outcome is not (StoreOutcome.Done or StoreOutcome.AlreadySo or StoreOutcome.Unknown))
        {
            task.Failures.Add(reply is null ? "not asked: its own tags changed meanwhile" : PutBack.Say(reply));
        }
    }

    private static string TagsInWords(UndoSteps steps) => string.Join("; ", (steps with { Accounts = [], Publish = false }).InWords());
}
