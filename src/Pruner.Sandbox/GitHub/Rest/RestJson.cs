using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>Shapes that several routes answer with.</summary>
internal static class RestJson
{
    private const string BotSuffix = "[bot]";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    public static string? Time(DateTimeOffset? time) => time is { } there ? Time(there) : null;

    public static JsonObject Person(GitPerson person) => new() { ["name"] = person.Name, ["email"] = person.Email, ["date"] = Time(person.Date) };

    public static JsonNode? User(string? login, string type = "User") => login is null ? null : new JsonObject
    {
        ["login"] = login,
        ["id"] = 1,
        ["html_url"] = $"https://github.com/{login}",
        ["type"] = IsBot(login) ? "Bot" : type,
        ["site_admin"] = false,
    };

    /// <summary>True for the login under which an app acts.</summary>
    public static bool IsBot(string login) => login.EndsWith(BotSuffix, StringComparison.Ordinal);

    /// <summary>The app behind a login; null for people.</summary>
    public static JsonNode? App(string login) => !IsBot(login) ? null : new JsonObject { ["id"] = 1, ["slug"] = login[..^BotSuffix.Length], ["name"] = login[..^BotSuffix.Length] };

    public static JsonObject Verification() => new() { ["verified"] = false, ["reason"] = "unsigned", ["signature"] = null, ["payload"] = null, ["verified_at"] = null };

    public static JsonObject TreeLink(RestCall call, string oid) => new() { ["sha"] = oid, ["url"] = $"{call.RepositoryUrl}/git/trees/{oid}" };

    public static JsonArray Parents(RestCall call, GitCommit commit, string kind) => new([.. commit.Parents.Select(oid => new JsonObject
    {
        ["sha"] = oid,
        ["url"] = $"{call.RepositoryUrl}/{kind}/{oid}",
        ["html_url"] = $"{call.View.WebUrl}/commit/{oid}",
    })]);

    /// <summary>A commit as the commits routes show it: GitHub's own account data is unknown here, so author and committer are null.</summary>
    public static JsonObject Commit(RestCall call, GitCommit commit) => new()
    {
        ["sha"] = commit.Oid,
        ["node_id"] = NodeIds.Of("C", call.View.Repository.DatabaseId, commit.Oid),
        ["commit"] = new JsonObject
        {
            ["author"] = Person(commit.Author),
            ["committer"] = Person(commit.Committer),
            ["message"] = commit.Message,
            ["tree"] = TreeLink(call, commit.Tree),
            ["url"] = $"{call.RepositoryUrl}/git/commits/{commit.Oid}",
            ["comment_count"] = 0,
            ["verification"] = Verification(),
        },
        ["url"] = $"{call.RepositoryUrl}/commits/{commit.Oid}",
        ["html_url"] = $"{call.View.WebUrl}/commit/{commit.Oid}",
        ["comments_url"] = $"{call.RepositoryUrl}/commits/{commit.Oid}/comments",
        ["author"] = null,
        ["committer"] = null,
        ["parents"] = Parents(call, commit, "commits"),
    };

    /// <summary>A changed file; its patch is left out, as GitHub does when it is large.</summary>
    public static JsonObject File(RestCall call, GitChange change, string commit)
    {
        var path = string.Join('/', change.Path.Split('/').Select(Uri.EscapeDataString));
        var json = new JsonObject
        {
            ["sha"] = change.Oid,
            ["filename"] = change.Path,
            ["status"] = change.Status switch { 'A' => "added", 'D' => "removed", 'R' => "renamed", 'C' => "copied", 'T' => "changed", _ => "modified" },
            ["additions"] = change.Additions,
            ["deletions"] = change.Deletions,
            ["changes"] = change.Additions + change.Deletions,
            ["blob_url"] = $"{call.View.WebUrl}/blob/{commit}/{path}",
            ["raw_url"] = $"{call.View.WebUrl}/raw/{commit}/{path}",
            ["contents_url"] = $"{call.RepositoryUrl}/contents/{path}?ref={commit}",
        };
        if (change.PreviousPath is { } previous)
        {
            json["previous_filename"] = previous;
        }

        return json;
    }

    /// <summary>Base64 in lines of 60, as GitHub wraps it.</summary>
    public static string Base64(byte[] content) => string.Concat(Convert.ToBase64String(content).Chunk(60).Select(line => new string(line) + "\n"));

    public static JsonObject Repository(RestCall call)
    {
        var repository = call.View.Repository;
        return new JsonObject
        {
            ["id"] = repository.DatabaseId,
            ["node_id"] = repository.NodeId,
            ["name"] = repository.Name,
            ["full_name"] = repository.FullName,
            ["private"] = false,
            ["owner"] = User(repository.Owner, "Organization"),
            ["html_url"] = call.View.WebUrl,
            ["description"] = null,
            ["fork"] = false,
            ["url"] = call.RepositoryUrl,
            ["clone_url"] = $"{call.View.WebUrl}.git",
            ["default_branch"] = call.View.DefaultBranch,
            ["archived"] = repository.IsArchived,
            ["disabled"] = false,
            ["visibility"] = "public",
        };
    }
}
