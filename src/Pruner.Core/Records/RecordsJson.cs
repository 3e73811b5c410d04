using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Core.History;

namespace Pruner.Core.Records;

/// <summary>The one JSON form of plan, journal and ledger: camelCase names, kebab-case words, whole-second UTC times, no unknown or doubled members.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(UtcSecondsConverter),
        typeof(ObjectIdConverter),
        typeof(KebabCaseEnumConverter<Planning.Decision>),
        typeof(KebabCaseEnumConverter<Planning.Reason>),
        typeof(KebabCaseEnumConverter<Planning.MarkChange>),
        typeof(KebabCaseEnumConverter<Artifacts.Visibility>),
        typeof(KebabCaseEnumConverter<Inventories.ListingStatus>),
        typeof(KebabCaseEnumConverter<Pins.PinOrigin>),
        typeof(KebabCaseEnumConverter<Stores.StoreOutcome>),
        typeof(KebabCaseEnumConverter<JournalEvent>),
        typeof(KebabCaseEnumConverter<ChangeKind>),
        typeof(KebabCaseEnumConverter<ArtifactOutcome>),
        typeof(KebabCaseEnumConverter<RunMode>),
        typeof(KebabCaseEnumConverter<History.HistoryWay>),
        typeof(KebabCaseEnumConverter<Reporting.QuotaMark>),
        typeof(KebabCaseEnumConverter<Reporting.TagKind>),
        typeof(KebabCaseEnumConverter<Reporting.SnapshotSign>),
    ])]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(Ledger))]
[JsonSerializable(typeof(EvidenceText))]
[JsonSerializable(typeof(Reporting.InventoryReport))]
[JsonSerializable(typeof(Dictionary<string, ImmutableArray<OriginalEntry>>), TypeInfoPropertyName = "OriginalBuilds")]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, ImmutableArray<OriginalEntry>>), TypeInfoPropertyName = "OriginalSorted")]
internal sealed partial class RecordsJson : JsonSerializerContext
{
    // Lazy: the generated Default lives in another part of this class, and static initializers of parts have no order.
    private static readonly Lazy<RecordsJson> LazyIndented = new(() => new(new JsonSerializerOptions(Default!.Options) { WriteIndented = true, NewLine = "\n" }));

    /// <summary>One line, for canonical forms and the journal.</summary>
    public static RecordsJson Compact => Default;

    /// <summary>For people and diffs.</summary>
    public static RecordsJson Indented => LazyIndented.Value;
}

/// <summary>Writes <c>2026-01-02T03:04:05Z</c> and reads nothing else.</summary>
internal sealed class UtcSecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UtcSeconds.TryRead(reader.GetString()) ?? throw new JsonException("expected a time such as 2026-01-02T03:04:05Z");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(UtcSeconds.Write(value));
}

/// <summary>Writes the 40 digits of a git object id and reads nothing else.</summary>
internal sealed class ObjectIdConverter : JsonConverter<ObjectId>
{
    public override ObjectId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is var hex && ObjectId.IsValid(hex) ? new ObjectId(hex!) : throw new JsonException("expected a git object id, 40 lower-case hex digits");

    public override void Write(Utf8JsonWriter writer, ObjectId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Hex);
}

/// <summary>Writes enumeration words in kebab-case and reads only those: no numbers, no combinations.</summary>
internal sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
