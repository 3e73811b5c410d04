using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;

namespace Pruner.Core.Planning;

/// <summary>
/// The keeping rules, in order. Each is asked for every artifact, so that a report can say all that protects it;
/// the first that fires is the reason. A rule returns a sentence when it keeps, null when it has nothing to say.
/// </summary>
internal static class Rules
{
    /// <summary>
    /// All rules, most protective first. <see cref="Reason.Unknown"/> asks what those before it took for granted. <see cref="Reason.InGrace"/> is last:
    /// only what no other rule keeps is marked.
    /// </summary>
    public static ImmutableArray<(Reason Reason, Func<Subject, string?> Ask)> All { get; } =
    [
        (Reason.Pinned, Pinned),
        (Reason.PinnedInPullRequest, PinnedInPullRequest),
        (Reason.BuildPinned, BuildPinned),
        (Reason.NamedByText, NamedByText),
        (Reason.TaggedBootImage, TaggedBootImage),
        (Reason.InUse, InUse),
        (Reason.Shared, Shared),
        (Reason.NotOurs, NotOurs),
        (Reason.NotInCatalog, NotInCatalog),
        (Reason.Unclear, Unclear),
        (Reason.NotReady, NotReady),
        (Reason.TooYoung, TooYoung),
        (Reason.Newest, Newest),
        (Reason.KeepList, KeepList),
        (Reason.Unknown, Unknown),
        (Reason.InGrace, Grace.Keep),
    ];

    /// <summary>The pin behind a pin reason.</summary>
    public static Pin? Witnessed(Subject subject, Reason reason) => reason switch
    {
        Reason.Pinned => ImagePin(subject, PinOrigin.Merged),
        Reason.PinnedInPullRequest => ImagePin(subject, PinOrigin.PullRequest) ?? BuildPin(subject, PinOrigin.PullRequest),
        Reason.BuildPinned => BuildPin(subject, PinOrigin.Merged, PinOrigin.Known, PinOrigin.EarlierLedger)
            ?? ImagePin(subject, PinOrigin.Known, PinOrigin.EarlierLedger),
        Reason.NamedByText => ImagePin(subject, PinOrigin.Text) ?? BuildPin(subject, PinOrigin.Text),
        _ => null,
    };

    private static string? Pinned(Subject subject) =>
        Witnessed(subject, Reason.Pinned) is { } pin ? $"named by {pin.Witness}" : null;

    private static string? PinnedInPullRequest(Subject subject) =>
        Witnessed(subject, Reason.PinnedInPullRequest) is { } pin ? $"{WhatIsNamed(pin)} by {pin.Witness}" : null;

    private static string? BuildPinned(Subject subject) =>
        Witnessed(subject, Reason.BuildPinned) is { } pin ? $"{WhatIsNamed(pin)} by {pin.Witness}" : null;

    private static string? NamedByText(Subject subject) =>
        Witnessed(subject, Reason.NamedByText) is { } pin ? $"{WhatIsNamed(pin)} in the text of {pin.Witness}" : null;

    private static string? TaggedBootImage(Subject subject) =>
        subject.Artifact.Tags is null ? "its tags are not known"
        : BootImageTag.IsTrue(subject.Artifact) ? $"tagged {BootImageTag.Key}=true"
        : null;

    private static string? InUse(Subject subject) => subject.Artifact.Usage switch
    {
        Usage.Unused => null,
        Usage.InUse => "instances use it",
        _ => "whether instances use it is not known",
    };

    private static string? Shared(Subject subject) => subject.Artifact.Sharing switch
    {
        Sharing.NotShared => null,
        Sharing.Shared when subject.Policy.IncludeShared => null,
        Sharing.Shared => "shared with at least one account",
        _ => "whether it is shared is not known",
    };

    private static string? NotOurs(Subject subject) => subject.Artifact.Ownership switch
    {
        Ownership.Own => null,
        Ownership.Foreign => "owned by another account",
        _ => "its owner is not known",
    };

    private static string? NotInCatalog(Subject subject) => subject.CataloguedBuilds switch
    {
        [] => "no chosen catalog names it",
        [var only] when subject.NamedBuilds is [var named] && named.Equals(only.Id) => null,
        [var only] => $"the catalog says build {only.Id}, its name says {(subject.NamedBuilds.IsEmpty ? "none" : string.Join(", ", subject.NamedBuilds))}",
        var several => $"{several.Length} builds of the catalog name it",
    };

