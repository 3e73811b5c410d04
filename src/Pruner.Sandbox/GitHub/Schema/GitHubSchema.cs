using Pruner.Sandbox.GitHub.GraphQL;

namespace Pruner.Sandbox.GitHub.Schema;

/// <summary>The part of GitHub's published GraphQL schema that the emulator answers: names, arguments and nullability are the published ones.</summary>
internal static class GitHubSchema
{
    /// <summary>The whole table.</summary>
    public static SchemaTable Table { get; } = Build();

    private static SchemaTable Build()
    {
        var schema = new SchemaTable();
        QueryTypes.AddTo(schema);
        RepositoryTypes.AddTo(schema);
        GitObjectTypes.AddTo(schema);
        PullRequestTypes.AddTo(schema);
        schema.Check();
        return schema;
    }

    /// <summary>Adds a connection type and its edge type.</summary>
    public static ObjectTable<Connection> Connection(this SchemaTable schema, string connection, string edge, string node)
    {
        AddEdge(schema, edge, node);
        return schema.Object<Connection>(connection)
            .Field($"edges: [{edge}]", page => page.Edges)
            .Field($"nodes: [{node}]", page => page.Nodes)
            .Field("pageInfo: PageInfo!", page => page)
            .Field("totalCount: Int!", page => page.TotalCount);
    }

    private static void AddEdge(SchemaTable schema, string edge, string node)
    {
        if (schema[edge] is null)
        {
            schema.Object<Edge>(edge).Field("cursor: String!", item => item.Cursor).Field($"node: {node}", item => item.Node);
        }
    }
}
