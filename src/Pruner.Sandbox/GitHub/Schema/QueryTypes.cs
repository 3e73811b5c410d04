using Pruner.Sandbox.GitHub.GraphQL;

namespace Pruner.Sandbox.GitHub.Schema;

/// <summary>Query, RateLimit, PageInfo, the actors and the interfaces shared by all.</summary>
internal static class QueryTypes
{
    public static void AddTo(SchemaTable schema)
    {
        schema.Interface("Node", "id: ID!");
        schema.Enum("OrderDirection", "ASC DESC");
        schema.Object<QueryRoot>("Query")
            .Field("rateLimit(dryRun: Boolean = false): RateLimit", (_, field) => field.View)
            .Field("repository(owner: String!, name: String!, followRenames: Boolean = true): Repository", (_, field) => Repository(field))
            .Field("viewer: User!", (_, field) => new UserActor(field.View.ViewerLogin));
        schema.Object<GitHubView>("RateLimit")
            .Field("cost: Int!", view => view.Cost.Points)
            .Field("limit: Int!", view => view.Budget.Limit)
            .Field("nodeCount: Int!", view => view.Cost.Nodes)
            .Field("remaining: Int!", view => view.Budget.Remaining)
            .Field("resetAt: DateTime!", view => view.Budget.ResetAt)
            .Field("used: Int!", view => view.Budget.Used);
        schema.Object<Connection>("PageInfo")
            .Field("endCursor: String", page => page.EndCursor)
            .Field("hasNextPage: Boolean!", page => page.End < page.TotalCount)
            .Field("hasPreviousPage: Boolean!", page => page.Start > 0)
            .Field("startCursor: String", page => page.StartCursor);
        AddActors(schema);
    }

    private static void AddActors(SchemaTable schema)
    {
        string[] fields = ["login: String!", "resourcePath: URI!", "url: URI!"];
        schema.Interface("Actor", [.. fields]);
        schema.Interface("RepositoryOwner", [.. fields, "id: ID!"]);
        AddActor<UserActor>(schema, "User", "Actor", "Node", "RepositoryOwner");
        AddActor<OrganizationActor>(schema, "Organization", "Actor", "Node", "RepositoryOwner");
        AddActor<BotActor>(schema, "Bot", "Actor", "Node");
    }

    private static void AddActor<T>(SchemaTable schema, string name, params string[] interfaces)
        where T : ActorNode => schema.Object<T>(name, [.. interfaces])
        .Field("id: ID!", actor => NodeIds.Of(name[..1], 0, actor.Login))
        .Field("login: String!", actor => actor.Login)
        .Field("resourcePath: URI!", actor => $"/{actor.Login}")
        .Field("url: URI!", actor => $"https://github.com/{actor.Login}");

    private static GitHubRepository Repository(FieldContext field)
    {
        var (owner, name) = (field.Text("owner"), field.Text("name"));
        var repository = field.View.Repository;
        return string.Equals($"{owner}/{name}", repository.FullName, StringComparison.OrdinalIgnoreCase)
            ? repository
            : throw new FieldRefusedException("NOT_FOUND", $"Could not resolve to a Repository with the name '{owner}/{name}'.");
    }
}

/// <summary>Somebody who acts.</summary>
internal abstract record ActorNode(string Login)
{
    /// <summary>A login that ends in <c>[bot]</c> is an app's; a missing one is a deleted account.</summary>
    public static ActorNode? Of(string? login) => login switch
    {
        null => null,
        _ when login.EndsWith("[bot]", StringComparison.Ordinal) => new BotActor(login[..^"[bot]".Length]),
        _ => new UserActor(login),
    };
}

internal sealed record UserActor(string Login) : ActorNode(Login);

internal sealed record BotActor(string Login) : ActorNode(Login);

internal sealed record OrganizationActor(string Login) : ActorNode(Login);
