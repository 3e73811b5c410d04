using System.Collections.Immutable;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;

namespace Pruner.Aliyun.Images;

/// <summary>Lists all regions at once, each whole or not at all.</summary>
internal sealed class RegionListing(AcsClient client, ImagesById imagesById, string account)
{
    // Sydney and Mumbai: closed by the provider, still named by old builds.
    private static readonly ImmutableHashSet<string> KnownClosed = ImmutableHashSet.Create(StringComparer.Ordinal, "ap-south-1", "ap-southeast-2");

    /// <summary>Lists what was chosen.</summary>
    /// <param name="directory">The regions that the account may use.</param>
    /// <param name="catalogued">Images that the catalog names, of this platform.</param>
    /// <param name="chosen">The regions chosen; empty means all.</param>
    /// <param name="progress">Told after each region.</param>
    /// <param name="failWith">Makes the exception for what ends everything.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="SetupException">A chosen region is unknown, or the credentials are refused.</exception>
    public async Task<Inventory> ReadAsync(
        RegionDirectory directory,
        IReadOnlyCollection<ArtifactId> catalogued,
        IReadOnlyCollection<string> chosen,
        IProgress<LocationListing> progress,
        Func<AcsException, string, PrunerException> failWith,
        CancellationToken cancellationToken)
    {
        var idsByRegion = catalogued.ToLookup(id => id.Location, id => id.Id, StringComparer.Ordinal);
        var known = directory.Regions.Keys.Union(idsByRegion.Select(ids => ids.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (chosen.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            throw new SetupException(new Refusal(
                $"No region is called {string.Join(" or ", unknown)}.",
                "A misspelt region would silently be left out.",
                $"Choose among these: {string.Join(", ", known)}."));
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var told = new Lock();
        var results = await Task.WhenAll(known.Select(async region =>
        {
            var isChosen = chosen.Count == 0 || chosen.Contains(region, StringComparer.Ordinal);
            var result = await UntilEndedAsync(directory, region, isChosen, idsByRegion[region], ending, cancellationToken);
            if (result.Fatal is null)
            {
                lock (told)
                {
                    progress.Report(result.Listing);
                }
            }

            return result;
        }));
        if (results.FirstOrDefault(result => result.Fatal is not null) is { Fatal: { } fatal } ended)
        {
            throw failWith(fatal, $"the images of {ended.Listing.Location}");
        }

        return new Inventory(
            account,
            [.. results.SelectMany(result => result.Artifacts).OrderBy(artifact => artifact.Id)],
            [.. results.Select(result => result.Listing)]);
    }

    /// <summary>One region; when it shows that no call can succeed, the others are ended too.</summary>
    private async Task<Result> UntilEndedAsync(
        RegionDirectory directory, string location, bool isChosen, IEnumerable<string> catalogued, CancellationTokenSource ending, CancellationToken cancellationToken)
    {
        try
        {
            var result = await OneAsync(directory, location, isChosen, catalogued, ending.Token);
            if (result.Fatal is not null)
            {
                await ending.CancelAsync();
            }

            return result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Nothing(location, ListingStatus.Unreadable, "Ended, since another region showed that no call can succeed.");
        }
    }

    private async Task<Result> OneAsync(
        RegionDirectory directory, string location, bool isChosen, IEnumerable<string> catalogued, CancellationToken cancellationToken)
    {
        if (!isChosen)
        {
            return Nothing(location, ListingStatus.NotChosen, "Not chosen.");
        }

        if (!directory.Regions.TryGetValue(location, out var region))
        {
            return KnownClosed.Contains(location)
                ? Nothing(location, ListingStatus.Closed, "Closed by Alibaba Cloud; named by the catalog.")
                : Nothing(location, ListingStatus.Unreadable, "Named by the catalog, but not in the account's list of regions.");
        }

        if (region is null)
        {
            return Nothing(location, ListingStatus.Unreadable, "Its endpoint is missing, or outside the domain of Alibaba Cloud.");
        }

        try
        {
            return await SweepAsync(region, catalogued, cancellationToken);
        }
        catch (AcsException failure) when (Refusals.EndsEverything(failure.Error))
        {
            return Nothing(location, ListingStatus.Unreadable, failure.Message) with { Fatal = failure };
        }
        catch (AcsException failure)
        {
            return Nothing(location, ListingStatus.Unreadable, failure.Message);
        }
    }

    private async Task<Result> SweepAsync(EcsRegion region, IEnumerable<string> catalogued, CancellationToken cancellationToken)
    {
        var swept = await RegionSweep.ReadAsync(client, region, cancellationToken);
        var absent = catalogued.Where(id => !swept.ContainsKey(id) && ImageRows.IsImageId(id));

        // Whether own published images are in a listing of own images is documented nowhere: not listed is not gone.
        var found = await imagesById.ReadAsync(region, absent, swept.Keys.Min(StringComparer.Ordinal), cancellationToken);
        var artifacts = swept.Values.Concat(found.Values).Select(image => ImageMapping.ToArtifact(image, region.Id, account));
        return new Result(new LocationListing(region.Id, ListingStatus.Complete, swept.Count, found.Count, ""), [.. artifacts], null);
    }

    private static Result Nothing(string location, ListingStatus status, string note) =>
        new(new LocationListing(location, status, 0, 0, note), [], null);

    private sealed record Result(LocationListing Listing, ImmutableArray<Artifact> Artifacts, AcsException? Fatal);
}
