using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Http;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests.Infrastructure;

/// <summary>A repository, GitHub's emulator in front of it, and a reader that asks it over a real socket.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Token = "ghs_0123456789abcdefSECRET";

    private readonly HttpMessageInvoker _http = HttpExchange.Connect();

    private Scene(TestRepository repository, TimeProvider time, GitHubEmulator emulator, TrafficLog traffic) =>
        (Repository, Time, Emulator, Traffic) = (repository, time, emulator, traffic);

    public TestRepository Repository { get; }

    public TimeProvider Time { get; }

    public GitHubEmulator Emulator { get; }

    public TrafficLog Traffic { get; }

    public List<HistoryProgress> Progress { get; } = [];

    public static async Task<Scene> StartAsync(TestRepository repository, TimeProvider? time = null, Func<GitHubEmulatorOptions, GitHubEmulatorOptions>? with = null)
    {
        var traffic = new TrafficLog();
        var options = new GitHubEmulatorOptions { RepositoryPath = repository.Path, Token = Token };
        time ??= new HurriedTime();
        var emulator = await GitHubEmulator.StartAsync(with?.Invoke(options) ?? options, traffic, time, TestContext.Current.CancellationToken);
        return new Scene(repository, time, emulator, traffic);
    }

    /// <summary>What is read unless a test says otherwise: what is read of the installer.</summary>
    public static HistoryScope Scope { get; } = PinSource.OpenShiftInstaller.Scope;

    public Task<MetadataHistory> ReadAsync(MetadataHistory? known = null, string? token = Token, string source = "openshift/installer", HistoryScope? scope = null)
    {
        var reader = new GitHubHistoryReader(NewExchange(), new GitHubEndpoint(Emulator.BaseUrl, token), MetadataSource.Parse(source));
        return reader.ReadAsync(known, scope ?? Scope, new Notes(Progress), TestContext.Current.CancellationToken);
    }

    public HttpExchange NewExchange() => new(
        _http, Time, new ServerClocks(), new RetryLimits { Retries = 3, FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(50), AttemptTimeout = TimeSpan.FromHours(20) });

    /// <summary>Strikes GraphQL queries that hold a text.</summary>
    public void OnQuery(string holds, FaultKind kind, Func<Fault, Fault>? with = null)
    {
        var fault = new Fault(kind, request => request.Operation == "graphql" && request.Body.Contains(holds, StringComparison.Ordinal));
        Traffic.Script(with?.Invoke(fault) ?? fault);
    }

    /// <summary>Strikes REST calls whose path holds a text.</summary>
    public void OnRest(string holds, FaultKind kind, Func<Fault, Fault>? with = null)
    {
        var fault = new Fault(kind, request => request.Operation != "graphql" && request.Path.Contains(holds, StringComparison.Ordinal));
        Traffic.Script(with?.Invoke(fault) ?? fault);
    }

    public int Calls(string holds) => Traffic.Requests.Count(request => request.Body.Contains(holds, StringComparison.Ordinal) || request.Path.Contains(holds, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _http.Dispose();
        Repository.Dispose();
    }

    private sealed class Notes(List<HistoryProgress> progress) : IProgress<HistoryProgress>
    {
        public void Report(HistoryProgress value)
        {
            lock (progress)
            {
                progress.Add(value);
            }
        }
    }
}
