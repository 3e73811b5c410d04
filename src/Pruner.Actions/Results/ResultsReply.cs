using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Pruner.Http;

namespace Pruner.Actions.Results;

/// <summary>
/// An answer of the results service. Its members come in snake_case or camelCase and its numbers as numbers or strings: protocol buffers allow all of these in JSON,
/// and services differ.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The answer; for an error its <c>code</c> and <c>msg</c>.</param>
internal sealed record ResultsReply(int Status, JsonElement Json)
{
    private const int MostSaid = 300;

    /// <summary>True when the answer is none of an error.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>True when the answer says yes. A missing <c>ok</c> says no: zero values are left out.</summary>
    public bool IsOk => IsGood && Member(Json, "ok") is { ValueKind: JsonValueKind.True };

    /// <summary>True when the name is taken: HTTP 409, or a good answer that says no.</summary>
    public bool IsClash => Status == 409 || Text(Json, "code") == "already_exists" || (IsGood && !IsOk);

    /// <summary>True when the owner has used up the storage for artifacts.</summary>
    public bool IsOutOfStorage => !IsGood && Said.Contains("insufficient usage", StringComparison.OrdinalIgnoreCase);

    /// <summary>What an error says of itself: one line, bounded.</summary>
    public string Said => string.Concat((Text(Json, "msg") ?? Text(Json, "code") ?? "no message").Take(MostSaid).Select(c => char.IsControl(c) ? ' ' : c)).Trim().TrimEnd('.');

    /// <summary>Reads an answer; null when it is no JSON object.</summary>
    public static ResultsReply? TryRead(HttpReply reply)
    {
        if (!Utf8.IsValid(reply.Body.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(reply.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new ResultsReply((int)reply.Status, document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member by its name in snake_case, however it is spelt; null when absent.</summary>
    public static JsonElement? Member(JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && (json.TryGetProperty(name, out var value) || json.TryGetProperty(CamelCase(name), out value)) && value.ValueKind != JsonValueKind.Null
                ? value
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair in some name: what the members are called cannot be told.
        }
    }

    /// <summary>A text, a number's digits included; null when absent or neither.</summary>
    public static string? Text(JsonElement json, string name)
    {
        try
        {
            return Member(json, name) switch
            {
                { ValueKind: JsonValueKind.String } text => text.GetString(),
                { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair: no text.
        }
    }

    /// <summary>A number that is not negative; null when absent or none.</summary>
    public static long? Number(JsonElement json, string name) =>
        long.TryParse(Text(json, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string CamelCase(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var word in name.Split('_'))
        {
            text.Append(text.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]);
        }

        return text.ToString();
    }
}
