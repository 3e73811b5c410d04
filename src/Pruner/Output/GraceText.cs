using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>Marks in sentences: what is marked, what may go when, and what marks are taken off. Pure; nothing without a grace.</summary>
internal static class GraceText
{
    /// <summary>Of a plan.</summary>
    public static ImmutableArray<string> Of(Plan plan) =>
    [
        .. PlanGuards.ToBeMarked(plan) is > 0 and var toMark
            ? [$"{BuildTable.Count(toMark, "image")} {Are(toMark)} to be marked: {(toMark == 1 ? "its" : "their")} time begins when this plan is carried out"] : Array.Empty<string>(),
        .. Ripening(plan.Verdicts.Select(verdict => verdict.RipensAt)),
        .. plan.Verdicts.Count(verdict => verdict.Mark == MarkChange.TakeOff) is > 0 and var toTakeOff
            ? [$"{BuildTable.Count(toTakeOff, "mark")} {Are(toTakeOff)} to be taken off: another rule keeps the image"] : Array.Empty<string>(),
    ];

    /// <summary>Of a ledger.</summary>
    public static ImmutableArray<string> Of(Ledger ledger)
    {
        var isRehearsal = ledger.Mode == RunMode.DryRun;
        string Were(int count) => isRehearsal ? "would be" : count == 1 ? "was" : "were";
        return
        [
            .. ledger.Totals.Marked is { } marked ? [$"{BuildTable.Count(marked, "image")} {Were(marked)} marked: {(marked == 1 ? "its" : "their")} time begins {(isRehearsal ? "then" : "now")}"] : Array.Empty<string>(),
            .. Ripening(ledger.Entries.Select(entry => entry.RipensAt)),
            .. ledger.Totals.MarksTakenOff is { } takenOff ? [$"{BuildTable.Count(takenOff, "mark")} {Were(takenOff)} taken off: another rule keeps the image"] : Array.Empty<string>(),
        ];
    }

    /// <summary>A section for people; no lines when there is nothing to say.</summary>
    public static IEnumerable<string> Lines(ImmutableArray<string> sentences, TextForm form) => sentences.IsEmpty ? [] :
    [
        "",
        .. form.Heading(form.Palette.Kept, "Marks", ": what is marked long enough, a later run deletes"),
        .. sentences.SelectMany(sentence => SafeText.Wrap("  ", sentence, form.Columns)),
    ];

    private static IEnumerable<string> Ripening(IEnumerable<DateTimeOffset?> times) => times
        .OfType<DateTimeOffset>()
        .CountBy(time => DateOnly.FromDateTime(time.UtcDateTime))
        .OrderBy(pair => pair.Key)
        .Select(pair => $"{BuildTable.Count(pair.Value, "image")} {Are(pair.Value)} marked and may go from {pair.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} on");

    private static string Are(int count) => count == 1 ? "is" : "are";
}
