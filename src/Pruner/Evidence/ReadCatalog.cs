using System.Collections.Immutable;
using Pruner.Core.Catalogs;

namespace Pruner.Evidence;

/// <summary>The catalogs of the chosen streams.</summary>
/// <param name="Catalog">Their builds.</param>
/// <param name="Streams">The streams that were there, sorted.</param>
/// <param name="Architectures">The architectures decided on, sorted.</param>
internal sealed record ReadCatalog(Catalog Catalog, ImmutableArray<string> Streams, ImmutableArray<string> Architectures);
