using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Pins;

namespace Pruner.Core.Planning;

/// <summary>The decision about one artifact, with the facts it rests on.</summary>
/// <param name="Artifact">The artifact as found.</param>
/// <param name="Build">Its build id by the catalog, else by its name; empty when neither says.</param>
/// <param name="Stream">Its stream by the catalog, or those that share its build, with commas between; empty when not catalogued.</param>
/// <param name="Architecture">Its architecture by the catalog; empty when not catalogued.</param>
/// <param name="Decision">Keep or prune.</param>
/// <param name="Reason">The first rule that keeps it, or <see cref="Reason.Unpinned"/>.</param>
/// <param name="Detail">The reason in a sentence.</param>
/// <param name="Reasons">Every rule that keeps it, in order.</param>
/// <param name="Witness">Where its pin was seen; null unless a pin keeps it.</param>
public sealed record Verdict(
    Artifact Artifact,
    string Build,
    string Stream,
    string Architecture,
    Decision Decision,
    Reason Reason,
    string Detail,
    ImmutableArray<ReasonGiven> Reasons,
    Witness? Witness)
{
    /// <summary>What is to be done about its mark; null when nothing.</summary>
    public MarkChange? Mark { get; init; }

    /// <summary>Since when it is marked, by its tag and the earlier ledger; null when it is not, and without a grace.</summary>
    public DateTimeOffset? MarkedAt { get; init; }

    /// <summary>When it may go, for one that is marked and that only the grace still keeps.</summary>
    public DateTimeOffset? RipensAt { get; init; }

    /// <summary>
    /// True for an image that merged history names, or whose build it names: it is to carry <c>bootimage=true</c>. A mere proposal is
    /// protected but not tagged: anyone can open one.
    /// </summary>
    public bool IsBootImage => Reasons.Any(given => given.Reason is Reason.Pinned or Reason.BuildPinned);

    /// <summary>True when anything names it or its build, a pull request or a text too: it must not be called no boot image.</summary>
    public bool IsNamed => IsBootImage || Reasons.Any(given => given.Reason is Reason.PinnedInPullRequest or Reason.NamedByText);
}

/// <summary>A rule that keeps, and its sentence.</summary>
/// <param name="Reason">The rule.</param>
/// <param name="Detail">The sentence.</param>
public sealed record ReasonGiven(Reason Reason, string Detail);
