using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core.Records;

namespace Pruner.Tests.Tampering;

/// <summary>The records of a state folder as texts, and the digests and chains of them computed again, as a forger can.</summary>
internal static class Records
{
    /// <summary>A plan with the digest that its text has.</summary>
    public static (string Text, string Digest) Seal(string plan)
    {
        // Doubled members are refused whatever the digest is; a tree cannot hold them.
        var tree = TryParse(plan)?.AsObject();
        if (tree is null)
        {
            return (plan, "");
        }

        tree.Remove("digest");
        var digest = Document.Sha256(Encoding.UTF8.GetBytes(tree.ToJsonString()));
        tree["digest"] = digest;
        return (tree.ToJsonString(), digest);
    }

    /// <summary>Journal lines with hashes that fit each other, for a plan.</summary>
    public static string Chain(IEnumerable<string> lines, string? plan = null)
    {
        var (chained, previous) = (new StringBuilder(), Journal.Genesis);
        foreach (var line in lines)
        {
            var text = line;
            if (TryParse(line)?.AsObject() is { } tree)
            {
                tree["previous"] = previous;
                tree["plan"] = plan ?? tree["plan"]?.DeepClone();
                tree.Remove("digest");
                tree["digest"] = Document.Sha256(Encoding.UTF8.GetBytes(tree.ToJsonString()));
                text = tree.ToJsonString();
            }

            previous = Document.Sha256(Encoding.UTF8.GetBytes(text));
            chained.Append(text).Append('\n');
        }

        return chained.ToString();
    }

    /// <summary>The lines of a journal.</summary>
    public static string[] Lines(string journal) => journal.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A journal as one document, so that its lines can be changed as the entries of a list.</summary>
    public static JsonNode AsList(string journal) => JsonNode.Parse($"[{string.Join(',', Lines(journal))}]")!;

    /// <summary>The lines of such a document.</summary>
    public static IEnumerable<string> FromList(string list)
    {
        using var document = System.Text.Json.JsonDocument.Parse(list);
        return [.. document.RootElement.EnumerateArray().Select(line => line.GetRawText())];
    }

    private static JsonNode? TryParse(string text)
    {
        try
        {
            var tree = JsonNode.Parse(text);
            // Doubled members show only when they are looked for.
            return tree is JsonObject members && members.Count >= 0 ? tree : null;
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or ArgumentException)
        {
            return null;
        }
    }
}
