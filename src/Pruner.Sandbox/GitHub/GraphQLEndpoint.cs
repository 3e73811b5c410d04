using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub.GraphQL;
using Pruner.Sandbox.GitHub.Schema;

namespace Pruner.Sandbox.GitHub;

/// <summary>Answers GraphQL over HTTP as GitHub does: what is wrong with a query is told with status 200.</summary>
internal static class GraphQLEndpoint
{
    /// <summary>Most nodes that a query may be able to answer (docs.github.com, node limit).</summary>
    private const int MostNodes = 500_000;

    private const int MostChecked = 100;

    private static readonly ConcurrentDictionary<string, (QueryDocument Document, ImmutableArray<GraphQLError> Errors)> _checked = new(StringComparer.Ordinal);

    public static GitHubReply Answer(string body, GitHubView view)
    {
        if (!view.Budget.Take(0))
        {
            return Errors([new GraphQLError("API rate limit exceeded for user ID 1.", []) { Type = "RATE_LIMITED" }]);
        }

        try
        {
            using var request = JsonDocument.Parse(body);
            var root = request.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("query", out var query) || query.ValueKind != JsonValueKind.String)
            {
                return Errors([new GraphQLError("A query attribute must be specified and must be a string.", [])]);
            }

            JsonElement? variables = root.TryGetProperty("variables", out var bag) ? bag : null;
            var name = root.TryGetProperty("operationName", out var wanted) ? wanted.GetString() : null;
            return Execute(query.GetString()!, name, variables, view);
        }
        catch (JsonException)
        {
            return GitHubReply.Error(400, "Problems parsing JSON", "https://docs.github.com/graphql");
        }
        catch (GraphQLSyntaxException wrong)
        {
            return Errors([new GraphQLError(wrong.Message, [wrong.At])]);
        }
    }

    /// <summary>True when the body holds a mutation, as far as it can be read.</summary>
    public static bool IsMutation(string body)
    {
        try
        {
            return JsonNode.Parse(body)?["query"]?.GetValue<string>() is { } query && Checked(GitHubSchema.Table, query).Document.Operations.Any(operation => operation.Kind == "mutation");
        }
        catch (Exception unreadable) when (unreadable is JsonException or GraphQLSyntaxException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The repository that a query is about, as far as its variables <c>owner</c> and <c>name</c> tell; null when they do not.</summary>
    public static string? RepositoryOf(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject root && root["variables"] is JsonObject variables
                && variables["owner"] is JsonValue owner && variables["name"] is JsonValue name
                    ? $"{owner}/{name}"
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GitHubReply Execute(string query, string? name, JsonElement? variables, GitHubView view)
    {
        var schema = GitHubSchema.Table;
        var (document, errors) = Checked(schema, query);
        if (!errors.IsEmpty)
        {
            return Errors(errors);
        }

        var operation = name is null or "" ? document.Operations is [var only] ? only : null : document.Operations.FirstOrDefault(candidate => candidate.Name == name);
        if (operation is null)
        {
            return Errors([new GraphQLError(name is null or "" ? "An operation name is required" : $"No operation named \"{name}\"", [])]);
        }

        var result = Executor.Execute(schema, document, operation, variables, view, cost => Charge(cost, view));
        return result.HasData ? Data(result) : Errors(result.Errors);
    }

    /// <summary>A document and what is wrong with it. Callers send the same few texts over and over: those are kept.</summary>
    private static (QueryDocument Document, ImmutableArray<GraphQLError> Errors) Checked(SchemaTable schema, string query)
    {
        if (_checked.TryGetValue(query, out var known))
        {
            return known;
        }

        var document = Parser.Document(query);
        var found = (document, Validator.Check(schema, document));
        if (_checked.Count < MostChecked)
        {
            _checked.TryAdd(query, found);
        }

        return found;
    }

    private static GraphQLError? Charge(QueryCost cost, GitHubView view)
    {
        if (cost.Nodes > MostNodes)
        {
            return new GraphQLError($"This query requests up to {cost.Nodes:N0} possible nodes which exceeds the maximum limit of {MostNodes:N0}.", []) { Type = "MAX_NODE_LIMIT_EXCEEDED" };
        }

        view.Cost = cost;
        return view.Budget.Take(cost.Points) ? null : new GraphQLError("API rate limit exceeded for user ID 1.", []) { Type = "RATE_LIMITED" };
    }

    private static GitHubReply Data(ExecutionResult result)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WritePropertyName("data");
            ResponseObject.Write(json, result.Data);
            if (!result.Errors.IsEmpty)
            {
                json.WritePropertyName("errors");
                List(result.Errors).WriteTo(json);
            }

            json.WriteEndObject();
        }

        return new GitHubReply(200, memory.ToArray());
    }

    private static GitHubReply Errors(ImmutableArray<GraphQLError> errors) => GitHubReply.Json(new JsonObject { ["errors"] = List(errors) });

    private static JsonArray List(ImmutableArray<GraphQLError> errors) => new([.. errors.Select(error => error.ToJson())]);
}
