using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Core.Applying;

/// <summary>
/// The last look: compares an artifact, described moments ago, with the approved plan. This is the only place that makes a
/// <see cref="Doomed"/>, and with it the only way to a deletion.
/// </summary>
public static class Confirmation
{
    /// <summary>Confirms a deletion.</summary>
    /// <param name="planned">The approved verdict; must be to prune.</param>
    /// <param name="fresh">The artifact as described moments ago.</param>
    /// <param name="progress">What this plan's journal already did to it; null when nothing.</param>
    /// <param name="includeShared">Whether the policy prunes shared artifacts.</param>
    /// <param name="keep">What the policy keeps by tags.</param>
    /// <param name="markedAt">The mark on which the fresh verdict rests; null without a grace.</param>
    /// <returns>What may be handed to the store, or the fact that has changed.</returns>
    public static Confirmed Confirm(
        PlannedVerdict planned, Artifact fresh, ArtifactProgress? progress, bool includeShared, ImmutableArray<KeepRule> keep, DateTimeOffset? markedAt = null)
    {
        var difference = Difference(planned, fresh, progress, includeShared, keep)
            ?? (markedAt is not null && MarkTag.Read(fresh) != markedAt ? "its mark was changed or taken off" : null);
        return difference is null ? new Confirmed(new Doomed(fresh), "") : new Confirmed(null, difference);
    }

    /// <summary>Says why an artifact must not be marked.</summary>
    /// <param name="planned">The approved verdict.</param>
    /// <param name="fresh">The artifact as described moments ago; null when it was not shown.</param>
    /// <param name="keep">What the policy keeps by tags.</param>
    /// <returns>The fact that has changed; null when none has.</returns>
    public static string? WhyNotToMark(PlannedVerdict planned, Artifact? fresh, ImmutableArray<KeepRule> keep) => fresh switch
    {
        null => "it was not shown",
        _ when planned.ArtifactId() != fresh.Id => "it is another artifact",
        _ => OtherArtifact(planned, fresh) ?? KeptByNow(fresh, keep),
    };

    /// <summary>The snapshots that may be deleted after an artifact is proven gone: those noted before, less those that other artifacts rest on.</summary>
    /// <param name="gone">The artifact.</param>
    /// <param name="noted">Its state before the first change.</param>
    /// <param name="isUsedByOthers">Whether another artifact that is not gone rests on a snapshot.</param>
    public static ImmutableArray<DoomedSnapshot> SnapshotsOf(ArtifactId gone, NotedState noted, Func<string, bool> isUsedByOthers) =>
        [.. noted.Snapshots.Where(snapshot => !isUsedByOthers(snapshot)).Select(snapshot => new DoomedSnapshot(gone, snapshot))];

    private static string? Difference(PlannedVerdict planned, Artifact fresh, ArtifactProgress? progress, bool includeShared, ImmutableArray<KeepRule> keep) => fresh switch
    {
        _ when planned.Verdict != Planning.Decision.Prune => "the plan keeps it",
        _ when planned.ArtifactId() != fresh.Id => "it is another artifact",
        _ when OtherArtifact(planned, fresh) is { } other => other,
        _ when KeptByNow(fresh, keep) is { } kept => kept,
        { Visibility: Visibility.Unknown } => "whether it is public is not known",
        _ when fresh.Visibility != planned.Visibility && !(fresh.Visibility == Visibility.Private && progress?.HasBegun(ChangeKind.Unpublish) == true)
            => $"it became {(fresh.Visibility == Visibility.Public ? "public" : "private")}",
        { Sharing: Sharing.Unknown } => "whether it is shared is not known",
        { Sharing: Sharing.Shared } when !includeShared => "it is now shared with an account",
        _ when !SameSnapshots(planned.Snapshots, fresh.Snapshots) => "its snapshots changed",
        _ => null,
    };

    /// <summary>Says why what the store shows under an id is not the artifact that a plan saw there.</summary>
    /// <param name="planned">The plan's verdict.</param>
    /// <param name="fresh">What is shown under its id, as described moments ago.</param>
    /// <returns>The fact that differs; null when it is the same artifact, whatever was changed about it.</returns>
    public static string? WhyAnother(PlannedVerdict planned, Artifact fresh) => fresh switch
    {
        { Ownership: not Ownership.Own } => "it is not known to be ours any more",
        _ when !string.Equals(fresh.Name, planned.Name, StringComparison.Ordinal) => $"its name changed to '{fresh.Name}'",
        _ when fresh.CreatedAt is null || fresh.CreatedAt != planned.Created => "its creation time changed: it was made anew",
        _ when fresh.SizeGiB is { } size && planned.SizeGiB is { } before && size != before => $"its size changed from {before} to {size} GiB",
        _ when !string.Equals(fresh.Fingerprint, planned.Fingerprint, StringComparison.Ordinal) => "its contents changed: it is another under the same id",
        _ => null,
    };

    private static string? KeptByNow(Artifact fresh, ImmutableArray<KeepRule> keep) => fresh switch
    {
        _ when keep.FirstOrDefault(rule => rule.IsCarriedBy(fresh)) is { Tag: { } tag } => $"it is now tagged {tag}, which the policy keeps",
        { Usage: not Usage.Unused } => "instances use it now",
        { State: ArtifactState.Unknown or ArtifactState.BeingMade } => "it is being made, or in a state we do not know",
        { Family: not Membership.None } => "it is now in an image family",
        { Encryption: not Encryption.Plain } => "it is now encrypted",
        _ => null,
    };

    private static string? OtherArtifact(PlannedVerdict planned, Artifact fresh) => WhyAnother(planned, fresh) ?? fresh switch
    {
        { Tags: null } => "its tags are not known",
        _ when BootImageTag.IsTrue(fresh) => "it is now tagged bootimage=true",
        _ => null,
    };

    private static bool SameSnapshots(ImmutableArray<string>? planned, ImmutableArray<string>? fresh) =>
        planned is { } before && fresh is { } now && before.SequenceEqual(now, StringComparer.Ordinal);
}

/// <summary>Either a <see cref="Doomed"/>, or why not.</summary>
/// <param name="Doomed">What the store may delete; null when a fact has changed.</param>
/// <param name="Difference">The fact that has changed; empty when none.</param>
public sealed record Confirmed(Doomed? Doomed, string Difference);
