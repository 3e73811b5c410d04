namespace Pruner.Sandbox.Seed;

/// <summary>What a run over 4.10 with the default policy must do to an image.</summary>
public enum SeedFate
{
    /// <summary>Kept as it is.</summary>
    Kept,

    /// <summary>A boot image: kept, its visibility and shares untouched, tagged <c>bootimage=true</c>.</summary>
    Pinned,

    /// <summary>Deleted, with the snapshots that no other image uses.</summary>
    Pruned,
}

/// <summary>Why; the keeping reasons most protective first. The first that holds for an image is its reason.</summary>
public enum SeedReason
{
    /// <summary>A branch's history names the image.</summary>
    Pinned,

    /// <summary>A pull request's document pins the image or its build.</summary>
    PinnedInPullRequest,

    /// <summary>Its build is pinned by another image, in another cloud or architecture.</summary>
    BuildPinned,

    /// <summary>A pull request's text, or its document that is no JSON, names the image or its build.</summary>
    NamedByText,

    /// <summary>Somebody tagged it <c>bootimage=true</c>.</summary>
    TaggedBootImage,

    /// <summary>Instances use it.</summary>
    InUse,

    /// <summary>Shared with an account.</summary>
    Shared,

    /// <summary>Owned by another account.</summary>
    NotOurs,

    /// <summary>No catalog of 4.10 knows it, or its name and the catalog disagree.</summary>
    NotInCatalog,

    /// <summary>In a family, encrypted, or a field is absent.</summary>
    Unclear,

    /// <summary>Still being made.</summary>
    NotReady,

    /// <summary>Too young.</summary>
    TooYoung,

    /// <summary>Among the newest three builds.</summary>
    Newest,

    /// <summary>The configuration's keep list names its build.</summary>
    KeepList,

    /// <summary>Its build does not say when it was made.</summary>
    Unknown,

    /// <summary>Nothing keeps it.</summary>
    Unpinned,
}

/// <summary>What must become of one image: stated where the image is made up, not computed from it.</summary>
/// <param name="RegionId">Its region.</param>
/// <param name="ImageId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Fate">What must happen.</param>
/// <param name="Reason">Why.</param>
public sealed record SeedExpectation(string RegionId, string ImageId, string Name, SeedFate Fate, SeedReason Reason);
