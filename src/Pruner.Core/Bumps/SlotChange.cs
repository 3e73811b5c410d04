using Pruner.Core.Pins;

namespace Pruner.Core.Bumps;

/// <summary>One place for an image that a pull request fills, empties or changes.</summary>
/// <param name="Path">The document.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Platform">The cloud as the document names it.</param>
/// <param name="Location">The region, or empty where the cloud has none.</param>
/// <param name="Before">What stood there; null when nothing did.</param>
/// <param name="After">What is to stand there; null when nothing is.</param>
public sealed record SlotChange(string Path, string Architecture, string Platform, string Location, DocumentPin? Before, DocumentPin? After);
