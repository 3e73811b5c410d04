using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>One entry of <c>errors</c>.</summary>
internal sealed record GraphQLError(string Message, ImmutableArray<Location> Locations)
{
    /// <summary>Response keys and list positions down to the field; null when the error is of the whole request.</summary>
    public ImmutableArray<object>? Path { get; init; }

    /// <summary>GitHub's kind of a runtime error: NOT_FOUND, RATE_LIMITED, …</summary>
    public string? Type { get; init; }

    /// <summary>What a validation error says in machine form: <c>code</c> and names.</summary>
    public ImmutableArray<KeyValuePair<string, JsonNode?>>? Extensions { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Type is not null)
        {
            json["type"] = Type;
        }

        if (Path is { } path)
        {
            json["path"] = new JsonArray([.. path.Select(step => step is int index ? JsonValue.Create(index) : (JsonNode)JsonValue.Create((string)step)!)]);
        }

        if (Extensions is { } extensions)
        {
            json["extensions"] = new JsonObject(extensions.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value?.DeepClone())));
        }

        if (Locations.Length > 0)
        {
            json["locations"] = new JsonArray([.. Locations.Select(at => new JsonObject { ["line"] = at.Line, ["column"] = at.Column })]);
        }

        json["message"] = Message;
        return json;
    }
}

/// <summary>The query text is not GraphQL.</summary>
internal sealed class GraphQLSyntaxException(string message, Location at) : Exception(message)
{
    public Location At { get; } = at;
}

/// <summary>A resolver refuses: becomes an entry of <c>errors</c>, and the field becomes null.</summary>
internal sealed class FieldRefusedException(string type, string message) : Exception(message)
{
    public string Type { get; } = type;
}
