using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Evidence;

/// <summary>What a command decides on.</summary>
/// <param name="Streams">The chosen streams.</param>
/// <param name="Architectures">The chosen architectures; empty means every one that a catalog lists.</param>
/// <param name="Regions">The chosen regions; empty means all.</param>
internal sealed record Scope(ChosenStreams Streams, ImmutableArray<string> Architectures, ImmutableArray<string> Regions);
