using Pruner.Sandbox.GitHub.Git;
using Pruner.Sandbox.GitHub.GraphQL;

namespace Pruner.Sandbox.GitHub.Schema;

/// <summary>Repository and Ref.</summary>
internal static class RepositoryTypes
{
    public static void AddTo(SchemaTable schema)
    {
        schema.Enum("RefOrderField", "TAG_COMMIT_DATE ALPHABETICAL");
        schema.Input("RefOrder", "field: RefOrderField!", "direction: OrderDirection!");
        schema.Object<GitHubRepository>("Repository", "Node")
            .Field("databaseId: Int", repository => repository.DatabaseId)
            .Field("defaultBranchRef: Ref", (_, field) => field.View.Ref($"refs/heads/{field.View.DefaultBranch}"))
            .Field("id: ID!", repository => repository.NodeId)
            .Field("isArchived: Boolean!", repository => repository.IsArchived)
            .Field("isEmpty: Boolean!", (_, field) => field.View.Refs.IsEmpty)
            .Field("isFork: Boolean!", _ => false)
            .Field("isPrivate: Boolean!", _ => false)
            .Field("name: String!", repository => repository.Name)
            .Field("nameWithOwner: String!", repository => repository.FullName)
            .Field("object(oid: GitObjectID, expression: String): GitObject", (_, field) => Object(field))
            .Field("owner: RepositoryOwner!", repository => new OrganizationActor(repository.Owner))
            .Field("pullRequest(number: Int!): PullRequest", (_, field) => PullRequestTypes.One(field))
            .Field($"pullRequests({PullRequestTypes.ListArguments}, {Paging.Arguments}): PullRequestConnection!", (_, field) => PullRequestTypes.List(field))
            .Field("ref(qualifiedName: String!): Ref", (_, field) => Ref(field))
            .Field($"refs(query: String, {Paging.Arguments}, refPrefix: String!, direction: OrderDirection, orderBy: RefOrder): RefConnection", (_, field) => Refs(field))
            .Field("resourcePath: URI!", repository => $"/{repository.FullName}")
            .Field("url: URI!", (_, field) => field.View.WebUrl);
        schema.Connection("RefConnection", "RefEdge", "Ref");
        schema.Object<GitRef>("Ref", "Node")
            .Field("id: ID!", (reference, field) => NodeIds.Of("REF", field.View.Repository.DatabaseId, reference.Name))
            .Field("name: String!", reference => reference.Name[Prefix(reference).Length..])
            .Field("prefix: String!", reference => Prefix(reference))
            .Field("repository: Repository!", (_, field) => field.View.Repository)
            .Field("target: GitObject", (reference, field) => GitObjectTypes.Node(field.View.Store.Get(reference.Oid)));
    }

    private static string Prefix(GitRef reference) => reference.Name.Split('/', 3) is ["refs", var kind, _] ? $"refs/{kind}/" : "refs/";

    private static object? Object(FieldContext field)
    {
        var store = field.View.Store;
        return field.Text("oid") is { } oid
            ? GitObjectTypes.Node(store.Get(oid.ToLowerInvariant()))
            : field.Text("expression") is { } expression && store.Resolve(expression) is { } found
            ? GitObjectTypes.Node(store.Get(found), expression.Split(':', 2) is [_, var path] ? path.Trim('/') : "")
            : null;
    }

    private static GitRef? Ref(FieldContext field)
    {
        var name = field.Text("qualifiedName")!;
        return field.View.Ref(name) ?? (name == "HEAD" ? field.View.Ref($"refs/heads/{field.View.DefaultBranch}") : null)
            ?? field.View.Ref($"refs/heads/{name}") ?? field.View.Ref($"refs/tags/{name}");
    }

    private static Connection Refs(FieldContext field)
    {
        var prefix = field.Text("refPrefix")!;
        prefix = prefix.EndsWith('/') ? prefix : prefix + "/";
        var search = field.Text("query") ?? "";
        var refs = field.View.Refs.Where(reference =>
            reference.Name.StartsWith(prefix, StringComparison.Ordinal) && reference.Name[prefix.Length..].Contains(search, StringComparison.OrdinalIgnoreCase));
        var order = field.Object("orderBy");
        var direction = order?["direction"] as string ?? field.Text("direction") ?? "ASC";
        if (order?["field"] as string == "TAG_COMMIT_DATE")
        {
            refs = refs.OrderBy(reference => Date(field.View.Store, reference)).ThenBy(reference => reference.Name, StringComparer.Ordinal);
        }

        return Paging.ByPosition(field, [.. direction == "DESC" ? refs.Reverse() : refs]);
    }

    private static DateTimeOffset Date(GitStore store, GitRef reference) => store.Get(reference.Oid) switch
    {
        GitCommit commit => commit.Committer.Date,
        GitTag { Tagger: { } tagger } => tagger.Date,
        _ => DateTimeOffset.MinValue,
    };
}
