using System.Collections.Immutable;
using System.CommandLine;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Core.Stores;
using Pruner.CoreOS;
using Pruner.Evidence;
using Pruner.Git;
using Pruner.GitHub;
using Pruner.Http;
using Pruner.Output;
using Pruner.State;
using Pruner.Stores;

namespace Pruner;

/// <summary>The composition: everything one command works with, put together from the options and the environment.</summary>
internal sealed class Session : IDisposable
{
    private readonly CommonOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly ImmutableArray<(PinSource Source, IHistorySource Way)> _histories;
    private readonly HttpExchange _github;
    private readonly HttpExchange _builds;
    private readonly HttpExchange _stored;

    /// <summary>Puts the pieces together. Nothing is called yet.</summary>
    /// <exception cref="SetupException">An option, the configuration or the credentials are wrong or missing.</exception>
    public Session(ParseResult parsed, CommonOptions options, ProgramHost host)
    {
        Host = host;
        _options = options;
        _http = host.Connect();
        Policy = options.PolicyOf(parsed, host.Environment);
        State = new StateFolder(parsed.GetValue(options.State)!);
        State.RefuseAsTarget("--log-file", parsed.GetValue(options.LogFile));
        State.RefuseAsTarget("--ledger", parsed.GetValue(options.Ledger), same: State.LedgerFile);
        Log = new ProgressLog(host.Error, host.Live, host.Time, parsed.GetValue(options.LogFile), parsed.GetValue(options.Debug));
        Log.Check();
        var clocks = new ServerClocks();
        _github = new HttpExchange(_http, host.Time, clocks, host.Window(8, Policy.Concurrency.GitHub));
        _builds = new HttpExchange(_http, host.Time, clocks, host.Window(16, Policy.Concurrency.Builds));
        _stored = new HttpExchange(_http, host.Time, clocks, host.Window(4, Policy.Concurrency.Store));
        Store = StoreTable.Open(Policy, parsed.GetValue(options.Platform), address => new StoreOpening
        {
            Address = address,
            Parsed = parsed,
            Options = options,
            Host = host,
            Exchange = _stored,
            GitHub = _github,
        });
        var endpoint = new GitHubEndpoint(parsed.GetValue(options.GitHubUrl)!, host.Environment("GITHUB_TOKEN") is { Length: > 0 } token ? token : host.Environment("GH_TOKEN"));
        _histories = WaysToHistories(parsed, options, endpoint);
        Cache = new EvidenceCache(State, endpoint.Host, Policy.Pins, Log);
        Decider = new Decider(
            new EvidenceGatherer(
                new PinsReader(_histories, new InstallerMetadataReader()), new BuildsClient(_builds, parsed.GetValue(options.BuildsUrl)), Store, clocks, host.Time, Policy, Log),
            Store,
            Policy,
            Log);
    }

    /// <summary>The surroundings.</summary>
    public ProgramHost Host { get; }

    /// <summary>The effective policy.</summary>
    public Policy Policy { get; }

    /// <summary>The state folder.</summary>
    public StateFolder State { get; }

    /// <summary>The evidence that an earlier plan left there.</summary>
    public EvidenceCache Cache { get; }

    /// <summary>What is said.</summary>
    public ProgressLog Log { get; }

    /// <summary>The store.</summary>
    public IArtifactStore Store { get; }

    /// <summary>Calls made so far, for the summary.</summary>
    public string Calls => $"{_github.Sent} GitHub, {_builds.Sent} builds, {_stored.Sent} {Store.Platform} calls";

    /// <summary>Makes plans.</summary>
    public Decider Decider { get; }

    /// <summary>What the words and options choose.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="words">Releases, streams, or <c>all</c>.</param>
    /// <param name="architectures">The architectures; null for those of the options.</param>
    /// <exception cref="Core.SetupException">A word that names nothing known.</exception>
    public Scope ScopeOf(ParseResult parsed, IEnumerable<string> words, ImmutableArray<string>? architectures = null)
    {
        var chosen = architectures ?? _options.ArchitecturesOf(parsed);
        return new Scope(StreamTable.Choose(words, Policy.Streams, chosen), chosen, [.. parsed.GetValue(_options.Regions) ?? []]);
    }

    /// <summary>Reads all evidence and decides, with what the last ledger remembers.</summary>
    /// <param name="scope">What is decided on.</param>
    /// <param name="known">Histories to go on from; none to read all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<Decided> DecideAsync(Scope scope, ImmutableArray<MetadataHistory> known, CancellationToken cancellationToken) =>
        Decider.DecideAsync(scope, known, EarlierLedger.Of(State.TryReadLedger()), cancellationToken);

    /// <summary>Reads all evidence, with what the last ledger remembers, and decides nothing.</summary>
    /// <param name="scope">What is looked at.</param>
    /// <param name="known">Histories to go on from; none to read all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<GatheredEvidence> GatherAsync(Scope scope, ImmutableArray<MetadataHistory> known, CancellationToken cancellationToken) =>
        Decider.GatherAsync(scope, known, EarlierLedger.Of(State.TryReadLedger()), cancellationToken);

    /// <summary>What the last plan left, for a command that decides and changes nothing; nothing when there is none, or a clone alone is read, which takes seconds.</summary>
    public ImmutableArray<MetadataHistory> KnownForPlanning() => _histories.All(history => history.Way is CloneHistory) ? [] : Cache.ForPlanning();

    /// <inheritdoc />
    public void Dispose()
    {
        (Store as IDisposable)?.Dispose();
        _http.Dispose();
    }

    /// <summary>For each source GitHub's API; for the only one a clone, when one is given, or both, when GitHub's address is given besides.</summary>
    private ImmutableArray<(PinSource Source, IHistorySource Way)> WaysToHistories(ParseResult parsed, CommonOptions options, GitHubEndpoint endpoint)
    {
        var progress = new HistoryProgressSum(Log.History);
        if (options.CloneOf(parsed) is not { } path)
        {
            return [.. Policy.Pins.Select(source => (source, (IHistorySource)ByApi(source)))];
        }

        if (Policy.Pins is not [var only])
        {
            throw new SetupException(new Refusal(
                $"--git-dir names one clone, and pins come from {Policy.Pins.Length} repositories.",
                "The pins of those without a clone would be missed.",
                "Leave --git-dir out; GitHub's API is then asked for each."));
        }

        var clone = new CloneHistory(new GitDirHistoryReader(Host.Time, only.Repository), path, only.Scope);
        return [(only, options.ReadsBothWays(parsed) ? new ComparedHistory(ByApi(only), clone) : clone)];

        ApiHistory ByApi(PinSource source) => new(new GitHubHistoryReader(_github, endpoint, MetadataSource.Parse(source.Repository)), source.Scope, progress.Add());
    }
}
