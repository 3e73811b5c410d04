using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;

namespace Pruner.Core.Planning;

/// <summary>Mark first, delete in a later run: which marks count, what they keep, and what is to be done about them.</summary>
internal static class Grace
{
    // They fire where the chosen catalogs do not tell, too: of an image of another stream they say nothing.
    private static readonly ImmutableHashSet<Reason> OfCatalog =
        [Reason.NotInCatalog, Reason.TooYoung, Reason.Newest, Reason.KeepList, Reason.Unknown, Reason.InGrace];

    /// <summary>Since when an artifact is marked.</summary>
    /// <param name="artifact">As its store described it: its tag must say so.</param>
    /// <param name="remembered">What the earlier ledger has: it must say the same of the same artifact.</param>
    /// <param name="now">The run's time; a mark from the future does not count.</param>
    /// <returns>Null when anything is missing, unreadable or different: the time then begins anew.</returns>
    public static DateTimeOffset? MarkedAt(Artifact artifact, LedgerMark? remembered, DateTimeOffset now) =>
        MarkTag.Read(artifact) is { } tagged
        && remembered is { } mark
        && mark.At == tagged
        && mark.Created == artifact.CreatedAt
        && string.Equals(mark.Name, artifact.Name, StringComparison.Ordinal)
        && tagged <= now
            ? tagged
            : null;

    /// <summary>The rule: what is not marked long enough is kept.</summary>
    public static string? Keep(Subject subject)
    {
        if (subject.Policy.Grace is not { } grace)
        {
            return null;
        }

        if (subject.MarkedAt is not { } since)
        {
            return string.Create(CultureInfo.InvariantCulture, $"not marked yet; kept until it has been for {grace.TotalDays:0.#} days");
        }

        var elapsed = subject.Now - since;
        return elapsed < grace
            ? string.Create(CultureInfo.InvariantCulture, $"marked {elapsed.TotalDays:0.#} days ago, kept until {grace.TotalDays:0.#}")
            : null;
    }

    /// <summary>What is to be done about an artifact's mark; null when nothing, and always without a grace.</summary>
    /// <param name="subject">The artifact.</param>
    /// <param name="reasons">Every rule that keeps it.</param>
    public static MarkChange? ChangeOf(Subject subject, ImmutableArray<ReasonGiven> reasons) => subject switch
    {
        { Policy.Grace: null } => null,
        _ when IsOnlyInGrace(reasons) => subject.MarkedAt is null ? MarkChange.Set : null,
        { Artifact.Ownership: Ownership.Own } when MarkTag.IsOn(subject.Artifact) && IsKeptOtherwise(subject, reasons) => MarkChange.TakeOff,
        _ => null,
    };

    /// <summary>When the grace of an artifact ends that nothing else keeps; null when it is not marked, or not in grace.</summary>
    public static DateTimeOffset? RipensAt(Subject subject, ImmutableArray<ReasonGiven> reasons) =>
        IsOnlyInGrace(reasons) && subject is { MarkedAt: { } since, Policy.Grace: { } grace }
            ? (grace < DateTimeOffset.MaxValue - since ? since + grace : DateTimeOffset.MaxValue)
            : null;

    private static bool IsOnlyInGrace(ImmutableArray<ReasonGiven> reasons) => reasons is [{ Reason: Reason.InGrace }];

    // Runs on different streams share one account: the one must not undo the marks of the other for want of a catalog.
    private static bool IsKeptOtherwise(Subject subject, ImmutableArray<ReasonGiven> reasons) =>
        reasons.Any(given => subject.Places.IsEmpty ? !OfCatalog.Contains(given.Reason) : given.Reason != Reason.InGrace);
}
