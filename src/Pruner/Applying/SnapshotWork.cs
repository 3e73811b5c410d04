using System.Collections.Immutable;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>Deletes what is left of targets that are proven gone: the snapshots that they rested on and nothing else does.</summary>
internal sealed class SnapshotWork(
    IArtifactStore store,
    ChangeDesk desk,
    FreshVerdicts fresh,
    PutBack putBack,
    ApplierOptions options,
    TimeProvider time,
    string location,
    IReadOnlyDictionary<ArtifactId, Target> targets)
{
    private const int MostLooks = 5;

    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    /// <summary>Notes that a target is proven gone: it uses no snapshot any more.</summary>
    public void MarkGone(Target target)
    {
        lock (_gone)
        {
            _gone.Add(target.Id.Id);
        }
    }

    /// <summary>
    /// Writes on the snapshots of targets that are about to be deleted for which plan they go. A later process, to which only the journal tells what
    /// rested on what, deletes none without. When it cannot be written the deletion goes on: it is this process that needs it least.
    /// </summary>
    public async Task TagAsync(IReadOnlyCollection<Target> doomed, CancellationToken stop)
    {
        var needed = (await RegionalVerdictsAsync(stop))
            .Where(verdict => !MayGo(verdict))
            .SelectMany(verdict => verdict.Artifact.Snapshots ?? [])
            .ToHashSet(StringComparer.Ordinal);
        List<Target> resting = [.. doomed.Where(target => OwnOf(target).Any())];
        if (resting.Count == 0)
        {
            return;
        }

        // One that cannot be tagged does not hold up the others.
        var replies = await OnceAsync(resting);
        if (resting.Count > 1 && (replies.IsEmpty || replies.Any(pair => pair.Reply.Outcome != StoreOutcome.Done)))
        {
            foreach (var target in resting)
            {
                await OnceAsync([target]);
            }
        }

        IEnumerable<string> OwnOf(Target target) => (target.Fresh?.Snapshots ?? []).Where(snapshot => !needed.Contains(snapshot));

        Task<ImmutableArray<(Target Target, StoreReply Reply)>> OnceAsync(IReadOnlyCollection<Target> some) => desk.ChangeAllAsync(
            some,
            ChangeDesk.Draft(ChangeKind.TagSnapshots),
            token => store.TagSnapshotsAsync(location, [.. some.SelectMany(OwnOf)], RunTags.OfSnapshots(desk.Plan), token));
    }

    /// <summary>The rule by which the cloud was told which snapshots may be changed, as far as it still holds.</summary>
    private bool MayGo(Verdict verdict) =>
        IsGone(verdict.Artifact.Id.Id)
        || (targets.TryGetValue(verdict.Artifact.Id, out var target) && ChangeScopes.MayGo(target.Planned, verdict, desk.ProgressOf(target)));

    /// <summary>Deletes the snapshots of targets that are gone, and closes the targets.</summary>
    public async Task DeleteAsync(List<Target> gone, CancellationToken stop)
    {
        var users = (await RegionalVerdictsAsync(stop))
            .SelectMany(verdict => (verdict.Artifact.Snapshots ?? []).Select(snapshot => (snapshot, verdict.Artifact.Id.Id)))
            .ToLookup(pair => pair.snapshot, pair => pair.Id, StringComparer.Ordinal);
        var unseen = await BearOutAsync([.. gone.Where(target => !target.HasBegunHere(ChangeKind.Delete))], stop);
        var remains = await Task.WhenAll(gone.Select(target => DeleteAsync(target, users, unseen, stop)));
        var stillThere = await LookUntilGoneAsync([.. gone.SelectMany(target => desk.ProgressOf(target)?.SnapshotsDeleted ?? [])], stop);
        foreach (var (target, left, notes) in remains)
        {
            // An answer of OK is not believed without a look.
            var echoes = (desk.ProgressOf(target)?.SnapshotsDeleted ?? []).Where(stillThere.Contains).Select(snapshot => $"{snapshot}: answered OK, and still shown").ToList();
            var note = string.Join("; ", left.Concat(echoes).Concat(notes));
            await desk.CloseAsync(target, left.Count + echoes.Count > 0 ? ArtifactOutcome.PrunedSnapshotsLeft : ArtifactOutcome.Pruned, note.Length > 0 ? note : null);
        }
    }

    private async Task<IEnumerable<Verdict>> RegionalVerdictsAsync(CancellationToken stop) =>
        (await fresh.VerdictsAsync(stop)).Values.Where(verdict => string.Equals(verdict.Artifact.Id.Location, location, StringComparison.Ordinal));

    /// <summary>Finds, of the snapshots that the journal names for images deleted by an earlier process, those that carry the plan's tag.</summary>
    /// <returns>Those that are not shown although nobody has asked for their deletion: whether they are gone is not known.</returns>
    private async Task<ImmutableHashSet<string>> BearOutAsync(List<Target> targets, CancellationToken stop)
    {
        var named = targets.ToDictionary(target => target, target => NotedOf(target).Snapshots.Except(desk.ProgressOf(target)?.SnapshotsDeleted ?? [], StringComparer.Ordinal).ToList());
        ImmutableHashSet<string> ids = [.. named.Values.SelectMany(snapshots => snapshots)];
        if (ids.IsEmpty)
        {
            return [];
        }

        var shown = (await RegionLooks.RegionalAsync(() => store.ListSnapshotsAsync(location, ids, stop))).ToDictionary(snapshot => snapshot.Id, StringComparer.Ordinal);
        foreach (var (target, snapshots) in named)
        {
            target.Take(snapshots.Where(id => shown.TryGetValue(id, out var snapshot) && RunTags.IsOf(snapshot.Tags, desk.Plan)));
            foreach (var id in snapshots.Where(id => !shown.ContainsKey(id) && desk.ProgressOf(target)?.HasAskedToDelete(id) == true))
            {
                // The answer to its deletion was lost.
                await desk.SettleAsync(target, ChangeDesk.Draft(ChangeKind.DeleteSnapshot) with { Snapshot = id }, StoreOutcome.AlreadySo, "not shown any more");
            }
        }

        return [.. ids.Where(id => !shown.ContainsKey(id))];
    }

    /// <summary>Those of the deleted snapshots that are still shown after some looks.</summary>
    private async Task<IReadOnlySet<string>> LookUntilGoneAsync(IReadOnlyCollection<string> deleted, CancellationToken stop)
    {
        var shown = deleted.ToHashSet(StringComparer.Ordinal);
        for (var look = 1; shown.Count > 0 && look <= MostLooks; look++)
        {
            if (look > 1)
            {
                await Task.Delay(options.LookPause, time, stop);
            }

            shown.IntersectWith((await RegionLooks.RegionalAsync(() => store.ListSnapshotsAsync(location, shown, stop))).Select(snapshot => snapshot.Id));
        }

        return shown;
    }

    private async Task<(Target Target, List<string> Left, List<string> Notes)> DeleteAsync(
        Target target, ILookup<string, string> users, ImmutableHashSet<string> unseen, CancellationToken stop)
    {
        var noted = NotedOf(target);
        string? UserOf(string snapshot) => users[snapshot].FirstOrDefault(user => !string.Equals(user, target.Id.Id, StringComparison.Ordinal) && !IsGone(user));

        var (left, unproven) = (new List<string>(), new List<string>());
        foreach (var snapshot in Confirmation.SnapshotsOf(target.Id, noted, snapshot => UserOf(snapshot) is not null))
        {
            if (desk.ProgressOf(target)!.SnapshotsDeleted.Contains(snapshot.SnapshotId))
            {
                continue;
            }

            if (unseen.Contains(snapshot.SnapshotId))
            {
                left.Add($"{snapshot.SnapshotId}: not shown, and nobody asked for its deletion; look whether it is still there");
            }
            else if (!target.Snapshots.Contains(snapshot.SnapshotId))
            {
                unproven.Add(snapshot.SnapshotId);
            }
            else if (await DeleteSnapshotAsync(target, snapshot, stop) is { } why)
            {
                left.Add($"{snapshot.SnapshotId}: {why}");
            }
        }

        var notes = noted.Snapshots.Where(snapshot => UserOf(snapshot) is not null).Select(snapshot => $"{snapshot} stays: image {UserOf(snapshot)} rests on it");
        return (target, [.. left, .. Unproven(target, unproven)], [.. notes]);
    }

    private IEnumerable<string> Unproven(Target target, List<string> snapshots)
    {
        if (snapshots.Count > 0)
        {
            var byHand = string.Join(" && ", snapshots.Select(snapshot => store.CommandToDeleteSnapshot(target.Id, snapshot)).Where(command => command.Length > 0));
            yield return $"{string.Join(", ", snapshots)}: only the journal says that it is of this image, its own tags do not.{(byHand.Length > 0 ? $" By hand: {byHand}" : "")}";
        }
    }

    /// <summary>What was noted of a target: what this process saw itself, else what the journal says, as far as the approved plan says the same.</summary>
    private NotedState NotedOf(Target target)
    {
        var noted = PutBack.NotedIn(target, desk.ProgressOf(target)?.Noted ?? new NotedState(target.Planned.Name, target.Planned.Visibility, [], []));
        return target.HasBegunHere(ChangeKind.Delete) ? noted with { Snapshots = [.. target.Snapshots.Order(StringComparer.Ordinal)] } : noted;
    }

    /// <summary>Deletes one snapshot.</summary>
    /// <returns>Null when that was answered OK, else why not.</returns>
    private async Task<string?> DeleteSnapshotAsync(Target target, DoomedSnapshot snapshot, CancellationToken stop)
    {
        var why = "";
        // "In use" may be an echo of the image just deleted: asked again a few times.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(options.LookPause, time, stop);
            }

            var reply = await desk.ChangeAsync(
                target,
                ChangeDesk.Draft(ChangeKind.DeleteSnapshot) with { Snapshot = snapshot.SnapshotId },
                token => store.DeleteSnapshotAsync(snapshot, token));
            switch (reply?.Outcome)
            {
                case StoreOutcome.Done or StoreOutcome.AlreadySo:
                    return null;
                case StoreOutcome.InUse or StoreOutcome.Busy or StoreOutcome.Unknown:
                    why = PutBack.Say(reply);
                    break;
                default:
                    await putBack.EndIfCredentialsAreRefusedAsync(target, reply);
                    return reply is null ? "not asked" : PutBack.Say(reply);
            }
        }

        return why;
    }

    private bool IsGone(string id)
    {
        lock (_gone)
        {
            return _gone.Contains(id);
        }
    }
}
