using System.Collections.Immutable;
using System.IO.Compression;
using Pruner.Sandbox.Actions.Results;
using Pruner.Sandbox.Actions.Runner;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub;

namespace Pruner.Tests.OnRunner;

/// <summary>The built program as a step of a workflow, on the sandbox: inputs and environment as the runner gives them, and what it does read back by the runner's rules.</summary>
internal sealed class RunnerStep : IAsyncDisposable
{
    private readonly EcsCloud _before;

    private RunnerStep(SandboxServers servers, ResultsEmulator results) => (Servers, Results, _before) = (servers, results, servers.Cloud.Photograph());

    public SandboxServers Servers { get; }

    public ResultsEmulator Results { get; }

    /// <summary>The stage of the last step.</summary>
    public RunnerStage? Stage { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunnerStep> StartAsync()
    {
        var servers = await SandboxServers.StartAsync(new SandboxOptions(), TimeProvider.System, Token);
        return new RunnerStep(servers, await ResultsEmulator.StartAsync(servers.Traffic, TimeProvider.System, Token));
    }

    /// <summary>A run of the repository that the sandbox serves, with all services there.</summary>
    public StageOptions Options(params (string Input, string Value)[] with) => new()
    {
        Repository = "openshift/installer",
        ApiUrl = Servers.GitHubUrl,
        ResultsUrl = Results.Url,
        RuntimeToken = Results.RuntimeToken,
        With = ImmutableDictionary.CreateRange(StringComparer.OrdinalIgnoreCase, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["token"] = Servers.Environment["GITHUB_TOKEN"],
            ["access-key-id"] = Servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            ["access-key-secret"] = Servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
            ["releases"] = "4.10",
            ["github-url"] = Servers.GitHubUrl,
            ["builds-url"] = Servers.BuildsUrl,
            ["aliyun-endpoint"] = Servers.AliyunEndpoint,
            ["sts-endpoint"] = Servers.StsEndpoint,
            ["config"] = Servers.ConfigurationFile,
        }).SetItems(with.Select(pair => KeyValuePair.Create(pair.Input, pair.Value))),
    };

    /// <summary>Runs the step to its end.</summary>
    public Task<StepReport> RunAsync(StageOptions options)
    {
        Stage?.Dispose();
        Stage = RunnerStage.Create(options, Action);
        return RunAsync(Stage, Token);
    }

    /// <summary>Runs the post step of the last step.</summary>
    /// <param name="state">What the step had noted.</param>
    public Task<StepReport> PostAsync(ImmutableDictionary<string, string> state) => RunAsync(Stage!.Post(state), Token);

    /// <summary>Runs the step and kills it, as a lost machine would, when something happens.</summary>
    /// <returns>What the step had noted for its post step.</returns>
    public async Task<ImmutableDictionary<string, string>> KillAsync(StageOptions options, Task when)
    {
        Stage?.Dispose();
        Stage = RunnerStage.Create(options, Action);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = RunAsync(Stage, kill.Token);
        await when.WaitAsync(TimeSpan.FromMinutes(2), Token);
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var reader = new RunnerReader(Stage.Workspace);
        reader.Read(Stage.Files);
        return reader.Report(exitCode: 137).State;
    }

    /// <summary>The names of the files in an artifact.</summary>
    public ImmutableArray<string> FilesOf(string artifact)
    {
        var stored = Results.Artifacts.Single(item => item.Name == artifact && item.IsFinal);
        using var zip = new ZipArchive(new MemoryStream(Results.Storage.Blobs[stored.BlobName].Content.ToArray()));
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>Shows an artifact of this run as one that an earlier run of the workflow on the default branch has left.</summary>
    public void Publish(string artifact, long run)
    {
        var stored = Results.Artifacts.Single(item => item.Name == artifact && item.IsFinal);
        var now = TimeProvider.System.GetUtcNow();
        var workflows = Servers.GitHub.Repository.Workflows;
        workflows.Add(new WorkflowRun(run, ".github/workflows/prune.yml", "schedule", "success", "master", Servers.GitHub.Repository.DatabaseId, new string('0', 40), now));
        workflows.Add(new WorkflowArtifact(stored.Id, run, stored.Name, stored.Size, stored.Digest, now, () => Results.Storage.SignedUrl(stored.BlobName, "r")));
    }

    /// <summary>What is not as the seed says it had to become.</summary>
    public ImmutableArray<string> Faults() => new Audit(Servers.World, _before, Servers.Cloud.Photograph())
        .Faults(LedgerLine.ReadFile(Path.Combine(Stage!.Workspace, "pruner-state", "ledger.json")), Servers.Traffic.Changes);

    public void AssertUnchanged()
    {
        Assert.Empty(Servers.Traffic.Changes.Where(change => change.Service is "ecs"));
        Assert.Equal(_before.Describe(), Servers.Cloud.Photograph().Describe());
    }

    public async ValueTask DisposeAsync()
    {
        Stage?.Dispose();
        await Results.DisposeAsync();
        await Servers.DisposeAsync();
    }

    private static ActionFile Action { get; } = ActionFile.Parse(File.ReadAllText(Path.Combine(Root(), "action.yml")));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }

    private static Task<StepReport> RunAsync(RunnerStage stage, CancellationToken stop) =>
        StepProcess.RunAsync(stage, ["dotnet", Path.Combine(AppContext.BaseDirectory, "pruner.dll"), .. stage.Arguments], new RunnerReader(stage.Workspace), stop);
}
