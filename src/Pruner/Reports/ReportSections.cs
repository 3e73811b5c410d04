using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Reporting;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>A report in sections: what text, Markdown and the page have in common. Pure.</summary>
internal static class ReportSections
{
    private static readonly ReportColumn _region = new("region", ReportCellKind.Foreign);

    /// <summary>The sections that have something to say.</summary>
    public static ImmutableArray<ReportSection> Of(InventoryReport report) =>
    [
        .. new[]
        {
            Counts("By platform", "platform", report.Platforms, ""),
            Counts("By region", "region", [.. report.Regions.OrderByDescending(row => row.Images).ThenBy(row => row.Name, StringComparer.Ordinal)], ""),
            Counts("By architecture", "architecture", report.Architectures, "not in a chosen catalog"),
            Counts("By age of the image", "age", report.Ages, "date not known, or in the future"),
            Quota(report.Quota),
            Pinned("Pinned images that are not there", "Asked for by id, and no answer shows them.", report.Pins.Missing),
            Pinned("Pinned images that are private", "Nobody but this account, and those it shares them with, can boot from them.", report.Pins.Private),
            Tags(report.Tags),
            Loose(report.Snapshots),
            Snapshots(report.Snapshots),
            WithoutStore(report.WithoutStore),
            NotLookedAt(report),
        }.Where(section => !section.Rows.IsEmpty),
    ];

    /// <summary>What the report is of.</summary>
    public static string Heading(InventoryReport report) =>
        $"What is there for account {report.Account}: {string.Join(", ", report.Streams)}, {PlanText.Minute(report.Created)}";

    /// <summary>What it rests on.</summary>
    public static string Ground(InventoryReport report) =>
        $"Evidence: {string.Join("; ", report.Evidence.Select(read => $"{BuildTable.Count(read.Commits, "commit")} and {BuildTable.Count(read.PullRequests, "pull request")} of {read.Repository}, {BuildTable.Count(read.PinnedBuilds, "pinned build")}"))}";

    /// <summary>How much there is, our own words.</summary>
    public static string Total(InventoryReport report)
    {
        string[] besides =
        [
            .. Some(report.Total.WithoutSize, "without a known size"),
            .. Some(report.Total.WithoutBuild, "without a build"),
            .. report.ForeignImages == 0 ? [] : new[] { $"besides {BuildTable.Number(report.ForeignImages)} of other accounts" },
        ];
        return $"{BuildTable.Count(report.Total.Images, "image")} of {BuildTable.Count(report.Total.Builds, "build")}, {BuildTable.Number(report.Total.SizeGiB)} GiB{(besides.Length == 0 ? "" : $" ({string.Join(", ", besides)})")}";
    }

    /// <summary>What was found, our own words.</summary>
    public static string Sum(InventoryReport report)
    {
        string[] found =
        [
            .. Some(report.Pins.Missing.Length, $"pinned {Images(report.Pins.Missing.Length)} missing"),
            .. Some(report.Pins.Private.Length, $"pinned {Images(report.Pins.Private.Length)} private"),
            .. Some(report.Tags.Contradictions.Length, report.Tags.Contradictions.Length == 1 ? "tag that contradicts" : "tags that contradict"),
            .. Some(report.Snapshots.Loose.Length, report.Snapshots.Loose.Length == 1 ? "snapshot that no image rests on" : "snapshots that no image rests on"),
            .. Some(report.Quota?.Locations.Count(row => row.Mark != QuotaMark.Roomy) ?? 0, "of the regions full or nearly so"),
        ];
        return $"{(found.Length == 0 ? "Nothing contradicts the pins" : string.Join(", ", found))}. Nothing was decided or changed.";
    }

    private static string Images(int count) => count == 1 ? "image is" : "images are";

    private static IEnumerable<string> Some(int count, string what) => count == 0 ? [] : [$"{BuildTable.Number(count)} {what}"];

    private static ReportSection Counts(string title, string what, ImmutableArray<ReportRow> rows, string nameless)
    {
        var hasUnsized = rows.Any(row => row.WithoutSize > 0);
        var hasUnbuilt = rows.Any(row => row.WithoutBuild > 0);
        return new ReportSection(
            title,
            [
                new(what, ReportCellKind.Foreign),
                Number("builds"),
                Number("images"),
                Number("GiB"),
                .. hasUnsized ? [Number("of unknown size")] : ImmutableArray<ReportColumn>.Empty,
                .. hasUnbuilt ? [Number("without a build")] : ImmutableArray<ReportColumn>.Empty,
            ],
            [
                .. rows.Select(row => new ReportLine(
                    [
                        row.Name ?? nameless,
                        BuildTable.Number(row.Builds),
                        BuildTable.Number(row.Images),
                        BuildTable.Number(row.SizeGiB),
                        .. hasUnsized ? [BuildTable.Number(row.WithoutSize)] : ImmutableArray<string>.Empty,
                        .. hasUnbuilt ? [BuildTable.Number(row.WithoutBuild)] : ImmutableArray<string>.Empty,
                    ],
                    row.Images)),
            ])
        { Bar = 2 };
    }

    private static ReportSection Quota(QuotaReport? quota) => new(
        $"Room under a quota of {BuildTable.Count(quota?.PerLocation ?? 0, "image")} a region",
        [_region, Number("images"), Number("left"), Number("used"), new("", ReportCellKind.Words)],
        [
            .. (quota?.Locations ?? []).Select(row => new ReportLine(
                [
                    row.Location,
                    BuildTable.Number(row.Used),
                    BuildTable.Number(row.Left),
                    string.Create(CultureInfo.InvariantCulture, $"{row.Percent}%"),
                    row.Mark switch { QuotaMark.Roomy => "", QuotaMark.NearlyFull => "nearly full", QuotaMark.Full => "full", _ => "over" },
                ],
                row.Percent,
                row.Mark != QuotaMark.Roomy)),
        ])
    { Bar = 3, LeastBar = 100 };

