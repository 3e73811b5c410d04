namespace Pruner.TwoReaders.Tests.Counts;

/// <summary>A pin as it is counted: the same image named by a thousand commits, or by ten files, is one.</summary>
/// <param name="Cloud">The cloud as documents name it: <c>aws</c>, <c>aws-winli</c>, <c>azure-disk</c>.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Region">The region, or empty.</param>
/// <param name="Release">The build as it is written there; empty where it is not.</param>
/// <param name="Image">Id, name, object or address of the image.</param>
internal sealed record CountedPin(string Cloud, string Architecture, string Region, string Release, string Image);
