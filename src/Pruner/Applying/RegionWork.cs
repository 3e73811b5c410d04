using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;

using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>The steps of one region. Each takes a chunk of targets, goes on with those that passed, and closes or puts back the others.</summary>
/// <param name="store">The store.</param>
/// <param name="desk">Through which every change goes.</param>
/// <param name="fresh">Fresh verdicts, for the users of snapshots.</param>
/// <param name="options">Waiting and sizes.</param>
/// <param name="time">Clock.</param>
/// <param name="location">The region.</param>
/// <param name="anchor">Id of a kept artifact of the region: an answer that shows it and not another proves that other absent. Null when there is none.</param>
internal sealed class RegionWork(
    IArtifactStore store, ChangeDesk desk, FreshVerdicts fresh, ApplierOptions options, TimeProvider time, string location, string? anchor)
{
    private static readonly ImmutableDictionary<string, string> BootImageTags =
        ImmutableDictionary<string, string>.Empty.Add(BootImageTag.Key, "true");

    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    /// <summary>Tags boot images that do not carry the tag yet.</summary>
    public async Task TagBootImagesAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var open = targets.Where(target => !target.Planned.IsTaggedBootImage || desk.ProgressOf(target) is { IsOpen: true }).ToList();
        if (open.Count == 0)
        {
            return;
        }

        await DescribeAsync(open, stop);
        var untagged = new List<Target>();
        foreach (var target in open)
        {
            if (target.Fresh is null or { Ownership: not Ownership.Own })
            {
                await desk.CloseAsync(target, ArtifactOutcome.Kept, "not tagged: it was not shown, or is not ours");
            }
            else if (BootImageTag.IsTrue(target.Fresh))
            {
                await desk.CloseAsync(target, desk.ProgressOf(target)?.HasBegun(ChangeKind.TagBootImage) == true ? ArtifactOutcome.Tagged : ArtifactOutcome.Kept);
            }
            else
            {
                untagged.Add(target);
            }
        }

        var allowed = await desk.AllowedAsync(untagged, ChangeKind.TagBootImage);
        foreach (var target in allowed[false])
        {
            await desk.CloseAsync(target, ArtifactOutcome.Kept, "not tagged: fresh evidence no longer names it");
        }

        var replies = await TagAsync([.. allowed[true]], ChangeKind.TagBootImage, BootImageTags);
        foreach (var target in allowed[true].Except(replies.Select(pair => pair.Target)))
        {
            await desk.CloseAsync(target, ArtifactOutcome.Kept, "not tagged: fresh evidence no longer names it");
        }

        foreach (var (target, reply) in replies)
        {
            var isDone = reply.Outcome == StoreOutcome.Done;
            await EndIfCredentialsAreRefusedAsync(target, reply);
            await desk.CloseAsync(target, isDone ? ArtifactOutcome.Tagged : ArtifactOutcome.Failed, isDone ? null : $"kept, but not tagged: {Say(reply)}");
        }
    }

    /// <summary>Takes a chunk from the last look to the deleted snapshots.</summary>
    public async Task PruneAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var looked = await LookAsync(targets, stop);
        var doomed = await TagDoomedAsync(looked.Doomed);
        doomed = await UnpublishAsync(doomed, stop);
        doomed = await UnshareAsync(doomed, stop);
        var gone = await DeleteAsync(doomed, stop);
        await DeleteSnapshotsAsync([.. looked.Gone, .. gone], stop);
    }

    /// <summary>Describes afresh and compares with the plan; finds those that an earlier, interrupted run has already deleted.</summary>
    private async Task<(List<Target> Doomed, List<Target> Gone)> LookAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var isAnchored = await DescribeAsync(targets, stop);
        var (doomed, gone) = (new List<Target>(), new List<Target>());
        foreach (var target in targets)
        {
            var before = desk.ProgressOf(target);
            if (target.Fresh is not null)
            {
                if (await ConfirmAsync(target) is not null)
                {
                    doomed.Add(target);
                }
            }
            else if (before?.HasBegun(ChangeKind.Delete) == true && (isAnchored || before.IsDone(ChangeKind.Delete)))
            {
                if (!before.IsDone(ChangeKind.Delete))
                {
                    await desk.SettleAsync(target, ChangeKind.Delete, StoreOutcome.Done, "not shown any more, while another image of the region is");
                }

                MarkGone(target);
                gone.Add(target);
            }
            else
            {
                await desk.CloseAsync(
                    target,
                    before?.Noted is null ? ArtifactOutcome.Spared : ArtifactOutcome.Unknown,
                    isAnchored ? "not shown any more; not deleted by this run" : "not seen");
            }
        }

        return (doomed, gone);
    }

    /// <summary>The confirmed doom of a target; null when a fact has changed, and then the target is closed or put back.</summary>
    private async Task<Doomed?> ConfirmAsync(Target target)
    {
        var allowed = await desk.AllowedAsync([target], ChangeKind.Delete);
        if (!allowed[true].Any())
        {
            await PutBackAsync(target, "fresh evidence keeps it");
            return null;
        }

        var confirmed = Confirmation.Confirm(target.Planned, target.Fresh!, desk.ProgressOf(target), options.IncludeShared);
        if (confirmed.Doomed is null)
        {
            await PutBackAsync(target, confirmed.Difference);
        }

        return confirmed.Doomed;
    }

    private async Task<List<Target>> TagDoomedAsync(List<Target> targets)
    {
        var tagged = new List<Target>();
        foreach (var group in targets.GroupBy(WasPublic))
        {
            var allowed = await desk.AllowedAsync(group, ChangeKind.TagDoomed);
            foreach (var target in allowed[false])
            {
                await PutBackAsync(target, "fresh evidence keeps it");
            }

            // The cloud's own record of what is going on, should this machine die.
            var tags = ImmutableDictionary<string, string>.Empty
                .Add(BootImageTag.Key, "false")
                .Add("pruner-plan", desk.Plan)
                .Add("pruner-was-public", group.Key ? "true" : "false");
            var replies = await TagAsync([.. allowed[true]], ChangeKind.TagDoomed, tags);
            foreach (var target in allowed[true].Except(replies.Select(pair => pair.Target)))
            {
                await PutBackAsync(target, "fresh evidence keeps it");
            }

            foreach (var (target, reply) in replies)
            {
                if (reply.Outcome == StoreOutcome.Done)
                {
                    tagged.Add(target);
                }
                else
                {
                    await PutBackRefusedAsync(target, "it could not be tagged", reply);
                }
            }
        }

        return tagged;
    }

    /// <summary>
    /// Tags in one call; when the store refuses the whole, or fresh evidence one of them, each alone, so that one does not hold up fifty. An answer that was
    /// lost is asked for again: tagging twice does no harm. A target that fresh evidence refuses has no reply.
    /// </summary>
    private async Task<List<(Target Target, StoreReply Reply)>> TagAsync(
        IReadOnlyCollection<Target> targets, ChangeKind change, ImmutableDictionary<string, string> tags)
    {
        Task<ImmutableArray<(Target, StoreReply)>> Once(IReadOnlyCollection<Target> some) => desk.ChangeAllAsync(
            some, ChangeDesk.Draft(change), token => store.TagAsync(location, [.. some.Select(target => target.Id.Id)], tags, token));

        var replies = await Once(targets);
        var isAsked = replies.Length > 0;
        var isUnknown = replies.Any(pair => pair.Item2.Outcome == StoreOutcome.Unknown);
        if (targets.Count == 0 || (isAsked && replies.All(pair => pair.Item2.Outcome == StoreOutcome.Done)) || (targets.Count == 1 && !isUnknown))
        {
            return [.. replies];
        }

        var singly = new List<(Target, StoreReply)>();
        foreach (var target in targets)
        {
            singly.AddRange(await Once([target]));
        }

        return singly;
    }

    private async Task<List<Target>> UnpublishAsync(List<Target> targets, CancellationToken stop)
    {
        var isPublic = targets.Where(target => target.Fresh?.Visibility == Visibility.Public).ToList();
        if (isPublic.Count == 0)
        {
            return targets;
        }

        var replies = await Task.WhenAll(isPublic.Select(async target => (Target: target, Reply: await desk.ChangeAsync(
            target, ChangeDesk.Draft(ChangeKind.Unpublish), token => store.SetVisibilityAsync(target.Id, Visibility.Private, token)))));
        var waiting = new List<Target>();
        foreach (var (target, reply) in replies)
        {
            if (reply?.Outcome is StoreOutcome.Done or StoreOutcome.AlreadySo or StoreOutcome.Unknown)
            {
                waiting.Add(target);
            }
            else
            {
                await PutBackRefusedAsync(target, "it could not be made private", reply);
            }
        }

        var isPrivate = await PollAsync(waiting, (target, _) => target.Fresh?.Visibility != Visibility.Public, stop);
        foreach (var target in waiting.Except(isPrivate))
        {
            await PutBackAsync(target, "it did not become private in time", isRefused: true);
        }

        return [.. targets.Except(isPublic), .. isPrivate];
    }

    private async Task<List<Target>> UnshareAsync(List<Target> targets, CancellationToken stop)
    {
        var left = new List<Target>();
        foreach (var target in targets)
        {
            if (target.Fresh?.Sharing != Sharing.Shared || await UnshareAsync(target, stop))
            {
                left.Add(target);
            }
        }

        return left;
    }

    private async Task<bool> UnshareAsync(Target target, CancellationToken stop)
    {
        // It may have been shared since the last look, or show it only now that it is private.
        if (await ConfirmAsync(target) is null)
        {
            return false;
        }

        var accounts = await RegionalAsync(() => store.ListSharesAsync(target.Id, stop));
        if (accounts.IsEmpty)
        {
            return true;
        }

        if (accounts.Except(target.Planned.Accounts ?? [], StringComparer.Ordinal).FirstOrDefault() is { } stranger)
        {
            await PutBackAsync(target, $"it is now shared with {stranger}, which the plan does not name");
            return false;
        }

        var reply = await desk.ChangeAsync(
            target,
            ChangeDesk.Draft(ChangeKind.Unshare) with { Accounts = accounts },
            token => store.UnshareAsync(target.Id, accounts, token));
        if (reply?.Outcome is StoreOutcome.Done or StoreOutcome.AlreadySo)
        {
            return true;
        }

        await PutBackRefusedAsync(target, "its shares could not be taken off", reply);
        return false;
    }

    private async Task<List<Target>> DeleteAsync(List<Target> targets, CancellationToken stop)
    {
        var gone = new List<Target>();
        var open = targets;
        for (var attempt = 1; attempt <= options.MostAttempts && open.Count > 0; attempt++)
        {
            var asked = await AskToDeleteAsync(open, stop);
            var settled = await WaitUntilGoneAsync(asked, stop);
            gone.AddRange(settled.Gone);
            open = settled.StillThere;
        }

        foreach (var target in open)
        {
            await PutBackAsync(target, $"it is still there after {options.MostAttempts} attempts", isRefused: true);
        }

        return gone;
    }

    /// <summary>Describes once more, confirms, and asks for the deletion; returns those whose deletion may be under way, with the answers.</summary>
    private async Task<List<(Target Target, StoreReply Reply)>> AskToDeleteAsync(List<Target> targets, CancellationToken stop)
    {
        await DescribeAsync(targets, stop);
        var replies = await Task.WhenAll(targets.Select(target => AskToDeleteAsync(target, stop)));
        var asked = new List<(Target, StoreReply)>();
        foreach (var (target, reply) in replies)
        {
            if (reply?.Outcome is StoreOutcome.Done or StoreOutcome.AlreadySo or StoreOutcome.Unknown)
            {
                asked.Add((target, reply));
            }
            else if (reply is not null)
            {
                await PutBackRefusedAsync(target, "the store refused", reply);
            }
        }

        return asked;
    }

    private async Task<(Target Target, StoreReply? Reply)> AskToDeleteAsync(Target target, CancellationToken stop)
    {
        // Renewing evidence can take minutes; the look comes after it.
        await fresh.CurrentAsync(stop);
        if (time.GetUtcNow() - target.DescribedAt > options.OldestDescription)
        {
            await DescribeAsync([target], stop);
        }

        if (target.Fresh is null)
        {
            if (desk.ProgressOf(target)?.HasBegun(ChangeKind.Delete) == true)
            {
                // Our own deletion, whose answer was lost, took effect: the look after this settles it.
                return (target, new StoreReply(StoreOutcome.AlreadySo, "", "not shown any more", ""));
            }

            await desk.CloseAsync(target, ArtifactOutcome.Unknown, "not shown any more; not deleted by this run");
            return (target, null);
        }

        return await ConfirmAsync(target) is { } doomed
            ? (target, await desk.ChangeAsync(target, ChangeDesk.Draft(ChangeKind.Delete), token => store.DeleteAsync(doomed, token)) ?? Withdrawn)
            : (target, null);
    }

    // Fresh evidence changed between the confirmation and the call: nothing was called.
    private static StoreReply Withdrawn { get; } = new(StoreOutcome.Failed, "", "fresh evidence keeps it", "");

    private async Task<(List<Target> Gone, List<Target> StillThere)> WaitUntilGoneAsync(List<(Target Target, StoreReply Reply)> asked, CancellationToken stop)
    {
        var replies = asked.ToDictionary(pair => pair.Target, pair => pair.Reply);
        bool IsAnswered(Target target) => replies[target].Outcome == StoreOutcome.Done;
        var gone = await PollAsync(
            [.. replies.Keys],
            // Not being shown counts in the very answer that shows another image, never in one look after it.
            (target, isAnchored) => target.Fresh is null && (isAnchored || IsAnswered(target)),
            stop,
            // Only an answer that promises the end is worth a long wait; the others are asked again.
            mostLooks: target => IsAnswered(target) ? options.MostLooks : 3);
        foreach (var target in gone)
        {
            if (!IsAnswered(target))
            {
                await desk.SettleAsync(target, ChangeKind.Delete, StoreOutcome.Done, "not shown any more, while another image of the region is");
            }

            MarkGone(target);
        }

        var left = replies.Keys.Except(gone).ToLookup(target => target.Fresh is null);
        foreach (var target in left[true])
        {
            await desk.CloseAsync(target, ArtifactOutcome.Unknown, "not seen; nothing else of the region is shown that would prove it gone");
        }

        return (gone, [.. left[false]]);
    }

    private async Task DeleteSnapshotsAsync(List<Target> gone, CancellationToken stop)
    {
        var users = (await fresh.VerdictsAsync(stop)).Values
            .Where(verdict => string.Equals(verdict.Artifact.Id.Location, location, StringComparison.Ordinal))
            .SelectMany(verdict => (verdict.Artifact.Snapshots ?? []).Select(snapshot => (snapshot, verdict.Artifact.Id.Id)))
            .ToLookup(pair => pair.snapshot, pair => pair.Id, StringComparer.Ordinal);
        await Task.WhenAll(gone.Select(target => DeleteSnapshotsAsync(target, users, stop)));
    }

    private async Task DeleteSnapshotsAsync(Target target, ILookup<string, string> users, CancellationToken stop)
    {
        // The journal informs, the approved plan authorises: a snapshot that it does not name is none of this image.
        var noted = NotedIn(target, desk.ProgressOf(target)?.Noted ?? new NotedState(target.Planned.Name, target.Planned.Visibility, [], []));
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

        var inUse = noted.Snapshots.Where(snapshot => UserOf(snapshot) is not null).Select(snapshot => $"{snapshot} stays: image {UserOf(snapshot)} rests on it");
        var note = string.Join("; ", left.Concat(inUse));
        await desk.CloseAsync(target, left.Count > 0 ? ArtifactOutcome.PrunedSnapshotsLeft : ArtifactOutcome.Pruned, note.Length > 0 ? note : null);
    }

    /// <summary>Deletes one snapshot and looks whether it is gone.</summary>
    /// <returns>Null when it is gone, else why not.</returns>
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
                    why = Say(reply);
                    break;
                default:
                    await EndIfCredentialsAreRefusedAsync(target, reply);
                    return reply is null ? "not asked" : Say(reply);
            }
        }

        return why;
    }

    /// <summary>Puts back what the store would not go on with, or, without a reply, what fresh evidence keeps.</summary>
    private async Task PutBackRefusedAsync(Target target, string what, StoreReply? reply)
    {
        await EndIfCredentialsAreRefusedAsync(target, reply);
        await PutBackAsync(target, reply is null ? "fresh evidence keeps it" : $"{what}: {Say(reply)}", isRefused: reply is not null);
    }

    /// <summary>
    /// "Forbidden" may be a key that expired: then the read made here ends the run with the target open, so that the next run goes on with it,
    /// instead of closing it half done.
    /// </summary>
    private async Task EndIfCredentialsAreRefusedAsync(Target target, StoreReply? reply)
    {
        if (reply?.Outcome == StoreOutcome.Forbidden)
        {
            await DescribeAsync([target], desk.Stop);
        }
    }

    /// <summary>Leaves a target alone, after putting back whatever of it was changed.</summary>
    /// <param name="target">The target.</param>
    /// <param name="why">Why it is not deleted.</param>
    /// <param name="isRefused">True when the store would not; false when a fact or the evidence has changed, which is no failure.</param>
    private async Task PutBackAsync(Target target, string why, bool isRefused = false)
    {
        var before = desk.ProgressOf(target);
        if (before?.Noted is null)
        {
            await desk.CloseAsync(target, isRefused ? ArtifactOutcome.PutBack : ArtifactOutcome.Spared, why);
            return;
        }

        var noted = NotedIn(target, before.Noted);
        var failures = new List<string>();
        ImmutableArray<string> accounts = [.. before.AccountsRemoved.Intersect(target.Planned.Accounts ?? [], StringComparer.Ordinal)];
        if (!accounts.IsEmpty)
        {
            await TryAsync(ChangeDesk.Draft(ChangeKind.Share) with { Accounts = accounts }, token => store.ShareAsync(target.Id, accounts, token));
        }

        if (before.HasBegun(ChangeKind.Unpublish) && noted.Visibility == Visibility.Public)
        {
            await TryAsync(ChangeDesk.Draft(ChangeKind.Publish), token => store.SetVisibilityAsync(target.Id, Visibility.Public, token));
        }

        if (before.HasBegun(ChangeKind.TagDoomed) && (await desk.AllowedAsync([target], ChangeKind.TagBootImage))[true].Any())
        {
            await TryAsync(ChangeDesk.Draft(ChangeKind.TagBootImage), token => store.TagAsync(location, [target.Id.Id], BootImageTags, token));
        }

        await (failures.Count == 0
            ? desk.CloseAsync(target, isRefused ? ArtifactOutcome.PutBack : ArtifactOutcome.Spared, why)
            : desk.CloseAsync(
                target,
                ArtifactOutcome.Failed,
                $"{why}; putting it back was refused ({string.Join("; ", failures)}). By hand: {store.CommandToPutBack(target.Id, noted)}"));

        async Task TryAsync(JournalEntry draft, Func<CancellationToken, Task<StoreReply>> callAsync)
        {
            var reply = await desk.ChangeAsync(target, draft, callAsync);
            await EndIfCredentialsAreRefusedAsync(target, reply);
            if (reply?.Outcome is not (StoreOutcome.Done or StoreOutcome.AlreadySo))
            {
                failures.Add(reply is null ? "not asked" : Say(reply));
            }
        }
    }

    /// <summary>Describes targets again and again until each passes or its looks are used up; returns those that passed.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="passes">Asked after each look, with whether its answer shows another image of the region.</param>
    /// <param name="stop">Ends the looking.</param>
    /// <param name="mostLooks">How often one is looked at.</param>
    private async Task<List<Target>> PollAsync(
        List<Target> targets, Func<Target, bool, bool> passes, CancellationToken stop, Func<Target, int>? mostLooks = null)
    {
        var passed = new List<Target>();
        var open = targets;
        for (var look = 1; open.Count > 0; look++)
        {
            var isAnchored = await DescribeAsync(open, stop);
            var verdicts = open.ToLookup(target => passes(target, isAnchored));
            passed.AddRange(verdicts[true]);
            open = [.. verdicts[false].Where(target => look < (mostLooks?.Invoke(target) ?? options.MostLooks))];
            if (open.Count > 0)
            {
                await Task.Delay(options.LookPause, time, stop);
            }
        }

        return passed;
    }

    /// <summary>Describes targets afresh.</summary>
    /// <returns>True when the answer shows at least one image of the region, so that what it does not show is proven absent.</returns>
    private async Task<bool> DescribeAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        if (targets.Count == 0)
        {
            return false;
        }

        var ids = targets.Select(target => target.Id.Id).ToList();
        if (anchor is not null)
        {
            ids.Add(anchor);
        }

        var shown = (await RegionalAsync(() => store.DescribeAsync(location, ids, stop)))
            .ToDictionary(artifact => artifact.Id.Id, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        foreach (var target in targets)
        {
            (target.Fresh, target.DescribedAt) = (shown.GetValueOrDefault(target.Id.Id), now);
        }

        return anchor is not null && shown.ContainsKey(anchor);
    }

    private static async Task<T> RegionalAsync<T>(Func<Task<T>> readAsync)
    {
        try
        {
            return await readAsync();
        }
        catch (EvidenceException error)
        {
            throw new RegionUnreachableException(error.Refusal.What, error);
        }
    }

    /// <summary>What was noted of a target, as far as the approved plan says the same: others may have written the journal.</summary>
    private static NotedState NotedIn(Target target, NotedState noted) => noted with
    {
        Visibility = noted.Visibility == target.Planned.Visibility ? noted.Visibility : Visibility.Unknown,
        Accounts = [.. noted.Accounts.Intersect(target.Planned.Accounts ?? [], StringComparer.Ordinal)],
        Snapshots = [.. noted.Snapshots.Intersect(target.Planned.Snapshots ?? [], StringComparer.Ordinal)],
    };

    private bool WasPublic(Target target) =>
        (desk.ProgressOf(target)?.Noted?.Visibility ?? target.Fresh?.Visibility) == Visibility.Public;

    private void MarkGone(Target target)
    {
        lock (_gone)
        {
            _gone.Add(target.Id.Id);
        }
    }

    private bool IsGone(string id)
    {
        lock (_gone)
        {
            return _gone.Contains(id);
        }
    }

    private static string Say(StoreReply reply) => $"{reply.Code} {reply.Message}".Trim();
}
