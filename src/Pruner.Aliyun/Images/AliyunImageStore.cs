using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Operations;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Images;

/// <summary>ECS images of one account, in all regions. Safe for many threads.</summary>
internal sealed class AliyunImageStore : IArtifactStore, IDisposable
{
    /// <summary>As meta.json names the platform.</summary>
    public const string PlatformName = "aliyun";

    private const int MostSharePages = 10;
    private const int MostSnapshotPages = 10;
    private const int MostShareReadings = 3;

    private readonly AcsClient _client;
    private readonly AliyunEndpoints _endpoints;
    private readonly ICredentialSource _credentials;
    private readonly ChangeCredentials _changes;
    private readonly ImagesById _imagesById;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<string, string> _witnesses = new(StringComparer.Ordinal);
    private string? _account;
    private RegionDirectory? _directory;

    public AliyunImageStore(AcsClient client, AliyunEndpoints endpoints, ICredentialSource credentials) =>
        (_client, _endpoints, _credentials, _changes, _imagesById) = (client, endpoints, credentials, new ChangeCredentials(credentials), new ImagesById(client));

    /// <inheritdoc />
    public string Platform => PlatformName;

    /// <inheritdoc />
    public string Enforcement => _changes.Enforcement;

    /// <inheritdoc />
    public void Narrow(ChangeScope scope) => _changes.Narrow(scope);

    /// <inheritdoc />
    public void Dispose()
    {
        _changes.Dispose();
        (_credentials as IDisposable)?.Dispose();
        _gate.Dispose();
    }

    /// <inheritdoc />
    public string CommandToPutBack(ArtifactId id, NotedState noted) => PutBackCommand.For(id, noted);

    /// <inheritdoc />
    public string CommandToDeleteSnapshot(ArtifactId artifact, string snapshot) => PutBackCommand.ForSnapshot(artifact.Location, snapshot);

