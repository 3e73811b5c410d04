using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Core.Artifacts;
using Pruner.Core.History;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Reporting;
using Pruner.Core.Stores;

namespace Pruner.Conformance.Tests.Schemas;

public sealed class SchemaMemberTests
{
    private static readonly string[] _records = [SchemaFile.Plan, SchemaFile.Journal, SchemaFile.Ledger, SchemaFile.Report];

    private static readonly (Type Type, string Schema, string Definition)[] _enumerations =
    [
        (typeof(Decision), SchemaFile.Plan, "decision"),
        (typeof(Reason), SchemaFile.Plan, "reason"),
        (typeof(MarkChange), SchemaFile.Plan, "markChange"),
        (typeof(Visibility), SchemaFile.Plan, "visibility"),
        (typeof(ListingStatus), SchemaFile.Plan, "listingStatus"),
        (typeof(HistoryWay), SchemaFile.Plan, "historyWay"),
        (typeof(JournalEvent), SchemaFile.Journal, "event"),
        (typeof(ChangeKind), SchemaFile.Journal, "change"),
        (typeof(StoreOutcome), SchemaFile.Journal, "storeOutcome"),
        (typeof(ArtifactOutcome), SchemaFile.Journal, "artifactOutcome"),
        (typeof(RunMode), SchemaFile.Journal, "runMode"),
        (typeof(PinOrigin), SchemaFile.Ledger, "pinOrigin"),
        (typeof(QuotaMark), SchemaFile.Report, "quotaMark"),
        (typeof(TagKind), SchemaFile.Report, "tagKind"),
        (typeof(SnapshotSign), SchemaFile.Report, "snapshotSign"),
    ];

    // A definition of none is the document itself.
    private static readonly (Type Type, string Schema, string? Definition)[] _objects =
    [
        (typeof(Plan), SchemaFile.Plan, null),
        (typeof(PlannedVerdict), SchemaFile.Plan, "verdict"),
        (typeof(ReasonGiven), SchemaFile.Plan, "reasonGiven"),
        (typeof(Witness), SchemaFile.Plan, "witness"),
        (typeof(Certificate), SchemaFile.Plan, "certificate"),
        (typeof(UncoveredPlatform), SchemaFile.Plan, "uncoveredPlatform"),
        (typeof(LocationListing), SchemaFile.Plan, "locationListing"),
        (typeof(JournalEntry), SchemaFile.Journal, null),
        (typeof(NotedState), SchemaFile.Journal, "notedState"),
        (typeof(Ledger), SchemaFile.Ledger, null),
        (typeof(LedgerTotals), SchemaFile.Ledger, "totals"),
        (typeof(LedgerEntry), SchemaFile.Ledger, "entry"),
        (typeof(LedgerMark), SchemaFile.Ledger, "mark"),
        (typeof(LedgerPin), SchemaFile.Ledger, "pin"),
        (typeof(InventoryReport), SchemaFile.Report, null),
        (typeof(ReportEvidence), SchemaFile.Report, "evidence"),
        (typeof(ReportRow), SchemaFile.Report, "row"),
        (typeof(QuotaReport), SchemaFile.Report, "quota"),
        (typeof(QuotaRow), SchemaFile.Report, "quotaRow"),
        (typeof(PinFindings), SchemaFile.Report, "pinFindings"),
        (typeof(PinnedImage), SchemaFile.Report, "pinnedImage"),
        (typeof(UnseenPins), SchemaFile.Report, "unseenPins"),
        (typeof(TagFindings), SchemaFile.Report, "tagFindings"),
        (typeof(TagContradiction), SchemaFile.Report, "tagContradiction"),
        (typeof(SnapshotFindings), SchemaFile.Report, "snapshotFindings"),
        (typeof(LooseSnapshot), SchemaFile.Report, "looseSnapshot"),
        (typeof(UnreadSnapshots), SchemaFile.Report, "unreadSnapshots"),
    ];

