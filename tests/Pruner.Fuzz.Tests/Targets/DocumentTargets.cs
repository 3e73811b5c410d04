using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core.Builds;
using Pruner.Core.Pins;
using Pruner.CoreOS;
using Pruner.CoreOS.Catalogs;
using Pruner.Fuzz.Tests.Harness;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>The documents of CoreOS: builds, what they uploaded, and what pins them.</summary>
internal static class DocumentTargets
{
    private static readonly BuildId Build = BuildId.TryParse("410.84.202201251210-0")!;
    private static readonly InstallerMetadataReader Reader = new();

    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("builds-json", Form.Json, input => Texts.TryDecode(input.Bytes) is { } text && !BuildsJsonReader.Read("builds.json", text).Builds.IsDefault),
        new("meta-json", Form.Json, input => Texts.TryDecode(input.Bytes) is { } text && MetaJsonReader.Read("meta.json", text, Build, "x86_64", "rhcos-4.10").Build.Id.Equals(Build)),
        new("pins-document", Form.Json, ReadPins),
        new("build-id", Form.Bytes, ReadBuildId),
    ];

    /// <summary>A document that is taken has every pin of the original that still stands in its place, and names every image id that stands in it, or the two readers disagree.</summary>
    private static bool ReadPins(Input input)
    {
        var text = Texts.Decode(input.Bytes);
        var mentions = Reader.FindMentions(text);
        var reading = Reader.Read(input.Original.Name, text);
        var found = reading.Pins.Select(pin => pin.ImageId).ToHashSet(StringComparer.Ordinal);
        var disagreements = TwoReaders.Disagreements(reading, mentions);
        foreach (var pin in Reader.Read(input.Original.Name, Texts.Decode(input.Original.Bytes)).Pins)
        {
            WrongException.Unless(found.Contains(pin.ImageId) || ValueAt(input.Bytes, pin.Pointer) != pin.ImageId, $"the pin {pin.ImageId} at {pin.Pointer} was lost without a word");
            WrongException.Unless(
                found.Contains(pin.ImageId) || disagreements.Contains(pin.ImageId) || !IsId(pin.ImageId) || !text.Contains($"\"{pin.ImageId}\"", StringComparison.Ordinal),
                $"{pin.ImageId} stands in the text, and neither reader saw it");
        }

        return true;
    }

    private static bool IsId(string text) => text.StartsWith("m-", StringComparison.Ordinal) || text.StartsWith("ami-", StringComparison.Ordinal);

    // A third reader, which knows JSON pointers and nothing else.
    private static string? ValueAt(byte[] json, string pointer)
    {
        try
        {
            using var document = JsonDocument.Parse(json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsMemory(3) : json);
            var at = document.RootElement;
            foreach (var step in pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
                {
                    return null;
                }
            }

            return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>An id that is read is found in any text around it, and reads the same once more.</summary>
    private static bool ReadBuildId(Input input)
    {
        var text = Texts.Decode(input.Bytes);
        var found = BuildId.FindIn(text);
        foreach (var id in found)
        {
            WrongException.Unless(BuildId.TryParse(id.Text) is { } again && again.Equals(id), $"{id} was found and cannot be read");
        }

        if (BuildId.TryParse(text) is not { } read)
        {
            return !found.IsEmpty;
        }

        WrongException.Unless(BuildId.FindIn($"rhcos-{text}/x").Contains(read), $"{text} is an id and was not found in a name");
        return true;
    }
}
