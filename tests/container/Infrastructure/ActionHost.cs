using System.Collections.Immutable;
using System.IO.Compression;
using Pruner.Sandbox.Actions.Results;
using Pruner.Sandbox.Actions.Runner;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;

namespace Pruner.Container.Tests.Infrastructure;

/// <summary>The image as the step of a workflow: docker is called with the words and variables of the runner, and what the step does is read back by the runner's rules.</summary>
internal sealed class ActionHost : IAsyncDisposable
{
    private readonly EcsCloud _before;
    private readonly RunnerStage _stage;

    private ActionHost(SandboxServers servers, ResultsEmulator results, RunnerStage stage) =>
        (Servers, Results, _stage, _before) = (servers, results, stage, servers.Cloud.Photograph());

    public SandboxServers Servers { get; }

    public ResultsEmulator Results { get; }

    /// <summary>Starts the sandbox and sets the stage. Skips the test where there is no engine or no image.</summary>
    public static async Task<ActionHost> StartAsync(params (string Input, string Value)[] with)
    {
        await RunnerHost.RequireImageAsync();
        var servers = await SandboxServers.StartAsync(new SandboxOptions(), TimeProvider.System, RunnerHost.Token);
        var results = await ResultsEmulator.StartAsync(servers.Traffic, TimeProvider.System, RunnerHost.Token);
        var inputs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["token"] = servers.Environment["GITHUB_TOKEN"],
            ["access-key-id"] = servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            ["access-key-secret"] = servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
            ["releases"] = "4.10",
            ["github-url"] = servers.GitHubUrl,
            ["builds-url"] = servers.BuildsUrl,
            ["aliyun-endpoint"] = servers.AliyunEndpoint,
            ["sts-endpoint"] = servers.StsEndpoint,
        };
        foreach (var (input, value) in with)
        {
            inputs[input] = value;
        }

        var stage = RunnerStage.Create(
            new StageOptions
            {
                Repository = "openshift/installer",
                ApiUrl = servers.GitHubUrl,
                ResultsUrl = results.Url,
                RuntimeToken = results.RuntimeToken,
                Network = "host",
                With = inputs.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
            },
            Sandbox.Actions.Runner.ActionFile.Parse(File.ReadAllText(ProjectRoot.PathOf("action.yml"))));
        File.Copy(servers.ConfigurationFile, Path.Combine(stage.Workspace, "pruner.yml"));
        return new ActionHost(servers, results, stage);
    }

    /// <summary>Runs the step in a container.</summary>
    public Task<StepReport> RunAsync() => RunAsync(_stage);

    /// <summary>Runs its post step in another container.</summary>
    public Task<StepReport> PostAsync(StepReport main) => RunAsync(_stage.Post(main.State));

    /// <summary>The names of the files in an artifact.</summary>
    public IEnumerable<string> FilesOf(string artifact)
    {
        var stored = Results.Artifacts.Single(item => item.Name == artifact && item.IsFinal);
        using var zip = new ZipArchive(new MemoryStream(Results.Storage.Blobs[stored.BlobName].Content.ToArray()));
        return [.. zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    /// <summary>A file of the workspace, by the path that an output names.</summary>
    public string FileOf(string output) => Path.Combine(_stage.Workspace, output.Replace("/github/workspace/", "", StringComparison.Ordinal));

    /// <summary>What is not as it had to be after a prune of 4.10, one sentence each.</summary>
    public IReadOnlyList<string> Faults() => new Audit(Servers.World, _before, Servers.Cloud.Photograph())
        .Faults(LedgerLine.ReadFile(Path.Combine(_stage.Workspace, "pruner-state", "ledger.json")), Servers.Traffic.Changes);

    /// <summary>True when the cloud is as it was.</summary>
    public bool IsUnchanged => _before.Describe() == Servers.Cloud.Photograph().Describe();

    public async ValueTask DisposeAsync()
    {
        _stage.Dispose();
        await Results.DisposeAsync();
        await Servers.DisposeAsync();
    }

    private static async Task<StepReport> RunAsync(RunnerStage stage)
    {
        var ran = await Command.RunAsync("docker", [.. stage.DockerArguments(RunnerHost.Image)], stage.ContainerEnvironment.ToDictionary(), "/", RunnerHost.Token);
        var reader = new RunnerReader(stage.Workspace);
        reader.Read(new StringReader(ran.Out));
        reader.Read(new StringReader(ran.Error));
        reader.Read(stage.Files);
        return reader.Report(ran.ExitCode);
    }
}
