using System.Collections.Immutable;

namespace Pruner.Core.Pins;

/// <summary>Two readers, one truth: a document's own reader and the search for ids by their shape must see the same image ids.</summary>
public static class TwoReaders
{
    /// <summary>The image ids that stand in a document's text but that its reader did not report as pins. Any one means that a part of it was not understood.</summary>
    /// <param name="reading">What the document's reader found.</param>
    /// <param name="mentions">What stands in the same text.</param>
    public static ImmutableArray<string> Disagreements(DocumentReading reading, RawMentions mentions)
    {
        var pinned = reading.Pins.Select(pin => pin.ImageId).ToHashSet(StringComparer.Ordinal);
        return [.. mentions.ImageIds.Where(id => !pinned.Contains(id))];
    }
}
