namespace Pruner.Core.Planning;

/// <summary>Why an artifact is kept or pruned; the keeping reasons in the order in which they are asked, most protective first.</summary>
public enum Reason
{
    /// <summary>Something needed to decide is not known, or a date lies in the future.</summary>
    Unknown = 0,

    /// <summary>A metadata document at a commit of a branch or tag names this image.</summary>
    Pinned,

    /// <summary>A metadata document of a pull request names this image or its build.</summary>
    PinnedInPullRequest,

    /// <summary>Its build is pinned: by another image of it, by the known answers, or by an earlier ledger.</summary>
    BuildPinned,

    /// <summary>A pull request's text, or a proposal that does not parse, names this image or its build.</summary>
    NamedByText,

    /// <summary>It carries the tag <c>bootimage=true</c>.</summary>
    TaggedBootImage,

    /// <summary>Instances use it.</summary>
    InUse,

    /// <summary>It is shared with single accounts, or that is not known.</summary>
    Shared,

    /// <summary>It belongs to another account, or that is not known.</summary>
    NotOurs,

    /// <summary>No chosen catalog names it, or its name and the catalog disagree about its build.</summary>
    NotInCatalog,

    /// <summary>It is in a family, encrypted, or a field that tells is absent.</summary>
    Unclear,

    /// <summary>It is still being made, or in a state we do not know.</summary>
    NotReady,

    /// <summary>Its build is younger than the policy's age.</summary>
    TooYoung,

    /// <summary>Its build is among the newest of its stream and architecture.</summary>
    Newest,

    /// <summary>The policy's keep list names its build.</summary>
    KeepList,

    /// <summary>It is not marked yet, or not for as long as the policy's grace.</summary>
    InGrace,

    /// <summary>Nothing keeps it.</summary>
    Unpinned,
}
