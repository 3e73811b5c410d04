using System.Collections.Immutable;
using System.CommandLine;
using Pruner.Aliyun;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Core;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Evidence;
using Pruner.GitHub;
using Pruner.Http;
using Pruner.Output;
using Pruner.State;

namespace Pruner.Commands;

/// <summary>The composition: everything one command works with, put together from the options and the environment.</summary>
internal sealed class Session : IDisposable
{
    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private readonly EvidenceGatherer _gatherer;
    private readonly ParseResult _parsed;
    private readonly CommonOptions _options;

    /// <summary>Puts the pieces together. Nothing is called yet.</summary>
    /// <exception cref="SetupException">An option, the configuration or the credentials are wrong or missing.</exception>
    public Session(ParseResult parsed, CommonOptions options, ProgramHost host)
    {
        (_parsed, _options, Host) = (parsed, options, host);
        Policy = options.PolicyOf(parsed, host.Environment);
        State = new StateFolder(parsed.GetValue(options.State)!);
        Log = new ProgressLog(host.Error, host.Time, parsed.GetValue(options.LogFile), parsed.GetValue(options.Debug));
        Log.Check();
        var clocks = new ServerClocks();
        var credentials = AliyunCredentials.Resolve(host.Environment, ReadHomeFile);
        var endpoint = new GitHubEndpoint(parsed.GetValue(options.GitHubUrl)!, host.Environment("GITHUB_TOKEN") is { Length: > 0 } token ? token : host.Environment("GH_TOKEN"));
        GitHub = new HttpExchange(_http, host.Time, clocks, host.Retries with { StartWindow = 8, MostWindow = 16 });
        Builds = new HttpExchange(_http, host.Time, clocks, host.Retries with { StartWindow = 16, MostWindow = 64 });
        Aliyun = new HttpExchange(_http, host.Time, clocks, host.Retries with { StartWindow = 4, MostWindow = 16 });
        Store = AliyunStoreFactory.Create(
            Aliyun, credentials, AliyunEndpoints.From(parsed.GetValue(options.AliyunEndpoint), parsed.GetValue(options.StsEndpoint)), host.Time);
        _gatherer = new EvidenceGatherer(
            new GitHubHistoryReader(GitHub, endpoint, MetadataSource.Parse(Policy.Pins.Repository)),
            new BuildsClient(Builds, parsed.GetValue(options.BuildsUrl)!),
            Store,
            clocks,
            host.Time,
            Policy,
            Log);
    }

    /// <summary>The surroundings.</summary>
    public ProgramHost Host { get; }

    /// <summary>The effective policy.</summary>
    public Policy Policy { get; }

    /// <summary>The state folder.</summary>
    public StateFolder State { get; }

    /// <summary>What is said.</summary>
    public ProgressLog Log { get; }

    /// <summary>The store.</summary>
    public IArtifactStore Store { get; }

    private HttpExchange GitHub { get; }

    private HttpExchange Builds { get; }

    private HttpExchange Aliyun { get; }

    /// <summary>Calls made so far, for the summary.</summary>
    public string Calls => $"{GitHub.Sent} GitHub, {Builds.Sent} builds, {Aliyun.Sent} Alibaba Cloud calls";

    /// <summary>Reads all evidence and decides.</summary>
    public async Task<Decided> DecideAsync(ImmutableArray<string> streams, CancellationToken cancellationToken)
    {
        var earlier = LedgerFold.Recall(State.TryReadLedger());
        var gathered = await _gatherer.GatherAsync(
            streams, _parsed.GetValue(_options.Architecture)!, [.. _parsed.GetValue(_options.Regions) ?? []], earlier, cancellationToken);
        var (evidence, verdicts) = await _gatherer.DecideAsync(gathered, cancellationToken);
        var evidenceBytes = EvidenceFile.Write(evidence.History);
        var plan = Document.Seal(new Plan
        {
            Schema = Plan.CurrentSchema,
            ToolVersion = ProgramHost.Version,
            Platform = Store.Platform,
            Account = evidence.Inventory.Account,
            Streams = evidence.Streams,
            Architecture = _parsed.GetValue(_options.Architecture)!,
            Created = evidence.Now,
            Expires = evidence.Now + Plan.Lifetime,
            PolicyDigest = PolicyText.DigestOf(Policy),
            EvidenceDigest = Document.Sha256(evidenceBytes),
            Certificate = evidence.Pins.Certificate,
            Locations = evidence.Inventory.Locations,
            Verdicts = [.. verdicts.Select(PlannedVerdict.From)],
        });
        Require(PlanGuards.TooFewPins(plan, Policy) ?? PlanGuards.PinsLost(plan, Policy));
        return new Decided(plan, verdicts, evidence, evidenceBytes, earlier);
    }

    /// <summary>Renews the pins of a decision and decides again on them.</summary>
    public async Task<Decided> RenewAsync(Decided decided, CancellationToken cancellationToken)
    {
        Log.Debug("The pin evidence grows old: refs and pull requests are asked again.");
        var (history, pins) = await _gatherer.ReadPinsAsync(decided.Evidence.History, decided.EarlierPins, cancellationToken);
        var (evidence, verdicts) = await _gatherer.DecideAsync(decided.Evidence with { History = history, Pins = pins }, cancellationToken);
        return decided with { Evidence = evidence, Verdicts = verdicts };
    }

    /// <summary>Throws when a guard fired.</summary>
    public static void Require(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new EvidenceException(refusal);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private string? ReadHomeFile(string relativePath) =>
        StateFolder.TryRead(Path.Combine(Host.Home, relativePath)) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
}

/// <summary>A plan with all it was made from.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Verdicts">Its verdicts with whole artifacts.</param>
/// <param name="Evidence">The evidence.</param>
/// <param name="EvidenceBytes">The evidence file whose digest is in the plan.</param>
/// <param name="EarlierPins">Pins of an earlier ledger that were added.</param>
internal sealed record Decided(
    Plan Plan, ImmutableArray<Verdict> Verdicts, GatheredEvidence Evidence, byte[] EvidenceBytes, ImmutableArray<Pin> EarlierPins);
