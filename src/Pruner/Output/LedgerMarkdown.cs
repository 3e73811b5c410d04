using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>A ledger as GitHub's Markdown, for job summaries and comments.</summary>
internal static class LedgerMarkdown
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(Ledger ledger)
    {
        yield return $"### {LedgerText.Sum(ledger)}";
        yield return "";
        foreach (var listing in ledger.Locations.Where(listing => listing.Status == ListingStatus.Unreadable))
        {
            yield return $"- region {MarkdownText.Code(listing.Location)} was not read: {MarkdownText.Code(listing.Note)}";
        }

        foreach (var entry in ledger.Entries.Where(LedgerText.IsTrouble))
        {
            yield return $"- {MarkdownText.Code($"{entry.Location} {entry.Id}")}: {Words.Of(entry.Outcome)} {MarkdownText.Code(entry.Note ?? "")}".TrimEnd();
        }

        if (!ledger.IsFinished)
        {
            yield return "- **The run did not come to its end**; the same command goes on with it.";
        }

        yield return "";
        foreach (var line in MarkdownText.Builds(BuildRow.Of(ledger)))
        {
            yield return line;
        }

        yield return "";
        foreach (var line in MarkdownText.Keeps(ledger.Entries.Where(entry => entry.Verdict == Decision.Keep).CountBy(entry => entry.Reason)))
        {
            yield return line;
        }

        yield return "";
        yield return $"Account {MarkdownText.Code(ledger.Account)}, {PlanText.Minute(ledger.Started)}. Plan {MarkdownText.Code(ledger.Plan)}";
    }
}
