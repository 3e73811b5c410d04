using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Catalogs;
using Pruner.Core.History;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Stores;
using Pruner.Http;
using Pruner.Output;

namespace Pruner.Evidence;

/// <summary>Reads all evidence, what does not depend on another at once, and renews the part that ages fastest.</summary>
internal sealed class EvidenceGatherer(
    PinsReader reader, BuildsClient builds, IArtifactStore store, ServerClocks clocks, TimeProvider time, Policy policy, ProgressLog log)
{
    /// <summary>Reads everything.</summary>
    /// <param name="scope">What is decided on.</param>
    /// <param name="known">Histories to go on from; none to read all.</param>
    /// <param name="earlier">What the last ledger remembers.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PrunerException">Something is missing, refused or malformed.</exception>
    public async Task<GatheredEvidence> GatherAsync(
        Scope scope, ImmutableArray<MetadataHistory> known, EarlierLedger earlier, CancellationToken cancellationToken)
    {
        // Whose credentials these are is asked first: it is cheap, and everything else is in vain without it.
        var account = await store.IdentifyAsync(cancellationToken);
        EvidenceException.ThrowIf(PlanGuards.WrongAccount(account, policy));

        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pins = AtOnce.BeginAsync(() => ReadPinsAsync(known, earlier.Pins, all.Token), all);
        var catalog = AtOnce.BeginAsync(() => builds.ReadAsync(scope.Streams, scope.Architectures, log.Builds, all.Token), all);
        var inventory = AtOnce.BeginAsync(async () => await ListAsync((await catalog).Catalog, scope.Regions, all.Token), all);
        await AtOnce.WhenAllOrFirstFailureAsync(pins, catalog, inventory);

        EvidenceException.ThrowIf(PlanGuards.ClocksApart(clocks.Skews));
        var (histories, pinHistory) = await pins;
        var whole = await FindPinnedAsync(await inventory, pinHistory, cancellationToken);
        var read = await catalog;
        foreach (var absent in read.Catalog.AbsentStreams)
        {
            log.Say($"The stream {absent} has no catalog at its address: what only it would name is kept.");
        }

        return new GatheredEvidence(histories, pinHistory, read.Catalog, whole, read.Streams, read.Architectures, clocks.EarliestNow(time.GetUtcNow()), earlier.Marks.In(account, store.Address));
    }

    /// <summary>Reads the histories of all sources, or of known ones what is new, and their pins.</summary>
    public Task<(ImmutableArray<MetadataHistory> Histories, PinHistory Pins)> ReadPinsAsync(
        ImmutableArray<MetadataHistory> known, ImmutableArray<Pin> earlier, CancellationToken cancellationToken) => reader.ReadAsync(known, earlier, cancellationToken);

    /// <summary>Decides.</summary>
    /// <remarks>Accounts are asked for only where an image that is shared may go: once decided without them, they are read and it is decided again.</remarks>
    public async Task<(GatheredEvidence Evidence, ImmutableArray<Verdict> Verdicts)> DecideAsync(GatheredEvidence evidence, CancellationToken cancellationToken)
    {
        var verdicts = Planner.Decide(evidence.Pins.Index, evidence.Catalog, evidence.Inventory, policy, evidence.Now, evidence.Marks);
        var shared = verdicts.Where(verdict => verdict is { Decision: Decision.Prune, Artifact: { Sharing: Sharing.Shared, Accounts: null } }).ToList();
        if (shared.Count == 0)
        {
            return (evidence, verdicts);
        }

        var accounts = (await Task.WhenAll(shared.Select(async verdict =>
            (verdict.Artifact.Id, Accounts: await store.ListSharesAsync(verdict.Artifact.Id, cancellationToken)))))
            .ToDictionary(pair => pair.Id, pair => pair.Accounts);
        var inventory = evidence.Inventory with
        {
            Artifacts = [.. evidence.Inventory.Artifacts.Select(artifact =>
                accounts.TryGetValue(artifact.Id, out var shares) ? artifact with { Accounts = shares } : artifact)],
        };
        return (evidence with { Inventory = inventory }, Planner.Decide(evidence.Pins.Index, evidence.Catalog, inventory, policy, evidence.Now, evidence.Marks));
    }

    private async Task<Inventory> ListAsync(Catalog catalog, ImmutableArray<string> regions, CancellationToken cancellationToken)
    {
        var catalogued = catalog.Builds
            .SelectMany(build => build.Artifacts)
            .Where(artifact => string.Equals(artifact.Platform, store.Platform, StringComparison.Ordinal))
            .Distinct()
            .ToList();
        return await store.ListAsync(catalogued, regions, log.Regions, cancellationToken);
    }

    /// <summary>
    /// Asks by id for pinned images that the listing does not show: they are of streams whose catalog was not chosen, and a listing of own images may
    /// leave published ones out. They are to carry their tag like any boot image.
    /// </summary>
    private async Task<Inventory> FindPinnedAsync(Inventory inventory, PinHistory pins, CancellationToken cancellationToken)
    {
        var listed = inventory.Artifacts.Select(artifact => artifact.Id).ToHashSet();
        var missing = pins.Pins
            .Where(pin => string.Equals(pin.Platform, store.Platform, StringComparison.Ordinal) && pin is { Location.Length: > 0, ImageId.Length: > 0 })
            .Select(pin => new ArtifactId(pin.Platform, pin.Location, pin.ImageId))
            .Where(id => !listed.Contains(id))
            .Distinct()
            .ToLookup(id => id.Location, id => id.Id, StringComparer.Ordinal);
        var looks = await Task.WhenAll(inventory.Locations.Select(listing => FindAsync(listing, [.. missing[listing.Location]], cancellationToken)));
        return inventory with
        {
            Locations = [.. looks.Select(look => look.Listing)],
            Artifacts =
            [
                .. inventory.Artifacts
                    .Where(artifact => looks.Any(look => look.Listing.Status == ListingStatus.Complete && string.Equals(look.Listing.Location, artifact.Id.Location, StringComparison.Ordinal)))
                    .Concat(looks.SelectMany(look => look.Found))
                    .OrderBy(artifact => artifact.Id),
            ],
        };
    }

    private async Task<(LocationListing Listing, ImmutableArray<Artifact> Found)> FindAsync(LocationListing listing, ImmutableArray<string> ids, CancellationToken cancellationToken)
    {
        if (listing.Status != ListingStatus.Complete || ids.IsEmpty)
        {
            return (listing, []);
        }

        try
        {
            var found = await store.DescribeAsync(listing.Location, ids, cancellationToken);
            return (listing with { FoundById = listing.FoundById + found.Length }, found);
        }
        catch (EvidenceException error)
        {
            return (listing with { Status = ListingStatus.Unreadable, Note = error.Refusal.What }, []);
        }
    }
}
