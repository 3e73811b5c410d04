using System.Collections.Immutable;
using Pruner.Core.Artifacts;

namespace Pruner.Core.Reporting;

/// <summary>The snapshots of one location, or why they were not read.</summary>
/// <param name="Location">The region.</param>
/// <param name="Snapshots">The account's snapshots there; null when they were not read.</param>
/// <param name="Note">Why they were not read; empty when they were.</param>
public sealed record SnapshotListing(string Location, ImmutableArray<StoredSnapshot>? Snapshots, string Note);
