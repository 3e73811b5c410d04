using System.Collections.Immutable;
using Pruner.Core.Artifacts;

namespace Pruner.Core.Records;

/// <summary>
/// Joins what the ledgers of jobs remember that ran at once: each began with the same earlier ledger, and knows besides only of what it did itself. Pure.
/// </summary>
public static class LedgerJoin
{
    /// <summary>The newest ledger, which remembers marks and pins of all; what became of its own artifacts stays its own.</summary>
    /// <param name="ledgers">The ledgers of one workflow run, newest first; at least one.</param>
    public static Ledger Join(ImmutableArray<Ledger> ledgers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ledgers.Length, nameof(ledgers));
        if (ledgers is [var only])
        {
            return only;
        }

        return ledgers[0] with
        {
            Marks = MarksOf(ledgers) is { IsEmpty: false } marks ? marks : null,
            Pins = LedgerFold.Sorted(ledgers.SelectMany(ledger => ledger.Pins)),
        };
    }

    private static ImmutableArray<LedgerMark> MarksOf(ImmutableArray<Ledger> ledgers)
    {
        // The others still remember a mark that one of them took off, or began to: it is not sure to be on, so its time begins anew.
        var takenOff = ledgers.SelectMany(TakenOff).ToHashSet();
        return
        [
            .. ledgers
                .SelectMany(ledger => ledger.Marks ?? [])
                .Where(mark => !takenOff.Contains((mark.Account, mark.ArtifactId())))
                .GroupBy(mark => (mark.Account, mark.Address, Id: mark.ArtifactId()))
                .Select(group => group.MaxBy(mark => mark.At)!)
                .OrderBy(mark => mark.ArtifactId())
                .ThenBy(mark => mark.Account, StringComparer.Ordinal)
                .ThenBy(mark => mark.Address, StringComparer.Ordinal),
        ];
    }

    /// <summary>What a run began to change and does not remember as marked.</summary>
    private static IEnumerable<(string Account, ArtifactId Id)> TakenOff(Ledger ledger)
    {
        if (ledger.Mode == RunMode.DryRun)
        {
            return [];
        }

        var marked = (ledger.Marks ?? []).Where(mark => string.Equals(mark.Account, ledger.Account, StringComparison.Ordinal)).Select(mark => mark.ArtifactId()).ToHashSet();
        return ledger.Entries
            .Where(entry => entry.Noted is not null)
            .Select(entry => new ArtifactId(entry.Platform, entry.Location, entry.Id))
            .Where(id => !marked.Contains(id))
            .Select(id => (ledger.Account, id));
    }
}
