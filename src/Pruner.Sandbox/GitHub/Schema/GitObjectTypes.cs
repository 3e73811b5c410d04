using System.Collections.Immutable;
using System.Text;
using Pruner.Sandbox.GitHub.Git;
using Pruner.Sandbox.GitHub.GraphQL;

namespace Pruner.Sandbox.GitHub.Schema;

/// <summary>Commit, Tree, TreeEntry, Blob and Tag.</summary>
internal static class GitObjectTypes
{
    /// <summary>Bytes of a blob that <c>text</c> shows.</summary>
    private const int MostText = 512_000;

    public static void AddTo(SchemaTable schema)
    {
        schema.Interface("GitObject", "abbreviatedOid: String!", "commitUrl: URI!", "id: ID!", "oid: GitObjectID!", "repository: Repository!");
        schema.Input("CommitAuthor", "id: ID", "emails: [String!]");
        schema.Object<GitPerson>("GitActor")
            .Field("date: GitTimestamp", person => person.Date)
            .Field("email: String", person => person.Email)
            .Field("name: String", person => person.Name);
        schema.Connection("CommitConnection", "CommitEdge", "Commit");
        schema.Connection("CommitHistoryConnection", "CommitEdge", "Commit");
        AddCommit(schema);
        Object<TreeNode>(schema, "Tree", "T", tree => tree.Tree.Oid)
            .Field("entries: [TreeEntry!]", tree => tree.Tree.Entries.Select(entry => new EntryNode(entry, Join(tree.Path, entry.Name))));
        AddTreeEntry(schema);
        Object<BlobNode>(schema, "Blob", "B", blob => blob.Blob.Oid)
            .Field("byteSize: Int!", blob => blob.Blob.Content.Length)
            .Field("isBinary: Boolean", blob => blob.Blob.IsBinary)
            .Field("isTruncated: Boolean!", blob => blob.Blob.Content.Length > MostText)
            .Field("text: String", blob => Text(blob.Blob));
        Object<GitTag>(schema, "Tag", "TA", tag => tag.Oid)
            .Field("message: String", tag => tag.Message)
            .Field("name: String!", tag => tag.Name)
            .Field("tagger: GitActor", tag => tag.Tagger)
            .Field("target: GitObject!", (tag, field) => Node(field.View.Store.Get(tag.Target)));
    }

    /// <summary>A git object as the schema's types take it.</summary>
    /// <param name="found">The object, or null.</param>
    /// <param name="path">Where it is below the root, as far as the caller said.</param>
    public static object? Node(GitObject? found, string path = "") => found switch
    {
        GitTree tree => new TreeNode(tree, path),
        GitBlob blob => new BlobNode(blob),
        _ => found,
    };

    private static ObjectTable<T> Object<T>(SchemaTable schema, string name, string kind, Func<T, string> oidOf, params string[] interfaces)
        where T : class => schema.Object<T>(name, ["GitObject", "Node", .. interfaces])
        .Field("abbreviatedOid: String!", value => oidOf(value)[..7])
        .Field("commitUrl: URI!", (value, field) => $"{field.View.WebUrl}/commit/{oidOf(value)}")
        .Field("id: ID!", (value, field) => NodeIds.Of(kind, field.View.Repository.DatabaseId, oidOf(value)))
        .Field("oid: GitObjectID!", value => oidOf(value))
        .Field("repository: Repository!", (_, field) => field.View.Repository);

