using Pruner.Core.Planning;

namespace Pruner.Output;

/// <summary>Reasons in words.</summary>
internal static class ReasonWords
{
    /// <summary>The reason in half a sentence, for lists.</summary>
    public static string Meaning(Reason reason) => reason switch
    {
        Reason.Unknown => "something needed to decide is not known",
        Reason.Pinned => "a branch or tag names the image",
        Reason.PinnedInPullRequest => "a pull request names the image or its build",
        Reason.BuildPinned => "its build is named, in another region too",
        Reason.NamedByText => "a pull request's text names it",
        Reason.TaggedBootImage => "it is tagged bootimage=true",
        Reason.InUse => "instances use it",
        Reason.Shared => "it is shared with single accounts",
        Reason.NotOurs => "another account owns it",
        Reason.NotInCatalog => "no chosen catalog names it",
        Reason.Unclear => "in a family, encrypted, or a fact is absent",
        Reason.NotReady => "it is still being made, or in an unknown state",
        Reason.TooYoung => "its build is younger than min-age",
        Reason.Newest => "its build is among the newest of its stream",
        Reason.KeepList => "the configuration names its build",
        Reason.InGrace => "it is not marked yet, or not for long enough",
        Reason.Unpinned => "never named as a boot image, kept by no rule",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };

    /// <summary>Where a reason stands in a list: unknown is zero so that it keeps, but only the grace is asked and shown after it.</summary>
    public static int Order(Reason reason) => reason switch
    {
        Reason.InGrace => int.MaxValue,
        Reason.Unknown => int.MaxValue - 1,
        _ => (int)reason,
    };
}
