using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Applying;

/// <summary>Leaves targets alone that are not deleted after all, as they were before.</summary>
internal sealed class PutBack(IArtifactStore store, ChangeDesk desk, RegionLooks looks)
{
    /// <summary>Why an image is not made public again.</summary>
    public const string NotMadePrivate = "its own tags do not bear out that this run made it private; look first whether that is so";

    /// <summary>Why an image is not shared again.</summary>
    public const string NotUnshared = "its own tags do not bear out that this run took its shares off; look first whether that is so";

    /// <summary>Why an image is not made public again yet: what is public cannot be shared, so that its shares could never be given back.</summary>
    public const string PublicLast = "it is made public only when it is shared as before";

    /// <summary>The tag of a boot image.</summary>
    public static ImmutableDictionary<string, string> BootImageTags { get; } = ImmutableDictionary<string, string>.Empty.Add(BootImageTag.Key, "true");

    /// <summary>Puts back what the store would not go on with, or, without a reply, what fresh evidence keeps.</summary>
    public async Task RefusedAsync(Target target, string what, StoreReply? reply)
    {
        await EndIfCredentialsAreRefusedAsync(target, reply);
        await AllAsync(target, reply is null ? "fresh evidence keeps it" : $"{what}: {Say(reply)}", isRefused: reply is not null);
    }

    /// <summary>
    /// "Forbidden" may be a key that expired: then the read made here ends the run with the target open, so that the next run goes on with it,
    /// instead of closing it half done.
    /// </summary>
    public async Task EndIfCredentialsAreRefusedAsync(Target target, StoreReply? reply)
    {
        if (reply?.Outcome == StoreOutcome.Forbidden)
        {
            await looks.DescribeAsync([target], desk.Stop);
        }
    }

    /// <summary>Leaves a target alone, after putting back whatever of it was changed.</summary>
    /// <param name="target">The target.</param>
    /// <param name="why">Why it is not deleted.</param>
    /// <param name="isRefused">True when the store would not; false when a fact or the evidence has changed, which is no failure.</param>
    public async Task AllAsync(Target target, string why, bool isRefused = false)
    {
        var before = desk.ProgressOf(target);
        if (before?.Noted is null)
        {
            await desk.CloseAsync(target, isRefused ? ArtifactOutcome.PutBack : ArtifactOutcome.Spared, why);
            return;
        }

        var noted = NotedIn(target, before.Noted);
        var failures = new List<string>();
        var accounts = target.AccountsToGiveBack(desk.Plan, before);
        if (!accounts.IsEmpty)
        {
            await TryAsync(ChangeDesk.Draft(ChangeKind.Share) with { Accounts = accounts }, token => store.ShareAsync(target.Id, accounts, token));
        }

        if (before.AccountsRemoved.Intersect(noted.Accounts, StringComparer.Ordinal).Except(accounts, StringComparer.Ordinal).Any())
        {
            failures.Add(NotUnshared);
        }

        if (target.MayBePublished(desk.Plan, before))
        {
            if (failures.Count == 0)
            {
                await TryAsync(ChangeDesk.Draft(ChangeKind.Publish), token => store.SetVisibilityAsync(target.Id, Visibility.Public, token));
            }
            else
            {
                failures.Add(PublicLast);
            }
        }
        else if (before.HasBegun(ChangeKind.Unpublish) && noted.Visibility == Visibility.Public && target.Fresh?.Visibility != Visibility.Public)
        {
            failures.Add(NotMadePrivate);
        }

        if ((target.IsTagged(desk.Plan) || before.HasBegun(ChangeKind.TagDoomed)) && (await desk.AllowedAsync([target], ChangeKind.TagBootImage))[true].Any())
        {
            await TryAsync(ChangeDesk.Draft(ChangeKind.TagBootImage), token => store.TagAsync(target.Id.Location, [target.Id.Id], BootImageTags, token));
        }

        var byHand = store.CommandToPutBack(target.Id, noted);
        await (failures.Count == 0
            ? desk.CloseAsync(target, isRefused ? ArtifactOutcome.PutBack : ArtifactOutcome.Spared, why)
            : desk.CloseAsync(
                target,
                ArtifactOutcome.Failed,
                $"{why}; putting it back was refused ({string.Join("; ", failures)}).{(byHand.Length > 0 ? $" By hand: {byHand}" : "")}"));

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

    /// <summary>What was noted of a target, as far as the approved plan says the same: others may have written the journal.</summary>
    public static NotedState NotedIn(Target target, NotedState noted) => noted with
    {
        Visibility = noted.Visibility == target.Planned.Visibility ? noted.Visibility : Visibility.Unknown,
        Accounts = [.. noted.Accounts.Intersect(target.Planned.Accounts ?? [], StringComparer.Ordinal)],
        Snapshots = [.. noted.Snapshots.Intersect(target.Planned.Snapshots ?? [], StringComparer.Ordinal)],
    };

    /// <summary>A reply in words.</summary>
    public static string Say(StoreReply reply) => $"{reply.Code} {reply.Message}".Trim();
}
