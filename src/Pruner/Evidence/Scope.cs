using System.Collections.Immutable;

namespace Pruner.Evidence;

/// <summary>What a command decides on, besides its streams.</summary>
/// <param name="Architecture">The architecture of the builds.</param>
/// <param name="Regions">The chosen regions; empty means all.</param>
internal sealed record Scope(string Architecture, ImmutableArray<string> Regions);
