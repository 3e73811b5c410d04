using System.Collections.Immutable;

namespace Pruner.Peers.Tests.Table;

/// <summary>The table as docs/peers.md has it.</summary>
internal static class PeerPage
{
    /// <summary>The line before the table.</summary>
    public const string Begin = "<!-- what was planted: written from the table of tests/Pruner.Peers.Tests -->";

    /// <summary>The line after the table.</summary>
    public const string End = "<!-- end of what was planted -->";

    /// <summary>The table's lines: one a mutant or scenario, after what it is about.</summary>
    public static ImmutableArray<string> Lines { get; } =
    [
        "| no. | what goes wrong | what ours does | the same mistake, planted in ours | turns red |",
        "| --- | --- | --- | --- | --- |",
        .. PeerTable.All.SelectMany(Rows),
    ];

    private static IEnumerable<string> Rows(Defect defect)
    {
        List<string> shown =
        [
            .. defect.Mutants.Select(mutant => $"{mutant.Mistake} (`{Path.GetFileNameWithoutExtension(mutant.File)}`) | {string.Join(", ", mutant.Killers.Select(killer => $"`{killer}`"))}"),
            .. defect.Scenarios.Select(scenario => $"nothing to plant: a test | `{Killer.Parse(scenario)}`"),
        ];
        var about = $"| {defect.Number} | {defect.Peers}: {defect.Mistake} | {defect.Ours} |";
        return shown.Count == 0 ? [$"{about} | |"] : shown.Select((row, i) => $"{(i == 0 ? about : "| | | |")} {row} |");
    }
}
