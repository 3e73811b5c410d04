using System.Collections.Immutable;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Reporting;
using Pruner.Tests.Output;

namespace Pruner.Tests.Reports;

/// <summary>Reports of any size, made up.</summary>
internal static class Reported
{
    /// <summary>A report in which everything was found so many times.</summary>
    /// <param name="times">Rows of every list.</param>
    /// <param name="foreign">What strangers wrote, everywhere.</param>
    public static InventoryReport Report(int times, string foreign = "")
    {
        ImmutableArray<int> all = [.. Enumerable.Range(0, times)];
        var witness = new Witness("openshift/installer" + foreign, "refs/heads/master" + foreign, new string('a', 40), "data/data/coreos/rhcos.json" + foreign, "/x" + foreign);
        return new InventoryReport
        {
            Schema = InventoryReport.CurrentSchema,
            ToolVersion = "0.1.0",
            Created = Papers.Now,
            Account = "1234567890123456" + foreign,
            Streams = ["rhcos-4.10" + foreign],
            Evidence = [new ReportEvidence("api.github.com" + foreign, "openshift/installer" + foreign, 18912, 412, 74)],
            Locations =
            [
                .. all.Select(n => new LocationListing(Region(n), ListingStatus.Complete, n, 0, "")),
                new LocationListing("ap-south-1" + foreign, ListingStatus.Closed, 0, 0, "closed by the provider" + foreign),
                new LocationListing("eu-west-1" + foreign, ListingStatus.Unreadable, 0, 0, "the connection was cut" + foreign),
                new LocationListing("me-east-1" + foreign, ListingStatus.NotChosen, 0, 0, "Not chosen."),
            ],
            Total = Row(null, 14_000, 2, 3),
            ForeignImages = 1,
            Platforms = [Row("aliyun" + foreign, 14_000, 2, 3)],
            Regions = [.. all.Select(n => Row(Region(n), n))],
            Architectures = [Row("x86_64" + foreign, 13_000), Row(null, 1_000, 2, 3)],
            Ages = [Row("under 30 days", 0), Row("4 years and more", 14_000)],
            Quota = new QuotaReport(500, [new QuotaRow(Region(0), 510, -10, 102, QuotaMark.Over), .. all.Select(n => new QuotaRow(Region(n), n, 500 - n, n / 5, QuotaMark.Roomy))]),
            Pins = new PinFindings(
                [.. all.Select(n => new PinnedImage { Location = Region(n), Id = $"m-{n}{foreign}", Build = "410.84.202201251210-0" + foreign, Origin = PinOrigin.Merged, Witness = witness })],
                [.. all.Select(n => new PinnedImage { Location = Region(n), Id = $"m-{n}{foreign}", Name = "rhcos" + foreign, Origin = PinOrigin.PullRequest, Witness = witness })],
                5,
                [new UnseenPins("eu-west-1" + foreign, 7, "the connection was cut" + foreign)]),
            Tags = new TagFindings(
                [.. all.Select(n => new TagContradiction { Kind = (TagKind)(n % 3), Location = Region(n), Id = $"m-{n}{foreign}", Name = "rhcos" + foreign, Witness = n % 3 == 1 ? null : witness })],
                6),
            Snapshots = new SnapshotFindings(
                13_000, 1, 2, 3, 4,
                [.. all.Select(n => new LooseSnapshot { Location = Region(n), Id = $"s-{n}{foreign}", Name = "for_rhcos" + foreign, Created = n % 2 == 0 ? null : Papers.Now, SizeGiB = n % 2 == 0 ? null : 16, Sign = (SnapshotSign)(n % 2) })],
                [new UnreadSnapshots("eu-central-1" + foreign, "Forbidden.RAM" + foreign)]),
            WithoutStore = [.. all.Select(n => new UncoveredPlatform($"cloud-{n}{foreign}", n, n, n))],
        };

        string Region(int n) => $"region-{n}{foreign}";
    }

    /// <summary>A report without any finding.</summary>
    public static InventoryReport Clean()
    {
        var report = Report(3);
        return report with
        {
            Locations = [.. report.Locations.Where(listing => listing.Status == ListingStatus.Complete)],
            Quota = null,
            Pins = new PinFindings([], [], 0, []),
            Tags = new TagFindings([], 0),
            Snapshots = new SnapshotFindings(5, 0, 0, 0, 0, [], []),
        };
    }

    private static ReportRow Row(string? name, int images, int withoutSize = 0, int withoutBuild = 0) => new()
    {
        Name = name,
        Builds = images / 9,
        Images = images,
        SizeGiB = images * 16L,
        WithoutSize = withoutSize,
        WithoutBuild = withoutBuild,
    };
}
