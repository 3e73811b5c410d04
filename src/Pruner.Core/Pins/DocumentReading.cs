using System.Collections.Immutable;
using Pruner.Core.Builds;

namespace Pruner.Core.Pins;

/// <summary>One image slot of a metadata document.</summary>
/// <param name="Platform">The cloud as the document names it: <c>aliyun</c>, <c>aws</c>, <c>aws-winli</c>, <c>azure-disk</c> …</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Location">The region, or empty where the cloud has none.</param>
/// <param name="ImageId">The image's id, name, object or URL. Never empty: an empty string is no pin.</param>
/// <param name="Release">The build id as written at the image (or the document's build id in legacy files); may be empty.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) of the image in the document.</param>
public sealed record DocumentPin(string Platform, string Architecture, string Location, string ImageId, string Release, string Pointer);

/// <summary>What a reader found in one document.</summary>
/// <param name="Format">The document's form: <c>stream</c>, <c>legacy</c>, <c>marketplace</c>.</param>
/// <param name="Pins">Every image slot that is not empty.</param>
/// <param name="Builds">Every build id the document names anywhere as a release, whether or not at an image.</param>
public sealed record DocumentReading(string Format, ImmutableArray<DocumentPin> Pins, ImmutableArray<BuildId> Builds)
{
    /// <summary>Image slots that hold an empty string: no pins, but a mistake in a document that is still to be merged.</summary>
    public ImmutableArray<DocumentPin> EmptySlots { get; init; } = [];
}

/// <summary>Ids that stand in raw text, whatever its form.</summary>
/// <param name="ImageIds">Every string shaped like a cloud image id, without repeats, in order of first appearance.</param>
/// <param name="Builds">Every string shaped like a build id, likewise.</param>
public sealed record RawMentions(ImmutableArray<string> ImageIds, ImmutableArray<BuildId> Builds);
