using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.State;

namespace Pruner.Applying;

/// <summary>
/// Carries out an approved plan as far as fresh evidence still agrees: all regions at once, each artifact step by step, every step on record
/// before it is made. It decides nothing.
/// </summary>
internal sealed class Applier(
    IArtifactStore store, JournalWriter journal, FreshVerdicts fresh, ApplierOptions options, TimeProvider time, IProgress<ApplyProgress> progress)
{
    /// <summary>Works through the plan, or through what an unfinished journal has left of it.</summary>
    /// <returns>True when the run came to its end; false when something could not be reached and the run can be resumed.</returns>
    /// <exception cref="OperationCanceledException">Interrupted; the journal says so and the run can be resumed.</exception>
    /// <exception cref="PrunerException">Credentials refused, evidence not renewable, or the journal lost.</exception>
    public async Task<bool> RunAsync(Plan approved, RunMode mode, CancellationToken stop)
    {
        await journal.AppendAsync(ChangeDesk.Draft(default) with
        {
            Event = journal.IsResumed ? JournalEvent.Resumed : JournalEvent.Opened,
            Change = null,
            Mode = mode,
            Account = approved.Account,
        });

        // The first region that meets something fatal (credentials, journal, evidence) stops the others at their next step.
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var desk = new ChangeDesk(journal, fresh, time, options.InterruptPatience, all.Token);
        try
        {
            var verdicts = await fresh.CurrentAsync(all.Token);
            var regions = approved.Verdicts
                .Where(verdict => verdict.Verdict == Decision.Prune || verdict.IsBootImage || verdict.Mark is not null)
                .GroupBy(verdict => verdict.Location, StringComparer.Ordinal)
                .Select(group => RegionAsync(group.Key, [.. group.Select(verdict => new Target(verdict))], verdicts, desk, all));
            var reached = await Task.WhenAll(regions);
            if (!reached.All(whole => whole))
            {
                await RunEventAsync(JournalEvent.Interrupted);
                return false;
            }

            await RunEventAsync(JournalEvent.Finished);
            return true;
        }
        catch (Exception error) when (error is not JournalException)
        {
            await RunEventAsync(JournalEvent.Interrupted);
            throw;
        }
    }

    private async Task<bool> RegionAsync(
        string location,
        ImmutableArray<Target> targets,
        TimedVerdicts verdicts,
        ChangeDesk desk,
        CancellationTokenSource all)
    {
        if (options.OnlySettles)
        {
            targets = [.. targets.Where(target => desk.ProgressOf(target) is { IsOpen: true })];
            if (targets.IsEmpty)
            {
                // A region in which nothing is open must not hold up the rest, readable or not.
                return true;
            }
        }

        if (!verdicts.Locations.Contains(location))
        {
            return false;
        }

        var ids = targets.Where(target => target.Planned.Verdict == Decision.Prune).Select(target => target.Id).ToHashSet();
        var anchor = verdicts.Verdicts.Values
            .Where(verdict => verdict.Decision == Decision.Keep && !ids.Contains(verdict.Artifact.Id) && string.Equals(verdict.Artifact.Id.Location, location, StringComparison.Ordinal))
            .Select(verdict => verdict.Artifact.Id.Id)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        var work = new RegionWork(store, desk, fresh, options, time, location, targets, anchor);
        var done = 0;
        var total = targets.Length;
        try
        {
            // Rates count from here.
            progress.Report(new ApplyProgress(location, done, total));
            // What protects comes first, and what gives time before what takes it.
            await EachAsync(planned => planned is { Mark: MarkChange.TakeOff, IsBootImage: true }, work.TakeMarksOffAsync, isLast: false);
            await EachAsync(planned => planned.IsBootImage, work.TagBootImagesAsync);
            await EachAsync(planned => planned is { Mark: MarkChange.TakeOff, IsBootImage: false }, work.TakeMarksOffAsync);
            await EachAsync(planned => planned.Mark == MarkChange.Set, work.MarkAsync);
            await EachAsync(planned => planned.Verdict == Decision.Prune, work.PruneAsync);
            return true;
        }
        catch (RegionUnreachableException)
        {
            // One region that fails hides nothing of the others; what is open in it stays open in the journal.
            return false;
        }
        catch
        {
            await all.CancelAsync();
            throw;
        }

        async Task EachAsync(Func<PlannedVerdict, bool> isMeant, Func<IReadOnlyCollection<Target>, CancellationToken, Task> workAsync, bool isLast = true)
        {
            foreach (var chunk in targets.Where(target => isMeant(target.Planned) && !IsEnded(desk, target)).Chunk(options.ChunkSize))
            {
                await workAsync(chunk, all.Token);
                progress.Report(new ApplyProgress(location, isLast ? done += chunk.Length : done, total));
            }
        }
    }

    private static bool IsEnded(ChangeDesk desk, Target target) => desk.ProgressOf(target)?.Ended is not null;

    private Task RunEventAsync(JournalEvent happened) => journal.AppendAsync(ChangeDesk.Draft(default) with { Event = happened, Change = null });
}
