using System.Collections.Immutable;
using System.Globalization;
using Pruner.Configuration;
using Pruner.Core.History;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>
/// A run as GitHub's Markdown, for job summaries and comments: the verdict first, the parameters last, long tables folded. Pure, and never longer
/// than GitHub takes. Foreign text stands in code spans only, and links lead to commits and pull requests only.
/// </summary>
internal static class SummaryMarkdown
{
    /// <summary>Rows of a table that stands open; a longer one is folded.</summary>
    private const int OpenRows = 25;

    /// <summary>Columns for a sentence that a store or a pull request may have written.</summary>
    private const int SentenceColumns = 400;

    /// <summary>The summary.</summary>
    /// <param name="plan">The plan; null when none was made, or when the ledger says it all.</param>
    /// <param name="ledger">The ledger, also of a rehearsal; null when nothing was carried out.</param>
    /// <param name="facts">What else the run knows.</param>
    /// <param name="most">Most UTF-8 bytes.</param>
    public static string Write(Plan? plan, Ledger? ledger, RunFacts facts, int most = SummaryCut.MostBytes)
    {
        var findings = ledger is not null ? ReportedImage.Of(ledger) : plan is not null ? ReportedImage.Of(plan) : [];
        var builds = ledger is not null ? BuildRow.Of(ledger) : plan is not null ? BuildRow.Of(plan) : [];
        var certificates = ledger?.Certificates ?? plan?.Certificates ?? [];
        var locations = ledger?.Locations ?? plan?.Locations ?? [];
        return SummaryCut.Join(
            [
                Verdict(plan, ledger, facts, builds),
                NotAsPlanned(findings),
                NotRead(locations),
                Pruned(builds, ledger?.Mode switch { RunMode.Apply => "Pruned", RunMode.DryRun => "Would be pruned", _ => "May go" }),
                Kept(findings),
                Marks(ledger is not null ? GraceText.Of(ledger) : plan is not null ? GraceText.Of(plan) : []),
                Witnesses(findings, certificates),
                SummaryPart.Of(TimelineChart.Lines(Timeline.Of(findings, TimelineChart.MostColumns))),
                Regions(findings, locations),
                Doubts(ledger?.LostPins ?? plan?.LostPins ?? [], certificates),
                Bullets("platform", UncoveredText.Markdown(ledger?.WithoutStore ?? plan?.WithoutStore ?? [])),
                Guards(facts),
                Evidence(plan, ledger, certificates),
                Parameters(facts),
            ],
            most);
    }

    /// <summary>The verdict on a run in one line.</summary>
    public static string Heading(Ledger ledger)
    {
        var troubles = ledger.Totals.Failed + ledger.Totals.Unknown;
        return $"{Number(ledger.Totals.Pruned)} of {BuildTable.Count(ledger.Totals.Seen, "image")} {(ledger.Mode == RunMode.DryRun ? "would be pruned" : "pruned")}"
            + (troubles == 0 ? "" : $", {Number(troubles)} not as planned") + (ledger.IsFinished ? "" : ", not finished");
    }

    private static SummaryPart Verdict(Plan? plan, Ledger? ledger, RunFacts facts, ImmutableArray<BuildRow> builds)
    {
        ImmutableArray<string> refusal = facts.Refusal is { } why
            ? ["**The run ended before its end.**", "", $"- What happened: {Sentence(why.What)}", $"- Why it matters: {Sentence(why.Why)}", $"- What to do: {Sentence(why.Remedy)}", ""]
            : [];
        return (plan, ledger) switch
        {
            (_, { } carriedOut) => SummaryPart.Of([$"### {Heading(carriedOut)}", "", .. refusal, Sum(carriedOut, builds), "", .. Unfinished(carriedOut)]),
            ({ } decided, null) => SummaryPart.Of(
                [$"### {Number(PlanGuards.Doomed(decided))} of {BuildTable.Count(decided.Verdicts.Length, "image")} may go", "", .. refusal, Sum(decided, builds), ""]),
            _ => SummaryPart.Of(["### Nothing was decided and nothing was changed", "", .. refusal]),
        };
    }

