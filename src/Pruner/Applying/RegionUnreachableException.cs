namespace Pruner.Applying;

/// <summary>A region could not be described any more while it was worked on.</summary>
internal sealed class RegionUnreachableException(string message, Exception inner) : Exception(message, inner);
