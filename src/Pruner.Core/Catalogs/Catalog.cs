using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;

namespace Pruner.Core.Catalogs;

/// <summary>Which builds the chosen streams have, and which artifacts each says it uploaded.</summary>
/// <param name="Builds">All builds, sorted by stream, build id text, architecture.</param>
public sealed record Catalog(ImmutableArray<CatalogBuild> Builds)
{
    /// <summary>Chosen streams that have no catalog, while another of the same release has one; sorted. What builds they share is not known.</summary>
    public ImmutableArray<string> AbsentStreams { get; init; } = [];
}

/// <summary>One build as builds.json and its meta.json tell it.</summary>
/// <param name="Build">Identity.</param>
/// <param name="Name">Name prefix of its artifacts: <c>rhcos</c>.</param>
/// <param name="BuiltAt"><c>coreos-assembler.build-timestamp</c>; null when absent or unreadable.</param>
/// <param name="Artifacts">The uploaded artifacts that have an id of their own, of every platform, sorted.</param>
public sealed record CatalogBuild(Build Build, string Name, DateTimeOffset? BuiltAt, ImmutableArray<ArtifactId> Artifacts);
