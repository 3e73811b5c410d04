using System.Collections.Immutable;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Evidence;

/// <summary>What a decision takes from the ledger of the last run.</summary>
/// <param name="Pins">Its pins; they are added.</param>
/// <param name="Marks">Its marks.</param>
internal sealed record EarlierLedger(ImmutableArray<Pin> Pins, EarlierMarks Marks)
{
    /// <summary>Of a ledger; null when there is none.</summary>
    public static EarlierLedger Of(Ledger? ledger) => new(LedgerFold.Recall(ledger), new EarlierMarks(ledger?.Marks ?? []));
}