    private static string Sum(Ledger ledger, ImmutableArray<BuildRow> builds)
    {
        var totals = ledger.Totals;
        var (gone, tagged, rehearsed) = ledger.Mode == RunMode.DryRun ? ("", "to be tagged", " Nothing was changed.") : (" deleted", "newly tagged", "");
        return $"{Number(totals.PrunedGiB)} GiB in {BuildTable.Count(builds.Length, "build")}, {BuildTable.Count(totals.Snapshots, "snapshot")}{gone}. {Number(totals.Kept)} kept, {Number(totals.Tagged)} {tagged} as boot images; {Number(totals.Failed)} failed, {Number(totals.Unknown)} unknown or not reached.{rehearsed}";
    }

    private static string Sum(Plan plan, ImmutableArray<BuildRow> builds) =>
        $"{Number(builds.Sum(row => row.GiB))} GiB in {BuildTable.Count(builds.Length, "build")}. {Number(plan.Verdicts.Length - PlanGuards.Doomed(plan))} are kept. Nothing was changed; the plan can be applied until {PlanText.Minute(plan.Expires)}.";

    private static ImmutableArray<string> Unfinished(Ledger ledger) =>
        ledger.IsFinished ? [] : ["**The run did not come to its end**; the same command, with the same state folder, goes on with it.", ""];

    private static SummaryPart NotAsPlanned(ImmutableArray<ReportedImage> findings)
    {
        var troubles = findings.Where(finding => finding.Fate == Fate.Trouble && finding.Outcome != ArtifactOutcome.NotReached).ToList();
        var notReached = findings.Count(finding => finding.Outcome == ArtifactOutcome.NotReached);
        if (troubles.Count + notReached == 0)
        {
            return SummaryPart.Of();
        }

        return new SummaryPart(
            [
                "#### Not as planned",
                "",
                .. notReached == 0 ? ImmutableArray<string>.Empty : [$"{BuildTable.Count(notReached, "image")} not reached: run the same command again.", ""],
                .. troubles.Count == 0 ? ImmutableArray<string>.Empty : ["| region | image | outcome | what is known | to run |", "| --- | --- | --- | --- | --- |"],
            ],
            // What is still to be looked at comes before what a later run settles by itself.
            [.. troubles.OrderBy(finding => finding.Outcome is ArtifactOutcome.Failed or ArtifactOutcome.Unknown ? 0 : 1).Select(Trouble)],
            [""],
            "image");
    }

    private static string Trouble(ReportedImage finding)
    {
        var remedy = Remedy.Of(finding);
        var command = remedy.Command.Length > SentenceColumns * 2 ? "its note in the ledger has the command" : MarkdownText.Code(remedy.Command);
        return $"| {MarkdownText.Cell(finding.Location)} | {MarkdownText.Cell(finding.Id)} | {Words.Of(finding.Outcome!.Value)} | {MarkdownText.Cell(remedy.Says, SentenceColumns)} | {command} |";
    }

    private static SummaryPart NotRead(ImmutableArray<LocationListing> locations) => Bullets(
        "region",
        locations
            .Where(listing => listing.Status == ListingStatus.Unreadable)
            .Select(listing => $"- region {MarkdownText.Cell(listing.Location)} was not read, and nothing of it was decided: {MarkdownText.Cell(listing.Note, SentenceColumns)}"));

    private static SummaryPart Pruned(ImmutableArray<BuildRow> builds, string title) => Table(
        title,
        "build",
        [.. builds.Select(row => row.Reason).Distinct().Select(reason => $"`{Words.Of(reason)}`: {ReasonWords.Meaning(reason)}."), "", "| build | made | images | GiB | regions | reason |", "| --- | --- | ---: | ---: | --- | --- |"],
        [.. builds.Select(row => $"| {Build(row.Build)} | {Day(row.Made)} | {Number(row.Images)} | {Number(row.GiB)} | {MarkdownText.Cell(BuildTable.Folded(row.Regions, MarkdownText.CellColumns))} | `{Words.Of(row.Reason)}` |")]);

