using System.Text.Json;

namespace Pruner.Sandbox.Driver;

/// <summary>What the sandbox reads of a <c>ledger.json</c>: a second, tolerant reader that asks only for what it compares.</summary>
/// <param name="RegionId">The entry's <c>location</c>.</param>
/// <param name="ImageId">Its <c>id</c>.</param>
/// <param name="Verdict"><c>keep</c> or <c>prune</c>.</param>
/// <param name="Reason">One word, parts joined by dashes.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record LedgerLine(string RegionId, string ImageId, string Verdict, string Reason, string Outcome)
{
    /// <summary>Reads the entries of a ledger file.</summary>
    /// <exception cref="FormatException">The file is no JSON, or an entry lacks one of the five members.</exception>
    public static IReadOnlyList<LedgerLine> ReadFile(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.GetProperty("entries").EnumerateArray().Select(entry => new LedgerLine(
                Text(entry, "location"), Text(entry, "id"), Text(entry, "verdict"), Text(entry, "reason"), Text(entry, "outcome")))];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"{path} is no ledger: {exception.Message}", exception);
        }
    }

    private static string Text(JsonElement entry, string name) =>
        entry.GetProperty(name).GetString() ?? throw new InvalidOperationException($"'{name}' is null.");
}
