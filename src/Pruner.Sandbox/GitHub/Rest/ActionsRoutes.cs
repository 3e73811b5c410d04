using System.Globalization;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>Workflow runs and the artifacts they left, read-only.</summary>
internal static class ActionsRoutes
{
    private const string Documentation = "https://docs.github.com/rest/actions/artifacts";

    public static GitHubReply Artifacts(RestCall call) => Refusal(call) ?? List(call, call.View.Repository.Workflows.Artifacts);

    public static GitHubReply ArtifactsOfRun(RestCall call) => Refusal(call) ?? (Run(call) is { } run
        ? List(call, call.View.Repository.Workflows.Artifacts.Where(artifact => artifact.RunId == run.Id))
        : GitHubReply.NotFound());

    public static GitHubReply One(RestCall call) => Refusal(call) ?? (Run(call) is { } run ? GitHubReply.Json(Write(call, run)) : GitHubReply.NotFound());

    /// <summary>Where the content lies: an address of the storage that serves for a moment, and must be asked without the token.</summary>
    public static GitHubReply Download(RestCall call)
    {
        if (Refusal(call) is { } refusal)
        {
            return refusal;
        }

        var id = Id(call);
        return call.View.Repository.Workflows.Artifacts.FirstOrDefault(artifact => artifact.Id == id) switch
        {
            null => GitHubReply.NotFound(),
            { IsExpired: true } => GitHubReply.Error(410, "Artifact has expired", Documentation),
            var artifact => new GitHubReply(302, []).With("Location", artifact.Address()),
        };
    }

    private static GitHubReply? Refusal(RestCall call) =>
        !call.HasToken ? GitHubReply.Error(401, "Requires authentication", Documentation)
        : !call.View.Repository.Workflows.AllowsReading ? GitHubReply.Error(403, "Resource not accessible by integration", Documentation)
        : null;

    // Both lists are objects around the page, the newest first.
    private static GitHubReply List(RestCall call, IEnumerable<WorkflowArtifact> artifacts)
    {
        var found = artifacts.Where(artifact => call.Asked("name") is not { } name || artifact.Name == name).OrderByDescending(artifact => artifact.Id).ToList();
        var page = call.Page(found, artifact => Write(call, artifact));
        var items = JsonNode.Parse(page.Body)!;
        return GitHubReply.Json(new JsonObject { ["total_count"] = found.Count, ["artifacts"] = items }) with { Headers = page.Headers };
    }

    private static WorkflowRun? Run(RestCall call)
    {
        var id = Id(call);
        return call.View.Repository.Workflows.Runs.FirstOrDefault(run => run.Id == id);
    }

    private static long Id(RestCall call) => long.TryParse(call.Parameters["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static JsonObject Write(RestCall call, WorkflowArtifact artifact)
    {
        var url = $"{call.RepositoryUrl}/actions/artifacts/{artifact.Id}";
        var run = call.View.Repository.Workflows.Runs.First(run => run.Id == artifact.RunId);
        return new JsonObject
        {
            ["id"] = artifact.Id,
            ["node_id"] = NodeIds.Of("A", call.View.Repository.DatabaseId, $"{artifact.Id}"),
            ["name"] = artifact.Name,
            ["size_in_bytes"] = artifact.Size,
            ["url"] = url,
            ["archive_download_url"] = url + "/zip",
            ["expired"] = artifact.IsExpired,
            ["digest"] = artifact.Digest,
            ["created_at"] = RestJson.Time(artifact.CreatedAt),
            ["updated_at"] = RestJson.Time(artifact.CreatedAt),
            ["expires_at"] = RestJson.Time(artifact.CreatedAt.AddDays(90)),
            ["workflow_run"] = new JsonObject
            {
                ["id"] = run.Id,
                ["repository_id"] = call.View.Repository.DatabaseId,
                ["head_repository_id"] = run.HeadRepositoryId,
                ["head_branch"] = run.HeadBranch,
                ["head_sha"] = run.HeadSha,
            },
        };
    }

    private static JsonObject Write(RestCall call, WorkflowRun run) => new()
    {
        ["id"] = run.Id,
        ["node_id"] = NodeIds.Of("WFR", call.View.Repository.DatabaseId, $"{run.Id}"),
        ["name"] = run.Path,
        ["head_branch"] = run.HeadBranch,
        ["head_sha"] = run.HeadSha,
        ["path"] = run.Path,
        ["run_number"] = 1,
        ["run_attempt"] = 1,
        ["event"] = run.Event,
        ["status"] = run.Conclusion is null ? "in_progress" : "completed",
        ["conclusion"] = run.Conclusion,
        ["workflow_id"] = 1,
        ["check_suite_id"] = 1,
        ["check_suite_node_id"] = NodeIds.Of("CS", call.View.Repository.DatabaseId, "1"),
        ["url"] = $"{call.RepositoryUrl}/actions/runs/{run.Id}",
        ["html_url"] = $"{call.View.WebUrl}/actions/runs/{run.Id}",
        ["created_at"] = RestJson.Time(run.CreatedAt),
        ["updated_at"] = RestJson.Time(run.CreatedAt),
        ["run_started_at"] = RestJson.Time(run.CreatedAt),
        ["artifacts_url"] = $"{call.RepositoryUrl}/actions/runs/{run.Id}/artifacts",
        ["pull_requests"] = new JsonArray(),
        ["repository"] = RestJson.Repository(call),
        ["head_repository"] = new JsonObject { ["id"] = run.HeadRepositoryId, ["fork"] = run.HeadRepositoryId != call.View.Repository.DatabaseId },
    };
}
