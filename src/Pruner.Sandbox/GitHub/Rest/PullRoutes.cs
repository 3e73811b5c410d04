using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub.Git;
using Pruner.Sandbox.GitHub.Schema;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>Pull requests.</summary>
internal static class PullRoutes
{
    /// <summary>GitHub shows no more files of a pull request than this.</summary>
    private const int MostFiles = 3000;

    /// <summary>GitHub shows no more commits of a pull request than this.</summary>
    private const int MostCommits = 250;

    public static GitHubReply List(RestCall call)
    {
        var (state, sort, baseName) = (call.Asked("state") ?? "open", call.Asked("sort") ?? "created", call.Asked("base"));
        var direction = call.Asked("direction") ?? (sort == "created" ? "desc" : "asc");
        if (state is not ("open" or "closed" or "all"))
        {
            return GitHubReply.Error(422, "Validation Failed", "https://docs.github.com/rest/pulls/pulls#list-pull-requests");
        }

        var wanted = call.View.Pulls
            .Where(pull => (state == "all" || (state == "open") == (pull.State == PullState.Open)) && (baseName ?? pull.BaseName) == pull.BaseName)
            .OrderBy(pull => sort switch { "updated" => pull.UpdatedAt.UtcTicks, "popularity" => pull.Comments.Count, _ => pull.CreatedAt.UtcTicks })
            .ThenBy(pull => pull.Number);
        return call.Page([.. direction == "desc" ? wanted.Reverse() : wanted], pull => Write(call, pull));
    }

    public static GitHubReply One(RestCall call)
    {
        if (call.View.Pull(call.Number("number")) is not { } pull)
        {
            return GitHubReply.NotFound();
        }

        var json = Write(call, pull);
        json["merged"] = pull.State == PullState.Merged;
        json["mergeable"] = null;
        json["comments"] = pull.Comments.Count;
        json["commits"] = pull.Commits.Count;
        json["additions"] = pull.Files.Sum(path => pull.Change(path).Additions);
        json["deletions"] = pull.Files.Sum(path => pull.Change(path).Deletions);
        json["changed_files"] = pull.Files.Length;
        return GitHubReply.Json(json);
    }

    public static GitHubReply Files(RestCall call) => call.View.Pull(call.Number("number")) is not { } pull
        ? GitHubReply.NotFound()
        : call.Page([.. pull.Files.Take(MostFiles)], path => RestJson.File(call, pull.Change(path), pull.HeadOid));

    public static GitHubReply Commits(RestCall call)
    {
        if (call.View.Pull(call.Number("number")) is not { } pull)
        {
            return GitHubReply.NotFound();
        }

        var commits = pull.Commits;
        return call.Page(Math.Min(commits.Count, MostCommits), index => RestJson.Commit(call, call.View.Store.Need<GitCommit>(commits[index])));
    }

    private static JsonObject Write(RestCall call, PullRequest pull)
    {
        var owner = call.View.Repository.Owner;
        return new JsonObject
        {
            ["url"] = $"{call.RepositoryUrl}/pulls/{pull.Number}",
            ["id"] = PullRequestTypes.DatabaseId(pull),
            ["node_id"] = NodeIds.Of("PR", call.View.Repository.DatabaseId, PullRequestTypes.DatabaseId(pull)),
            ["html_url"] = $"{call.View.WebUrl}/pull/{pull.Number}",
            ["number"] = pull.Number,
            ["state"] = pull.State == PullState.Open ? "open" : "closed",
            ["locked"] = false,
            ["title"] = pull.Title,
            ["user"] = RestJson.User(pull.Author),
            ["body"] = pull.Body.Length == 0 ? null : pull.Body,
            ["created_at"] = RestJson.Time(pull.CreatedAt),
            ["updated_at"] = RestJson.Time(pull.UpdatedAt),
            ["closed_at"] = RestJson.Time(pull.ClosedAt),
            ["merged_at"] = RestJson.Time(pull.MergedAt),
            ["merge_commit_sha"] = pull.MergeCommit,
            ["draft"] = false,
            ["head"] = Side(pull.IsCrossRepository ? pull.Author ?? "ghost" : owner, pull.HeadName, pull.HeadOid, pull.IsCrossRepository ? null : RestJson.Repository(call)),
            // A merged one keeps the base that it had: against today's branch its head would look empty.
            ["base"] = Side(owner, pull.BaseName, pull.State == PullState.Merged ? pull.DiffBase : pull.BaseOid, RestJson.Repository(call)),
            ["author_association"] = "CONTRIBUTOR",
        };
    }

    // The fork that a head comes from is not emulated: its repository is null, as GitHub answers when a fork was deleted.
    private static JsonObject Side(string owner, string branch, string oid, JsonObject? repository) => new()
    {
        ["label"] = $"{owner}:{branch}",
        ["ref"] = branch,
        ["sha"] = oid,
        ["user"] = RestJson.User(owner),
        ["repo"] = repository,
    };
}
