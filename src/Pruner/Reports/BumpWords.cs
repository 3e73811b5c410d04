using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Bumps;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>What text and Markdown say of a pull request in the same words. Where others wrote a part of it, it says so.</summary>
internal static class BumpWords
{
    /// <summary>The verdict in one sentence, all words ours.</summary>
    public static string Verdict(BumpReport report)
    {
        var wrong = report.Findings.Count(finding => finding.IsWrong);
        var judged = wrong switch { 0 => "Nothing looks wrong", 1 => "1 thing looks wrong", _ => $"{BuildTable.Number(wrong)} things look wrong" };
        return $"{judged}: pull request {report.Bump.Proposal.Number} {Change(report)}";
    }

    /// <summary>Where it comes from and goes to; holds the names of branch and author.</summary>
    public static string Origin(Proposal proposal)
    {
        var state = Words.Of(proposal.State);
        return $"{state}, to {proposal.BaseBranch} of {proposal.Repository}{(proposal.IsFromFork ? ", from a fork" : "")}{(proposal.Author.Length > 0 ? $", by {proposal.Author}" : "")}";
    }

    /// <summary>Several names in a few words.</summary>
    public static string Regions(ImmutableArray<string> regions) => regions switch
    {
        [] => "",
        [""] => "1",
        [var one] => one,
        _ => $"{BuildTable.Number(regions.Length)} regions",
    };

    /// <summary>What the cloud said of an image.</summary>
    public static (string Exists, string Public, string Tagged) Of(ImageLook look) => look switch
    {
        { Artifact: { } image } => ("yes", image.Visibility switch { Visibility.Public => "yes", Visibility.Private => "no", _ => "unknown" }, image.Tags is null ? "unknown" : BootImageTag.IsTrue(image) ? "yes" : "no"),
        { Status: LookStatus.NotShown } => ("no", "", ""),
        _ => ("not looked", "", ""),
    };

    /// <summary>Why images and builds were not looked at, each reason once; holds what servers said.</summary>
    public static IEnumerable<string> NotLooked(BumpReport report) =>
    [
        .. report.Images.Where(look => look.Status is LookStatus.NotLooked or LookStatus.Unreadable)
            .CountBy(look => look.Note, StringComparer.Ordinal)
            .Select(pair => $"{BuildTable.Count(pair.Value, "image")} not looked at: {pair.Key.TrimEnd('.')}"),
        .. report.Builds.Where(look => look.Status is LookStatus.NotLooked or LookStatus.Unreadable)
            .CountBy(look => look.Note, StringComparer.Ordinal)
            .Select(pair => $"{BuildTable.Count(pair.Value, "build")} not looked up: {pair.Key.TrimEnd('.')}"),
    ];

    /// <summary>Builds on both sides, and those of one side only.</summary>
    public static string Side(NamedBuild build) => build switch { { IsBefore: true, IsAfter: true } => "before and after", { IsBefore: true } => "before", _ => "new" };

    private static string Change(BumpReport report)
    {
        var slots = report.Bump.Slots;
        if (report.Bump.Proposal.Documents.IsEmpty)
        {
            return "touches no metadata file";
        }

        return slots.IsEmpty
            ? "changes no boot image"
            : $"changes {BuildTable.Count(slots.Count(slot => slot is { Before: not null, After: not null }), "boot image")}, adds {BuildTable.Number(slots.Count(slot => slot.Before is null))}, drops {BuildTable.Number(slots.Count(slot => slot.After is null))}";
    }
}
