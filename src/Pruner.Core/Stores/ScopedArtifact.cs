using System.Collections.Immutable;
using Pruner.Core.Artifacts;

namespace Pruner.Core.Stores;

/// <summary>One artifact that a run may change.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Changes">What may be done to it at most.</param>
/// <param name="Snapshots">The snapshots that may be deleted once it is gone; no artifact that stays rests on them.</param>
public sealed record ScopedArtifact(ArtifactId Id, ScopedChanges Changes, ImmutableArray<string> Snapshots);
