using System.Text.Json.Nodes;

namespace Pruner.Conformance.Tests.Schemas;

/// <summary>A published schema of docs/schemas.</summary>
internal static class SchemaFile
{
    public const string Plan = "plan.schema.json";
    public const string Journal = "journal-entry.schema.json";
    public const string Ledger = "ledger.schema.json";
    public const string Report = "report.schema.json";
    public const string Policy = "policy.schema.json";

    public static string Folder { get; } = Path.Combine(NodeTests.Root(), "docs", "schemas");

    public static JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!.AsObject();

    /// <summary>What stands under <c>$defs</c>, or the schema itself when no name is given.</summary>
    public static JsonObject Definition(string name, string? definition) =>
        definition is null ? Read(name) : Read(name)["$defs"]![definition]!.AsObject();

    /// <summary>The name of every member that a schema describes, its definitions' too.</summary>
    public static HashSet<string> MemberNames(string name)
    {
        var schema = Read(name);
        return schema["$defs"]!.AsObject().Select(definition => definition.Value!).Prepend(schema)
            .SelectMany(noun => noun["properties"]?.AsObject().Select(member => member.Key) ?? [])
            .ToHashSet(StringComparer.Ordinal);
    }
}
