using System.Globalization;
using Pruner.Core;

namespace Pruner.Actions.Runner;

/// <summary>
/// What the runner tells a container action of its run, read from the variables it sets. Not a record: its text must never show a token.
/// Paths are taken as they are given: the runner has translated them to those inside the container.
/// </summary>
public sealed class RunnerContext
{
    private readonly Func<string, string?> _environment;

    /// <summary>Reads the variables.</summary>
    /// <param name="environment">Variables by their exact name.</param>
    /// <exception cref="SetupException">One that every run has is missing or malformed.</exception>
    public RunnerContext(Func<string, string?> environment)
    {
        _environment = environment;
        ServerUrl = Required("GITHUB_SERVER_URL").TrimEnd('/');
        Repository = Required("GITHUB_REPOSITORY");
        RunId = Number("GITHUB_RUN_ID") ?? throw Missing("GITHUB_RUN_ID");
        RunAttempt = (int)(Number("GITHUB_RUN_ATTEMPT") ?? 1);
        EventName = Required("GITHUB_EVENT_NAME");
    }

    /// <summary>True on a runner.</summary>
    public static bool IsOnRunner(Func<string, string?> environment) =>
        string.Equals(environment("GITHUB_ACTIONS"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Address of the web pages: <c>https://github.com</c>.</summary>
    public string ServerUrl { get; }

    /// <summary>Host of the web pages.</summary>
    public string ServerHost => Uri.TryCreate(ServerUrl, UriKind.Absolute, out var uri) ? uri.Host : "";

    /// <summary>Base of the REST API: <c>https://api.github.com</c>.</summary>
    public string ApiUrl => Optional("GITHUB_API_URL")?.TrimEnd('/') ?? "https://api.github.com";

    /// <summary>True for the public GitHub.</summary>
    public bool IsPublicGitHub => string.Equals(ServerHost, "github.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>The workflow's repository, <c>owner/name</c>.</summary>
    public string Repository { get; }

    /// <summary>Its id; null when not said.</summary>
    public long? RepositoryId => Number("GITHUB_REPOSITORY_ID");

    /// <summary>Id of the run.</summary>
    public long RunId { get; }

    /// <summary>Attempt, from 1.</summary>
    public int RunAttempt { get; }

    /// <summary>Id of the job in the workflow file.</summary>
    public string Job => Optional("GITHUB_JOB") ?? "";

    /// <summary>The workflow file's path, <c>.github/workflows/prune.yml</c>; empty when not said.</summary>
    public string WorkflowPath
    {
        get
        {
            // owner/name/.github/workflows/prune.yml@refs/heads/main
            var reference = Optional("GITHUB_WORKFLOW_REF")?.Split('@')[0] ?? "";
            return reference.StartsWith(Repository + "/", StringComparison.OrdinalIgnoreCase) ? reference[(Repository.Length + 1)..] : "";
        }
    }

    /// <summary>Name of the event that started the run.</summary>
    public string EventName { get; }

    /// <summary>File with the event; null when not said.</summary>
    public string? EventPath => Optional("GITHUB_EVENT_PATH");

    /// <summary>The ref that the run is of: <c>refs/heads/main</c>.</summary>
    public string Ref => Optional("GITHUB_REF") ?? "";

    /// <summary>Where the steps of a job share files; null when not said.</summary>
    public string? Workspace => Optional("GITHUB_WORKSPACE");

    /// <summary>The file for outputs; null when not said.</summary>
    public string? OutputFile => Optional("GITHUB_OUTPUT");

    /// <summary>The file for what the post step is to know; null when not said.</summary>
    public string? StateFile => Optional("GITHUB_STATE");

    /// <summary>The file for the job summary; null when not said.</summary>
    public string? SummaryFile => Optional("GITHUB_STEP_SUMMARY");

    /// <summary>Address of the results service, which keeps artifacts; null where there is none.</summary>
    public string? ResultsUrl => Optional("ACTIONS_RESULTS_URL");

    /// <summary>Token for the results service; never printed.</summary>
    public string? RuntimeToken => Optional("ACTIONS_RUNTIME_TOKEN");

    /// <summary>Where an id token is asked for; null without <c>permissions: id-token: write</c>.</summary>
    public string? IdTokenRequestUrl => Optional("ACTIONS_ID_TOKEN_REQUEST_URL");

    /// <summary>Token for that; never printed.</summary>
    public string? IdTokenRequestToken => Optional("ACTIONS_ID_TOKEN_REQUEST_TOKEN");

    /// <summary>Most days that artifacts are kept; null when not said.</summary>
    public int? RetentionDays => Number("GITHUB_RETENTION_DAYS") is { } days and > 0 and < 10_000 ? (int)days : null;

    /// <summary>True when somebody asked for debug lines.</summary>
    public bool IsDebug => Optional("RUNNER_DEBUG") == "1";

    /// <summary>Page of the run.</summary>
    public string RunUrl => $"{ServerUrl}/{Repository}/actions/runs/{RunId.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What the step has noted for its post step; null when nothing.</summary>
    public string? Noted(string name) => Optional("STATE_" + name);

    /// <inheritdoc />
    public override string ToString() => RunUrl;

    private string? Optional(string name) => _environment(name) is { Length: > 0 } value ? value : null;

    private string Required(string name) => Optional(name) ?? throw Missing(name);

    private long? Number(string name) => Optional(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new SetupException(new Refusal($"The variable {name} is not a number.", "It tells which run this is.", "The runner sets it; do not set it in the workflow."));

    private static SetupException Missing(string name) => new(new Refusal(
        $"The variable {name} is missing.",
        "'pruner action' is what the GitHub action runs; it needs what the runner tells.",
        "On a command line use the other commands, see 'pruner --help'."));
}
