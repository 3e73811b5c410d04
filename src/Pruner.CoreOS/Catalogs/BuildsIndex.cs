using System.Collections.Immutable;
using Pruner.Core.Builds;

namespace Pruner.CoreOS.Catalogs;

/// <summary>A stream's builds.json.</summary>
/// <param name="Builds">Every build it lists, in its order (newest first).</param>
/// <param name="Tombstones">Ids of builds whose files are gone: <c>tombstone-builds</c>.</param>
public sealed record BuildsIndex(ImmutableArray<IndexedBuild> Builds, ImmutableArray<string> Tombstones);

/// <summary>One build of a builds.json.</summary>
/// <param name="Id">The id as written; the address of its files is made of it.</param>
/// <param name="Parsed">The id read; null when it has a shape we do not know, so that nothing of it can be decided.</param>
/// <param name="Architectures">Its architectures (<c>arches</c>); empty in indexes older than architectures (2018).</param>
/// <param name="CloudUploadsPruned">Whether <c>policy-cleanup</c> says that its cloud images were deleted already. Its meta.json goes on naming them.</param>
public sealed record IndexedBuild(string Id, BuildId? Parsed, ImmutableArray<string> Architectures, bool CloudUploadsPruned);
