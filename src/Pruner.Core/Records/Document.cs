using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Pruner.Core.Reporting;

namespace Pruner.Core.Records;

/// <summary>Reads and writes plans and ledgers as text, and computes digests.</summary>
public static partial class Document
{
    [GeneratedRegex(@"\b(Pruner|System)\.(\w+\.)*(?<name>\w)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TypeNames { get; }

    /// <summary>Lower-case hex SHA-256.</summary>
    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The plan with its digest over the canonical form: one line, without the digest itself.</summary>
    public static Plan Seal(Plan plan) => plan with { Digest = DigestOf(plan) };

    /// <summary>The digest a plan must have.</summary>
    public static string DigestOf(Plan plan) =>
        Sha256(JsonSerializer.SerializeToUtf8Bytes(plan with { Digest = null }, RecordsJson.Compact.Plan));

    /// <summary>The plan as a file.</summary>
    public static byte[] Write(Plan plan) => [.. JsonSerializer.SerializeToUtf8Bytes(plan, RecordsJson.Indented.Plan), (byte)'\n'];

    /// <summary>The ledger as a file.</summary>
    public static byte[] Write(Ledger ledger) => [.. JsonSerializer.SerializeToUtf8Bytes(ledger, RecordsJson.Indented.Ledger), (byte)'\n'];

    /// <summary>The report as a file.</summary>
    public static byte[] Write(InventoryReport report) => [.. JsonSerializer.SerializeToUtf8Bytes(report, RecordsJson.Indented.InventoryReport), (byte)'\n'];

    /// <summary>Reads a plan whose own digest is right. Whether it is the approved one is for the caller to check.</summary>
    /// <exception cref="EvidenceException">Malformed, of another schema, or edited.</exception>
    public static Plan ReadPlan(string file, ReadOnlySpan<byte> bytes)
    {
        var plan = Read(file, "plan", bytes, RecordsJson.Compact.Plan);
        if (plan.Schema != Plan.CurrentSchema)
        {
            throw Unreadable(file, "plan", $"it has schema {plan.Schema}, this version reads {Plan.CurrentSchema}");
        }

        if (!string.Equals(plan.Digest, DigestOf(plan), StringComparison.Ordinal))
        {
            throw Unreadable(file, "plan", "its contents do not match its digest: it was edited or damaged");
        }

        return plan.Certificates.IsEmpty ? throw Unreadable(file, "plan", "it has no certificate of any source of pins") : plan;
    }

    /// <summary>Reads a ledger.</summary>
    /// <exception cref="EvidenceException">Malformed or of another schema.</exception>
    public static Ledger ReadLedger(string file, ReadOnlySpan<byte> bytes)
    {
        var ledger = Read(file, "ledger", bytes, RecordsJson.Compact.Ledger);
        if (ledger.Schema != Ledger.CurrentSchema)
        {
            throw Unreadable(file, "ledger", $"it has schema {ledger.Schema}, this version reads {Ledger.CurrentSchema}");
        }

        return ledger.Certificates.IsEmpty ? throw Unreadable(file, "ledger", "it has no certificate of any source of pins") : ledger;
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="EvidenceException">Malformed or of another schema.</exception>
    public static InventoryReport ReadReport(string file, ReadOnlySpan<byte> bytes)
    {
        var report = Read(file, "report", bytes, RecordsJson.Compact.InventoryReport);
        return report.Schema == InventoryReport.CurrentSchema
            ? report
            : throw Unreadable(file, "report", $"it has schema {report.Schema}, this version reads {InventoryReport.CurrentSchema}");
    }

    /// <summary>Reads a document of any kind.</summary>
    internal static T Read<T>(string file, string kind, ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } read && !HoldsNull(bytes) ? read : throw Unreadable(file, kind, "it holds null");
        }
        catch (JsonException error)
        {
            throw Unreadable(file, kind, $"line {error.LineNumber + 1}, {error.Path}: {FirstSentence(error.Message)}");
        }
    }

    /// <summary>True when null stands anywhere. What is absent we leave out; the serializer would let null pass in lists, and for optional members.</summary>
    internal static bool HoldsNull(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }
        }

        return false;
    }

    private static string FirstSentence(string message)
    {
        // Names of types say something to us only.
        message = TypeNames.Replace(message, "${name}");
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }

    /// <summary>The message about a document that cannot be used.</summary>
    internal static EvidenceException Unreadable(string file, string kind, string why) => new(new Refusal(
        $"{file} is not a {kind} that can be used: {why.TrimEnd('.')}.",
        $"A {kind} that is not exactly what this program wrote cannot be trusted.",
        kind switch
        {
            "plan" => "Make a new plan with 'pruner plan'.",
            "report" => "Make a new report with 'pruner report', or move the file away.",
            _ => "Restore the file, or move it away to begin anew.",
        }));
}
