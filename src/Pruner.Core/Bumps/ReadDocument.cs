using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.History;
using Pruner.Core.Pins;

namespace Pruner.Core.Bumps;

/// <summary>A document of a pull request, read on both sides.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Before">What it held; null when it is new or was not understood.</param>
/// <param name="After">What it becomes; null when it is removed or not understood.</param>
/// <param name="IsRemoved">True when it goes.</param>
/// <param name="TroubleBefore">Why the side before was not understood; null when it was.</param>
/// <param name="TroubleAfter">The same of the side after.</param>
/// <param name="BuildsBefore">Builds named before, also by a document that is not understood: whatever looks like one is protected.</param>
/// <param name="BuildsAfter">Builds named after.</param>
internal sealed record ReadDocument(
    string Path,
    DocumentReading? Before,
    DocumentReading? After,
    bool IsRemoved,
    string? TroubleBefore,
    string? TroubleAfter,
    ImmutableArray<BuildId> BuildsBefore,
    ImmutableArray<BuildId> BuildsAfter)
{
    /// <summary>True when both sides are understood.</summary>
    public bool IsComparable => TroubleBefore is null && TroubleAfter is null;

    /// <summary>Reads both sides.</summary>
    public static ReadDocument Of(ProposedDocument document, DocumentPaths paths, IMetadataReader reader)
    {
        var (before, troubleBefore) = Read(document.PreviousPath ?? document.Path, document.Before, paths, reader);
        var (after, troubleAfter) = Read(document.Path, document.After, paths, reader);
        return new ReadDocument(
            document.Path,
            before,
            after,
            document.After is null,
            troubleBefore,
            troubleAfter,
            Builds(before, document.Before, reader),
            Builds(after, document.After, reader));
    }

    private static (DocumentReading? Reading, string? Trouble) Read(string path, DocumentVersion? version, DocumentPaths paths, IMetadataReader reader)
    {
        if (version is not { Text: { } text, Unreadable: var unreadable })
        {
            return (null, null);
        }

        if (unreadable is not null)
        {
            return (null, unreadable);
        }

        // A file that was moved here from a path where no metadata is looked for held no pins there.
        if (!paths.IsDocument(path))
        {
            return (null, null);
        }

        try
        {
            var reading = reader.Read(path, text);
            return TwoReaders.Disagreements(reading, reader.FindMentions(text)) is [var missed, ..]
                ? (null, $"it holds {missed} at a place that is not known for images")
                : (reading, null);
        }
        catch (EvidenceException refused)
        {
            return (null, refused.Refusal.What.TrimEnd('.'));
        }
    }

    private static ImmutableArray<BuildId> Builds(DocumentReading? reading, DocumentVersion? version, IMetadataReader reader) =>
        reading is not null ? [.. reading.Builds.Union(reading.Pins.SelectMany(pin => BuildId.FindIn(pin.Release)))]
        : version is { } raw ? reader.FindMentions(raw.Text).Builds
        : [];
}
