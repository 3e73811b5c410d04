using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>A plan as GitHub's Markdown, for job summaries and comments.</summary>
internal static class PlanMarkdown
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(Plan plan)
    {
        yield return $"### {PlanGuards.Doomed(plan)} of {plan.Verdicts.Length} images may go";
        yield return "";
        foreach (var line in MarkdownText.Builds(BuildRow.Of(plan)))
        {
            yield return line;
        }

        yield return "";
        foreach (var line in MarkdownText.Keeps(plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Keep).CountBy(verdict => verdict.Reason)))
        {
            yield return line;
        }

        yield return "";
        foreach (var listing in plan.Locations.Where(listing => listing.Status == ListingStatus.Unreadable))
        {
            yield return $"- region {MarkdownText.Code(listing.Location)} was not read: {MarkdownText.Code(listing.Note)}";
        }

        foreach (var pin in plan.Certificate.LostPins)
        {
            yield return $"- pin no longer found, still protected: {MarkdownText.Code(pin)}";
        }

        foreach (var proposal in plan.Certificate.UnreadProposals)
        {
            yield return $"- proposal not read as a document, its ids protect: {MarkdownText.Code(proposal)}";
        }

        yield return "";
        yield return $"Account {MarkdownText.Code(plan.Account)}, made {PlanText.Minute(plan.Created)}. Plan {MarkdownText.Code(plan.Digest ?? "")}";
    }
}
