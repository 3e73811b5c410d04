using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.State;

namespace Pruner.Applying;

/// <summary>
/// The one place through which every change goes: asks the fresh evidence, writes the intent, lets the call be made, writes the answer.
/// What is not announced here does not happen.
/// </summary>
internal sealed class ChangeDesk : IDisposable
{
    /// <summary>
    /// Longest time for one call that rests on evidence or on a look, waiting for its turn and throttling included: with evidence renewed after eight minutes,
    /// none is made on evidence older than ten, nor long after the look that it rests on.
    /// </summary>
    internal static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(2);

    private readonly JournalWriter _journal;
    private readonly TimeProvider _time;
    private readonly FreshVerdicts _fresh;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _inFlight;
    private readonly CancellationTokenRegistration _onStop;

    /// <summary>Opens the desk.</summary>
    /// <param name="journal">Where intents and answers go.</param>
    /// <param name="fresh">Says whether a change is still right.</param>
    /// <param name="time">Clock of the patience below.</param>
    /// <param name="interruptPatience">After <paramref name="stop"/>, how long calls in flight are waited for.</param>
    /// <param name="stop">No new change after this.</param>
    public ChangeDesk(JournalWriter journal, FreshVerdicts fresh, TimeProvider time, TimeSpan interruptPatience, CancellationToken stop)
    {
        (_journal, _fresh, _time, _stop) = (journal, fresh, time, stop);
        _inFlight = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _onStop = stop.Register(() => _inFlight.CancelAfter(interruptPatience));
    }

    /// <summary>No new change after this.</summary>
    public CancellationToken Stop => _stop;

    /// <summary>Digest of the plan being carried out.</summary>
    public string Plan => _journal.Plan;

    /// <summary>Makes one change to one artifact.</summary>
    /// <param name="target">The artifact.</param>
    /// <param name="draft">The change, with what belongs to it.</param>
    /// <param name="callAsync">The call. Its answer is recorded whatever it is.</param>
    /// <returns>The answer; null when fresh evidence no longer allows the change, which then was not announced.</returns>
    public async Task<StoreReply?> ChangeAsync(Target target, JournalEntry draft, Func<CancellationToken, Task<StoreReply>> callAsync) =>
        (await ChangeAllAsync([target], draft, callAsync)) is [_] answered ? answered[0].Reply : null;

    /// <summary>Makes one change to several artifacts in one call.</summary>
    /// <returns>The answer for each artifact for which fresh evidence allows the change; those it forbids are left out, and then nothing is called: ask again without them.</returns>
    public async Task<ImmutableArray<(Target Target, StoreReply Reply)>> ChangeAllAsync(
        IReadOnlyCollection<Target> targets, JournalEntry draft, Func<CancellationToken, Task<StoreReply>> callAsync)
    {
        _stop.ThrowIfCancellationRequested();
        var verdicts = await _fresh.VerdictsAsync(_stop);
        if (targets.Count == 0 || targets.Any(target => !IsAllowed(target, draft, verdicts)))
        {
            return [];
        }

        await _journal.AppendAsync([.. targets.Select(target => About(target, draft) with
        {
            Event = JournalEvent.Intent,
            Noted = ProgressOf(target)?.Noted is null ? NoteOf(target) : null,
        })]);
        foreach (var target in targets)
        {
            target.Begin(draft);
        }

        var reply = await CallAsync(MayGrowWrong(draft.Change) ? LongestCall : Timeout.InfiniteTimeSpan, callAsync);
        await _journal.AppendAsync([.. targets.Select(target => About(target, draft) with
        {
            Event = JournalEvent.Answered,
            Outcome = reply.Outcome,
            Detail = reply.Outcome == StoreOutcome.Done ? null : $"{reply.Code} {reply.Message}".Trim(),
            RequestId = reply.RequestId.Length > 0 ? reply.RequestId : null,
        })]);
        return [.. targets.Select(target => (target, reply))];
    }

    /// <summary>The targets for which fresh evidence allows a change.</summary>
    public async Task<ILookup<bool, Target>> AllowedAsync(IEnumerable<Target> targets, ChangeKind change)
    {
        var verdicts = await _fresh.VerdictsAsync(_stop);
        return targets.ToLookup(target => IsAllowed(target, Draft(change), verdicts));
    }

