using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.GitHub;

/// <summary>An answer before it is written to the wire.</summary>
internal sealed record GitHubReply(int Status, byte[] Body)
{
    // GitHub writes characters beyond ASCII as they are.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    public static GitHubReply Json(JsonNode json, int status = 200) => new(status, Encoding.UTF8.GetBytes(json.ToJsonString(Plain)));

    public static GitHubReply Raw(byte[] body) => new(200, body) { ContentType = "application/vnd.github.raw+json; charset=utf-8" };

    /// <summary>An error as REST words it.</summary>
    public static GitHubReply Error(int status, string message, string documentation = "https://docs.github.com/rest") =>
        Json(new JsonObject { ["message"] = message, ["documentation_url"] = documentation, ["status"] = $"{status}" }, status);

    public static GitHubReply NotFound() => Error(404, "Not Found");

    public GitHubReply With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}
