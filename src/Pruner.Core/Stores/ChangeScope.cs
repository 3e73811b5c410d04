using System.Collections.Immutable;
using Pruner.Core.Artifacts;

namespace Pruner.Core.Stores;

/// <summary>All that a run may change at most. Told to the store before the first change, so that the place itself can be made to refuse the rest.</summary>
/// <param name="Artifacts">The artifacts, each once.</param>
public sealed record ChangeScope(ImmutableArray<ScopedArtifact> Artifacts)
{
    /// <summary>A scope in which some artifacts may be tagged, and nothing else.</summary>
    public static ChangeScope Tagging(IEnumerable<ArtifactId> ids) => new([.. ids.Distinct().Select(id => new ScopedArtifact(id, ScopedChanges.Tag, []))]);
}
