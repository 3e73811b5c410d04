using System.Collections.Immutable;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Evidence;

/// <summary>A plan with all it was made from.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Verdicts">Its verdicts with whole artifacts.</param>
/// <param name="Evidence">The evidence.</param>
/// <param name="EvidenceBytes">The evidence file whose digest is in the plan.</param>
/// <param name="EarlierPins">Pins of an earlier ledger that were added.</param>
internal sealed record Decided(
    Plan Plan, ImmutableArray<Verdict> Verdicts, GatheredEvidence Evidence, byte[] EvidenceBytes, ImmutableArray<Pin> EarlierPins);
