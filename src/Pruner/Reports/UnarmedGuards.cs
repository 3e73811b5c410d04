using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Reports;

/// <summary>Protections that are not there: switched off, or without what they compare with.</summary>
internal static class UnarmedGuards
{
    /// <summary>One sentence for each that a run did not have, safe to be shown.</summary>
    /// <param name="policy">The effective policy.</param>
    /// <param name="hadLedger">True when an earlier ledger was there.</param>
    public static ImmutableArray<string> Of(Policy policy, bool hadLedger) =>
    [
        .. hadLedger ? [] : (string[])["There was no earlier ledger: pins that this scan lost could not be noticed."],
        .. Of(hadLedger ? policy : policy with { MaxLostPins = 0 }),
    ];

    /// <summary>One sentence for each that a policy does without, safe to be shown.</summary>
    public static ImmutableArray<string> Of(Policy policy)
    {
        (bool IsOff, string Says)[] guards =
        [
            (policy.MaxLostPins is null, "`max-lost-pins` is `none`: a scan may lose any number of pins."),
            (policy.MinPinnedBuilds is null or 0, "`min-pinned-builds` is `none`: a scan may find no boot image at all."),
            (!policy.Pins.Any(source => string.Equals(source.Repository, PinSource.OpenShiftInstaller.Repository, StringComparison.OrdinalIgnoreCase)), "`openshift/installer` is left out of `pins`: what only it names is not protected, but for the builds known to this version."),
            (policy.Pins.All(source => source.KnownBuilds.IsEmpty), "No builds are known that the scan has to find (`pins.known-builds`)."),
            (policy.Pins.All(source => source.FirstRelease is null), "`pins.first-release` is `none`: no release branch has to be there."),
            (policy.Account is null, "`account` is not set: the credentials decide which account it is."),
            (policy.MaxDeletions is null, "`max-deletions` is `none`: a run may delete any number of images."),
            (policy.MaxDeletionsPercent is null, "`max-deletions-percent` is `none`: a run may delete any share of the images."),
            (policy.MinAge is null, "`min-age` is `none`: young builds are not kept for their age."),
            (policy.KeepNewest is null or 0, "`keep-newest` is `none`: the newest builds are not kept for being so."),
            (policy.IncludeShared, "`include-shared` is `true`: images shared with single accounts are not kept for that."),
        ];
        return [.. guards.Where(guard => guard.IsOff).Select(guard => guard.Says)];
    }
}
