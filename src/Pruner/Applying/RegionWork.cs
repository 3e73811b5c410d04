using System.Collections.Immutable;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>The steps of one region. Each takes a chunk of targets, goes on with those that passed, and closes or puts back the others.</summary>
internal sealed class RegionWork
{
    private readonly IArtifactStore _store;
    private readonly ChangeDesk _desk;
    private readonly FreshVerdicts _fresh;
    private readonly ApplierOptions _options;
    private readonly RegionLooks _looks;
    private readonly Tagging _tagging;
    private readonly MarkWork _marks;
    private readonly PutBack _putBack;
    private readonly SnapshotWork _snapshots;

    /// <summary>Prepares the work.</summary>
    /// <param name="store">The store.</param>
    /// <param name="desk">Through which every change goes.</param>
    /// <param name="fresh">Fresh verdicts.</param>
    /// <param name="options">Waiting and sizes.</param>
    /// <param name="time">Clock.</param>
    /// <param name="location">The region.</param>
    /// <param name="targets">All targets of the region.</param>
    /// <param name="anchor">Id of a kept artifact of the region; see <see cref="RegionLooks"/>.</param>
    public RegionWork(
        IArtifactStore store,
        ChangeDesk desk,
        FreshVerdicts fresh,
        ApplierOptions options,
        TimeProvider time,
        string location,
        IReadOnlyCollection<Target> targets,
        string? anchor)
    {
        (_store, _desk, _fresh, _options) = (store, desk, fresh, options);
        _tagging = new Tagging(store, desk, location);
        _looks = new RegionLooks(store, options, time, location, anchor is null ? [] : [anchor]);
        _putBack = new PutBack(store, desk, _looks);
        _marks = new MarkWork(desk, fresh, _putBack, _looks, _tagging, options, time);
        _snapshots = new SnapshotWork(store, desk, fresh, _putBack, options, time, location, targets.ToDictionary(target => target.Id));
    }

    /// <summary>Takes the marks off that fresh evidence no longer allows. Boot images are left open for <see cref="TagBootImagesAsync"/>.</summary>
    public Task TakeMarksOffAsync(IReadOnlyCollection<Target> targets, CancellationToken stop) => _marks.TakeOffAsync(targets, stop);

