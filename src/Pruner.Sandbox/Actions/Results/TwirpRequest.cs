using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Actions.Results;

/// <summary>The members of a request, which protocol buffers let be spelt in two ways. What is absent has its type's zero, as there.</summary>
internal sealed class TwirpRequest
{
    private readonly JsonObject _json;

    private TwirpRequest(JsonObject json) => _json = json;

    /// <summary>The request; null when it is no JSON object, or not said to be one.</summary>
    public static TwirpRequest? TryRead(RecordedRequest request)
    {
        if (request.Headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(request.Body) is JsonObject json ? new TwirpRequest(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary><c>signed_url</c> as <c>signedUrl</c>.</summary>
    public static string CamelCase(string name) =>
        string.Concat(name.Split('_').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    public string Text(string name) => Member(name) is { } value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";

    public long Number(string name) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public DateTimeOffset? Moment(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private JsonNode? Member(string name) => _json[name] ?? _json[CamelCase(name)];
}
