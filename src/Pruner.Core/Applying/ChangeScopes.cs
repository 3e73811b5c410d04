using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Core.Applying;

/// <summary>
/// What a run may change at most: what the approved plan and fresh evidence agree on, and what is left open of an interrupted run. Evidence that is
/// renewed later can only forbid more.
/// </summary>
public static class ChangeScopes
{
    /// <summary>The scope of a run.</summary>
    /// <param name="approved">The approved plan.</param>
    /// <param name="fresh">The verdicts on fresh evidence.</param>
    /// <param name="progressOf">What the plan's journal says of an artifact; null when nothing.</param>
    public static ChangeScope Of(Plan approved, IReadOnlyDictionary<ArtifactId, Verdict> fresh, Func<ArtifactId, ArtifactProgress?> progressOf)
    {
        var scoped = approved.Verdicts
            .Select(planned => ScopedOf(planned, fresh.GetValueOrDefault(planned.ArtifactId()), progressOf(planned.ArtifactId())))
            .OfType<ScopedArtifact>()
            .ToList();
        var mayGo = scoped.Where(artifact => artifact.Changes == ScopedChanges.Prune).Select(artifact => artifact.Id).ToHashSet();
        var needed = fresh.Values
            .Where(verdict => !mayGo.Contains(verdict.Artifact.Id))
            .SelectMany(verdict => verdict.Artifact.Snapshots is { } snapshots ? snapshots.Select(snapshot => (verdict.Artifact.Id.Location, snapshot)) : [])
            .ToHashSet();
        return new ChangeScope([.. scoped.Select(artifact => artifact with
        {
            Snapshots = artifact.Snapshots.RemoveAll(snapshot => needed.Contains((artifact.Id.Location, snapshot))),
        })]);
    }

    /// <summary>Whether an artifact may be deleted: snapshots that any other rests on are left alone.</summary>
    /// <param name="planned">The approved verdict.</param>
    /// <param name="fresh">The verdict on fresh evidence; null when it was not found.</param>
    /// <param name="progress">What the plan's journal says of it; null when nothing.</param>
    public static bool MayGo(PlannedVerdict planned, Verdict? fresh, ArtifactProgress? progress) =>
        progress?.Ended is null && planned.Verdict == Decision.Prune && fresh?.Decision == Decision.Prune;

    /// <summary>One artifact with the rights and the snapshots that the plan names; null when nothing may be done to it.</summary>
    private static ScopedArtifact? ScopedOf(PlannedVerdict planned, Verdict? fresh, ArtifactProgress? progress)
    {
        var isOpen = progress is { IsOpen: true };
        ScopedArtifact With(ScopedChanges changes, bool withSnapshots = false) => new(planned.ArtifactId(), changes, withSnapshots && planned.Snapshots is { } snapshots ? snapshots : []);
        return planned switch
        {
            _ when progress?.Ended is not null => null,
            _ when MayGo(planned, fresh, progress) => With(ScopedChanges.Prune, withSnapshots: true),
            // Not to be deleted any more, or gone already: what was begun is put back, or loses its snapshots.
            { Verdict: Decision.Prune } when isOpen => With(ScopedChanges.PutBack, withSnapshots: fresh is null),
            { Mark: MarkChange.TakeOff } when fresh?.Mark == MarkChange.TakeOff => With(ScopedChanges.Retag),
            { Mark: MarkChange.Set } when fresh?.Mark == MarkChange.Set => With(ScopedChanges.Tag),
            // Marked by the run that was interrupted, and kept otherwise since.
            { Mark: MarkChange.Set } when isOpen && fresh?.Mark == MarkChange.TakeOff => With(ScopedChanges.Retag),
            { Mark: MarkChange.Set } when isOpen && fresh is { IsBootImage: true, Artifact.Ownership: Ownership.Own } => With(ScopedChanges.Tag),
            { IsBootImage: true } when fresh is { IsBootImage: true, Artifact.Ownership: Ownership.Own } && (!planned.IsTaggedBootImage || isOpen) => With(ScopedChanges.Tag),
            _ => null,
        };
    }
}
