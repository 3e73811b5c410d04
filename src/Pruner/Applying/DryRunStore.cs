using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>
/// The store of a dry run: reads are real, changes are only remembered and shown in what is read afterwards. So a dry run takes the very path of a
/// real one and makes not one changing call.
/// </summary>
internal sealed class DryRunStore(IArtifactStore store) : IArtifactStore
{
    private static readonly StoreReply Done = new(StoreOutcome.Done, "", "", "");
    private readonly ConcurrentDictionary<ArtifactId, byte> _deleted = new();
    private readonly ConcurrentDictionary<ArtifactId, Visibility> _visibility = new();
    // A tag that was removed has no value.
    private readonly ConcurrentDictionary<ArtifactId, ImmutableSortedDictionary<string, string?>> _tags = new();
    private readonly ConcurrentDictionary<ArtifactId, byte> _unshared = new();
    private readonly ConcurrentDictionary<ArtifactId, ImmutableSortedSet<string>> _shared = new();
    private readonly ConcurrentDictionary<(string Location, string Id), byte> _deletedSnapshots = new();

    /// <inheritdoc />
    public string Platform => store.Platform;

    /// <inheritdoc />
    public string Address => store.Address;

    /// <inheritdoc />
    public bool KnowsVisibility => store.KnowsVisibility;

    /// <inheritdoc />
    public Task<string> IdentifyAsync(CancellationToken cancellationToken) => store.IdentifyAsync(cancellationToken);

    /// <inheritdoc />
    public Task<Inventory> ListAsync(
        IReadOnlyCollection<ArtifactId> catalogued, IReadOnlyCollection<string> locations, IProgress<LocationListing> progress, CancellationToken cancellationToken) =>
        store.ListAsync(catalogued, locations, progress, cancellationToken);

    /// <inheritdoc />
    public async Task<ImmutableArray<Artifact>> DescribeAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        [.. (await store.DescribeAsync(location, ids, cancellationToken)).Where(artifact => !_deleted.ContainsKey(artifact.Id)).Select(Imagine)];

    /// <inheritdoc />
    public async Task<ImmutableArray<string>> ListSharesAsync(ArtifactId id, CancellationToken cancellationToken) =>
        [.. _shared.GetValueOrDefault(id, []).Union(_unshared.ContainsKey(id) ? [] : await store.ListSharesAsync(id, cancellationToken)).Order(StringComparer.Ordinal)];

    /// <inheritdoc />
    public async Task<ImmutableArray<StoredSnapshot>> ListSnapshotsAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        [.. (await store.ListSnapshotsAsync(location, ids, cancellationToken)).Where(snapshot => !_deletedSnapshots.ContainsKey((location, snapshot.Id)))];

    /// <inheritdoc />
    public Task<StoreReply> TagAsync(
        string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        Remember(location, ids, tags.Select(tag => new KeyValuePair<string, string?>(tag.Key, tag.Value)));
        return Task.FromResult(Done);
    }

    /// <inheritdoc />
    public Task<StoreReply> UntagAsync(string location, IReadOnlyCollection<string> ids, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        Remember(location, ids, keys.Select(key => new KeyValuePair<string, string?>(key, null)));
        return Task.FromResult(Done);
    }

    /// <inheritdoc />
    public Task<StoreReply> SetVisibilityAsync(ArtifactId id, Visibility visibility, CancellationToken cancellationToken)
    {
        _visibility[id] = visibility;
        return Task.FromResult(Done);
    }

    /// <inheritdoc />
    public Task<StoreReply> ShareAsync(ArtifactId id, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        _shared.AddOrUpdate(id, _ => accounts.ToImmutableSortedSet(StringComparer.Ordinal), (_, known) => known.Union(accounts));
        return Task.FromResult(Done);
    }

    /// <inheritdoc />
    public Task<StoreReply> UnshareAsync(ArtifactId id, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        _shared.TryRemove(id, out _);
        _unshared.TryAdd(id, 0);
        return Task.FromResult(Done);
    }

    /// <inheritdoc />
    public Task<StoreReply> DeleteAsync(Doomed doomed, CancellationToken cancellationToken)
    {
        _deleted.TryAdd(doomed.Id, 0);
        return Task.FromResult(Done);
    }

    /// <inheritdoc />
    public Task<StoreReply> TagSnapshotsAsync(
        string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) => Task.FromResult(Done);

    /// <inheritdoc />
    public Task<StoreReply> DeleteSnapshotAsync(DoomedSnapshot snapshot, CancellationToken cancellationToken)
    {
        _deletedSnapshots.TryAdd((snapshot.Artifact.Location, snapshot.SnapshotId), 0);
        return Task.FromResult(Done);
    }

    /// <inheritdoc />
    public string CommandToPutBack(ArtifactId id, NotedState noted) => store.CommandToPutBack(id, noted);

    /// <inheritdoc />
    public string CommandToDeleteSnapshot(ArtifactId artifact, string snapshot) => store.CommandToDeleteSnapshot(artifact, snapshot);

    private void Remember(string location, IReadOnlyCollection<string> ids, IEnumerable<KeyValuePair<string, string?>> tags)
    {
        var changed = tags.ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            _tags.AddOrUpdate(new ArtifactId(Platform, location, id), changed, (_, known) => known.SetItems(changed));
        }
    }

    private static ImmutableSortedDictionary<string, string> Changed(ImmutableSortedDictionary<string, string> known, ImmutableSortedDictionary<string, string?> changes) => known
        .RemoveRange(changes.Keys)
        .AddRange(changes.Where(tag => tag.Value is not null).Select(tag => new KeyValuePair<string, string>(tag.Key, tag.Value!)));

    private Artifact Imagine(Artifact artifact) => artifact with
    {
        Visibility = _visibility.TryGetValue(artifact.Id, out var visibility) ? visibility : artifact.Visibility,
        Sharing = _shared.ContainsKey(artifact.Id) ? Sharing.Shared : _unshared.ContainsKey(artifact.Id) ? Sharing.NotShared : artifact.Sharing,
        Tags = _tags.TryGetValue(artifact.Id, out var tags) && artifact.Tags is { } known ? Changed(known, tags) : artifact.Tags,
    };
}
