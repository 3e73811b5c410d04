using System.ComponentModel;
using System.Globalization;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;

namespace Pruner.Container.Tests.Infrastructure;

/// <summary>
/// A machine on which the image is run as the Actions runner runs a container action: its mounts, its variables (values go through the
/// client's own environment, only names stand on the command line), its working directory, no terminal, no init, no user. The network is
/// the host's, so that the sandbox on loopback can be reached.
/// </summary>
internal sealed class RunnerHost : IAsyncDisposable
{
    private const string Socket = "/var/run/docker.sock";
    private static readonly string[] _folders = ["workspace", "home", "workflow", "file_commands", "runner_temp"];
    private readonly string _root = Directory.CreateTempSubdirectory("pruner-runner-").FullName;
    private readonly EcsCloud _before;
    private int _runs;

    private RunnerHost(SandboxServers servers)
    {
        Servers = servers;
        _before = servers.Cloud.Photograph();
        foreach (var folder in _folders)
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }

        File.Copy(servers.ConfigurationFile, Path.Combine(Workspace, "pruner.yml"));
    }

    /// <summary>The image's name: PRUNER_IMAGE, else the name that CI builds.</summary>
    public static string Image { get; } = Environment.GetEnvironmentVariable("PRUNER_IMAGE") is { Length: > 0 } image ? image : "pruner:ci";

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public SandboxServers Servers { get; }

    /// <summary>The workspace, as the machine sees it.</summary>
    public string Workspace => Path.Combine(_root, "workspace");

    /// <summary>What leads the program to the sandbox.</summary>
    public string[] Services =>
    [
        "--github-url", Servers.GitHubUrl, "--builds-url", Servers.BuildsUrl, "--aliyun-endpoint", Servers.AliyunEndpoint, "--sts-endpoint", Servers.StsEndpoint,
    ];

    /// <summary>Starts the sandbox. Skips the test where there is no engine or no image.</summary>
    public static async Task<RunnerHost> StartAsync()
    {
        await RequireImageAsync();
        return new RunnerHost(await SandboxServers.StartAsync(new SandboxOptions(), TimeProvider.System, Token));
    }

    /// <summary>Skips the test where there is no engine or no image.</summary>
    public static async Task RequireImageAsync()
    {
        try
        {
            if ((await DockerAsync("image", "inspect", Image)).ExitCode == 0)
            {
                return;
            }
        }
        catch (Win32Exception)
        {
            // No client is as good as no image.
        }

        Assert.Skip($"skipped: no container engine has the image {Image}; 'docker build --tag {Image} .' makes it");
    }

    /// <summary>Runs the docker client.</summary>
    public static Task<Command> DockerAsync(params string[] arguments) => Command.RunAsync("docker", arguments, ClientEnvironment, "/", Token);

    /// <summary>Runs the image as the runner does.</summary>
    public Task<Command> RunAsync(params string[] arguments) => RunNamedAsync(NewName(), [], arguments);

    /// <summary>A name that no other container has.</summary>
    public string NewName() => $"{Path.GetFileName(_root)}-{Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Runs the image as the runner does, under a name, with further options of the engine.</summary>
    public Task<Command> RunNamedAsync(string name, string[] options, string[] arguments)
    {
        var variables = Variables();
        string[] line =
        [
            "run", "--name", name, "--label", "pruner-test", "--workdir", "/github/workspace", "--rm",
            .. variables.Keys.SelectMany(key => (string[])["-e", key]),
            "-e", "GITHUB_ACTIONS=true", "-e", "CI=true",
            "--network", "host",
            .. File.Exists(Socket) ? (string[])["-v", $"{Socket}:{Socket}"] : [],
            .. _folders.SelectMany(folder => (string[])["-v", $"{Path.Combine(_root, folder)}:/github/{folder}"]),
            .. options,
            Image, .. arguments,
        ];
        return Command.RunAsync("docker", line, variables.Concat(ClientEnvironment).ToDictionary(), "/", Token);
    }

    /// <summary>Runs the program as it was built, neither trimmed nor contained, in the same workspace.</summary>
    public Task<Command> RunBuiltAsync(params string[] arguments)
    {
        var program = Path.ChangeExtension(typeof(ProgramHost).Assembly.Location, ".dll");
        return Command.RunAsync("dotnet", [program, .. arguments], Servers.Environment.Concat([new("HOME", Path.Combine(_root, "home"))]).ToDictionary(), Workspace, Token);
    }

    /// <summary>What is not as it had to be after a prune of 4.10, one sentence each.</summary>
    public IReadOnlyList<string> Faults() => new Audit(Servers.World, _before, Servers.Cloud.Photograph())
        .Faults(LedgerLine.ReadFile(Path.Combine(Workspace, "pruner-state", "ledger.json")), Servers.Traffic.Changes);

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static Dictionary<string, string> ClientEnvironment { get; } = new[] { "DOCKER_HOST", "DOCKER_CONTEXT" }
        .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(variable => !string.IsNullOrEmpty(variable.Value))
        .ToDictionary(variable => variable.Name, variable => variable.Value!);

    private Dictionary<string, string> Variables() => new(Servers.Environment)
    {
        ["HOME"] = "/github/home",
        ["INPUT_COMMAND"] = "prune",
        ["INPUT_DRY-RUN"] = "true",
        ["GITHUB_EVENT_NAME"] = "workflow_dispatch",
        ["GITHUB_EVENT_PATH"] = "/github/workflow/event.json",
        ["GITHUB_OUTPUT"] = "/github/file_commands/set_output_1",
        ["GITHUB_REPOSITORY"] = "someone/something",
        ["GITHUB_RUN_ID"] = "1",
        ["GITHUB_SERVER_URL"] = "https://github.com",
        ["GITHUB_STATE"] = "/github/file_commands/save_state_1",
        ["GITHUB_STEP_SUMMARY"] = "/github/file_commands/step_summary_1",
        ["GITHUB_WORKSPACE"] = "/github/workspace",
        ["RUNNER_TEMP"] = "/github/runner_temp",
    };
}
