using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Core.Records;

namespace Pruner.Undoing;

/// <summary>What can be put back of a run, or was: every image that the run changed.</summary>
internal sealed record UndoReport
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the form: <see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>Whether anything was changed.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>Digest of the plan whose run is undone.</summary>
    public required string Plan { get; init; }

    /// <summary>When that run ended, <c>2026-01-02T03:04:05Z</c>.</summary>
    public required string RunEnded { get; init; }

    /// <summary>Images that are as before again, or would be.</summary>
    public required int Restored { get; init; }

    /// <summary>Images that are not as before, though they exist or may exist.</summary>
    public required int NotRestored { get; init; }

    /// <summary>Images that cannot come back.</summary>
    public required int Gone { get; init; }

    /// <summary>The images, by region, then id.</summary>
    public required ImmutableArray<UndoneImage> Images { get; init; }

    /// <summary>Puts a report together.</summary>
    public static UndoReport Of(Ledger ledger, RunMode mode, IEnumerable<UndoneImage> images)
    {
        ImmutableArray<UndoneImage> sorted = [.. images.OrderBy(image => image.Location, StringComparer.Ordinal).ThenBy(image => image.Id, StringComparer.Ordinal)];
        return new UndoReport
        {
            Schema = CurrentSchema,
            Mode = mode,
            Account = ledger.Account,
            Plan = ledger.Plan,
            RunEnded = UtcSeconds.Write(ledger.Ended),
            Restored = sorted.Count(image => image.Outcome is UndoOutcome.Restored or UndoOutcome.WouldRestore),
            NotRestored = sorted.Count(image => IsNotAsBefore(image.Outcome)),
            Gone = sorted.Count(image => image.Outcome == UndoOutcome.Gone),
            Images = sorted,
        };
    }

    /// <summary>True when an image is not as before, for sure or perhaps.</summary>
    public static bool IsNotAsBefore(UndoOutcome outcome) => outcome is UndoOutcome.Left or UndoOutcome.Failed or UndoOutcome.Unknown;

    /// <summary>As JSON, with a line end.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, UndoJson.Default.UndoReport), (byte)'\n'];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WordConverter<UndoOutcome>), typeof(WordConverter<RunMode>)],
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(UndoReport))]
internal sealed partial class UndoJson : JsonSerializerContext;

/// <summary>Writes the words of an enumeration in kebab case.</summary>
internal sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