    /// <inheritdoc />
    public async Task<string> IdentifyAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Fixed credentials belong to one account for as long as they live, renewed ones to that of their role.
            return _account ??= await AskAccountAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public async Task<Inventory> ListAsync(
        IReadOnlyCollection<ArtifactId> catalogued,
        IReadOnlyCollection<string> locations,
        IProgress<LocationListing> progress,
        CancellationToken cancellationToken)
    {
        var account = await IdentifyAsync(cancellationToken);
        var directory = await DirectoryAsync(again: true, cancellationToken);
        var listing = new RegionListing(_client, _imagesById, account);
        var inventory = await listing.ReadAsync(directory, [.. catalogued.Where(id => id.Platform == PlatformName)], locations, progress, FailWith, cancellationToken);
        foreach (var region in inventory.Artifacts.GroupBy(artifact => artifact.Id.Location, StringComparer.Ordinal))
        {
            _witnesses[region.Key] = region.First().Id.Id;
        }

        return inventory;
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<Artifact>> DescribeAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await _changes.RequireAsync(location, cancellationToken);
        var account = await IdentifyAsync(cancellationToken);
        var region = await RegionAsync(location, cancellationToken);
        try
        {
            // Documents may name anything; what is no image id cannot be shown, and must not spoil the list it stands in.
            var images = await _imagesById.ReadAsync(region, ids.Where(ImageRows.IsImageId), _witnesses.GetValueOrDefault(location), cancellationToken);
            return [.. images.Values.Select(image => ImageMapping.ToArtifact(image, location, account)).OrderBy(image => image.Id)];
        }
        catch (AcsException failure)
        {
            throw FailWith(failure, $"images of {location}");
        }
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<string>> ListSharesAsync(ArtifactId id, CancellationToken cancellationToken)
    {
        var region = await RegionAsync(id.Location, cancellationToken);
        try
        {
            for (var reading = 1; reading <= MostShareReadings; reading++)
            {
                if (await ReadSharesAsync(region, id.Id, cancellationToken) is { } accounts)
                {
                    return accounts;
                }
            }

            throw ImageRows.Odd($"The list of accounts changed, or its count was wrong, {MostShareReadings} times in a row.");
        }
        catch (AcsException failure)
        {
            throw FailWith(failure, $"the accounts that {id.Location}/{id.Id} is shared with");
        }
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<StoredSnapshot>> ListSnapshotsAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var region = await RegionAsync(location, cancellationToken);
        var chunks = ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(Snapshots.IdsPerCall);
        try
        {
            var found = await Task.WhenAll(chunks.Select(chunk => ReadSnapshotsAsync(region, chunk, cancellationToken)));
            return [.. found.SelectMany(shown => shown).OrderBy(snapshot => snapshot.Id, StringComparer.Ordinal)];
        }
        catch (AcsException failure)
        {
            throw FailWith(failure, $"snapshots of {location}");
        }
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<StoredSnapshot>?> ListOwnSnapshotsAsync(string location, CancellationToken cancellationToken)
    {
        var region = await RegionAsync(location, cancellationToken);
        try
        {
            return await SnapshotSweep.ReadAsync(_client, region, cancellationToken);
        }
        catch (AcsException failure)
        {
            throw FailWith(failure, $"snapshots of {location}");
        }
    }

    /// <inheritdoc />
    public Task<StoreReply> TagAsync(
        string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        ChangeTogetherAsync(
            location, ids, SessionPolicy.Image, (client, region, part) => TagResources.ChangeAsync(client, region, TagResources.Images, part, tags, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> TagSnapshotsAsync(
        string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        ChangeTogetherAsync(
            location, ids, SessionPolicy.Snapshot, (client, region, part) => TagResources.ChangeAsync(client, region, TagResources.Snapshots, part, tags, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> UntagAsync(
        string location, IReadOnlyCollection<string> ids, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        ChangeTogetherAsync(location, ids, SessionPolicy.Image, (client, region, part) => UntagResources.ChangeAsync(client, region, part, keys, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> SetVisibilityAsync(ArtifactId id, Visibility visibility, CancellationToken cancellationToken)
    {
        var isPublic = visibility switch
        {
            Visibility.Public => true,
            Visibility.Private => false,
            _ => throw new ArgumentOutOfRangeException(nameof(visibility), visibility, "An image is made public or private."),
        };
        return ChangeAsync(id.Location, SessionPolicy.Image(id.Id), async (client, region) =>
        {
            var reply = await ImageSharePermission.SetPublicAsync(client, region, id.Id, isPublic, cancellationToken);
            return isPublic && reply.Code == "Image.Public" ? reply with { Outcome = StoreOutcome.AlreadySo } : reply;
        }, cancellationToken);
    }

    /// <inheritdoc />
    public Task<StoreReply> ShareAsync(ArtifactId id, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken) =>
        ChangeAccountsAsync(id, accounts, (client, region, part) => ImageSharePermission.AddAsync(client, region, id.Id, part, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> UnshareAsync(ArtifactId id, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken) =>
        ChangeAccountsAsync(id, accounts, (client, region, part) => ImageSharePermission.RemoveAsync(client, region, id.Id, part, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> DeleteAsync(Doomed doomed, CancellationToken cancellationToken) =>
        ChangeAsync(
            doomed.Id.Location, SessionPolicy.Image(doomed.Id.Id), (client, region) => DeleteImage.ChangeAsync(client, region, doomed, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> DeleteSnapshotAsync(DoomedSnapshot snapshot, CancellationToken cancellationToken) =>
        ChangeAsync(
            snapshot.Artifact.Location,
            SessionPolicy.Snapshot(snapshot.SnapshotId),
            (client, region) => Snapshots.DeleteAsync(client, region, snapshot, cancellationToken),
            cancellationToken);

    private PrunerException FailWith(AcsException failure, string what) => Refusals.Of(failure, what, _credentials.Source);

    private async Task<string> AskAccountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await GetCallerIdentity.AskAsync(_client, _endpoints.Sts, cancellationToken);
            return answer.AccountId is { Length: > 0 } account && account.All(char.IsAsciiDigit)
                ? account
                : throw ImageRows.Odd("The answer names no account.");
        }
        catch (AcsException failure)
        {
            throw FailWith(failure, "whose credentials these are");
        }
    }

    private async Task<RegionDirectory> DirectoryAsync(bool again, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_directory is null || again)
            {
                _directory = RegionDirectory.Of(await DescribeRegions.AskAsync(_client, _endpoints.Central, cancellationToken), _endpoints);
            }

            return _directory;
        }
        catch (AcsException failure) when (failure.Error.Meaning == AcsMeaning.Forbidden)
        {
            // Without it not one region can be read: these credentials cannot serve at all.
            throw new SetupException(
                new Refusal(
                    $"The credentials from {_credentials.Source} may not list the regions: {failure.Error}",
                    "Every run begins with the list of regions.",
                    "Allow ecs:DescribeRegions, and the other reads, in the RAM policy of these credentials."),
                failure);
        }
        catch (AcsException failure)
        {
            throw FailWith(failure, "the list of regions");
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<EcsRegion> RegionAsync(string location, CancellationToken cancellationToken)
    {
        var directory = await DirectoryAsync(again: false, cancellationToken);
        return directory.Regions.GetValueOrDefault(location) ?? throw new EvidenceException(new Refusal(
            $"The region {location} is not among those that this account can reach.",
            "What cannot be read is not decided on.",
            "Check the region's name, or ask Alibaba Cloud whether it was closed."));
    }

    private Task<StoreReply> ChangeAccountsAsync(
        ArtifactId id, IReadOnlyCollection<string> accounts, Func<AcsClient, EcsRegion, string[], Task<StoreReply>> change, CancellationToken cancellationToken)
    {
        var distinct = Sorted(accounts);
        return ChangeAsync(id.Location, SessionPolicy.Image(id.Id), (client, region) => InPartsAsync(
            distinct.Chunk(ImageSharePermission.AccountsPerCall).Select(part => (client, part)), distinct.Count, (signed, part) => change(signed, region, part)), cancellationToken);
    }

    /// <summary>Tags or untags many things at once: those that the same keys may tag go into one call.</summary>
    private Task<StoreReply> ChangeTogetherAsync(
        string location, IReadOnlyCollection<string> ids, Func<string, string> resourceOf, Func<AcsClient, EcsRegion, string[], Task<StoreReply>> change, CancellationToken cancellationToken)
    {
        var signed = Sorted(ids).ConvertAll(id => (Id: id, Keys: _changes.For(location, resourceOf(id))));
        if (signed.Find(thing => thing.Keys is null) is { Id: { } outside })
        {
            return Task.FromResult(OutOfScope(outside));
        }

        var parts = signed
            .GroupBy(thing => thing.Keys!, thing => thing.Id)
            .SelectMany(group => group.Chunk(TagResources.IdsPerCall).Select(part => (_client.SignedWith(group.Key), part)));
        return InRegionAsync(
            location, region => InPartsAsync(parts, signed.Count, async (client, part) => Whole(await change(client, region, part), part.Length)), cancellationToken);
    }

    /// <summary>Changes one thing, with the keys that may.</summary>
    private Task<StoreReply> ChangeAsync(
        string location, string resource, Func<AcsClient, EcsRegion, Task<StoreReply>> change, CancellationToken cancellationToken) =>
        _changes.For(location, resource) is { } credentials
            ? InRegionAsync(location, region => change(_client.SignedWith(credentials), region), cancellationToken)
            : Task.FromResult(OutOfScope(resource));

    private static StoreReply OutOfScope(string what) =>
        new(StoreOutcome.Forbidden, "NotSent", $"{what} is not among what this run may change", "");

    // A change must not throw for what can be said in a reply, so that its intent in the journal gets an outcome.
    private async Task<StoreReply> InRegionAsync(string location, Func<EcsRegion, Task<StoreReply>> change, CancellationToken cancellationToken)
    {
        EcsRegion region;
        try
        {
            region = await RegionAsync(location, cancellationToken);
        }
        catch (PrunerException refused)
        {
            return new StoreReply(StoreOutcome.Failed, "NotSent", refused.Refusal.What, "");
        }

        return await change(region);
    }

    private static List<string> Sorted(IEnumerable<string> all) => [.. all.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Makes a change that is too much for one call. Ends at the first part that is not answered OK.</summary>
    private static async Task<StoreReply> InPartsAsync(
        IEnumerable<(AcsClient Client, string[] Items)> parts, int total, Func<AcsClient, string[], Task<StoreReply>> change)
    {
        var reply = new StoreReply(StoreOutcome.Done, "", "", "");
        var done = 0;
        foreach (var (client, part) in parts)
        {
            reply = await change(client, part);
            if (reply.Outcome != StoreOutcome.Done)
            {
                // "Failed" for the whole would be untrue once a part is done.
                return done == 0 ? reply : reply with
                {
                    Outcome = StoreOutcome.Unknown,
                    Message = $"{done} of {total} were answered OK before: {reply.Message}",
                };
            }

            done += part.Length;
        }

        return reply;
    }

    // One unknown id fails the call; whether the others were tagged is documented nowhere.
    private static StoreReply Whole(StoreReply reply, int ids) =>
        reply.Outcome == StoreOutcome.AlreadySo && ids > 1 ? reply with { Outcome = StoreOutcome.Unknown } : reply;

    /// <summary>All pages of the accounts; null when the rows seen are not those counted.</summary>
    private async Task<ImmutableArray<string>?> ReadSharesAsync(EcsRegion region, string imageId, CancellationToken cancellationToken)
    {
        var accounts = new SortedSet<string>(StringComparer.Ordinal);
        var groups = new HashSet<string>(StringComparer.Ordinal);
        int? total = null;
        for (var page = 1; page <= MostSharePages; page++)
        {
            var answer = await ImageSharePermission.PageAsync(_client, region, imageId, page, cancellationToken);
            if (answer is not { TotalCount: >= 0 and var count }
                || (answer.ImageId is { Length: > 0 } answered && answered != imageId)
                || answer.Accounts?.Account?.Exists(row => row?.AliyunId is not { Length: > 0 } account || !account.All(char.IsAsciiDigit)) == true)
            {
                throw ImageRows.Odd("The list of accounts has no count, an account without an id, or is of another image.");
            }

            if ((total ??= count) != count)
            {
                return null;
            }

            var rows = answer.Accounts?.Account ?? [];
            accounts.UnionWith(rows.Select(row => row!.AliyunId!));
            groups.UnionWith(answer.ShareGroups?.ShareGroup?.Select(row => row?.Group ?? "") ?? []);
            if (rows.Count < ImageSharePermission.PageSize)
            {
                break;
            }
        }

        // Whether the count covers groups (a public image has the group "all") is not documented.
        return total == accounts.Count || total == accounts.Count + groups.Count ? [.. accounts] : null;
    }

    private async Task<IEnumerable<StoredSnapshot>> ReadSnapshotsAsync(EcsRegion region, string[] ids, CancellationToken cancellationToken)
    {
        var shown = new Dictionary<string, StoredSnapshot>(StringComparer.Ordinal);
        string? next = null;
        for (var page = 1; page <= MostSnapshotPages; page++)
        {
            var answer = await Snapshots.PageAsync(_client, region, ids, next, cancellationToken);
            if (answer.Snapshots?.Snapshot is not { } rows || rows.Exists(row => !ids.Contains(row?.SnapshotId, StringComparer.Ordinal)))
            {
                throw ImageRows.Odd("The list of snapshots is missing, or shows one that was not asked for.");
            }

            foreach (var row in rows)
            {
                shown[row!.SnapshotId!] = SnapshotSweep.ToSnapshot(row);
            }

            next = answer.NextToken;
            if (string.IsNullOrEmpty(next))
            {
                return shown.Values;
            }
        }

        throw ImageRows.Odd($"The list of {ids.Length} snapshots does not end.");
    }
}
