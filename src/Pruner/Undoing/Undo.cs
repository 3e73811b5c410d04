using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.State;

namespace Pruner.Undoing;

/// <summary>Puts back what a finished run changed and did not delete: region by region, every step on record before it is made, each seen to have come about.</summary>
/// <param name="store">The store; of a dry run, its imagined one.</param>
/// <param name="run">The run.</param>
/// <param name="options">How often and how long is looked.</param>
/// <param name="time">Clock.</param>
/// <param name="progress">Told as images are done.</param>
internal sealed class Undo(IArtifactStore store, UndoneRun run, ApplierOptions options, TimeProvider time, IProgress<ApplyProgress> progress)
{
    private readonly List<UndoneImage> _dealtWith = [];

    /// <summary>Looks at everything that the run changed; changes nothing.</summary>
    /// <exception cref="Core.SetupException">The credentials are refused.</exception>
    public async Task<UndoSurvey> SurveyAsync(CancellationToken stop)
    {
        var found = new List<UndoFinding>();
        var others = new List<UndoneImage>([.. run.Gone(), .. run.Unplanned()]);
        foreach (var region in run.Changed().GroupBy(target => target.Id.Location, StringComparer.Ordinal))
        {
            var looks = LooksAt(region.Key);
            foreach (var chunk in region.Chunk(options.ChunkSize))
            {
                try
                {
                    var looked = await looks.LookAsync(chunk, stop);
                    found.AddRange(looked.Found);
                    others.AddRange(looked.Missing);
                }
                catch (RegionUnreachableException unread)
                {
                    others.AddRange(chunk.Select(target => Unread(target, unread)));
                }
            }
        }

        return new UndoSurvey([.. found], [.. others]);
    }

    /// <summary>Carries out what was shown, as far as it is still needed and borne out.</summary>
    /// <param name="shown">What somebody approved.</param>
    /// <param name="journal">Where each step is announced.</param>
    /// <param name="mode">Dry run or not, for the record.</param>
    /// <param name="stop">No new change after this.</param>
    /// <exception cref="OperationCanceledException">Interrupted; the same command goes on.</exception>
    /// <exception cref="Core.PrunerException">Credentials refused, or the journal lost.</exception>
    public async Task CarryOutAsync(UndoSurvey shown, JournalWriter journal, RunMode mode, CancellationToken stop)
    {
        await journal.AppendAsync(ChangeDesk.Draft(default) with
        {
            Event = journal.IsResumed ? JournalEvent.Resumed : JournalEvent.Opened,
            Change = null,
            Mode = mode,
            Account = run.Plan.Account,
        });
        using var nothing = NoVerdicts();
        using var desk = new ChangeDesk(journal, nothing, time, options.InterruptPatience, stop);
        try
        {
            store.Narrow(shown.Scope);
            foreach (var finding in shown.Found.Where(finding => finding.Steps.IsEmpty && finding.Obstacles.IsEmpty))
            {
                await UndoWork.CloseAsync(desk, finding.Target);
            }

            foreach (var region in shown.ToRestore.GroupBy(finding => finding.Target.Id.Location, StringComparer.Ordinal))
            {
                var work = new UndoWork(store, desk, LooksAt(region.Key), options, time, region.Key, mode);
                var (done, total) = (0, region.Count());
                foreach (var chunk in region.Chunk(options.ChunkSize))
                {
                    _dealtWith.AddRange(await ChunkAsync(work, chunk, stop));
                    progress.Report(new ApplyProgress(region.Key, done += chunk.Length, total));
                }
            }

            await RunEventAsync(journal, JournalEvent.Finished);
        }
        catch (Exception error) when (error is not JournalException)
        {
            await RunEventAsync(journal, JournalEvent.Interrupted);
            throw;
        }
    }

    /// <summary>What became of everything that was shown: told even when carrying it out ended in an exception.</summary>
    /// <param name="shown">What somebody approved.</param>
    /// <param name="mode">Dry run or not.</param>
    public UndoReport Report(UndoSurvey shown, RunMode mode)
    {
        var ids = _dealtWith.Select(image => (image.Location, image.Id)).ToHashSet();
        return UndoReport.Of(run.Ledger, mode,
        [
            .. shown.Others,
            .. _dealtWith,
            .. shown.Found.Where(finding => finding.Steps.IsEmpty).Select(finding => UndoSurvey.Unchanged(finding, store)),
            .. shown.ToRestore.Select(finding => finding.Target)
                .Where(target => !ids.Contains((target.Id.Location, target.Id.Id)))
                .Select(target => UndoneImage.Of(target, UndoOutcome.Unknown, "the undo ended before it was dealt with; undo again")),
        ]);
    }

    private static async Task<ImmutableArray<UndoneImage>> ChunkAsync(UndoWork work, UndoFinding[] chunk, CancellationToken stop)
    {
        try
        {
            return await work.RestoreAsync(chunk, stop);
        }
        catch (RegionUnreachableException unread)
        {
            // What was begun in it stays open in the journal; another undo goes on there.
            return [.. chunk.Select(finding => Unread(finding.Target, unread))];
        }
    }

    private static UndoneImage Unread(Target target, RegionUnreachableException why) =>
        UndoneImage.Of(target, UndoOutcome.Unknown, $"its region cannot be read: {why.Message}");

    private static Task RunEventAsync(JournalWriter journal, JournalEvent happened) =>
        journal.AppendAsync(ChangeDesk.Draft(default) with { Event = happened, Change = null });

    private UndoLooks LooksAt(string location) => new(store, run, options, time, location);

    /// <summary>No pin speaks for an undo: what it may do is borne out by the images' own tags. So every change that would need evidence is refused.</summary>
    private FreshVerdicts NoVerdicts()
    {
        TimedVerdicts Now() => new(ImmutableDictionary<ArtifactId, Core.Planning.Verdict>.Empty, time.GetUtcNow(), []);
        return new FreshVerdicts(Now(), _ => Task.FromResult(Now()), time);
    }
}
