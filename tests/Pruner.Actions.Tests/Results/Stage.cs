using System.Collections.Immutable;
using System.Security.Cryptography;
using Pruner.Actions.Results;
using Pruner.Actions.Runner;
using Pruner.Http;
using Pruner.Sandbox.Actions.Results;
using Pruner.Sandbox.Hosting;

namespace Pruner.Actions.Tests.Results;

/// <summary>A run with a results service, a folder with a ledger in it, and a client that talks to the service over real sockets.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public const string Ledger = "{\"entries\":[]}\n";

    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private readonly HurriedTime _time = new();

    private Stage(ResultsEmulator results, TrafficLog traffic)
    {
        (Results, Traffic) = (results, traffic);
        Folder = Directory.CreateTempSubdirectory("pruner-artifact-").FullName;
        LedgerPath = Path.Combine(Folder, "ledger.json");
        File.WriteAllText(LedgerPath, Ledger);
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GITHUB_SERVER_URL"] = "https://github.com",
            ["GITHUB_REPOSITORY"] = "example/images",
            ["GITHUB_RUN_ID"] = "17",
            ["GITHUB_RUN_ATTEMPT"] = "2",
            ["GITHUB_EVENT_NAME"] = "schedule",
            ["GITHUB_RETENTION_DAYS"] = "30",
            ["ACTIONS_RESULTS_URL"] = results.Url,
            ["ACTIONS_RUNTIME_TOKEN"] = results.RuntimeToken,
        };
    }

    public ResultsEmulator Results { get; }

    public TrafficLog Traffic { get; }

    public Dictionary<string, string> Variables { get; }

    public string Folder { get; }

    public string LedgerPath { get; }

    public RunnerContext Context => new(Variables.GetValueOrDefault);

    public ArtifactUpload Upload => new("ledger", [new ArtifactFile("ledger.json", LedgerPath)]);

    public ArtifactClient Client => new(new HttpExchange(_http, _time, new ServerClocks(), ArtifactClient.Limits with { AttemptTimeout = TimeSpan.FromHours(20) }), Context);

    public static async Task<Stage> StartAsync()
    {
        var traffic = new TrafficLog();
        return new Stage(await ResultsEmulator.StartAsync(traffic, TimeProvider.System, TestContext.Current.CancellationToken), traffic);
    }

    public Task<StoredArtifact> UploadAsync() => Client.UploadAsync(Upload, TestContext.Current.CancellationToken);

    public Task<ImmutableArray<ListedArtifact>> ListAsync(string? name = null) => Client.ListAsync(name, TestContext.Current.CancellationToken);

    public Task<ReadOnlyMemory<byte>> DownloadAsync(ListedArtifact artifact) => Client.DownloadAsync(artifact, TestContext.Current.CancellationToken);

    /// <summary>Adds a file that cannot be packed smaller.</summary>
    public ArtifactFile AddNoise(int bytes)
    {
        var path = Path.Combine(Folder, "noise.bin");
        var noise = new byte[bytes];
        RandomNumberGenerator.Fill(noise);
        File.WriteAllBytes(path, noise);
        return new ArtifactFile("noise.bin", path);
    }

    /// <summary>Strikes an operation.</summary>
    public void On(string operation, FaultKind kind, Func<Fault, Fault>? with = null)
    {
        var fault = new Fault(kind, request => request.Operation == operation);
        Traffic.Script(with?.Invoke(fault) ?? fault);
    }

    public int Calls(string operation) => Traffic.Requests.Count(request => request.Operation == operation);

    /// <summary>What may be shown to nobody: the token, and every signature given out so far.</summary>
    public void AssertNoSecretIn(string text)
    {
        Assert.DoesNotContain("sig=", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Variables["ACTIONS_RUNTIME_TOKEN"], text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", text, StringComparison.OrdinalIgnoreCase);
    }

    public async ValueTask DisposeAsync()
    {
        await Results.DisposeAsync();
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A clock on which a minute passes in 60 ms, so that real waits can be tested.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private const int Factor = 1000;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Hurry(dueTime), Hurry(period));

        private static TimeSpan Hurry(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
    }
}