    private static SummaryPart Kept(ImmutableArray<ReportedImage> findings)
    {
        var kept = findings.Where(finding => finding.Verdict == Decision.Keep).GroupBy(finding => finding.Reason).OrderBy(group => ReasonWords.Order(group.Key)).ToList();
        return kept.Count == 0
            ? SummaryPart.Of()
            : SummaryPart.Of(
                [
                    "#### Kept",
                    "",
                    "| kept because | images | builds | meaning |",
                    "| --- | ---: | ---: | --- |",
                    .. kept.Select(group => $"| `{Words.Of(group.Key)}` | {Number(group.Count())} | {Number(group.Select(finding => finding.Build).Distinct(StringComparer.Ordinal).Count())} | {ReasonWords.Meaning(group.Key)} |"),
                    "",
                ]);
    }

    private static SummaryPart Marks(ImmutableArray<string> sentences) =>
        sentences.IsEmpty ? SummaryPart.Of() : SummaryPart.Of(["#### Marks", "", .. sentences.Select(sentence => $"- {sentence}"), ""]);

    private static SummaryPart Witnesses(ImmutableArray<ReportedImage> findings, ImmutableArray<Certificate> certificates)
    {
        var rows = findings
            .Where(finding => finding is { Verdict: Decision.Keep, Witness: not null })
            // The images of a build stand in one document, each at its own place in it.
            .GroupBy(finding => (finding.Reason, finding.Build, Witness: finding.Witness! with { Pointer = "" }))
            .OrderBy(group => ReasonWords.Order(group.Key.Reason))
            .ThenBy(group => group.Key.Build, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Witness.ToString(), StringComparer.Ordinal)
            .Select(group => $"| {Build(group.Key.Build)} | `{Words.Of(group.Key.Reason)}` | {Number(group.Count())} | {Seen(group.Key.Witness, WebAddress.HostOf(certificates, group.Key.Witness))} |")
            .ToImmutableArray();
        return rows.IsEmpty
            ? SummaryPart.Of()
            : SummaryPart.Folded($"Witnesses: {Number(rows.Length)}", "row", ["| build | reason | images | first seen in |", "| --- | --- | ---: | --- |"], rows);
    }

    private static string Seen(Witness witness, string host) => string.Join(
        " ",
        new[]
        {
            MarkdownText.Link(witness.Commit.Length > 12 ? witness.Commit[..12] : witness.Commit, WebAddress.OfCommit(host, witness)),
            MarkdownText.Link(witness.Reference, WebAddress.OfPullRequest(host, witness)),
            MarkdownText.Cell(witness.Path),
        }.Where(piece => piece.Length > 0));