    private static string? Unclear(Subject subject) => subject.Artifact switch
    {
        { Family: Membership.Member } => "in an image family",
        { Family: Membership.Unknown } => "whether it is in an image family is not known",
        { Encryption: Encryption.Encrypted } => "encrypted",
        { Encryption: Encryption.Unknown } => "whether it is encrypted is not known",
        { Visibility: Visibility.Unknown } => "whether it is public is not known",
        { CreatedAt: null } => "its creation time is not known",
        { Snapshots: null } => "its snapshots are not known",
        _ => null,
    };

    private static string? NotReady(Subject subject) => subject.Artifact.State switch
    {
        ArtifactState.Available or ArtifactState.Deprecated or ArtifactState.Unavailable or ArtifactState.Failed => null,
        ArtifactState.BeingMade => "still being made",
        _ => "in a state we do not know",
    };

    private static string? TooYoung(Subject subject)
    {
        var required = subject.Retentions.Max(retention => retention.MinAge);
        // Where no age counts, a region that was left out on purpose matters no more; what could not be read may hold anything, a date in the future too.
        if (subject.Siblings?.Unread is { } unread && (required > TimeSpan.Zero || unread.Status == ListingStatus.Unreadable))
        {
            return $"its build is in {unread.Location} too, which was not read: its image there may be younger";
        }

        if (required is not { } minAge || BornAt(subject) is not { } bornAt || subject.Siblings is not { } siblings)
        {
            return null;
        }

        var age = subject.Now - bornAt;
        // A build that was copied to more regions may be on its way to become a boot image: it counts half its age.
        var counted = siblings.Locations > 1 ? age / 2 : age;
        return counted < minAge
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{age.TotalDays:0.#} days old{(siblings.Locations > 1 ? $" in {siblings.Locations} regions (counts half)" : "")}, kept until {minAge.TotalDays:0.#}")
            : null;
    }

    private static string? Newest(Subject subject) =>
        subject.Places.FirstOrDefault(place => place.IsNewest) is { } place
            ? $"its build is among the newest {place.Retention.KeepNewest} of {place.Entry.Build.Stream} {place.Entry.Build.Architecture}"
            : null;

    private static string? KeepList(Subject subject) =>
        subject.Retentions
            .SelectMany(retention => retention.Keep)
            .FirstOrDefault(rule => rule.IsCarriedBy(subject.Artifact) || subject.PossibleBuilds.Any(rule.Names)) is { } rule
            ? $"in the keep list: {rule.Reason}"
            : null;

    private static string? Unknown(Subject subject)
    {
        if (subject.Build is not { } build || subject.Siblings is not { } siblings)
        {
            return "it has no single build";
        }

        if (build.Id.Date is not { } buildDate)
        {
            return $"the build id {build.Id} holds no date";
        }

        if (subject.BuiltAt is not { } builtAt)
        {
            return "its build's timestamp is not known";
        }

        if (siblings.YoungestImage is not { } youngest)
        {
            return "an image of its build has no creation time";
        }

        return new[] { buildDate, builtAt, youngest }.Max() > subject.Now ? "a date of it lies in the future" : null;
    }

    // The latest of build date, build timestamp and youngest image: what is younger protects.
    private static DateTimeOffset? BornAt(Subject subject)
    {
        DateTimeOffset?[] dates = [subject.Build?.Id.Date, subject.BuiltAt, subject.Siblings?.YoungestImage, subject.Artifact.CreatedAt];
        return dates.Max();
    }

    private static Pin? ImagePin(Subject subject, params ReadOnlySpan<PinOrigin> origins) =>
        subject.Pins.OfImage(subject.Artifact.Id) is { } pin && origins.Contains(pin.Origin) ? pin : null;

    private static Pin? BuildPin(Subject subject, params ReadOnlySpan<PinOrigin> origins) =>
        subject.Pins.OfBuilds(subject.PossibleBuilds) is { } pin && origins.Contains(pin.Origin) ? pin : null;

    private static string WhatIsNamed(Pin pin) => pin switch
    {
        { Build: null } => $"{pin.ImageId} is named",
        { ImageId.Length: > 0 } => $"build {pin.Build} is named, with image {pin.ImageId},",
        _ => $"build {pin.Build} is named",
    };
}
