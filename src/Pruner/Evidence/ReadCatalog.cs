using System.Collections.Immutable;
using Pruner.Core.Catalogs;

namespace Pruner.Evidence;

/// <summary>The catalogs of the chosen streams.</summary>
/// <param name="Catalog">Their builds.</param>
/// <param name="Streams">The streams that were there, sorted.</param>
/// <param name="Absent">Chosen streams without a catalog, while another of the same release has one; sorted. What only they would name is kept.</param>
/// <param name="Architectures">The architectures decided on, sorted.</param>
internal sealed record ReadCatalog(Catalog Catalog, ImmutableArray<string> Streams, ImmutableArray<string> Absent, ImmutableArray<string> Architectures);
