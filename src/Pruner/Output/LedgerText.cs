using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>A ledger as text for people. Pure: the same ledger and form give the same lines.</summary>
internal static class LedgerText
{
    /// <summary>The lines: what stayed, what went, what did not go as planned, what was not read, and the sum.</summary>
    public static IEnumerable<string> Lines(Ledger ledger, TextForm form)
    {
        var isRehearsal = ledger.Mode == RunMode.DryRun;
        foreach (var line in SafeText.Wrap(
            "", SafeText.Line($"{(isRehearsal ? "Dry run" : "Run")} of plan {Short(ledger.Plan)}, account {ledger.Account}: {string.Join(", ", ledger.Streams)}, {PlanText.Minute(ledger.Started)}, {Duration.Of(ledger.Ended - ledger.Started)}"), form.Columns))
        {
            yield return form.Palette.Strong(line);
        }

        var keeps = ledger.Entries.Where(entry => entry.Verdict == Decision.Keep).GroupBy(entry => entry.Reason).ToDictionary(group => group.Key, group => group.Count());
        yield return "";
        foreach (var line in form.Heading(form.Palette.Kept, "Kept", $" by the plan: {BuildTable.Count(keeps.Values.Sum(), "image")}").Concat(PlanText.Keeps(keeps, form)))
        {
            yield return line;
        }

        var rows = BuildRow.Of(ledger);
        yield return "";
        var gone = $": {BuildTable.Count(rows.Sum(row => row.Images), "image")} of {BuildTable.Count(rows.Length, "build")}, {BuildTable.Number(rows.Sum(row => row.GiB))} GiB";
        foreach (var line in form.Heading(form.Palette.Gone, isRehearsal ? "Would be pruned" : "Pruned", gone).Concat(BuildTable.Lines(rows, ledger.Started, form, FileOf(ledger))))
        {
            yield return line;
        }

        foreach (var line in GraceText.Lines(GraceText.Of(ledger), form).Concat(UncoveredText.Lines(ledger.WithoutStore, form)).Concat(Troubles(ledger, form)))
        {
            yield return line;
        }

        yield return "";
        foreach (var line in SafeText.Wrap("", Sum(ledger), form.Columns))
        {
            yield return form.Palette.Strong(line);
        }
    }

    /// <summary>True for an image that did not come to the end that the plan had for it.</summary>
    public static bool IsTrouble(LedgerEntry entry) => IsTrouble(entry.Outcome);

    /// <summary>True for an outcome that is not the end that the plan had for an image.</summary>
    public static bool IsTrouble(ArtifactOutcome outcome) => outcome
        is ArtifactOutcome.Unknown or ArtifactOutcome.Failed or ArtifactOutcome.PutBack or ArtifactOutcome.PrunedSnapshotsLeft or ArtifactOutcome.Spared;

    /// <summary>Everything in one sentence.</summary>
    public static string Sum(Ledger ledger)
    {
        var totals = ledger.Totals;
        var verb = ledger.Mode == RunMode.DryRun ? "would be" : totals.Pruned == 1 ? "was" : "were";
        return $"{BuildTable.Number(totals.Pruned)} of {BuildTable.Count(totals.Seen, "image")} {verb} pruned ({BuildTable.Number(totals.PrunedGiB)} GiB, {BuildTable.Count(totals.Snapshots, "snapshot")}); {BuildTable.Number(totals.Kept)} kept, {BuildTable.Number(totals.Tagged)} newly tagged; {BuildTable.Number(totals.Failed)} failed, {BuildTable.Number(totals.Unknown)} unknown.";
    }

    private static IEnumerable<string> Troubles(Ledger ledger, TextForm form)
    {
        var troubled = ledger.Entries.Where(IsTrouble).ToList();
        var shown = troubled.Take(form.MostRows ?? int.MaxValue).ToList();
        string[] lines =
        [
            .. PlanText.NotRead(ledger.Locations, form),
            .. shown.SelectMany(entry => SafeText.Wrap("  ", SafeText.Line($"{entry.Location} {entry.Id}: {Words.Of(entry.Outcome)}{(entry.Note is null ? "" : $": {entry.Note}")}"), form.Columns)).Select(form.Palette.Warning),
            .. shown.Count < troubled.Count ? [form.Palette.Quiet($"  and {BuildTable.Number(troubled.Count - shown.Count)} more: --full shows all, and all are in {FileOf(ledger)}")] : Array.Empty<string>(),
            .. ledger.IsFinished ? [] : SafeText.Wrap("  ", "The run did not come to its end; the same command goes on with it.", form.Columns).Select(form.Palette.Warning),
        ];
        return lines.Length == 0 ? [] : ["", form.Palette.Warning("Not as planned"), .. lines];
    }

    private static string Short(string digest) => digest.Length > 12 ? digest[..12] : digest;

    private static string FileOf(Ledger ledger) => ledger.Mode == RunMode.DryRun ? "ledger-dry-run.json" : "ledger.json";
}