    [Fact]
    public void Every_word_of_every_enumeration_is_in_its_schema_and_no_other()
    {
        foreach (var (type, schema, definition) in _enumerations)
        {
            Assert.Equal(Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName), Texts(SchemaFile.Definition(schema, definition)["enum"]));
        }

        var named = _records.SelectMany(schema => Definitions(schema).Where(definition => definition.Value!["enum"] is not null).Select(definition => (schema, definition.Key)));
        Assert.Equal(_enumerations.Select(item => (item.Schema, item.Definition)).Order(), named.Order());
    }

    [Fact]
    public void Every_enumeration_of_the_records_has_its_schema()
    {
        var used = _objects.SelectMany(item => Members(item.Type)).Select(member => Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType).Where(type => type.IsEnum);
        Assert.Equal(_enumerations.Select(item => item.Type.Name).Order(StringComparer.Ordinal), used.Select(type => type.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_member_of_every_record_is_in_its_schema_and_no_other()
    {
        foreach (var (type, schema, definition) in _objects)
        {
            var properties = SchemaFile.Definition(schema, definition)["properties"]!.AsObject();
            Assert.Equal(Members(type).Select(NameOf), properties.Select(property => property.Key));
            Assert.Equal(
                Members(type).Select(member => $"{type.Name}.{NameOf(member)}: {KindOf(member.PropertyType)}"),
                properties.Select(property => $"{type.Name}.{property.Key}: {KindOf(schema, property.Value!)}"));
        }

        var named = _records.SelectMany(schema => Definitions(schema).Where(definition => definition.Value!["properties"] is not null).Select(definition => (schema, (string?)definition.Key)));
        Assert.Equal(_objects.Where(item => item.Definition is not null).Select(item => (item.Schema, item.Definition)).Order(), named.Order());
    }

    [Fact]
    public void What_a_record_cannot_do_without_its_schema_requires()
    {
        foreach (var (type, schema, definition) in _objects)
        {
            // A plan and a line have no digest before they are sealed; none is written without.
            var required = Members(type).Where(member => IsRequired(type, member) || (definition is null && member.Name == "Digest")).Select(NameOf);
            Assert.Equal(required, Texts(SchemaFile.Definition(schema, definition)["required"]));
        }
    }

    [Fact]
    public void The_version_of_a_form_is_the_one_that_is_read()
    {
        Assert.Equal(Plan.CurrentSchema, (int)SchemaFile.Read(SchemaFile.Plan)["properties"]!["schema"]!["const"]!);
        Assert.Equal(Ledger.CurrentSchema, (int)SchemaFile.Read(SchemaFile.Ledger)["properties"]!["schema"]!["const"]!);
        Assert.Equal(InventoryReport.CurrentSchema, (int)SchemaFile.Read(SchemaFile.Report)["properties"]!["schema"]!["const"]!);
    }

    private static JsonObject Definitions(string schema) => SchemaFile.Read(schema)["$defs"]!.AsObject();

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(item => (string)item!);

    private static string NameOf(PropertyInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(member => member.CanWrite);

    private static bool IsRequired(Type type, PropertyInfo member) =>
        member.IsDefined(typeof(RequiredMemberAttribute))
        || type.GetConstructors().SelectMany(made => made.GetParameters()).Any(parameter => parameter.Name == member.Name && !parameter.HasDefaultValue);

    private static string KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) || type == typeof(DateTimeOffset) || type.IsEnum => "string",
            _ when type == typeof(int) || type == typeof(long) => "integer",
            _ when type == typeof(bool) => "boolean",
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => "array",
            _ => "object",
        };
    }

    private static string KindOf(string schema, JsonNode property)
    {
        if ((string?)property["$ref"] is { } reference)
        {
            var parts = reference.Split("#/$defs/");
            return (string)SchemaFile.Definition(parts[0].Length == 0 ? schema : parts[0], parts[1])["type"]!;
        }

        return property["const"] is null ? (string)property["type"]! : "integer";
    }
}
