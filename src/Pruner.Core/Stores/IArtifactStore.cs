using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Records;

namespace Pruner.Core.Stores;

/// <summary>
/// The one seam to a place that holds artifacts. Reads throw when their answer may be incomplete; changes never throw for
/// what a store can answer, they return it. Called by many threads at once.
/// </summary>
/// <remarks>
/// Six members make a store. A store without visibility, sharing or snapshots describes its artifacts as private, not shared and without
/// snapshots; it is then never asked about them, and leaves the members that follow as they are here. A store that holds something open
/// is <see cref="IDisposable"/> too.
/// </remarks>
public interface IArtifactStore
{
    /// <summary>The platform as meta.json names it.</summary>
    string Platform { get; }

    /// <summary>Tells apart stores of one platform and account number: a folder's full path. Empty where account ids are unique.</summary>
    string Address => "";

    /// <summary>False when every image is described as private because the store knows no visibility: then none is private by mistake.</summary>
    bool KnowsVisibility => true;

    /// <summary>Asks the store whose credentials these are.</summary>
    /// <returns>The account id, digits.</returns>
    /// <exception cref="SetupException">The credentials are refused.</exception>
    Task<string> IdentifyAsync(CancellationToken cancellationToken);

    /// <summary>Lists everything of ours in the chosen locations, complete or not at all per location.</summary>
    /// <param name="catalogued">What the catalog names; those that the sweep does not show are asked for by id.</param>
    /// <param name="locations">The locations chosen; empty means all.</param>
    /// <param name="progress">Told after each location.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    Task<Inventory> ListAsync(
        IReadOnlyCollection<ArtifactId> catalogued,
        IReadOnlyCollection<string> locations,
        IProgress<LocationListing> progress,
        CancellationToken cancellationToken);

    /// <summary>Describes artifacts of one location afresh. What is not in the answer was not shown, which alone does not prove it gone.</summary>
    /// <exception cref="EvidenceException">The answer may be incomplete, or the location cannot be read.</exception>
    Task<ImmutableArray<Artifact>> DescribeAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Who holds a run to its plan besides the program itself, in one sentence for the log; empty when there is nothing to say.</summary>
    string Enforcement => "";

    /// <summary>
    /// Told before the first change of a run what it may change at most. A store whose place can be made to refuse the rest makes it do so, and changes
    /// nothing before it was told, nor anything else after; the others leave this as it is. Calls nothing. Told again, only the latest counts.
    /// </summary>
    void Narrow(ChangeScope scope)
    {
    }

    /// <summary>Sets tags on artifacts of one location. Larger sets than the store takes at once are cut up.</summary>
    Task<StoreReply> TagAsync(string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Deletes one artifact, never by force. The only method that deletes an artifact; a kept one has no <see cref="Doomed"/>.</summary>
    Task<StoreReply> DeleteAsync(Doomed doomed, CancellationToken cancellationToken);

    /// <summary>Removes tags from artifacts of one location by their keys; a key that is not there is no error. Needed where a policy has a grace, and to undo a run.</summary>
    Task<StoreReply> UntagAsync(string location, IReadOnlyCollection<string> ids, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Task.FromResult(NotSupported("removal of tags"));

    /// <summary>The accounts an artifact is shared with, all of them, sorted.</summary>
    Task<ImmutableArray<string>> ListSharesAsync(ArtifactId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Platform} described an artifact as shared, and does not tell with whom.");

    /// <summary>Makes an artifact public or private, and nothing else.</summary>
    Task<StoreReply> SetVisibilityAsync(ArtifactId id, Visibility visibility, CancellationToken cancellationToken) =>
        Task.FromResult(NotSupported("visibility"));

    /// <summary>Gives accounts access.</summary>
    Task<StoreReply> ShareAsync(ArtifactId id, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken) =>
        Task.FromResult(NotSupported("shares"));

    /// <summary>Takes accounts' access away.</summary>
    Task<StoreReply> UnshareAsync(ArtifactId id, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken) =>
        Task.FromResult(NotSupported("shares"));

    /// <summary>Those of the given snapshots that exist, sorted by id, with their tags.</summary>
    Task<ImmutableArray<StoredSnapshot>> ListSnapshotsAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Platform} described an artifact with snapshots, and does not list them.");

    /// <summary>Every snapshot of the account in a location, to be reported and never to be acted upon; null when the store cannot list them.</summary>
    /// <exception cref="EvidenceException">The list may be incomplete, or the location cannot be read.</exception>
    Task<ImmutableArray<StoredSnapshot>?> ListOwnSnapshotsAsync(string location, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<StoredSnapshot>?>(null);

    /// <summary>Sets tags on snapshots of one location, as <see cref="TagAsync"/> does on artifacts.</summary>
    Task<StoreReply> TagSnapshotsAsync(
        string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        Task.FromResult(NotSupported("snapshots"));

    /// <summary>Deletes a snapshot that a deleted artifact rested on, never by force.</summary>
    Task<StoreReply> DeleteSnapshotAsync(DoomedSnapshot snapshot, CancellationToken cancellationToken) =>
        Task.FromResult(NotSupported("snapshots"));

    /// <summary>The command that puts an artifact's visibility or shares back by hand, for a message when we could not. Empty when there is none.</summary>
    /// <param name="id">The artifact.</param>
    /// <param name="noted">What it was like before.</param>
    string CommandToPutBack(ArtifactId id, NotedState noted) => "";

    /// <summary>The command that deletes a snapshot by hand, for a message when we left it. Empty when there is none.</summary>
    /// <param name="artifact">The artifact that rested on it.</param>
    /// <param name="snapshot">The snapshot.</param>
    string CommandToDeleteSnapshot(ArtifactId artifact, string snapshot) => "";

    // An answer, not an exception: the intent is in the journal already and needs an outcome.
    private static StoreReply NotSupported(string what) => new(StoreOutcome.Failed, "NotSupported", $"the store knows no {what}", "");
}