    /// <summary>Marks what a later run may delete; takes the marks of an interrupted run off where fresh evidence no longer allows them.</summary>
    public async Task MarkAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var withdrawn = await _marks.SetAsync(targets, stop);
        await _marks.TakeOffAsync(withdrawn, stop);
        await TagBootImagesAsync([.. withdrawn.Where(_marks.IsBootImage)], stop);
    }

    /// <summary>Tags boot images that do not carry the tag yet.</summary>
    public async Task TagBootImagesAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var open = targets.Where(target => !target.Planned.IsTaggedBootImage || _desk.ProgressOf(target) is { IsOpen: true }).ToList();
        if (open.Count == 0)
        {
            return;
        }

        await _looks.DescribeAsync(open, stop);
        var untagged = new List<Target>();
        foreach (var target in open)
        {
            if (target.Fresh is null or { Ownership: not Ownership.Own })
            {
                await _marks.CloseBootImageAsync(target, ArtifactOutcome.Kept, "not tagged: it was not shown, or is not ours");
            }
            else if (BootImageTag.IsTrue(target.Fresh))
            {
                await _marks.CloseBootImageAsync(target, _desk.ProgressOf(target)?.HasBegun(ChangeKind.TagBootImage) == true ? ArtifactOutcome.Tagged : ArtifactOutcome.Kept);
            }
            else
            {
                untagged.Add(target);
            }
        }

        foreach (var (target, reply) in await _tagging.SetAsync(untagged, ChangeDesk.Draft(ChangeKind.TagBootImage), PutBack.BootImageTags))
        {
            await _putBack.EndIfCredentialsAreRefusedAsync(target, reply);
            await (reply switch
            {
                null => _marks.CloseBootImageAsync(target, ArtifactOutcome.Kept, "not tagged: fresh evidence no longer names it"),
                { Outcome: StoreOutcome.Done } => _marks.CloseBootImageAsync(target, ArtifactOutcome.Tagged),
                _ => _marks.CloseBootImageAsync(target, ArtifactOutcome.Failed, $"kept, but not tagged: {PutBack.Say(reply)}"),
            });
        }
    }

    /// <summary>Takes a chunk from the last look to the deleted snapshots.</summary>
    public async Task PruneAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var looked = await LookAsync(targets, stop);
        var doomed = await TagDoomedAsync(looked.Doomed, stop);
        doomed = await UnpublishAsync(doomed, stop);
        doomed = await UnshareAsync(doomed, stop);
        var gone = await DeleteAsync(doomed, stop);
        await _snapshots.DeleteAsync([.. looked.Gone, .. gone], stop);
    }

    /// <summary>Describes afresh and compares with the plan; finds those that an earlier, interrupted run has already deleted.</summary>
    private async Task<(List<Target> Doomed, List<Target> Gone)> LookAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var isAnchored = await _looks.DescribeAsync(targets, stop);
        var (doomed, gone) = (new List<Target>(), new List<Target>());
        foreach (var target in targets)
        {
            var before = _desk.ProgressOf(target);
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
                    await _desk.SettleAsync(target, ChangeDesk.Draft(ChangeKind.Delete), StoreOutcome.Done, "not shown any more, while another image of the region is");
                }

                _snapshots.MarkGone(target);
                gone.Add(target);
            }
            else
            {
                await _desk.CloseAsync(
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
        var allowed = await _desk.AllowedAsync([target], ChangeKind.Delete);
        if (!allowed[true].Any())
        {
            await _putBack.AllAsync(target, "fresh evidence keeps it");
            return null;
        }

        var markedAt = (await _fresh.VerdictsAsync(_desk.Stop))[target.Id].MarkedAt;
        var confirmed = Confirmation.Confirm(target.Planned, target.Fresh!, _desk.ProgressOf(target), _options.IncludeShared, _options.KeepByTag, markedAt);
        if (confirmed.Doomed is null)
        {
            await _putBack.AllAsync(target, confirmed.Difference);
        }

        return confirmed.Doomed;
    }

    private async Task<List<Target>> TagDoomedAsync(List<Target> targets, CancellationToken stop)
    {
        var tagged = new List<Target>();
        var verdicts = await _fresh.VerdictsAsync(_desk.Stop);
        foreach (var group in targets.GroupBy(target => RecordOf(target, verdicts)))
        {
            // The cloud's own record of what is going on, should this machine die.
            var replies = await _tagging.SetAsync(
                [.. group], ChangeDesk.Draft(ChangeKind.TagDoomed), group.Key?.Write(_desk.Plan) ?? RunTags.WithoutRecord, some => StillDoomedAsync(some, stop));
            foreach (var (target, reply) in replies)
            {
                if (reply?.Outcome == StoreOutcome.Done)
                {
                    tagged.Add(target);
                }
                else
                {
                    await _putBack.RefusedAsync(target, "it could not be tagged", reply);
                }
            }
        }

        return tagged;
    }

    /// <summary>Of targets about to be tagged, those that a look of moments ago still confirms; the others are closed or put back.</summary>
    private async Task<IReadOnlyCollection<Target>> StillDoomedAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var spared = new HashSet<Target>();
        foreach (var target in await _looks.RenewAsync(targets, _fresh, stop))
        {
            if (target.Fresh is null)
            {
                await CloseUnseenAsync(target);
                spared.Add(target);
            }
            else if (await ConfirmAsync(target) is null)
            {
                spared.Add(target);
            }
        }

        return [.. targets.Where(target => !spared.Contains(target))];
    }

    private Task CloseUnseenAsync(Target target) => _desk.CloseAsync(target, ArtifactOutcome.Unknown, "not shown any more; not deleted by this run");

    private async Task<List<Target>> UnpublishAsync(List<Target> targets, CancellationToken stop)
    {
        var isPublic = targets.Where(target => target.Fresh?.Visibility == Visibility.Public).ToList();
        if (isPublic.Count == 0)
        {
            return targets;
        }

        var replies = await Task.WhenAll(isPublic.Select(async target => (Target: target, Reply: await _desk.ChangeAsync(
            target, ChangeDesk.Draft(ChangeKind.Unpublish), token => _store.SetVisibilityAsync(target.Id, Visibility.Private, token)))));
        var waiting = new List<Target>();
        foreach (var (target, reply) in replies)
        {
            if (reply?.Outcome is StoreOutcome.Done or StoreOutcome.AlreadySo or StoreOutcome.Unknown)
            {
                waiting.Add(target);
            }
            else
            {
                await _putBack.RefusedAsync(target, "it could not be made private", reply);
            }
        }

        var isPrivate = await _looks.PollAsync(waiting, (target, _) => target.Fresh?.Visibility != Visibility.Public, stop);
        foreach (var target in waiting.Except(isPrivate))
        {
            await _putBack.AllAsync(target, "it did not become private in time", isRefused: true);
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

        var accounts = await RegionLooks.RegionalAsync(() => _store.ListSharesAsync(target.Id, stop));
        if (accounts.IsEmpty)
        {
            return true;
        }

        if (accounts.Except(target.Planned.Accounts ?? [], StringComparer.Ordinal).FirstOrDefault() is { } stranger)
        {
            await _putBack.AllAsync(target, $"it is now shared with {stranger}, which the plan does not name");
            return false;
        }

        var reply = await _desk.ChangeAsync(
            target,
            ChangeDesk.Draft(ChangeKind.Unshare) with { Accounts = accounts },
            token => _store.UnshareAsync(target.Id, accounts, token));
        if (reply?.Outcome is StoreOutcome.Done or StoreOutcome.AlreadySo)
        {
            return true;
        }

        await _putBack.RefusedAsync(target, "its shares could not be taken off", reply);
        return false;
    }

    private async Task<List<Target>> DeleteAsync(List<Target> targets, CancellationToken stop)
    {
        await _snapshots.TagAsync(targets, stop);
        var gone = new List<Target>();
        var open = targets;
        for (var attempt = 1; attempt <= _options.MostAttempts && open.Count > 0; attempt++)
        {
            var asked = await AskToDeleteAsync(open, stop);
            var settled = await WaitUntilGoneAsync(asked, stop);
            gone.AddRange(settled.Gone);
            open = settled.StillThere;
        }

        foreach (var target in open)
        {
            await _putBack.AllAsync(target, $"it is still there after {_options.MostAttempts} attempts", isRefused: true);
        }

        return gone;
    }

    /// <summary>Describes once more, confirms, and asks for the deletion; returns those whose deletion may be under way, with the answers.</summary>
    private async Task<List<(Target Target, StoreReply Reply)>> AskToDeleteAsync(List<Target> targets, CancellationToken stop)
    {
        await _looks.DescribeAsync(targets, stop);
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
                await _putBack.RefusedAsync(target, "the store refused", reply);
            }
        }

        return asked;
    }

    private async Task<(Target Target, StoreReply? Reply)> AskToDeleteAsync(Target target, CancellationToken stop)
    {
        await _looks.RenewAsync([target], _fresh, stop);
        if (target.Fresh is null)
        {
            if (_desk.ProgressOf(target)?.HasBegun(ChangeKind.Delete) == true)
            {
                // Our own deletion, whose answer was lost, took effect: the look after this settles it.
                return (target, new StoreReply(StoreOutcome.AlreadySo, "", "not shown any more", ""));
            }

            await CloseUnseenAsync(target);
            return (target, null);
        }

        if (await ConfirmAsync(target) is not { } doomed)
        {
            return (target, null);
        }

        target.Take(doomed.Artifact.Snapshots ?? []);
        return (target, await _desk.ChangeAsync(target, ChangeDesk.Draft(ChangeKind.Delete), token => _store.DeleteAsync(doomed, token)) ?? Withdrawn);
    }

    // Fresh evidence changed between the confirmation and the call: nothing was called.
    private static StoreReply Withdrawn { get; } = new(StoreOutcome.Failed, "", "fresh evidence keeps it", "");

    private async Task<(List<Target> Gone, List<Target> StillThere)> WaitUntilGoneAsync(List<(Target Target, StoreReply Reply)> asked, CancellationToken stop)
    {
        var replies = asked.ToDictionary(pair => pair.Target, pair => pair.Reply);
        bool IsAnswered(Target target) => replies[target].Outcome == StoreOutcome.Done;
        var gone = await _looks.PollAsync(
            [.. replies.Keys],
            // Not being shown counts in the very answer that shows another image, never in one look after it.
            (target, isAnchored) => target.Fresh is null && (isAnchored || IsAnswered(target)),
            stop,
            // Only an answer that promises the end is worth a long wait; the others are asked again.
            mostLooks: target => IsAnswered(target) ? _options.MostLooks : 3);
        foreach (var target in gone)
        {
            if (!IsAnswered(target))
            {
                await _desk.SettleAsync(target, ChangeDesk.Draft(ChangeKind.Delete), StoreOutcome.Done, "not shown any more, while another image of the region is");
            }

            _snapshots.MarkGone(target);
        }

        var left = replies.Keys.Except(gone).ToLookup(target => target.Fresh is null);
        foreach (var target in left[true])
        {
            await _desk.CloseAsync(target, ArtifactOutcome.Unknown, "not seen; nothing else of the region is shown that would prove it gone");
        }

        return (gone, [.. left[false]]);
    }

    /// <summary>
    /// What is written on a target for a later process to rely on: what an earlier one of this plan wrote, else what the store tells now, if it is
    /// what the plan says. Null when neither: then nothing is written, for the journal, which others may have written, is no ground.
    /// </summary>
    private RunTags? RecordOf(Target target, ImmutableDictionary<ArtifactId, Verdict> verdicts)
    {
        if (target.Earlier(_desk.Plan) is { } earlier)
        {
            return earlier;
        }

        var accounts = verdicts.GetValueOrDefault(target.Id)?.Artifact.Accounts ?? [];
        return target.Fresh is { } fresh && fresh.Visibility == target.Planned.Visibility && !(target.Planned.Accounts ?? []).Except(accounts, StringComparer.Ordinal).Any()
            ? new RunTags(fresh.Visibility == Visibility.Public)
            : null;
    }
}
