using System.Collections.Immutable;

namespace Pruner.Core.Bumps;

/// <summary>What changes for one cloud and architecture of one document.</summary>
/// <param name="Path">The document.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Platform">The cloud as the document names it.</param>
/// <param name="From">Builds of the images that change or go, as written, sorted.</param>
/// <param name="To">Builds of the images that come, as written, sorted.</param>
/// <param name="Added">Regions that come; an empty name stands for a cloud without regions. Sorted, as all three.</param>
/// <param name="Lost">Regions that go.</param>
/// <param name="Changed">Regions whose image or build changes.</param>
public sealed record PlatformChange(
    string Path,
    string Architecture,
    string Platform,
    ImmutableArray<string> From,
    ImmutableArray<string> To,
    ImmutableArray<string> Added,
    ImmutableArray<string> Lost,
    ImmutableArray<string> Changed);
