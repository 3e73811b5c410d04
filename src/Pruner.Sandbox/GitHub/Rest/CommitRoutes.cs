using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>Commits and contents. The list simplifies history when a path is given, as GitHub's does: that is how it loses commits.</summary>
internal static class CommitRoutes
{
    /// <summary>Bytes up to which contents are shown in JSON.</summary>
    private const int MostContent = 1024 * 1024;

    public static GitHubReply List(RestCall call)
    {
        if (call.View.Refs.IsEmpty)
        {
            return GitHubReply.Error(409, "Git Repository is empty.");
        }

        if (Find(call, call.Asked("sha")) is not { } head)
        {
            return GitHubReply.NotFound();
        }

        var filters = ImmutableArray.CreateBuilder<string>();
        foreach (var bound in (string[])["since", "until"])
        {
            if (call.Asked(bound) is not { } time)
            {
                continue;
            }

            if (GitStore.DateFilter(bound, time) is not { } filter)
            {
                return GitHubReply.Error(422, $"Invalid request.\n\nInvalid input: `{bound}` is not a time.");
            }

            filters.Add(filter);
        }

        if (call.Asked("path") is { } path)
        {
            filters.Add("--");
            filters.Add(path);
        }

        var walk = call.View.Store.Walk(head.Oid, filters.ToImmutable());
        return call.Page(walk.Count, index => RestJson.Commit(call, call.View.Store.Need<GitCommit>(walk[index])));
    }

    public static GitHubReply One(RestCall call)
    {
        if (Find(call, call.Parameters["ref"]) is not { } commit)
        {
            return GitHubReply.Error(422, $"No commit found for SHA: {call.Parameters["ref"]}");
        }

        var changes = call.View.Store.Changes(commit);
        var json = RestJson.Commit(call, commit);
        var (added, removed) = (changes.Sum(change => change.Additions), changes.Sum(change => change.Deletions));
        json["stats"] = new JsonObject { ["total"] = added + removed, ["additions"] = added, ["deletions"] = removed };
        json["files"] = new JsonArray([.. changes.Take(300).Select(change => RestJson.File(call, change, commit.Oid))]);
        return GitHubReply.Json(json);
    }

    /// <summary>The commits of <c>HEAD</c> since it left <c>BASE</c>; the files of the first page are left out.</summary>
    public static GitHubReply Compare(RestCall call)
    {
        if (call.Parameters["basehead"].Split("...") is not [var from, var to] || Find(call, from) is not { } first || Find(call, to) is not { } head
            || call.View.Store.MergeBase(first.Oid, head.Oid) is not { } common)
        {
            return GitHubReply.NotFound();
        }

        var store = call.View.Store;
        var (ahead, behind) = (store.Range(common, head.Oid), store.Range(common, first.Oid));
        var page = call.Page(ahead.Count, index => RestJson.Commit(call, store.Need<GitCommit>(ahead[index])));
        var reply = GitHubReply.Json(new JsonObject
        {
            ["url"] = $"{call.RepositoryUrl}/compare/{call.Parameters["basehead"]}",
            ["base_commit"] = RestJson.Commit(call, first),
            ["merge_base_commit"] = RestJson.Commit(call, store.Need<GitCommit>(common)),
            ["status"] = (ahead.Count, behind.Count) switch { (0, 0) => "identical", (_, 0) => "ahead", (0, _) => "behind", _ => "diverged" },
            ["ahead_by"] = ahead.Count,
            ["behind_by"] = behind.Count,
            ["total_commits"] = ahead.Count,
            ["commits"] = JsonNode.Parse(page.Body),
        });
        return page.Headers.TryGetValue("Link", out var link) ? reply.With("Link", link) : reply;
    }

    public static GitHubReply Contents(RestCall call)
    {
        var path = call.Parameters["path"].Trim('/');
        if (Find(call, call.Asked("ref")) is not { } commit)
        {
            return GitHubReply.Error(404, $"No commit found for the ref {call.Asked("ref")}");
        }

        var store = call.View.Store;
        var entry = path.Length == 0 ? null : store.Entry(commit.Tree, path);
        if (path.Length > 0 && entry is null)
        {
            return GitHubReply.NotFound();
        }

        if (entry is null or { Type: "tree" })
        {
            var tree = store.Need<GitTree>(entry?.Oid ?? commit.Tree);
            return GitHubReply.Json(new JsonArray([.. tree.Entries.Select(item => Describe(call, item, path.Length == 0 ? item.Name : $"{path}/{item.Name}"))]));
        }

        var json = Describe(call, entry, path);
        if (entry.Type == "commit")
        {
            return GitHubReply.Json(json);
        }

        var blob = store.Need<GitBlob>(entry.Oid);
        if (call.WantsRaw)
        {
            return GitHubReply.Raw(blob.Content);
        }

        if (entry.IsSymbolicLink)
        {
            json["target"] = Encoding.UTF8.GetString(blob.Content);
            return GitHubReply.Json(json);
        }

        json["content"] = blob.Content.Length <= MostContent ? RestJson.Base64(blob.Content) : "";
        json["encoding"] = blob.Content.Length <= MostContent ? "base64" : "none";
        return GitHubReply.Json(json);
    }

    private static GitCommit? Find(RestCall call, string? name)
    {
        var store = call.View.Store;
        var wanted = name ?? call.View.DefaultBranch;
        var oid = store.Resolve($"refs/heads/{wanted}^{{commit}}") ?? store.Resolve($"{wanted}^{{commit}}");
        return oid is null ? null : store.Get(oid) as GitCommit;
    }

    private static JsonObject Describe(RestCall call, GitTreeEntry entry, string path)
    {
        var url = $"{call.RepositoryUrl}/contents/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?ref={call.Asked("ref") ?? call.View.DefaultBranch}";
        return new JsonObject
        {
            ["name"] = entry.Name,
            ["path"] = path,
            ["sha"] = entry.Oid,
            ["size"] = entry.Type == "blob" ? call.View.Store.SizeOf(entry.Oid) : 0,
            ["url"] = url,
            ["html_url"] = $"{call.View.WebUrl}/blob/{call.Asked("ref") ?? call.View.DefaultBranch}/{path}",
            ["git_url"] = entry.Type == "commit" ? null : $"{call.RepositoryUrl}/git/{entry.Type}s/{entry.Oid}",
            ["download_url"] = null,
            ["type"] = entry switch { { Type: "tree" } => "dir", { Type: "commit" } => "submodule", { IsSymbolicLink: true } => "symlink", _ => "file" },
        };
    }
}
