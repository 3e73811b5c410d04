using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pruner.Conformance.Tests.Schemas;

/// <summary>A document for the official validator, and what it must say of it.</summary>
/// <param name="Schema">The schema's file.</param>
/// <param name="Name">What the document is, or what is wrong with it; documents of one name are judged in one test.</param>
/// <param name="IsValid">Whether the schema must allow it.</param>
/// <param name="Document">The document.</param>
/// <param name="Yaml">The document as YAML text instead; one that is no YAML is not valid.</param>
internal sealed record SchemaCase(string Schema, string Name, bool IsValid, JsonNode? Document, string? Yaml = null)
{
    /// <summary>Node's own tests besides the cases: two for each schema.</summary>
    private const int Always = 10;

    private static readonly JsonSerializerOptions _form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Gives all to ajv; any verdict that is not the expected one fails.</summary>
    public static async Task JudgeAsync(IReadOnlyCollection<SchemaCase> cases)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(cases, _form), TestContext.Current.CancellationToken);
            var passed = await NodeTests.RunAsync("schemas.test.js", new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PRUNER_SCHEMAS"] = SchemaFile.Folder,
                ["PRUNER_CASES"] = file,
            });
            Assert.Equal(cases.Select(one => (one.Schema, one.IsValid, one.Name)).Distinct().Count() + Always, passed);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
