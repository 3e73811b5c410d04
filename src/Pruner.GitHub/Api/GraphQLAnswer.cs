using System.Collections.Immutable;
using System.Text.Json;

namespace Pruner.GitHub.Api;

/// <summary>One entry of a GraphQL answer's <c>errors</c>.</summary>
/// <param name="Type">GitHub's kind: <c>NOT_FOUND</c>, <c>RATE_LIMITED</c> …; empty for validation errors.</param>
/// <param name="Message">Its text.</param>
/// <param name="Path">The path it names, joined with dots; empty when it names none.</param>
internal sealed record GraphQLError(string Type, string Message, string Path)
{
    /// <summary>True when a smaller query may succeed: GitHub's time (10 s) or node limits.</summary>
    public bool IsHeaviness =>
        Type is "RESOURCE_LIMITS_EXCEEDED" or "MAX_NODE_LIMIT_EXCEEDED" or "TIMEOUT"
        || Message.Contains("timeout", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("timed out", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("resource limit", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("something went wrong", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A GraphQL answer: data without errors, or errors. With any error the data is dropped here, so that no part of it can be used.</summary>
/// <param name="Data">The data; null when there are errors.</param>
/// <param name="Errors">The errors.</param>
internal sealed record GraphQLAnswer(JsonElement? Data, ImmutableArray<GraphQLError> Errors)
{
    /// <summary>Reads a body; null when it is no whole GraphQL answer.</summary>
    public static GraphQLAnswer? TryRead(ReadOnlyMemory<byte> body)
    {
        if (GitHubJson.TryParse(body) is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        if (root.Optional("errors") is { } errors)
        {
            ImmutableArray<GraphQLError> read = errors.ValueKind == JsonValueKind.Array ? [.. errors.EnumerateArray().Select(ReadError)] : [];
            return new GraphQLAnswer(null, read.IsEmpty ? [new GraphQLError("", "errors without content", "")] : read);
        }

        return root.Optional("data") is { ValueKind: JsonValueKind.Object } data ? new GraphQLAnswer(data, []) : null;
    }

    private static GraphQLError ReadError(JsonElement error) => new(
        error.Optional("type") is { ValueKind: JsonValueKind.String } type ? type.AsText("type") : "",
        error.Optional("message") is { ValueKind: JsonValueKind.String } message ? message.AsText("message") : "",
        error.Optional("path") is { ValueKind: JsonValueKind.Array } path ? string.Join('.', path.EnumerateArray().Select(part => part.GetRawText().Trim('"'))) : "");
}
