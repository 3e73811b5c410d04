using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>The git database: refs and objects.</summary>
internal static class GitDataRoutes
{
    /// <summary>Entries after which GitHub calls a recursive tree truncated.</summary>
    private const int MostEntries = 100_000;

    public static GitHubReply Ref(RestCall call) =>
        call.View.Ref($"refs/{call.Parameters["ref"]}") is { } reference ? GitHubReply.Json(Write(call, reference)) : GitHubReply.NotFound();

    public static GitHubReply MatchingRefs(RestCall call)
    {
        var matching = call.View.Refs.Where(reference => reference.Name.StartsWith($"refs/{call.Parameters["prefix"]}", StringComparison.Ordinal)).ToList();
        // All at once unless pages are asked for.
        return call.Asked("per_page") is null && call.Asked("page") is null
            ? GitHubReply.Json(new JsonArray([.. matching.Select(reference => Write(call, reference))]))
            : call.Page(matching, reference => Write(call, reference));
    }

    public static GitHubReply Blob(RestCall call)
    {
        if (call.View.Store.Get(call.Parameters["sha"]) is not GitBlob blob)
        {
            return GitHubReply.NotFound();
        }

        return call.WantsRaw ? GitHubReply.Raw(blob.Content) : GitHubReply.Json(new JsonObject
        {
            ["sha"] = blob.Oid,
            ["node_id"] = NodeIds.Of("B", call.View.Repository.DatabaseId, blob.Oid),
            ["size"] = blob.Content.Length,
            ["url"] = $"{call.RepositoryUrl}/git/blobs/{blob.Oid}",
            ["content"] = RestJson.Base64(blob.Content),
            ["encoding"] = "base64",
        });
    }

    public static GitHubReply Tree(RestCall call)
    {
        var store = call.View.Store;
        var found = store.Resolve($"{call.Parameters["sha"]}^{{tree}}") is { } oid ? store.Get(oid) as GitTree : null;
        if (found is null)
        {
            return GitHubReply.NotFound();
        }

        // GitHub takes the presence of the parameter for yes, whatever its value.
        var entries = Walk(store, found, "", call.Query.ContainsKey("recursive")).Take(MostEntries + 1).ToList();
        return GitHubReply.Json(new JsonObject
        {
            ["sha"] = found.Oid,
            ["url"] = $"{call.RepositoryUrl}/git/trees/{found.Oid}",
            ["tree"] = new JsonArray([.. entries.Take(MostEntries).Select(item => Write(call, item.Entry, item.Path))]),
            ["truncated"] = entries.Count > MostEntries,
        });
    }

    public static GitHubReply Commit(RestCall call) => call.View.Store.Get(call.Parameters["sha"]) is not GitCommit commit ? GitHubReply.NotFound() : GitHubReply.Json(new JsonObject
    {
        ["sha"] = commit.Oid,
        ["node_id"] = NodeIds.Of("C", call.View.Repository.DatabaseId, commit.Oid),
        ["url"] = $"{call.RepositoryUrl}/git/commits/{commit.Oid}",
        ["html_url"] = $"{call.View.WebUrl}/commit/{commit.Oid}",
        ["author"] = RestJson.Person(commit.Author),
        ["committer"] = RestJson.Person(commit.Committer),
        ["tree"] = RestJson.TreeLink(call, commit.Tree),
        ["message"] = commit.Message,
        ["parents"] = RestJson.Parents(call, commit, "git/commits"),
        ["verification"] = RestJson.Verification(),
    });

    public static GitHubReply Tag(RestCall call) => call.View.Store.Get(call.Parameters["sha"]) is not GitTag tag ? GitHubReply.NotFound() : GitHubReply.Json(new JsonObject
    {
        ["node_id"] = NodeIds.Of("TA", call.View.Repository.DatabaseId, tag.Oid),
        ["sha"] = tag.Oid,
        ["url"] = $"{call.RepositoryUrl}/git/tags/{tag.Oid}",
        ["tagger"] = tag.Tagger is { } tagger ? RestJson.Person(tagger) : null,
        ["object"] = Target(call, tag.Target, tag.TargetType),
        ["tag"] = tag.Name,
        ["message"] = tag.Message,
        ["verification"] = RestJson.Verification(),
    });

    private static JsonObject Write(RestCall call, GitRef reference) => new()
    {
        ["ref"] = reference.Name,
        ["node_id"] = NodeIds.Of("REF", call.View.Repository.DatabaseId, reference.Name),
        ["url"] = $"{call.RepositoryUrl}/git/{reference.Name}",
        ["object"] = Target(call, reference.Oid, reference.Type),
    };

    private static JsonObject Target(RestCall call, string oid, string type) => new() { ["sha"] = oid, ["type"] = type, ["url"] = $"{call.RepositoryUrl}/git/{type}s/{oid}" };

    private static JsonObject Write(RestCall call, GitTreeEntry entry, string path)
    {
        var json = new JsonObject { ["path"] = path, ["mode"] = entry.OctalMode, ["type"] = entry.Type, ["sha"] = entry.Oid };
        if (entry.Type == "blob")
        {
            json["size"] = call.View.Store.SizeOf(entry.Oid);
        }

        // A submodule's commit is not in this repository, so it has no address here.
        if (entry.Type != "commit")
        {
            json["url"] = $"{call.RepositoryUrl}/git/{entry.Type}s/{entry.Oid}";
        }

        return json;
    }

    private static IEnumerable<(GitTreeEntry Entry, string Path)> Walk(GitStore store, GitTree tree, string prefix, bool deep)
    {
        foreach (var entry in tree.Entries)
        {
            var path = prefix + entry.Name;
            yield return (entry, path);
            if (deep && entry.Type == "tree")
            {
                foreach (var below in Walk(store, store.Need<GitTree>(entry.Oid), path + "/", deep))
                {
                    yield return below;
                }
            }
        }
    }
}
