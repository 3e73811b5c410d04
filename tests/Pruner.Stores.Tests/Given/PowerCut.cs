using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Stores;

namespace Pruner.Stores.Tests.Given;

/// <summary>A machine that stops at its n-th deletion, before or after the store carried it out: keeps the journal as it then was, and makes no call any more.</summary>
internal sealed class PowerCut(IArtifactStore store, string journal, int at, bool isCarriedOut) : IArtifactStore, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _deletions;

    /// <summary>The journal at that moment; null before.</summary>
    public byte[]? Journal { get; private set; }

    public string Platform => store.Platform;

    public string Address => store.Address;

    public bool KnowsVisibility => store.KnowsVisibility;

    public void Dispose() => _gate.Dispose();

    public Task<string> IdentifyAsync(CancellationToken cancellationToken) => store.IdentifyAsync(cancellationToken);

    public Task<Inventory> ListAsync(
        IReadOnlyCollection<ArtifactId> catalogued, IReadOnlyCollection<string> locations, IProgress<LocationListing> progress, CancellationToken cancellationToken) =>
        store.ListAsync(catalogued, locations, progress, cancellationToken);

    public Task<ImmutableArray<Artifact>> DescribeAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        store.DescribeAsync(location, ids, cancellationToken);

    public Task<StoreReply> TagAsync(string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        store.TagAsync(location, ids, tags, cancellationToken);

    public Task<StoreReply> TagSnapshotsAsync(string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        store.TagSnapshotsAsync(location, ids, tags, cancellationToken);

    public async Task<StoreReply> DeleteAsync(Doomed doomed, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (Journal is null && ++_deletions < at)
            {
                return await store.DeleteAsync(doomed, cancellationToken);
            }

            if (Journal is null && isCarriedOut)
            {
                await store.DeleteAsync(doomed, cancellationToken);
            }

            Journal ??= await ReadAsync();
            throw new PowerCutException();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<byte[]> ReadAsync()
    {
        await using var file = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}

/// <summary>The end of the machine.</summary>
internal sealed class PowerCutException() : Exception("the power is cut");