    private static SummaryPart Regions(ImmutableArray<ReportedImage> findings, ImmutableArray<LocationListing> locations)
    {
        var seen = findings.ToLookup(finding => finding.Location, StringComparer.Ordinal);
        var rows = locations
            .Select(listing => listing.Location)
            .Union(seen.Select(group => group.Key), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(region => (Region: region, Listing: locations.FirstOrDefault(listing => string.Equals(listing.Location, region, StringComparison.Ordinal)), Images: seen[region].ToList()))
            .Select(row => $"| {MarkdownText.Cell(row.Region)} | {(row.Listing is null ? "" : Words.Of(row.Listing.Status))} | {Number(row.Images.Count)} | {Number(row.Images.Count(image => image.Fate == Fate.Pruned))} | {Number(row.Images.Count(image => image.Fate is Fate.Pinned or Fate.Kept))} | {Number(row.Images.Count(image => image.Fate == Fate.Trouble))} |")
            .ToImmutableArray();
        return rows.IsEmpty
            ? SummaryPart.Of()
            : SummaryPart.Folded(
                BuildTable.Count(rows.Length, "region"), "region", ["| region | listing | images | pruned | kept | not as planned |", "| --- | --- | ---: | ---: | ---: | ---: |"], rows);
    }

    private static SummaryPart Doubts(ImmutableArray<string> lost, ImmutableArray<Certificate> certificates) => Bullets(
        "remark",
        [
            .. lost.Select(pin => $"- pin no longer found, still protected: {MarkdownText.Cell(pin)}"),
            .. certificates.SelectMany(certificate => certificate.UnreadProposals).Select(proposal => $"- proposal not read as a document, its ids protect: {MarkdownText.Cell(proposal)}"),
        ]);

    private static SummaryPart Guards(RunFacts facts) => facts.Policy is { } policy && UnarmedGuards.Of(policy, facts.HadLedger) is { IsEmpty: false } guards
        ? SummaryPart.Of(["#### Guards that were not armed", "", .. guards.Select(guard => $"- {guard}"), ""])
        : SummaryPart.Of();

    private static SummaryPart Evidence(Plan? plan, Ledger? ledger, ImmutableArray<Certificate> certificates)
    {
        if (certificates.IsEmpty)
        {
            return SummaryPart.Of();
        }

        return SummaryPart.Of(
            [
                .. certificates.SelectMany<Certificate, string>(certificate => [Read(certificate), ""]),
                .. ledger is not null
                    ? [$"Account {MarkdownText.Cell(ledger.Account)}: {MarkdownText.Cell(string.Join(", ", ledger.Streams))}, {PlanText.Minute(ledger.Started)}, {Duration.Of(ledger.Ended - ledger.Started)}, version {MarkdownText.Cell(ledger.ToolVersion)}. Plan {MarkdownText.Cell(ledger.Plan)}", ""]
                    : plan is not null
                        ? [$"Account {MarkdownText.Cell(plan.Account)}: {MarkdownText.Cell(string.Join(", ", plan.Streams))}, {MarkdownText.Cell(string.Join(", ", plan.Architectures))}, made {PlanText.Minute(plan.Created)}, version {MarkdownText.Cell(plan.ToolVersion)}. Plan {MarkdownText.Cell(plan.Digest ?? "")}", ""]
                        : ImmutableArray<string>.Empty,
            ]);
    }

    private static string Read(Certificate certificate)
    {
        var way = certificate.Way switch { HistoryWay.Clone => "a local clone", HistoryWay.Api => "the API", _ => "the API and a clone, which agreed" };
        return $"Evidence: {BuildTable.Count(certificate.Commits, "commit")} and {BuildTable.Count(certificate.PullRequests, "pull request")} of {MarkdownText.Cell(certificate.Repository)}, read through {way}; {BuildTable.Count(certificate.PinnedBuilds, "pinned build")}, {BuildTable.Count(certificate.KnownAnswers, "known answer")} found.";
    }

    private static SummaryPart Parameters(RunFacts facts)
    {
        ImmutableArray<string> rows =
        [
            .. facts.Parameters.Select(parameter => $"| {MarkdownText.Cell(parameter.Key)} | {MarkdownText.Cell(parameter.Value)} |"),
            .. facts.Policy is { } policy ? Settings(policy) : [],
        ];
        return rows.IsEmpty ? SummaryPart.Of() : SummaryPart.Folded("Parameters of the run", "parameter", ["| parameter | value |", "| --- | --- |"], rows);
    }

    /// <summary>The policy as a configuration file spells it; the builds that are known are only counted, and the built-in streams left out.</summary>
    private static IEnumerable<string> Settings(Policy policy) =>
    [
        .. PolicyText.Write(policy with
            {
                Pins = [.. policy.Pins.Select(source => source with { KnownBuilds = [] })],
                Streams = [.. policy.Streams.Where(stream => !BuiltInPolicy.Has(stream))],
            })
            .TrimEnd('\n')
            .Split('\n')
            .Select(line => line.Split(": ", 2))
            .Select(pair => $"| {MarkdownText.Cell(pair[0])} | {MarkdownText.Cell(pair[^1])} |"),
        $"| `pins.known-builds` | {Number(policy.Pins.Sum(source => source.KnownBuilds.Length))} |",
    ];

    private static SummaryPart Table(string title, string noun, ImmutableArray<string> head, ImmutableArray<string> rows) => rows switch
    {
        [] => SummaryPart.Of(),
        { Length: <= OpenRows } => new SummaryPart([$"#### {title}", "", .. head], rows, [""], noun),
        _ => SummaryPart.Folded($"{title}: {BuildTable.Count(rows.Length, noun)}", noun, head, rows),
    };

    private static SummaryPart Bullets(string noun, IEnumerable<string> lines) => lines.ToImmutableArray() is { IsEmpty: false } rows ? new SummaryPart([], rows, [""], noun) : SummaryPart.Of();

    private static string Sentence(string text) => MarkdownText.Cell(text, SentenceColumns);

    private static string Build(string build) => build.Length > 0 ? MarkdownText.Cell(build) : "not known";

    private static string Number(long number) => BuildTable.Number(number);

    private static string Day(DateTimeOffset? made) => made is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
}
