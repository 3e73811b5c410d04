using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Pruner.Core.History;

namespace Pruner.GitHub.Api;

/// <summary>Reads members of GitHub's answers; whatever is not as documented is an <see cref="Core.EvidenceException"/> that names the member.</summary>
internal static class GitHubJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>A whole body as JSON, or null when it is not one: broken UTF-8, cut off, or another language.</summary>
    public static JsonElement? TryParse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return document.RootElement.Clone();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second: a member's name with half of a surrogate pair, which cannot be compared with the others.
            return null;
        }
    }

    /// <summary>A member, or null when it is absent or null.</summary>
    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement Required(this JsonElement element, string name) =>
        element.Optional(name) ?? throw Refusals.UnexpectedShape(name);

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Required(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : throw Refusals.UnexpectedShape(name);

    public static string Text(this JsonElement element, string name) => element.Required(name).AsText(name);

    public static string AsText(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            throw Refusals.UnexpectedShape(name);
        }

        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, in text that others wrote: the escaped form still shows every id in it.
            return element.GetRawText()[1..^1];
        }
    }

    public static int Number(this JsonElement element, string name) =>
        element.Required(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
            ? value
            : throw Refusals.UnexpectedShape(name);

    public static long BigNumber(this JsonElement element, string name) =>
        element.Required(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
            ? value
            : throw Refusals.UnexpectedShape(name);

    public static bool Flag(this JsonElement element, string name) => element.Required(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refusals.UnexpectedShape(name),
    };

    public static ObjectId Id(this JsonElement element, string name)
    {
        var text = element.Text(name);
        return ObjectId.IsValid(text) ? new ObjectId(text) : throw Refusals.UnexpectedShape(name);
    }

    public static DateTimeOffset Moment(this JsonElement element, string name) =>
        element.TryMoment(name) ?? throw Refusals.UnexpectedShape(name);

    /// <summary>A time in UTC, or null when it is not one.</summary>
    public static DateTimeOffset? TryMoment(this JsonElement element, string name) =>
        element.Optional(name) is { ValueKind: JsonValueKind.String } text
        && DateTimeOffset.TryParse(text.AsText(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;
}
