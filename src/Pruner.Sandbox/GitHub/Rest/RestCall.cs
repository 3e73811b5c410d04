using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>One REST request, matched to a route.</summary>
/// <param name="View">The repository as this request sees it.</param>
/// <param name="Parameters">What stood in the route's braces.</param>
/// <param name="Query">The query's parameters.</param>
/// <param name="Accept">The Accept header.</param>
/// <param name="Body">The request body.</param>
/// <param name="HasToken">Whether the caller gave a token.</param>
/// <param name="ApiUrl">The base address, without a trailing slash.</param>
/// <param name="Path">The path as asked, below the base address.</param>
/// <param name="Options">How callers are treated.</param>
/// <param name="GraphQL">What the caller has left at the GraphQL endpoint; null without a token.</param>
/// <param name="Now">The time of the request.</param>
internal sealed record RestCall(
    GitHubView View,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, StringValues> Query,
    string Accept,
    string Body,
    bool HasToken,
    string ApiUrl,
    string Path,
    GitHubEmulatorOptions Options,
    RateBudget? GraphQL,
    DateTimeOffset Now)
{
    private const int StandardPage = 30;
    private const int MostPerPage = 100;

    /// <summary>The address of the repository in the API.</summary>
    public string RepositoryUrl => $"{ApiUrl}/repos/{View.Repository.FullName}";

    /// <summary>True when the caller wants bytes instead of JSON.</summary>
    public bool WantsRaw => Accept.Contains("application/vnd.github.raw", StringComparison.OrdinalIgnoreCase) || Accept.Contains("application/vnd.github.v3.raw", StringComparison.OrdinalIgnoreCase);

    public string? Asked(string name) => Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;

    public int? AskedNumber(string name) => int.TryParse(Asked(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public int Number(string parameter) => int.TryParse(Parameters[parameter], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A page of a list, with the Link header where there are more pages.</summary>
    public GitHubReply Page<T>(IReadOnlyList<T> items, Func<T, JsonNode?> write) => Page(items.Count, index => write(items[index]));

    /// <summary>The same over anything that can be counted and asked by position.</summary>
    public GitHubReply Page(int total, Func<int, JsonNode?> write)
    {
        var size = Math.Clamp(AskedNumber("per_page") ?? StandardPage, 1, MostPerPage);
        var page = Math.Max(1, AskedNumber("page") ?? 1);
        var last = Math.Max(1, (total + size - 1) / size);
        var start = (int)Math.Min((page - 1L) * size, total);
        var reply = GitHubReply.Json(new JsonArray([.. Enumerable.Range(start, Math.Min(size, total - start)).Select(write)]));
        var links = new List<string>();
        if (page > 1)
        {
            links.Add(Link(Math.Min(page - 1, last), "prev"));
        }

        if (page < last)
        {
            links.Add(Link(page + 1, "next"));
            links.Add(Link(last, "last"));
        }

        if (page > 1)
        {
            links.Add(Link(1, "first"));
        }

        return links.Count == 0 ? reply : reply.With("Link", string.Join(", ", links));
    }

    // GitHub's links name the repository by its number: whoever builds the next address by hand will notice.
    private string Link(int page, string relation)
    {
        var prefix = $"/repos/{View.Repository.FullName}";
        var path = Path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? $"/repositories/{View.Repository.DatabaseId}{Path[prefix.Length..]}" : Path;
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var query = Query.Where(pair => pair.Key != "page").SelectMany(pair => pair.Value.Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}"));
        return $"<{ApiUrl}{escaped}?{string.Join('&', query.Append($"page={page}"))}>; rel=\"{relation}\"";
    }
}
