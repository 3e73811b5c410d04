using Pruner.Core.Stores;

namespace Pruner.Stores;

/// <summary>A kind of store that this program can prune.</summary>
/// <param name="Platform">The platform as meta.json names it.</param>
/// <param name="Holds">What it holds and where, in a few words.</param>
/// <param name="Open">Opens one. Nothing is called yet.</param>
internal sealed record StoreEntry(string Platform, string Holds, Func<StoreOpening, IArtifactStore> Open);