    /// <summary>Notes that an unknown outcome was settled by looking.</summary>
    public Task SettleAsync(Target target, JournalEntry change, StoreOutcome outcome, string how) =>
        _journal.AppendAsync(About(target, change) with { Event = JournalEvent.Settled, Outcome = outcome, Detail = how });

    /// <summary>Notes that nothing more is done about an artifact.</summary>
    public Task CloseAsync(Target target, ArtifactOutcome ended, string? note = null) =>
        _journal.AppendAsync(About(target, Draft(default)) with { Event = JournalEvent.Closed, Change = null, Ended = ended, Detail = note });

    /// <summary>What is on record about an artifact; null when nothing.</summary>
    public ArtifactProgress? ProgressOf(Target target) => _journal.Read(progress => progress.Of(target.Id));

    /// <summary>A change to be announced.</summary>
    public static JournalEntry Draft(ChangeKind change) =>
        new() { Sequence = 0, Previous = "", Time = default, Plan = "", Event = JournalEvent.Intent, Change = change };

    /// <inheritdoc />
    public void Dispose()
    {
        _onStop.Dispose();
        _inFlight.Dispose();
    }

    /// <summary>Whether a change is allowed: by evidence that is fresh now, or, of one that makes good what was begun, by what the store itself bears out.</summary>
    private bool IsAllowed(Target target, JournalEntry draft, ImmutableDictionary<ArtifactId, Verdict> verdicts) => draft.Change switch
    {
        ChangeKind.TagDoomed or ChangeKind.Unpublish or ChangeKind.Unshare or ChangeKind.Delete or ChangeKind.TagSnapshots =>
            target.Planned.Verdict == Decision.Prune && verdicts.TryGetValue(target.Id, out var verdict) && verdict.Decision == Decision.Prune,
        // A proposal is enough to take back our own "no boot image".
        ChangeKind.TagBootImage => verdicts.TryGetValue(target.Id, out var verdict)
            && (verdict.IsBootImage || (verdict.IsNamed && target.IsTagged(Plan))),
        // The plan alone sets no mark, and takes none off.
        ChangeKind.Mark => target.Planned.Mark == MarkChange.Set && verdicts.TryGetValue(target.Id, out var verdict) && verdict.Mark == MarkChange.Set,
        ChangeKind.TakeOffMark => verdicts.TryGetValue(target.Id, out var verdict) && verdict.Mark == MarkChange.TakeOff,
        // No verdict speaks for these, and the journal must not: who can write it could have images made public or snapshots deleted.
        ChangeKind.Publish => target.MayBePublished(Plan, ProgressOf(target)),
        ChangeKind.Share => draft.Accounts is { } accounts && !accounts.Except(target.AccountsToGiveBack(Plan, ProgressOf(target)), StringComparer.Ordinal).Any(),
        ChangeKind.DeleteSnapshot => draft.Snapshot is { } snapshot && target.Snapshots.Contains(snapshot),
        ChangeKind.RestoreTags => target.CarriesTagsToTakeOff(Plan),
        _ => false,
    };

    // What a late call would do in spite of a pin or a protection that came meanwhile; only making good what was begun may take its time.
    private static bool MayGrowWrong(ChangeKind? change) => change is not (ChangeKind.Publish or ChangeKind.Share or ChangeKind.DeleteSnapshot);

    private async Task<StoreReply> CallAsync(TimeSpan longest, Func<CancellationToken, Task<StoreReply>> callAsync)
    {
        using var limit = new CancellationTokenSource(longest, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_inFlight.Token, limit.Token);
        try
        {
            return await callAsync(ending.Token);
        }
        catch (OperationCanceledException)
        {
            return new StoreReply(StoreOutcome.Unknown, "", limit.IsCancellationRequested ? "no answer in time" : "interrupted before an answer came", "");
        }
        catch (EvidenceException refused)
        {
            return new StoreReply(StoreOutcome.Unknown, "", refused.Refusal.What, "");
        }
    }

    private static JournalEntry About(Target target, JournalEntry draft) => draft with { Location = target.Id.Location, Id = target.Id.Id };

    private static NotedState NoteOf(Target target) => new(
        target.Fresh?.Name ?? target.Planned.Name,
        target.Fresh?.Visibility ?? target.Planned.Visibility,
        target.Fresh?.Accounts ?? target.Planned.Accounts ?? [],
        target.Fresh?.Snapshots ?? target.Planned.Snapshots ?? [],
        target.Fresh?.Tags?.GetValueOrDefault(BootImageTag.Key));
}
