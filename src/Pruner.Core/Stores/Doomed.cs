using Pruner.Core.Artifacts;

namespace Pruner.Core.Stores;

/// <summary>An artifact that an approved plan dooms, that fresh evidence still dooms, and that was described afresh and still matches both.</summary>
public sealed record Doomed
{
    // Only Pruner.Core makes one: see Applying.Confirmation.
    internal Doomed(Artifact artifact) => Artifact = artifact;

    /// <summary>The artifact as described moments ago.</summary>
    public Artifact Artifact { get; }

    /// <summary>Its identity.</summary>
    public ArtifactId Id => Artifact.Id;
}

/// <summary>A snapshot that was noted in the journal before the artifact resting on it was deleted, whose artifact is proven gone.</summary>
public sealed record DoomedSnapshot
{
    internal DoomedSnapshot(ArtifactId artifact, string snapshotId) => (Artifact, SnapshotId) = (artifact, snapshotId);

    /// <summary>The artifact it belonged to.</summary>
    public ArtifactId Artifact { get; }

    /// <summary>The store's id of the snapshot.</summary>
    public string SnapshotId { get; }
}
