using System.Globalization;
using System.Text;
using System.Text.Json;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>Shows a plan to people and scripts.</summary>
internal static class PlanText
{
    /// <summary>Writes a plan in one of the formats text, json, markdown.</summary>
    public static void Write(TextWriter output, Plan plan, string format)
    {
        switch (format)
        {
            case "json":
                output.Write(Encoding.UTF8.GetString(Document.Write(plan)));
                break;
            case "markdown":
                WriteMarkdown(output, plan);
                break;
            default:
                WriteText(output, plan);
                break;
        }
    }

    /// <summary>The word for a reason, as plans and ledgers spell it.</summary>
    public static string Word(Reason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());

    private static void WriteText(TextWriter output, Plan plan)
    {
        var certificate = plan.Certificate;
        output.WriteLine($"Plan for account {plan.Account}, {string.Join(", ", plan.Streams)}, {plan.Created:yyyy-MM-dd HH:mm} UTC");
        output.WriteLine($"  Evidence   {certificate.Commits} commits and {certificate.PullRequests} pull requests of {certificate.Repository}; {certificate.PinnedBuilds} pinned builds, {certificate.Pins.GetValueOrDefault(plan.Platform)} {plan.Platform} images");
        foreach (var listing in plan.Locations.Where(listing => listing.Status is ListingStatus.Unreadable or ListingStatus.Closed))
        {
            output.WriteLine($"  {(listing.Status == ListingStatus.Closed ? "Closed    " : "NOT READ  ")} {listing.Location}: {listing.Note}");
        }

        foreach (var proposal in certificate.UnreadProposals)
        {
            output.WriteLine($"  Proposal   {proposal}");
        }

        foreach (var lost in certificate.LostPins)
        {
            output.WriteLine($"  Lost pin   {lost} (still protected)");
        }

        WriteReasons(output, plan);
        foreach (var build in Doomed(plan))
        {
            output.WriteLine($"  prune      {build.Name,-26} {build.Images,4} images  {build.GiB,6} GiB  {build.Regions}");
        }

        output.WriteLine($"Prune {PlanGuards.Doomed(plan)} of {plan.Verdicts.Length} images. Digest {plan.Digest}");
    }

    private static void WriteReasons(TextWriter output, Plan plan)
    {
        foreach (var group in plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Keep).GroupBy(verdict => verdict.Reason).OrderBy(group => Order(group.Key)))
        {
            output.WriteLine($"  keep       {Word(group.Key),-26} {group.Count(),4} images");
        }
    }

    private static void WriteMarkdown(TextWriter output, Plan plan)
    {
        output.WriteLine($"### {PlanGuards.Doomed(plan)} of {plan.Verdicts.Length} images may go\n");
        output.WriteLine("| build | images | GiB | regions |\n| --- | ---: | ---: | --- |");
        foreach (var build in Doomed(plan))
        {
            output.WriteLine($"| {Cell(build.Name)} | {build.Images} | {build.GiB} | {Cell(build.Regions)} |");
        }

        output.WriteLine("\n| kept because | images |\n| --- | ---: |");
        foreach (var group in plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Keep).GroupBy(verdict => verdict.Reason).OrderBy(group => Order(group.Key)))
        {
            output.WriteLine($"| {Word(group.Key)} | {group.Count()} |");
        }

        output.WriteLine($"\nPlan `{plan.Digest}`, account {plan.Account}, {plan.Created.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC.");
    }

    private static IEnumerable<(string Name, int Images, long GiB, string Regions)> Doomed(Plan plan) => plan.Verdicts
        .Where(verdict => verdict.Verdict == Decision.Prune)
        .GroupBy(verdict => verdict.Build, StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (
            group.Key,
            group.Count(),
            group.Sum(verdict => verdict.SizeGiB ?? 0),
            string.Join(" ", group.Select(verdict => verdict.Location).Distinct(StringComparer.Ordinal))));

    // Unknown is zero so that it keeps, but it is asked last and shown last.
    private static int Order(Reason reason) => reason == Reason.Unknown ? int.MaxValue : (int)reason;

    // Builds and regions come from documents of others: nothing of them may become Markdown.
    private static string Cell(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' ? c : '?'));
}
