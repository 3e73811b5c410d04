using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Output;

namespace Pruner.Evidence;

/// <summary>Makes plans of evidence: gathers it, decides, seals the plan, and does it again on renewed pins.</summary>
internal sealed class Decider(EvidenceGatherer gatherer, IArtifactStore store, Policy policy, ProgressLog log)
{
    /// <summary>Reads all evidence, and leaves it at that.</summary>
    /// <param name="scope">What is looked at.</param>
    /// <param name="known">History to go on from; null to read all of it. The caller answers for its origin.</param>
    /// <param name="earlier">What the last ledger remembers.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PrunerException">Evidence is missing, refused or malformed.</exception>
    public Task<GatheredEvidence> GatherAsync(Scope scope, ImmutableArray<MetadataHistory> known, EarlierLedger earlier, CancellationToken cancellationToken) =>
        gatherer.GatherAsync(scope, known, earlier, cancellationToken);

    /// <summary>Reads all evidence and decides.</summary>
    /// <param name="scope">What is decided on.</param>
    /// <param name="known">Histories to go on from; none to read all. The caller answers for its origin.</param>
    /// <param name="earlier">What the last ledger remembers.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PrunerException">Evidence is missing, refused or malformed, or a guard fired.</exception>
    public async Task<Decided> DecideAsync(
        Scope scope, ImmutableArray<MetadataHistory> known, EarlierLedger earlier, CancellationToken cancellationToken)
    {
        var gathered = await gatherer.GatherAsync(scope, known, earlier, cancellationToken);
        var (evidence, verdicts) = await gatherer.DecideAsync(gathered, cancellationToken);
        var evidenceBytes = EvidenceFile.Write(evidence.Histories);
        var plan = Document.Seal(new Plan
        {
            Schema = Plan.CurrentSchema,
            ToolVersion = ProgramHost.Version,
            Platform = store.Platform,
            Account = evidence.Inventory.Account,
            Address = store.Address,
            Streams = evidence.Streams,
            AbsentStreams = evidence.Catalog.AbsentStreams,
            Architectures = evidence.Architectures,
            Created = evidence.Now,
            Expires = evidence.Now + Plan.Lifetime,
            PolicyDigest = PolicyText.DigestOf(policy),
            EvidenceDigest = Document.Sha256(evidenceBytes),
            StartedFromCache = !known.IsEmpty,
            Certificates = evidence.Pins.Certificates,
            PinnedBuilds = evidence.Pins.PinnedBuilds,
            LostPins = evidence.Pins.LostPins,
            WithoutStore = UncoveredPlatform.Of(evidence.Catalog, evidence.Pins.Index, store.Platform),
            Locations = evidence.Inventory.Locations,
            Verdicts = [.. verdicts.Select(PlannedVerdict.From)],
        });
        EvidenceException.ThrowIf(PlanGuards.TooFewPins(plan, policy) ?? PlanGuards.PinsLost(plan, policy));
        return new Decided(plan, verdicts, evidence, evidenceBytes, earlier.Pins);
    }

    /// <summary>Renews the pins of a decision and decides again on them.</summary>
    public async Task<Decided> RenewAsync(Decided decided, CancellationToken cancellationToken)
    {
        log.Debug("The pin evidence grows old: refs and pull requests are asked again.");
        var (histories, pins) = await gatherer.ReadPinsAsync(decided.Evidence.Histories, decided.EarlierPins, cancellationToken);
        var (evidence, verdicts) = await gatherer.DecideAsync(decided.Evidence with { Histories = histories, Pins = pins }, cancellationToken);
        return decided with { Evidence = evidence, Verdicts = verdicts };
    }
}