    private static ReportSection Pinned(string title, string note, ImmutableArray<PinnedImage> images) => new(
        title,
        [_region, new("image", ReportCellKind.Foreign), new("build", ReportCellKind.Foreign), new("named by", ReportCellKind.Foreign)],
        [.. images.Select(image => new ReportLine([image.Location, image.Id, image.Build ?? "", WitnessText(image.Origin, image.Witness)]))])
    { IsFinding = true, Note = note };

    private static ReportSection Tags(TagFindings tags) => new(
        "Tags that contradict pins",
        [_region, new("image", ReportCellKind.Foreign), new("name", ReportCellKind.Foreign), new("what", ReportCellKind.Words), new("named by", ReportCellKind.Foreign)],
        [
            .. tags.Contradictions.Select(tag => new ReportLine(
                [
                    tag.Location,
                    tag.Id,
                    tag.Name,
                    tag.Kind switch
                    {
                        TagKind.FalseThoughPinned => "bootimage=false, and pinned",
                        TagKind.TrueThoughUnpinned => "bootimage=true, and nothing pins it",
                        _ => "bootimage=true and bootimage=false",
                    },
                    tag.Witness is { } witness ? Short(witness) : "",
                ])),
        ])
    { IsFinding = true };

    private static ReportSection Loose(SnapshotFindings snapshots) => new(
        "Snapshots that no image rests on",
        [_region, new("snapshot", ReportCellKind.Foreign), new("name", ReportCellKind.Foreign), new("made", ReportCellKind.Words), Number("GiB"), new("taken for an image's because", ReportCellKind.Words)],
        [
            .. snapshots.Loose.Select(snapshot => new ReportLine(
                [
                    snapshot.Location,
                    snapshot.Id,
                    snapshot.Name,
                    snapshot.Created?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "unknown",
                    snapshot.SizeGiB is { } size ? BuildTable.Number(size) : "unknown",
                    snapshot.Sign == SnapshotSign.NamesBuild ? "it names a build" : "no disk is named that it was taken of",
                ])),
        ])
    {
        IsFinding = true,
        Note = "No image of this account references them, by the store's word nothing was made from them, and they look like an image's. That proves nothing: pruner deletes none on that ground.",
    };

    private static ReportSection Snapshots(SnapshotFindings snapshots) => new(
        "Snapshots",
        [new("what became of them", ReportCellKind.Words), Number("snapshots")],
        [
            .. new (string What, int Count)[]
            {
                ("an image of this account rests on it", snapshots.Referenced),
                ("in use otherwise, by the store's word", snapshots.InUse),
                ("taken of a disk, and unused", snapshots.OfDisks),
                ("being made", snapshots.BeingMade),
                ("not clear: a fact that tells is absent", snapshots.Unclear),
                ("none of these: its image seems to be gone", snapshots.Loose.Length),
            }.Where(pair => pair.Count > 0).Select(pair => new ReportLine([pair.What, BuildTable.Number(pair.Count)], pair.Count)),
        ])
    { Bar = 1 };

    private static ReportSection WithoutStore(ImmutableArray<UncoveredPlatform> platforms) => new(
        "Platforms without a store",
        [new("platform", ReportCellKind.Foreign), Number("builds"), Number("artifacts"), Number("pinned")],
        [.. platforms.Select(platform => new ReportLine(
            [platform.Platform, BuildTable.Number(platform.Builds), BuildTable.Number(platform.Artifacts), BuildTable.Number(platform.Pinned)], platform.Artifacts))])
    {
        Bar = 2,
        Note = "As the catalog names them; nobody looked whether they are there.",
    };

    private static ReportSection NotLookedAt(InventoryReport report)
    {
        IEnumerable<string> sentences =
        [
            .. report.Locations
                .Where(listing => listing.Status is ListingStatus.Unreadable or ListingStatus.Closed)
                .Select(listing => $"region {listing.Location} {(listing.Status == ListingStatus.Closed ? "is closed" : "was not read")}: {listing.Note}"),
            .. report.Locations.Where(listing => listing.Status == ListingStatus.NotChosen).Select(listing => listing.Location).ToList() is { Count: > 0 } others
                ? [$"regions that were not chosen: {string.Join(' ', others)}"]
                : Array.Empty<string>(),
            .. report.Pins.NotLookedAt.Select(unseen => $"{BuildTable.Count(unseen.Images, "pinned image")} in {unseen.Location}: {unseen.Note}"),
            .. report.Snapshots.NotLookedAt.Select(unread => $"snapshots of {unread.Location}: {unread.Note}"),
            .. Some(report.Tags.Unknown, "images do not tell their tags"),
            .. Some(report.Pins.VisibilityUnknown, "pinned images do not tell who can see them"),
        ];
        return new ReportSection("Not looked at", [new("what", ReportCellKind.Foreign)], [.. sentences.Select(sentence => new ReportLine([sentence]))]) { IsFinding = true };
    }

    /// <summary>Ground and witness, without the place in the file, which is long and says region and architecture once more; the JSON has it.</summary>
    private static string WitnessText(PinOrigin origin, Witness witness) => $"{Words.Of(origin)}: {Short(witness)}";

    private static string Short(Witness witness) => (witness with { Path = "", Pointer = "" }).ToString();

    private static ReportColumn Number(string name) => new(name, ReportCellKind.Number);
}
