using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>
/// The folders and variables that the runner gives a step with a container action, made on this machine. With <see cref="ProcessEnvironment"/> a
/// program is started as a process, with <see cref="DockerArguments"/> and <see cref="ContainerEnvironment"/> as a container.
/// </summary>
public sealed class RunnerStage : IDisposable
{
    private readonly StageOptions _options;
    private readonly ActionFile _action;
    private readonly ImmutableDictionary<string, string>? _state;
    private readonly string _work;

    private RunnerStage(StageOptions options, ActionFile action, string folder, ImmutableDictionary<string, string>? state)
    {
        (_options, _action, _state, Folder) = (options, action, state, folder);
        _work = Path.Combine(folder, "_work");
        foreach (var made in new[] { Workspace, Home, WorkflowFolder })
        {
            Directory.CreateDirectory(made);
        }

        Files = CommandFiles.Create(Path.Combine(Temp, "_runner_file_commands"));
        File.WriteAllText(EventPath, options.Event.Json(options.Repository, options.RepositoryId, Sha));
        HostEnvironment = Compose();
    }

    /// <summary>Sets a stage in a new folder.</summary>
    /// <param name="options">The run and the step.</param>
    /// <param name="action">The action.</param>
    public static RunnerStage Create(StageOptions options, ActionFile action) =>
        new(options, action, Directory.CreateTempSubdirectory("pruner-runner-").FullName, state: null);

    /// <summary>The stage of the post step of the same action: the same folders, new command files, and what the step noted.</summary>
    /// <param name="state">What the step noted, <see cref="StepReport.State"/>.</param>
    public RunnerStage Post(ImmutableDictionary<string, string> state) => new(_options, _action, Folder, state);

    /// <summary>The folder that holds everything.</summary>
    public string Folder { get; }

    /// <summary>The command files, by their paths on this machine.</summary>
    public CommandFiles Files { get; }

    /// <summary>The workspace. Empty: nothing was checked out.</summary>
    public string Workspace => Path.Combine(_work, Name, Name);

    /// <summary>The event's file.</summary>
    public string EventPath => Path.Combine(WorkflowFolder, "event.json");

    /// <summary>Arguments of the program: <c>runs.args</c>.</summary>
    public ImmutableArray<string> Arguments => _action.Arguments ?? [];

    /// <summary>The variables for a process, with paths of this machine.</summary>
    public ImmutableSortedDictionary<string, string> ProcessEnvironment =>
        HostEnvironment.SetItem("GITHUB_ACTIONS", "true").SetItem("CI", HostEnvironment.GetValueOrDefault("CI", "true"));

    /// <summary>The variables for the docker client, with paths as the container sees them.</summary>
    public ImmutableSortedDictionary<string, string> ContainerEnvironment =>
        HostEnvironment.ToImmutableSortedDictionary(variable => variable.Key, variable => Translated(variable.Value), StringComparer.Ordinal);

    /// <summary>The command line of the docker client, as the runner writes it.</summary>
    /// <param name="image">The image.</param>
    public string DockerCommand(string image) => DockerCommandLine.Run(
        image,
        [.. HostEnvironment.Keys],
        [("/var/run/docker.sock", "/var/run/docker.sock"), .. Mounts],
        _state is null ? _action.Entrypoint ?? _options.With.GetValueOrDefault("entryPoint") : _action.PostEntrypoint,
        _options.Network,
        _action.Arguments);

    /// <summary>The words of that command line.</summary>
    /// <param name="image">The image.</param>
    public ImmutableArray<string> DockerArguments(string image) => DockerCommandLine.Words(DockerCommand(image));

    /// <inheritdoc />
    public void Dispose()
    {
        // A post step's stage shares the folder: whoever comes first takes it away.
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private const string Sha = "5f3c1b2a00000000000000000000000000000017";

    private string Name => _options.Repository.Split('/')[1];

    private string Temp => Path.Combine(_work, "_temp");

    private string Home => Path.Combine(Temp, "_github_home");

    private string WorkflowFolder => Path.Combine(Temp, "_github_workflow");

    private ImmutableSortedDictionary<string, string> HostEnvironment { get; }

    private ImmutableArray<(string Host, string Container)> Mounts =>
    [
        (Temp, "/github/runner_temp"),
        (Home, "/github/home"),
        (WorkflowFolder, "/github/workflow"),
        (Files.Folder, "/github/file_commands"),
        (Workspace, "/github/workspace"),
    ];

    /// <summary>A value that is a mounted folder, or a path in one, as the container sees it; the mapping added last is asked first.</summary>
    private string Translated(string value)
    {
        foreach (var (host, container) in Mounts.Reverse())
        {
            if (value == host || value.StartsWith(host + "/", StringComparison.Ordinal))
            {
                return container + value[host.Length..];
            }
        }

        return value;
    }

    /// <summary>Later ones win: the variables of the workflow, what the step noted, inputs, then the runner's own.</summary>
    private ImmutableSortedDictionary<string, string> Compose()
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _options.Environment.Concat((_state ?? ImmutableDictionary<string, string>.Empty).Select(note => new KeyValuePair<string, string>("STATE_" + note.Key, note.Value)))
            .Concat(InputVariables()).Append(new("HOME", Home)).Concat(Contexts()).Concat(Services()))
        {
            variables[name] = value;
        }

