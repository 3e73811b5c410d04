using System.Text;
using Pruner.Core;
using Pruner.Core.Inventories;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>Shows a ledger to people and scripts.</summary>
internal static class LedgerText
{
    /// <summary>Writes what came of a run, and says how the process ends.</summary>
    public static ExitCode Report(Session session, Ledger ledger, string format)
    {
        Write(session.Host.Out, ledger, format);
        session.Log.Say($"Ledger written to {session.State.LedgerFileOf(ledger.Mode)} ({session.Calls}).");
        return ExitOf(ledger);
    }

    /// <summary>0 when everything approved was done and everything was read, else 4.</summary>
    public static ExitCode ExitOf(Ledger ledger) =>
        ledger is { IsFinished: true, Totals: { Failed: 0, Unknown: 0 } } && ledger.Locations.All(listing => listing.Status != ListingStatus.Unreadable)
            ? ExitCode.Done
            : ExitCode.Incomplete;

    /// <summary>Writes a ledger in one of the formats text, json, markdown.</summary>
    public static void Write(TextWriter output, Ledger ledger, string format)
    {
        if (string.Equals(format, "json", StringComparison.Ordinal))
        {
            output.Write(Encoding.UTF8.GetString(Document.Write(ledger)));
            return;
        }

        var isMarkdown = string.Equals(format, "markdown", StringComparison.Ordinal);
        var totals = ledger.Totals;
        var verb = ledger.Mode == RunMode.DryRun ? "would be" : "were";
        output.WriteLine($"{(isMarkdown ? "### " : "")}{totals.Pruned} of {totals.Seen} images {verb} pruned ({totals.PrunedGiB} GiB, {totals.Snapshots} snapshots); {totals.Kept} kept, {totals.Tagged} newly tagged; {totals.Failed} failed, {totals.Unknown} unknown");
        var bullet = isMarkdown ? "- " : "  ";
        foreach (var (reason, count) in totals.ByReason)
        {
            output.WriteLine($"{bullet}{reason}: {count}");
        }

        foreach (var listing in ledger.Locations.Where(listing => listing.Status == ListingStatus.Unreadable))
        {
            output.WriteLine($"{bullet}region {listing.Location} was not read: {Plain(listing.Note)}");
        }

        foreach (var entry in ledger.Entries.Where(IsTrouble))
        {
            output.WriteLine($"{bullet}{entry.Location} {entry.Id}: {PlanText.Word(entry.Reason)}, {entry.Outcome}: {Plain(entry.Note ?? "")}");
        }

        if (!ledger.IsFinished)
        {
            output.WriteLine($"{bullet}The run did not come to its end; the same command goes on with it.");
        }
    }

    private static bool IsTrouble(LedgerEntry entry) => entry.Outcome
        is ArtifactOutcome.Unknown or ArtifactOutcome.Failed or ArtifactOutcome.PutBack or ArtifactOutcome.PrunedSnapshotsLeft or ArtifactOutcome.Spared;

    // Notes carry words of others (names, the store's messages): one line, no control characters.
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
