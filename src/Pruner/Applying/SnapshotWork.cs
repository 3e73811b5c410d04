using Pruner.Core.Applying;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>Deletes what is left of targets that are proven gone: the snapshots that they rested on and nothing else does.</summary>
internal sealed class SnapshotWork(
    IArtifactStore store, ChangeDesk desk, FreshVerdicts fresh, PutBack putBack, ApplierOptions options, TimeProvider time, string location)
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

    /// <summary>Deletes the snapshots of targets that are gone, and closes the targets.</summary>
    public async Task DeleteAsync(List<Target> gone, CancellationToken stop)
    {
        var users = (await fresh.VerdictsAsync(stop)).Values
            .Where(verdict => string.Equals(verdict.Artifact.Id.Location, location, StringComparison.Ordinal))
            .SelectMany(verdict => (verdict.Artifact.Snapshots ?? []).Select(snapshot => (snapshot, verdict.Artifact.Id.Id)))
            .ToLookup(pair => pair.snapshot, pair => pair.Id, StringComparer.Ordinal);
        var remains = await Task.WhenAll(gone.Select(target => DeleteAsync(target, users, stop)));
        var stillThere = await LookUntilGoneAsync([.. gone.SelectMany(target => desk.ProgressOf(target)?.SnapshotsDeleted ?? [])], stop);
        foreach (var (target, left, notes) in remains)
        {
            // An answer of OK is not believed without a look.
            var echoes = (desk.ProgressOf(target)?.SnapshotsDeleted ?? []).Where(stillThere.Contains).Select(snapshot => $"{snapshot}: answered OK, and still shown").ToList();
            var note = string.Join("; ", left.Concat(echoes).Concat(notes));
            await desk.CloseAsync(target, left.Count + echoes.Count > 0 ? ArtifactOutcome.PrunedSnapshotsLeft : ArtifactOutcome.Pruned, note.Length > 0 ? note : null);
        }
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

            shown.IntersectWith(await RegionLooks.RegionalAsync(() => store.ListSnapshotsAsync(location, shown, stop)));
        }

        return shown;
    }

    private async Task<(Target Target, List<string> Left, List<string> Notes)> DeleteAsync(Target target, ILookup<string, string> users, CancellationToken stop)
    {
        // The journal informs, the approved plan authorises: a snapshot that it does not name is none of this image.
        var noted = PutBack.NotedIn(target, desk.ProgressOf(target)?.Noted ?? new NotedState(target.Planned.Name, target.Planned.Visibility, [], []));
        string? UserOf(string snapshot) => users[snapshot].FirstOrDefault(user => !string.Equals(user, target.Id.Id, StringComparison.Ordinal) && !IsGone(user));

        var left = new List<string>();
        foreach (var snapshot in Confirmation.SnapshotsOf(target.Id, noted, snapshot => UserOf(snapshot) is not null))
        {
            if (desk.ProgressOf(target)!.SnapshotsDeleted.Contains(snapshot.SnapshotId) || await DeleteSnapshotAsync(target, snapshot, stop) is not { } why)
            {
                continue;
            }

            left.Add($"{snapshot.SnapshotId}: {why}");
        }

        return (target, left, [.. noted.Snapshots.Where(snapshot => UserOf(snapshot) is not null).Select(snapshot => $"{snapshot} stays: image {UserOf(snapshot)} rests on it")]);
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
