namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>The table of REST routes (docs.github.com/rest, API version 2022-11-28).</summary>
internal static class RestApi
{
    private const string Repo = "/repos/{owner}/{repo}";

    private static readonly RestRoute[] Routes =
    [
        new("GET", "/rate_limit", RepositoryRoutes.RateLimit),
        new("GET", "/user", RepositoryRoutes.User),
        new("GET", Repo, RepositoryRoutes.Repository),
        new("GET", Repo + "/branches", RepositoryRoutes.Branches),
        new("GET", Repo + "/git/ref/{*ref}", GitDataRoutes.Ref),
        new("GET", Repo + "/git/matching-refs/{*prefix}", GitDataRoutes.MatchingRefs),
        new("GET", Repo + "/git/blobs/{sha}", GitDataRoutes.Blob),
        new("GET", Repo + "/git/trees/{*sha}", GitDataRoutes.Tree),
        new("GET", Repo + "/git/commits/{sha}", GitDataRoutes.Commit),
        new("GET", Repo + "/git/tags/{sha}", GitDataRoutes.Tag),
        new("GET", Repo + "/commits", CommitRoutes.List),
        new("GET", Repo + "/commits/{*ref}", CommitRoutes.One),
        new("GET", Repo + "/compare/{*basehead}", CommitRoutes.Compare),
        new("GET", Repo + "/contents/{*path}", CommitRoutes.Contents),
        new("GET", Repo + "/pulls", PullRoutes.List),
        new("GET", Repo + "/pulls/{number}", PullRoutes.One),
        new("GET", Repo + "/pulls/{number}/files", PullRoutes.Files),
        new("GET", Repo + "/pulls/{number}/commits", PullRoutes.Commits),
        new("GET", Repo + "/issues/{number}/comments", CommentRoutes.List),
        new("POST", Repo + "/issues/{number}/comments", CommentRoutes.Create),
        new("PATCH", Repo + "/issues/comments/{id}", CommentRoutes.Edit),
        new("GET", Repo + "/actions/artifacts", ActionsRoutes.Artifacts),
        new("GET", Repo + "/actions/artifacts/{id}/zip", ActionsRoutes.Download),
        new("GET", Repo + "/actions/runs/{id}", ActionsRoutes.One),
        new("GET", Repo + "/actions/runs/{id}/artifacts", ActionsRoutes.ArtifactsOfRun),
    ];

    /// <summary>The route of a request, or null.</summary>
    public static (RestRoute Route, Dictionary<string, string> Parameters)? Match(string method, string path)
    {
        foreach (var route in Routes)
        {
            if (route.Match(method == "HEAD" ? "GET" : method, path) is { } parameters)
            {
                return (route, parameters);
            }
        }

        return null;
    }

    /// <summary>Answers a matched request; another repository's name is unknown.</summary>
    public static GitHubReply Answer(RestRoute route, RestCall call)
    {
        var isHere = !call.Parameters.TryGetValue("owner", out var owner)
            || string.Equals($"{owner}/{call.Parameters["repo"]}", call.View.Repository.FullName, StringComparison.OrdinalIgnoreCase);
        return isHere ? route.Answer(call) : GitHubReply.NotFound();
    }
}

/// <summary>One route: <c>{name}</c> stands for a segment, <c>{*name}</c> for the rest, slashes included.</summary>
internal sealed record RestRoute(string Method, string Template, Func<RestCall, GitHubReply> Answer)
{
    private readonly string[] _segments = Template.Split('/');

    /// <summary>What stands in the braces, or null when the request is not this route's.</summary>
    public Dictionary<string, string>? Match(string method, string path)
    {
        var given = path.Split('/');
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (method != Method)
        {
            return null;
        }

        for (var i = 0; i < _segments.Length; i++)
        {
            var segment = _segments[i];
            if (segment.StartsWith("{*", StringComparison.Ordinal))
            {
                parameters[segment[2..^1]] = Decode(string.Join('/', given.Skip(i)));
                return parameters;
            }

            if (i >= given.Length || (!segment.StartsWith('{') && segment != given[i]))
            {
                return null;
            }

            if (segment.StartsWith('{'))
            {
                parameters[segment[1..^1]] = Decode(given[i]);
            }
        }

        return given.Length == _segments.Length ? parameters : null;
    }

    // The web server has decoded everything but the slash.
    private static string Decode(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
