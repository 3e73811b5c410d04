using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>The event that a run was started by: its name, the refs that come with it, and the document that the runner writes.</summary>
public sealed record StageEvent
{
    private const string Base = "main";
    private const string Head = "proposal";

    private StageEvent(string name, string reference)
    {
        Name = name;
        Ref = reference;
    }

    /// <summary><c>GITHUB_EVENT_NAME</c>.</summary>
    public string Name { get; }

    /// <summary><c>GITHUB_REF</c>.</summary>
    public string Ref { get; init; }

    /// <summary><c>GITHUB_HEAD_REF</c>: a branch, only of a pull request.</summary>
    public string HeadRef { get; private init; } = "";

    /// <summary><c>GITHUB_BASE_REF</c>: a branch, only of a pull request.</summary>
    public string BaseRef { get; private init; } = "";

    /// <summary>True when the pull request comes from another repository: such a run gets a token that may only read, and no secrets.</summary>
    public bool IsFromFork { get; private init; }

    /// <summary>Number of the pull request; null when there is none.</summary>
    public int? PullRequest { get; private init; }

    /// <summary>Inputs of a run started by hand.</summary>
    public ImmutableDictionary<string, string> Inputs { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The whole document, where a test wants one of its own; null makes the usual one.</summary>
    public string? Document { get; init; }

    /// <summary>By schedule. Its document has only the schedule.</summary>
    public static StageEvent Schedule() => new("schedule", "refs/heads/" + Base);

    /// <summary>By hand.</summary>
    /// <param name="inputs">What was typed in.</param>
    public static StageEvent WorkflowDispatch(ImmutableDictionary<string, string>? inputs = null) =>
        new("workflow_dispatch", "refs/heads/" + Base) { Inputs = inputs ?? ImmutableDictionary<string, string>.Empty };

    /// <summary>By a push.</summary>
    /// <param name="branch">The branch.</param>
    public static StageEvent Push(string branch = Base) => new("push", "refs/heads/" + branch);

    /// <summary>By a pull request.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="isFromFork">True when a stranger's repository holds the proposal.</param>
    public static StageEvent PullRequestOpened(int number, bool isFromFork = false) =>
        new("pull_request", $"refs/pull/{number}/merge") { PullRequest = number, IsFromFork = isFromFork, HeadRef = Head, BaseRef = Base };

    /// <summary>By a pull request, but with the base's workflow, token and secrets: the event that strangers abuse.</summary>
    /// <param name="number">Its number.</param>
    public static StageEvent PullRequestTarget(int number) =>
        new("pull_request_target", "refs/heads/" + Base) { PullRequest = number, HeadRef = Head, BaseRef = Base };

    /// <summary>By a comment on a pull request.</summary>
    /// <param name="number">Its number.</param>
    public static StageEvent IssueComment(int number) => new("issue_comment", "refs/heads/" + Base) { PullRequest = number };

    /// <summary>The document of the event, as <c>event.json</c> holds it.</summary>
    /// <param name="repository">The repository, <c>owner/name</c>.</param>
    /// <param name="repositoryId">Its id.</param>
    /// <param name="sha">The commit.</param>
    internal string Json(string repository, long repositoryId, string sha)
    {
        if (Document is not null)
        {
            return Document;
        }

        var document = Name switch
        {
            "schedule" => new JsonObject { ["schedule"] = "17 3 * * 1" },
            "workflow_dispatch" => new JsonObject
            {
                ["inputs"] = Inputs.IsEmpty ? null : new JsonObject(Inputs.Select(input => new KeyValuePair<string, JsonNode?>(input.Key, input.Value))),
                ["ref"] = Ref,
                ["workflow"] = ".github/workflows/prune.yml",
            },
            "push" => new JsonObject { ["ref"] = Ref, ["before"] = new string('0', 40), ["after"] = sha, ["forced"] = false, ["commits"] = new JsonArray() },
            "issue_comment" => new JsonObject
            {
                ["action"] = "created",
                ["issue"] = new JsonObject { ["number"] = PullRequest, ["pull_request"] = new JsonObject() },
                ["comment"] = new JsonObject { ["body"] = "please" },
            },
            _ => new JsonObject { ["action"] = "opened", ["number"] = PullRequest, ["pull_request"] = Pull(repository, repositoryId, sha) },
        };
        if (Name != "schedule")
        {
            document["repository"] = Repository(repository, repositoryId, isFork: false);
            document["sender"] = new JsonObject { ["login"] = "octocat", ["id"] = 583231, ["type"] = "User" };
        }

        return document.ToJsonString();
    }

    private JsonObject Pull(string repository, long repositoryId, string sha) => new()
    {
        ["number"] = PullRequest,
        ["state"] = "open",
        ["title"] = "New boot images",
        ["head"] = new JsonObject
        {
            ["ref"] = HeadRef,
            ["sha"] = sha,
            ["repo"] = IsFromFork ? Repository("stranger/" + repository.Split('/')[1], repositoryId + 1, isFork: true) : Repository(repository, repositoryId, isFork: false),
        },
        ["base"] = new JsonObject { ["ref"] = BaseRef, ["sha"] = new string('b', 40), ["repo"] = Repository(repository, repositoryId, isFork: false) },
    };

    private static JsonObject Repository(string fullName, long id, bool isFork) => new()
    {
        ["id"] = id,
        ["name"] = fullName.Split('/')[1],
        ["full_name"] = fullName,
        ["fork"] = isFork,
        ["private"] = false,
        ["default_branch"] = Base,
        ["owner"] = new JsonObject { ["login"] = fullName.Split('/')[0] },
    };
}
