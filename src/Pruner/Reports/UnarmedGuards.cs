using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Reports;

/// <summary>Protections that a run did not have: switched off, or without what they compare with.</summary>
internal static class UnarmedGuards
{
    /// <summary>One sentence for each, safe to be shown.</summary>
    /// <param name="policy">The effective policy.</param>
    /// <param name="hadLedger">True when an earlier ledger was there.</param>
    public static ImmutableArray<string> Of(Policy policy, bool hadLedger)
    {
        (bool IsOff, string Says)[] guards =
        [
            (!hadLedger, "There was no earlier ledger: pins that this scan lost could not be noticed."),
            (hadLedger && policy.MaxLostPins is null, "`max-lost-pins` is `none`: a scan may lose any number of pins."),
            (policy.MinPinnedBuilds is null or 0, "`min-pinned-builds` is `none`: a scan may find no boot image at all."),
            (policy.Pins.All(source => source.KnownBuilds.IsEmpty), "No builds are known that the scan had to find (`pins.known-builds`)."),
            (policy.Pins.All(source => source.FirstRelease is null), "`pins.first-release` is `none`: no release branch had to be there."),
            (policy.Account is null, "`account` is not set: the credentials decided which account it was."),
            (policy.MaxDeletions is null, "`max-deletions` is `none`: a run may delete any number of images."),
            (policy.MaxDeletionsPercent is null, "`max-deletions-percent` is `none`: a run may delete any share of the images."),
            (policy.MinAge is null, "`min-age` is `none`: young builds were not kept for their age."),
            (policy.KeepNewest is null or 0, "`keep-newest` is `none`: the newest builds were not kept for being so."),
            (policy.IncludeShared, "`include-shared` is `true`: images shared with single accounts were not kept for that."),
        ];
        return [.. guards.Where(guard => guard.IsOff).Select(guard => guard.Says)];
    }
}
