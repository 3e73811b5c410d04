using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Records;
using Pruner.Core.Reporting;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>
/// A ledger as one HTML file that asks nobody for anything: style, script and data are in it, and its policy (CSP) lets the browser load nothing and
/// run this one script only. Pure: the same ledger gives the same bytes.
/// </summary>
internal static partial class LedgerPage
{
    private static readonly string _style = Resource("page.css");
    private static readonly string _script = Resource("page.js");
    private static readonly string _frame = Resource("page.html");

    /// <summary>The file, UTF-8.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="report">What is there, to be shown besides; null leaves that section out.</param>
    public static byte[] Write(Ledger ledger, InventoryReport? report = null)
    {
        var pieces = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["policy"] = $"default-src 'none'; style-src '{HashOf(_style)}'; script-src '{HashOf(_script)}'; base-uri 'none'; form-action 'none'",
            ["style"] = _style,
            ["script"] = _script,
            ["title"] = Text(SummaryMarkdown.Heading(ledger)),
            ["run"] = Text($"{(ledger.Mode == RunMode.DryRun ? "Dry run: nothing was changed. " : "")}Account {ledger.Account}, {string.Join(", ", ledger.Streams)}, {PlanText.Minute(ledger.Started)}, {Duration.Of(ledger.Ended - ledger.Started)}"),
            ["warnings"] = Lines(Warnings(ledger).Select(warning => $"<p class=\"note\">{Text(warning)}</p>")),
            ["totals"] = Lines(Totals(ledger)),
            ["reasons"] = Lines(Reasons(ledger)),
            ["regions"] = Lines(Regions(ledger)),
            ["report"] = report is null ? "" : ReportHtml.Section(report),
            ["evidence"] = Text($"Evidence: {string.Join("; ", ledger.Certificates.Select(Read))}; {BuildTable.Count(ledger.PinnedBuilds, "pinned build")}."),
            ["origin"] = Text($"Plan {ledger.Plan}, journal up to {ledger.JournalHead}, version {ledger.ToolVersion}."),
            ["data"] = Encoding.UTF8.GetString(PageData.Write(ledger)),
        };

        // All places at once: what is put in is not looked at again, whatever it looks like.
        return Encoding.UTF8.GetBytes(Place().Replace(_frame, match => pieces[match.Groups["name"].Value]));
    }

    private static string Read(Certificate certificate) =>
        $"{BuildTable.Count(certificate.Commits, "commit")} and {BuildTable.Count(certificate.PullRequests, "pull request")} of {certificate.Repository} at {certificate.Host}";

    private static IEnumerable<string> Warnings(Ledger ledger) =>
    [
        .. ledger.IsFinished ? ImmutableArray<string>.Empty : ["The run did not come to its end; the same command, with the same state folder, goes on with it."],
        .. ledger.Locations.Where(listing => listing.Status == ListingStatus.Unreadable).Select(listing => $"Region {listing.Location} was not read, and nothing of it was decided: {listing.Note}"),
    ];

    private static IEnumerable<string> Totals(Ledger ledger)
    {
        var totals = ledger.Totals;
        (string Noun, long Count, string Class)[] tiles =
        [
            ("images seen", totals.Seen, ""),
            (ledger.Mode == RunMode.DryRun ? "would be pruned" : "pruned", totals.Pruned, "pruned"),
            ("GiB of them", totals.PrunedGiB, "pruned"),
            ("snapshots", totals.Snapshots, "pruned"),
            ("kept", totals.Kept, "pinned"),
            (ledger.Mode == RunMode.DryRun ? "to be tagged" : "newly tagged", totals.Tagged, "pinned"),
            .. totals.Marked is { } marked ? [(ledger.Mode == RunMode.DryRun ? "to be marked" : "newly marked", (long)marked, "")] : Array.Empty<(string, long, string)>(),
            ("failed", totals.Failed, totals.Failed == 0 ? "" : "trouble"),
            ("unknown", totals.Unknown, totals.Unknown == 0 ? "" : "trouble"),
        ];
        return tiles.Select(tile => $"<div class=\"{tile.Class}\"><dt>{tile.Noun}</dt><dd>{BuildTable.Number(tile.Count)}</dd></div>");
    }

    private static IEnumerable<string> Reasons(Ledger ledger) => ledger.Entries
        .CountBy(entry => entry.Reason)
        .OrderBy(pair => ReasonWords.Order(pair.Key))
        .Select(pair => $"<tr><td>{Words.Of(pair.Key)}</td><td class=\"number\">{BuildTable.Number(pair.Value)}</td><td>{Text(ReasonWords.Meaning(pair.Key))}</td></tr>");

    private static IEnumerable<string> Regions(Ledger ledger)
    {
        var images = ledger.Entries.ToLookup(entry => entry.Location, StringComparer.Ordinal);
        return ledger.Locations
            .OrderBy(listing => listing.Location, StringComparer.Ordinal)
            .Select(listing => $"<tr><td>{Text(listing.Location)}</td><td class=\"number\">{BuildTable.Number(images[listing.Location].Count())}</td><td class=\"number\">{BuildTable.Number(images[listing.Location].Count(entry => ReportedImage.Of(entry).Fate == Fate.Pruned))}</td><td>{Words.Of(listing.Status)}</td></tr>");
    }

    private static string Text(string foreign) => HtmlText.Of(foreign);

    private static string Lines(IEnumerable<string> lines) => HtmlText.Lines(lines);

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(LedgerPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("\\{\\{(?<name>[a-z]+)\\}\\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
