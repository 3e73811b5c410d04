using System.Collections.Immutable;

namespace Pruner.Peers.Tests.Table;

/// <summary>
/// Every known defect of programs like ours, and what shows that it is not in ours. docs/peers.md is written from it. A defect that has both mutants and a
/// reason why a part of it cannot happen here says so under what ours does.
/// </summary>
internal static partial class PeerTable
{
    /// <summary>All of it, in order.</summary>
    public static ImmutableArray<Defect> All { get; } = [.. P01ToP07, .. P08ToP16, .. P17ToP24, .. P25ToP30, .. P31ToP40, .. Accidents];

    /// <summary>All mutants with their names.</summary>
    public static ImmutableArray<(string Name, Mutant Mutant)> Mutants { get; } = [.. All.SelectMany(defect => defect.Named())];
}
