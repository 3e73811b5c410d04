using System.Collections.Immutable;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>The marks of one region: set on what only the grace keeps, taken off what another rule keeps. Nothing else of an image is changed.</summary>
internal sealed class MarkWork(
    ChangeDesk desk, FreshVerdicts fresh, PutBack putBack, RegionLooks looks, Tagging tagging, ApplierOptions options, TimeProvider time)
{
    // Marked by an interrupted run, and named by merged history since: left open, to be tagged.
    private readonly HashSet<Target> _named = [];

    /// <summary>True for a boot image, which is to be tagged, whatever becomes of its mark.</summary>
    public bool IsBootImage(Target target) => target.Planned.IsBootImage || _named.Contains(target);

    /// <summary>Marks targets, and closes them.</summary>
    /// <returns>Those, left open, that an interrupted run marked and that fresh evidence keeps otherwise: their mark is to be taken off.</returns>
    public async Task<IReadOnlyCollection<Target>> SetAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        await looks.DescribeAsync(targets, stop);
        var verdicts = await fresh.VerdictsAsync(stop);
        var (open, withdrawn) = (new List<Target>(), new List<Target>());
        foreach (var target in targets)
        {
            if (desk.ProgressOf(target)?.MarkedAt is { } announced && target.Fresh is { } shown && MarkTag.Read(shown) == announced)
            {
                await SettleMarkedAsync(target, announced);
                switch (verdicts.GetValueOrDefault(target.Id))
                {
                    case { IsBootImage: true }:
                        _named.Add(target);
                        withdrawn.Add(target);
                        break;
                    case { Mark: MarkChange.TakeOff }:
                        withdrawn.Add(target);
                        break;
                    default:
                        await desk.CloseAsync(target, ArtifactOutcome.Marked);
                        break;
                }
            }
            else if (Confirmation.WhyNotToMark(target.Planned, target.Fresh, options.KeepByTag) is { } why)
            {
                await desk.CloseAsync(target, ArtifactOutcome.Kept, $"not marked: {why}");
            }
            else
            {
                open.Add(target);
            }
        }

        // The tag holds whole seconds, and so does the ledger: they are compared.
        var at = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var tags = ImmutableDictionary<string, string>.Empty.Add(BootImageTag.Key, "false").Add(MarkTag.Key, UtcSeconds.Write(at));
        var draft = ChangeDesk.Draft(ChangeKind.Mark) with { MarkedAt = at };
        foreach (var (target, reply) in await tagging.SetAsync(open, draft, tags, some => StillToMarkAsync(some, stop)))
        {
            await putBack.EndIfCredentialsAreRefusedAsync(target, reply);
            await (reply switch
            {
                null => desk.CloseAsync(target, ArtifactOutcome.Kept, "not marked: fresh evidence no longer asks for it"),
                { Outcome: StoreOutcome.Done } => desk.CloseAsync(target, ArtifactOutcome.Marked),
                _ => desk.CloseAsync(target, ArtifactOutcome.Failed, $"kept, but not marked: {PutBack.Say(reply)}"),
            });
        }

        return withdrawn;
    }

    /// <summary>Of targets about to be marked, those that a look of moments ago still shows as planned; the others are closed.</summary>
    private async Task<IReadOnlyCollection<Target>> StillToMarkAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var kept = new HashSet<Target>();
        foreach (var target in await looks.RenewAsync(targets, fresh, stop))
        {
            if (Confirmation.WhyNotToMark(target.Planned, target.Fresh, options.KeepByTag) is { } why)
            {
                await desk.CloseAsync(target, ArtifactOutcome.Kept, $"not marked: {why}");
                kept.Add(target);
            }
        }

        return [.. targets.Where(target => !kept.Contains(target))];
    }

    /// <summary>Takes marks off, and closes the targets that are no boot images.</summary>
    public async Task TakeOffAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        await looks.DescribeAsync(targets, stop);
        var open = new List<Target>();
        foreach (var target in targets)
        {
            if (target.Fresh is null or { Ownership: not Ownership.Own } or { Tags: null })
            {
                await CloseAsync(target, ArtifactOutcome.Kept, "its mark was not taken off: it was not shown whole, or is not ours");
            }
            else if (!MarkTag.IsOn(target.Fresh))
            {
                await SettleAsync(target, ChangeKind.TakeOffMark, "its mark is not shown any more");
                await CloseAsync(target, desk.ProgressOf(target)?.IsDone(ChangeKind.TakeOffMark) == true ? ArtifactOutcome.MarkTakenOff : ArtifactOutcome.Kept);
            }
            else
            {
                open.Add(target);
            }
        }

        var draft = ChangeDesk.Draft(ChangeKind.TakeOffMark);
        var wronglyFalse = WronglyFalse(open, await fresh.VerdictsAsync(stop));
        var replies = await tagging.RemoveAsync(wronglyFalse, draft, [MarkTag.Key, BootImageTag.Key], some => StillWronglyFalseAsync(some, stop));
        List<Target> others = [.. open.Except(replies.Select(pair => pair.Target))];
        replies.AddRange(await tagging.RemoveAsync(others, draft, [MarkTag.Key]));
        foreach (var (target, reply) in replies)
        {
            await putBack.EndIfCredentialsAreRefusedAsync(target, reply);
            await (reply switch
            {
                null => CloseAsync(target, ArtifactOutcome.Kept, "its mark was not taken off: fresh evidence no longer asks for it"),
                { Outcome: StoreOutcome.Done } => CloseAsync(target, ArtifactOutcome.MarkTakenOff),
                _ => CloseAsync(target, ArtifactOutcome.Failed, $"kept, but its mark is still on: {PutBack.Say(reply)}"),
            });
        }
    }

    /// <summary>Closes a boot image, whose mark may have been taken off before it was tagged. That this failed is told here: it was no reason not to tag.</summary>
    public Task CloseBootImageAsync(Target target, ArtifactOutcome ended, string? note = null)
    {
        var before = desk.ProgressOf(target);
        return before?.HasBegun(ChangeKind.TakeOffMark) != true ? desk.CloseAsync(target, ended, note)
            : !before.IsDone(ChangeKind.TakeOffMark) ? desk.CloseAsync(target, ArtifactOutcome.Failed, "kept, but its mark is still on")
            : desk.CloseAsync(target, ended == ArtifactOutcome.Kept ? ArtifactOutcome.MarkTakenOff : ended, note);
    }

    /// <summary>Those that are still called no boot image. Always looked at again: by now a person may have said the opposite, and that is not ours to take off.</summary>
    private async Task<IReadOnlyCollection<Target>> StillWronglyFalseAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        // Renewing evidence can take minutes; the look comes after it.
        var verdicts = await fresh.VerdictsAsync(stop);
        await looks.DescribeAsync(targets, stop);
        return WronglyFalse(targets, verdicts);
    }

    // We called them no boot images when we marked them; what anything names by now, be it a mere proposal, must not be called so.
    private static List<Target> WronglyFalse(IEnumerable<Target> targets, ImmutableDictionary<ArtifactId, Verdict> verdicts) =>
    [
        .. targets.Where(target =>
            !target.Planned.IsBootImage
            && verdicts.GetValueOrDefault(target.Id) is { IsNamed: true }
            && string.Equals(target.Fresh?.Tags?.GetValueOrDefault(BootImageTag.Key), "false", StringComparison.Ordinal)),
    ];

    private Task SettleMarkedAsync(Target target, DateTimeOffset at) => SettleAsync(target, ChangeKind.Mark, $"it is marked since {UtcSeconds.Write(at)}");

    /// <summary>Notes that a change whose answer is not on record was made.</summary>
    private async Task SettleAsync(Target target, ChangeKind change, string how)
    {
        if (desk.ProgressOf(target) is { } before && before.HasBegun(change) && !before.IsDone(change))
        {
            await desk.SettleAsync(target, ChangeDesk.Draft(change), StoreOutcome.Done, how);
        }
    }

    private Task CloseAsync(Target target, ArtifactOutcome ended, string? note = null) =>
        IsBootImage(target) ? Task.CompletedTask : desk.CloseAsync(target, ended, note);
}
