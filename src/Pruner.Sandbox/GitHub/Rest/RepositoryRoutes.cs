using System.Text.Json.Nodes;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>The repository, its branches, the caller and the caller's budget.</summary>
internal static class RepositoryRoutes
{
    public static GitHubReply Repository(RestCall call) => GitHubReply.Json(RestJson.Repository(call));

    public static GitHubReply Branches(RestCall call) =>
        call.Page([.. call.View.Refs.Where(reference => reference.Name.StartsWith("refs/heads/", StringComparison.Ordinal))], branch => new JsonObject
        {
            ["name"] = branch.Name["refs/heads/".Length..],
            ["commit"] = new JsonObject { ["sha"] = branch.Oid, ["url"] = $"{call.RepositoryUrl}/commits/{branch.Oid}" },
            ["protected"] = false,
        });

    // An app's token, such as a workflow's own, belongs to no user.
    public static GitHubReply User(RestCall call) =>
        !call.HasToken ? GitHubReply.Error(401, "Requires authentication", "https://docs.github.com/rest/users/users#get-the-authenticated-user")
        : RestJson.IsBot(call.View.ViewerLogin) ? GitHubReply.Error(403, "Resource not accessible by integration", "https://docs.github.com/rest/users/users#get-the-authenticated-user")
        : GitHubReply.Json(RestJson.User(call.View.ViewerLogin)!);

    public static GitHubReply RateLimit(RestCall call)
    {
        var core = Budget(call.View.Budget);
        var resources = new JsonObject { ["core"] = core, ["graphql"] = Budget(call.GraphQL) };
        return GitHubReply.Json(new JsonObject { ["resources"] = resources, ["rate"] = core.DeepClone() });
    }

    private static JsonObject Budget(RateBudget? budget) => new()
    {
        ["limit"] = budget?.Limit ?? 0,
        ["used"] = budget?.Used ?? 0,
        ["remaining"] = budget?.Remaining ?? 0,
        ["reset"] = budget?.ResetAt.ToUnixTimeSeconds() ?? 0,
    };
}