    private static void AddCommit(SchemaTable schema) => Object<GitCommit>(schema, "Commit", "C", commit => commit.Oid)
        .Field("additions: Int!", (commit, field) => field.View.Store.Changes(commit).Sum(change => change.Additions))
        .Field("author: GitActor", commit => commit.Author)
        .Field("authoredDate: DateTime!", commit => commit.Author.Date)
        .Field("changedFilesIfAvailable: Int", (commit, field) => field.View.Store.Changes(commit).Length)
        .Field("committedDate: DateTime!", commit => commit.Committer.Date)
        .Field("committer: GitActor", commit => commit.Committer)
        .Field("deletions: Int!", (commit, field) => field.View.Store.Changes(commit).Sum(change => change.Deletions))
        .Field("file(path: String!): TreeEntry", (commit, field) => File(commit, field))
        .Field($"history({Paging.Arguments}, path: String, author: CommitAuthor, since: GitTimestamp, until: GitTimestamp): CommitHistoryConnection!", History)
        .Field("message: String!", commit => commit.Message)
        .Field("messageBody: String!", commit => commit.Body)
        .Field("messageHeadline: String!", commit => commit.Headline)
        .Field($"parents({Paging.Arguments}): CommitConnection!", (commit, field) =>
            Paging.ByPosition(field, commit.Parents.Length, index => field.View.Store.Get(commit.Parents[index])))
        .Field("tree: Tree!", (commit, field) => Node(field.View.Store.Get(commit.Tree)))
        .Field("url: URI!", (commit, field) => $"{field.View.WebUrl}/commit/{commit.Oid}");

    private static void AddTreeEntry(SchemaTable schema) => schema.Object<EntryNode>("TreeEntry")
        .Field("extension: String", entry => Path.GetExtension(entry.Entry.Name))
        .Field("mode: Int!", entry => entry.Entry.Mode)
        .Field("name: String!", entry => entry.Entry.Name)
        .Field("nameRaw: Base64String!", entry => Convert.ToBase64String(entry.Entry.NameBytes))
        .Field("object: GitObject", (entry, field) => entry.Entry.Type == "commit" ? null : Node(field.View.Store.Get(entry.Entry.Oid), entry.Path))
        .Field("oid: GitObjectID!", entry => entry.Entry.Oid)
        .Field("path: String", entry => entry.Path)
        .Field("repository: Repository!", (_, field) => field.View.Repository)
        .Field("size: Int!", (entry, field) => entry.Entry.Type == "blob" ? field.View.Store.SizeOf(entry.Entry.Oid) : 0)
        .Field("type: String!", entry => entry.Entry.Type);

    private static EntryNode? File(GitCommit commit, FieldContext field)
    {
        var path = field.Text("path")!.Trim('/');
        return field.View.Store.Entry(commit.Tree, path) is { } entry ? new EntryNode(entry, path) : null;
    }

    private static Connection History(GitCommit commit, FieldContext field)
    {
        var filters = ImmutableArray.CreateBuilder<string>();
        foreach (var bound in (string[])["since", "until"])
        {
            if (field.Text(bound) is { } time)
            {
                filters.Add(GitStore.DateFilter(bound, time) ?? throw new FieldRefusedException("INVALID_ARGUMENT", $"`{time}` is not a time."));
            }
        }

        if (field.Object("author")?.GetValueOrDefault("emails") is IReadOnlyList<object?> emails)
        {
            filters.Add("--fixed-strings");
            filters.AddRange(emails.Select(email => $"--author=<{email}>"));
        }

        if (field.Text("path") is { Length: > 0 } path)
        {
            filters.Add("--");
            filters.Add(path);
        }

        return Paging.ByWalk(field, commit.Oid, field.View.Store.Walk(commit.Oid, filters.ToImmutable()), field.View.Store.Get);
    }

    private static string? Text(GitBlob blob)
    {
        if (blob.IsBinary)
        {
            return null;
        }

        var shown = blob.Content.AsSpan(0, Math.Min(blob.Content.Length, MostText));
        // A cut through a character leaves up to three bytes of it: they are not shown.
        for (var cut = 0; cut < (blob.Content.Length > MostText ? 4 : 1); cut++)
        {
            try
            {
                return Strict.GetString(shown[..^cut]);
            }
            catch (DecoderFallbackException)
            {
                // Not the end of whole text here: try one byte less, or fall through to the one-byte encoding.
            }
        }

        return Encoding.Latin1.GetString(shown);
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}

/// <summary>A tree, and where it was found.</summary>
internal sealed record TreeNode(GitTree Tree, string Path);

/// <summary>An entry of a tree, and its whole path as far as known.</summary>
internal sealed record EntryNode(GitTreeEntry Entry, string Path);

/// <summary>A blob.</summary>
internal sealed record BlobNode(GitBlob Blob);