        return variables.ToImmutable();
    }

    private IEnumerable<KeyValuePair<string, string>> InputVariables()
    {
        var inputs = _action.Inputs.Where(input => !_options.With.ContainsKey(input.Key)).Concat(_options.With);
        return inputs.Select(input => new KeyValuePair<string, string>(
            "INPUT_" + input.Key.Replace(' ', '_').ToUpperInvariant(),
            input.Value.Replace("${{ github.token }}", _options.Token, StringComparison.Ordinal)));
    }

    private IEnumerable<KeyValuePair<string, string>> Contexts()
    {
        var run = _options.Event;
        var reference = run.Ref.Split('/', 3);
        Dictionary<string, string> github = new(StringComparer.Ordinal)
        {
            ["ACTION"] = "__example_aliyun-pruner",
            ["ACTION_REF"] = "v1",
            ["ACTION_REPOSITORY"] = "example/aliyun-pruner",
            ["ACTOR"] = "octocat",
            ["ACTOR_ID"] = "583231",
            ["API_URL"] = _options.RestUrl,
            ["BASE_REF"] = run.BaseRef,
            ["EVENT_NAME"] = run.Name,
            ["EVENT_PATH"] = EventPath,
            ["GRAPHQL_URL"] = _options.GraphQLUrl,
            ["HEAD_REF"] = run.HeadRef,
            ["JOB"] = "prune",
            ["REF"] = run.Ref,
            ["REF_NAME"] = reference[^1],
            ["REF_PROTECTED"] = "false",
            ["REF_TYPE"] = reference[1] == "tags" ? "tag" : "branch",
            ["REPOSITORY"] = _options.Repository,
            ["REPOSITORY_ID"] = _options.RepositoryId.ToString(CultureInfo.InvariantCulture),
            ["REPOSITORY_OWNER"] = _options.Repository.Split('/')[0],
            ["REPOSITORY_OWNER_ID"] = "9919",
            ["RETENTION_DAYS"] = _options.RetentionDays.ToString(CultureInfo.InvariantCulture),
            ["RUN_ATTEMPT"] = _options.RunAttempt.ToString(CultureInfo.InvariantCulture),
            ["RUN_ID"] = _options.RunId.ToString(CultureInfo.InvariantCulture),
            ["RUN_NUMBER"] = "5",
            ["SERVER_URL"] = _options.ServerUrl,
            ["SHA"] = Sha,
            ["TRIGGERING_ACTOR"] = "octocat",
            ["WORKFLOW"] = "prune",
            ["WORKFLOW_REF"] = $"{_options.Repository}/.github/workflows/prune.yml@{run.Ref}",
            ["WORKFLOW_SHA"] = Sha,
            ["WORKSPACE"] = Workspace,
        };
        Dictionary<string, string> runner = new(StringComparer.Ordinal)
        {
            ["OS"] = "Linux",
            ["ARCH"] = "X64",
            ["NAME"] = "sandbox",
            ["ENVIRONMENT"] = _options.IsEnterpriseServer ? "self-hosted" : "github-hosted",
            ["TOOL_CACHE"] = Path.Combine(Folder, "_tool"),
            ["TEMP"] = Temp,
            ["WORKSPACE"] = Path.Combine(_work, Name),
        };
        if (_options.IsDebug)
        {
            runner["DEBUG"] = "1";
        }

        return github.Select(pair => new KeyValuePair<string, string>("GITHUB_" + pair.Key, pair.Value))
            .Concat(Files.Variables)
            .Concat(runner.Select(pair => new KeyValuePair<string, string>("RUNNER_" + pair.Key, pair.Value)));
    }

    private IEnumerable<KeyValuePair<string, string>> Services()
    {
        yield return new("ACTIONS_RUNTIME_URL", "https://pipelines.example.com/");
        yield return new("ACTIONS_RUNTIME_TOKEN", _options.RuntimeToken);
        yield return new("ACTIONS_CACHE_URL", "https://cache.example.com/");
        if (_options is { ResultsUrl: { } results, IsEnterpriseServer: false })
        {
            yield return new("ACTIONS_RESULTS_URL", results);
        }

        if (_options is { IdTokenRequestUrl: { } idToken, Event.IsFromFork: false })
        {
            yield return new("ACTIONS_ID_TOKEN_REQUEST_URL", idToken);
            yield return new("ACTIONS_ID_TOKEN_REQUEST_TOKEN", _options.RuntimeToken);
        }
    }
}
