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

    /// <summary>Describes images once more and takes those that are still to be put back through all steps.</summary>
    /// <exception cref="RegionUnreachableException">The region cannot be read.</exception>
    public async Task<ImmutableArray<UndoneImage>> RestoreAsync(IReadOnlyCollection<UndoFinding> shown, CancellationToken stop)
    {
        var approved = shown.ToDictionary(finding => finding.Target.Id, finding => finding.Steps);
        // A person may have thought for a day: only what it is like now counts.
        var looked = await looks.LookAsync([.. shown.Select(finding => new Target(finding.Target.Planned) { Undone = finding.Target.Undone })], stop);
        UndoTask[] tasks = [.. looked.Found.Select(finding => new UndoTask(finding, approved[finding.Target.Id]))];

        await Task.WhenAll(tasks.Where(task => !task.Steps.Accounts.IsEmpty).Select(ShareAsync));
        // What is public cannot be shared any more: nothing is published before a look shows its accounts.
        await LookUntilAsync(tasks.Where(task => !task.Steps.Accounts.IsEmpty), task => !task.Open.Accounts.IsEmpty, stop);
        await Task.WhenAll(tasks.Where(task => task.Failures.Count == 0 && task.Open.Publish).Select(PublishAsync));
        await LookUntilAsync(tasks, task => task.Open.GivesAccess, stop);
        await new UndoTags(store, desk, location, some => LookAsync(some, stop)).RestoreAsync(tasks);
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

    private async Task ShareAsync(UndoTask task)
    {
        var accounts = task.Steps.Accounts;
        task.Take(await desk.ChangeAsync(
            task.Target, ChangeDesk.Draft(ChangeKind.Share) with { Accounts = accounts }, token => store.ShareAsync(task.Target.Id, accounts, token)));
    }

    private async Task PublishAsync(UndoTask task) => task.Take(await desk.ChangeAsync(
        task.Target, ChangeDesk.Draft(ChangeKind.Publish), token => store.SetVisibilityAsync(task.Target.Id, Visibility.Public, token)));

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
            task.Last, outcome, task.Done, [.. task.Failures, .. grown], UndoReport.IsNotAsBefore(outcome) ? UndoSurvey.ByHand(task.Last, store) : "");
    }
}
