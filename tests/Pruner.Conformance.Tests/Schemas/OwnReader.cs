using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;

namespace Pruner.Conformance.Tests.Schemas;

/// <summary>Our own readers as judges, and the seals without which they would refuse whatever was altered.</summary>
internal static class OwnReader
{
    /// <summary>True when the program would read the document.</summary>
    public static bool Accepts(string schema, JsonNode document)
    {
        var bytes = Encoding.UTF8.GetBytes(document.ToJsonString());
        try
        {
            switch (schema)
            {
                case SchemaFile.Plan:
                    Document.ReadPlan("plan.json", bytes);
                    return true;
                case SchemaFile.Ledger:
                    Document.ReadLedger("ledger.json", bytes);
                    return true;
                case SchemaFile.Report:
                    Document.ReadReport("report.json", bytes);
                    return true;
                default:
                    return Journal.Read("journal.jsonl", [.. bytes, (byte)'\n']).Entries.Length == 1;
            }
        }
        catch (EvidenceException)
        {
            return false;
        }
    }

    /// <summary>Gives a plan or a journal line the digest it would have if it had been written as it stands.</summary>
    public static JsonObject Seal(string schema, JsonObject document)
    {
        if (schema is SchemaFile.Plan or SchemaFile.Journal)
        {
            document.Remove("digest");
            document["digest"] = Document.Sha256(Encoding.UTF8.GetBytes(document.ToJsonString()));
        }

        return document;
    }

    /// <summary>A line of a journal as the only line of another.</summary>
    public static JsonObject Alone(JsonObject line)
    {
        (line["sequence"], line["previous"]) = (1, Journal.Genesis);
        return Seal(SchemaFile.Journal, line);
    }
}
