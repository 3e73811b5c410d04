using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Core.Reporting;

namespace Pruner.State;

/// <summary>The one folder that holds all state of runs: plan, journal, ledger, evidence, and the lock.</summary>
internal sealed class StateFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The plan last made or applied.</summary>
    public string PlanFile => In("plan.json");

    /// <summary>The plan that the journal carries out.</summary>
    public string ApprovedFile => In("approved.json");

    /// <summary>The plan that is about to be carried out, until its journal begins.</summary>
    public string NextFile => In("next.json");

    /// <summary>The journal of the run under way, or of the last one.</summary>
    public string JournalFile => In("journal.jsonl");

    /// <summary>The ledger of the last run.</summary>
    public string LedgerFile => In("ledger.json");

    /// <summary>Where the ledger of a run goes: a rehearsal must not replace the record of what was done.</summary>
    public string LedgerFileOf(RunMode mode) => mode == RunMode.Apply ? LedgerFile : In("ledger-dry-run.json");

    /// <summary>The pin evidence that the last plan rests on.</summary>
    public string EvidenceFile => In("evidence.json");

    /// <summary>The last report.</summary>
    public string ReportFile => In("report.json");

    /// <summary>Journal of the images that were tagged for pull requests.</summary>
    public string ProtectionFile => In("protected.jsonl");

    /// <summary>Journal of what was put back of the last run.</summary>
    public string UndoFile => In("undo.jsonl");

    /// <summary>Journals and plans of earlier runs, by plan digest.</summary>
    public string HistoryFolder => In("history");

    /// <summary>Refuses to write anything else to a file that this program keeps here: one would overwrite the other.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="file">Its value; null when it was not given.</param>
    /// <param name="same">The record of which a copy is meant; naming that record itself is no harm.</param>
    /// <exception cref="SetupException">The file is another record of the state.</exception>
    public void RefuseAsTarget(string option, string? file, string? same = null)
    {
        if (file is not null && System.IO.Path.GetFullPath(file) is var full && !string.Equals(full, same, StringComparison.Ordinal) && Owns(full))
        {
            throw new SetupException(new Refusal(
                $"{option} is {file}, which is a place of the run's own records.",
                "One file would overwrite the other.",
                "Give a name that no file of the state folder has."));
        }
    }

    private bool Owns(string fullPath) =>
        new[] { PlanFile, ApprovedFile, NextFile, JournalFile, LedgerFile, LedgerFileOf(RunMode.DryRun), EvidenceFile, ReportFile, ProtectionFile, UndoFile, In("lock") }.Contains(fullPath, StringComparer.Ordinal);

    /// <summary>Makes the folder and takes its lock; a second pruner on the same state is refused.</summary>
    /// <returns>Dispose it to give the lock back.</returns>
    public IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Path);
            return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(In("lock")) && Directory.Exists(Path) && IsHeld())
        {
            throw new EvidenceException(
                new Refusal(
                    $"Another pruner is at work on {Path}.",
                    "Two at once on one state would mix their journals.",
                    "Wait for it to end, or give another folder with --state."),
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    /// <summary>The run whose journal lies here, null when there is none.</summary>
    /// <exception cref="EvidenceException">Its journal or its plan is damaged, or they do not belong together.</exception>
    public RunOnRecord? TryReadRun() => TryReadRun(JournalFile, ApprovedFile);

    /// <summary>A run that was put aside, null when none of this plan was. Its journal lies nowhere else from then on until the next one begins.</summary>
    /// <param name="planDigest">Digest of its plan; may be anything that a ledger says.</param>
    /// <exception cref="EvidenceException">Its journal or its plan is damaged, or they do not belong together.</exception>
    public RunOnRecord? TryReadEarlierRun(string planDigest) =>
        planDigest.Length == 64 && planDigest.All(char.IsAsciiHexDigitLower) ? TryReadRun(HistoryFile(planDigest), HistoryPlanFile(planDigest)) : null;

    /// <summary>Where the journal of an earlier run of this plan is kept.</summary>
    public string HistoryFile(string planDigest) => System.IO.Path.Combine(HistoryFolder, planDigest + ".jsonl");

    /// <summary>
    /// Makes room for the journal of the next plan: puts that of an ended run aside, its plan first, and lays the next plan beside it. A later 'plan' overwrites
    /// plan.json, never this one. Whichever step is the last that a dying machine took, the folder holds whole runs only, and the same command goes on.
    /// </summary>
    /// <param name="planDigest">Digest of the next plan. The journal of this very plan is gone on with.</param>
    public void Begin(string planDigest)
    {
        try
        {
            if (TryReadRun() is { Progress.IsFinished: true, Plan.Digest: { } ended } && !string.Equals(ended, planDigest, StringComparison.Ordinal))
            {
                Write(HistoryPlanFile(ended), File.ReadAllBytes(ApprovedFile));
                File.Move(JournalFile, HistoryFile(ended), overwrite: false);
            }

            File.Move(NextFile, ApprovedFile, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    /// <summary>Puts the journal of an undo aside that is of another run, so that a new one can begin.</summary>
    /// <exception cref="EvidenceException">It is damaged, or cannot be moved.</exception>
    public void ArchiveUndo(string planDigest)
    {
        if (TryRead(UndoFile) is not { } bytes || Journal.Read(UndoFile, bytes) is not { Entries: [var first, ..] } || string.Equals(first.Plan, planDigest, StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(HistoryFolder);
            // Named by its content: the plan that it names is foreign text until somebody has checked it.
            File.Move(UndoFile, System.IO.Path.Combine(HistoryFolder, $"undo-{Document.Sha256(bytes)}.jsonl"), overwrite: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    /// <summary>Reads a file, null when it is not there.</summary>
    public static byte[]? TryRead(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceException(
                new Refusal($"{file} cannot be read: {error.Message.TrimEnd('.')}.", "What it says may forbid what is to be done.", "Mend the file's permissions, or move it away."), error);
        }
    }

    /// <summary>Replaces a file whole or not at all: written beside it, flushed, renamed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="open">Opens the file beside it; see <see cref="ProgramHost.OpenPart"/>.</param>
    public static void Write(string file, ReadOnlySpan<byte> bytes, Func<string, FileStream>? open = null)
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var part = file + ".part";
            using (var stream = (open ?? OpenPart)(part))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    /// <summary>Opens a file that is to take the place of another.</summary>
    public static FileStream OpenPart(string part) => new(part, FileMode.Create, FileAccess.Write, FileShare.None);

    /// <summary>The ledger of the last run, null when there is none.</summary>
    /// <exception cref="EvidenceException">It is damaged.</exception>
    public Ledger? TryReadLedger() => TryRead(LedgerFile) is { } bytes ? Document.ReadLedger(LedgerFile, bytes) : null;

    /// <summary>The last report, null when there is none.</summary>
    /// <exception cref="EvidenceException">It is damaged.</exception>
    public InventoryReport? TryReadReport() => TryRead(ReportFile) is { } bytes ? Document.ReadReport(ReportFile, bytes) : null;

    private static RunOnRecord? TryReadRun(string journalFile, string planFile)
    {
        if (TryRead(journalFile) is not { } bytes || Journal.Read(journalFile, bytes) is not { Entries: [var first, ..] } journal)
        {
            return null;
        }

        var plan = TryRead(planFile) is { } approved ? Document.ReadPlan(planFile, approved) : null;
        return plan is not null && string.Equals(plan.Digest, first.Plan, StringComparison.Ordinal)
            ? new RunOnRecord(plan, journal, Progress.Of(journal.Entries))
            : throw new EvidenceException(new Refusal(
                $"{journalFile} carries out the plan {first.Plan[..Math.Min(12, first.Plan.Length)]}, but {planFile} is {(plan is null ? "missing" : "another plan")}.",
                "Without its plan a half-done run cannot be finished or put back.",
                "Put the right file back, or move the state folder away and look at the cloud with 'pruner plan'."));
    }

    private string HistoryPlanFile(string planDigest) => System.IO.Path.Combine(HistoryFolder, planDigest + ".plan.json");

    private static EvidenceException Unwritable(Exception error) => new(
        new Refusal(
            $"The state cannot be written: {error.Message.TrimEnd('.')}.",
            "Plan, journal and ledger must be kept, or nothing can be proven afterwards.",
            "Make room, mend the permissions, or give another folder with --state."),
        error);

    private bool IsHeld()
    {
        try
        {
            using var probe = new FileStream(In("lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>A run as the state folder has it.</summary>
/// <param name="Plan">Its plan.</param>
/// <param name="Journal">Its journal.</param>
/// <param name="Progress">What the journal says was done.</param>
internal sealed record RunOnRecord(Plan Plan, JournalText Journal, Progress Progress)
{
    /// <summary>The ledger of the journal as it stands.</summary>
    /// <param name="pins">The pins that it remembers.</param>
    /// <param name="earlierMarks">Marks of the earlier ledger.</param>
    public Ledger Fold(ImmutableArray<LedgerPin> pins, ImmutableArray<LedgerMark> earlierMarks) => LedgerFold.Fold(Plan, Progress, Journal.Head, pins, earlierMarks);

    /// <summary>True of the ledger of the journal as it stands; false when the process died before it wrote that.</summary>
    public bool IsTold(Ledger? ledger) => string.Equals(ledger?.JournalHead, Journal.Head, StringComparison.Ordinal);
}
