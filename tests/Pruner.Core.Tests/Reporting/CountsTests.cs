using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Reporting;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Reporting;

public sealed class CountsTests
{
    [Fact]
    public void A_build_in_two_regions_is_one_build_and_two_images()
    {
        var report = new ReportWorld
        {
            Artifacts = [Some.Image(), Some.Image("eu-central-1", "m-2"), Some.Image(id: "m-3", build: Some.OtherBuildText)],
            Locations = [ReportWorld.Complete("eu-central-1"), ReportWorld.Complete("us-east-1")],
        }.Report();
        Assert.Equal((2, 3, 48L), Counts(report.Total));
        Assert.Equal([("aliyun", (2, 3, 48L))], Named(report.Platforms));
        Assert.Equal([("eu-central-1", (1, 1, 16L)), ("us-east-1", (2, 2, 32L))], Named(report.Regions));
    }

    [Fact]
    public void A_size_that_is_not_known_is_counted_and_never_taken_for_zero()
    {
        var total = new ReportWorld { Artifacts = [Some.Image(), Some.Image(id: "m-2") with { SizeGiB = null }] }.Report().Total;
        Assert.Equal((2, 16L, 1), (total.Images, total.SizeGiB, total.WithoutSize));
        Assert.Equal(0, new ReportWorld().Report().Total.WithoutSize);
    }

    [Fact]
    public void An_image_that_no_chosen_catalog_names_has_its_build_by_its_name_and_no_architecture()
    {
        var report = new ReportWorld
        {
            Artifacts = [Some.Image(), Some.Image(id: "m-2", build: Some.OtherBuildText), Some.Image(id: "m-3") with { Name = "my own" }],
        }.Report();
        Assert.Equal([("x86_64", (1, 1, 16L)), (null, (1, 2, 32L))], Named(report.Architectures));
        Assert.Equal((2, 1), (report.Total.Builds, report.Total.WithoutBuild));
    }

    [Fact]
    public void The_architecture_is_the_catalogs_and_of_two_neither()
    {
        var arm = Some.Catalogued(Some.OtherBuildText, Some.Id(id: "m-2"), Some.Id());
        var report = new ReportWorld
        {
            Builds = [Some.Catalogued(Some.BuildText, Some.Id()), arm with { Build = arm.Build with { Architecture = "aarch64" } }],
            Artifacts = [Some.Image(), Some.Image(id: "m-2")],
        }.Report();
        Assert.Equal([("aarch64", 1), (null, 1)], report.Architectures.Select(row => (row.Name, row.Images)));
    }

    [Fact]
    public void Architectures_are_told_in_order()
    {
        var arm = Some.Catalogued(Some.OtherBuildText, Some.Id(id: "m-2"));
        var report = new ReportWorld
        {
            Builds = [Some.Catalogued(Some.BuildText, Some.Id()), arm with { Build = arm.Build with { Architecture = "aarch64" } }],
            Artifacts = [Some.Image(), Some.Image(id: "m-2", build: Some.OtherBuildText)],
        }.Report();
        Assert.Equal(["aarch64", "x86_64"], report.Architectures.Select(row => row.Name));
    }

    [Theory]
    [InlineData(0.0, "under 30 days")]
    [InlineData(29.9, "under 30 days")]
    [InlineData(30.0, "30 to 90 days")]
    [InlineData(90.0, "90 days to 1 year")]
    [InlineData(364.9, "90 days to 1 year")]
    [InlineData(365.0, "1 to 2 years")]
    [InlineData(730.0, "2 to 4 years")]
    [InlineData(1459.9, "2 to 4 years")]
    [InlineData(1460.0, "4 years and more")]
    [InlineData(-0.1, null)]
    [InlineData(null, null)]
    public void An_image_is_in_the_band_of_its_own_age(double? days, string? band)
    {
        var made = days is { } age ? Some.Now - TimeSpan.FromDays(age) : (DateTimeOffset?)null;
        var ages = new ReportWorld { Artifacts = [Some.Image() with { CreatedAt = made }] }.Report().Ages;
        Assert.Equal(band, Assert.Single(ages, row => row.Images == 1).Name);
        Assert.Equal(band is null ? 7 : 6, ages.Length);
    }

    [Fact]
    public void What_belongs_to_another_account_is_in_no_row()
    {
        var report = new ReportWorld
        {
            Artifacts = [Some.Image(), Some.Image(id: "m-2") with { Ownership = Ownership.Foreign }, Some.Image(id: "m-3") with { Ownership = Ownership.Unknown }],
            Quota = 10,
        }.Report();
        Assert.Equal((2, 1, 2), (report.Total.Images, report.ForeignImages, Assert.Single(report.Quota!.Locations).Used));
    }

    [Fact]
    public void Every_region_that_was_listed_has_a_row_and_no_other()
    {
        var report = new ReportWorld
        {
            Locations = [ReportWorld.Unread("ap-south-1", ListingStatus.Closed), ReportWorld.Complete("cn-beijing"), ReportWorld.Complete("us-east-1"), ReportWorld.Unread("us-west-1")],
            Quota = 10,
        }.Report();
        Assert.Equal([("cn-beijing", 0), ("us-east-1", 1)], report.Regions.Select(row => (row.Name, row.Images)));
        Assert.Equal(["us-east-1", "cn-beijing"], report.Quota!.Locations.Select(row => row.Location));
    }

    [Theory]
    [InlineData(0, 10, 10, 0, QuotaMark.Roomy)]
    [InlineData(8, 10, 2, 80, QuotaMark.Roomy)]
    [InlineData(9, 10, 1, 90, QuotaMark.NearlyFull)]
    [InlineData(10, 10, 0, 100, QuotaMark.Full)]
    [InlineData(11, 10, -1, 110, QuotaMark.Over)]
    [InlineData(899, 1000, 101, 89, QuotaMark.Roomy)]
    [InlineData(1, 1, 0, 100, QuotaMark.Full)]
    public void A_region_is_marked_by_the_room_it_has(int used, int quota, int left, int percent, QuotaMark mark)
    {
        var report = new ReportWorld { Artifacts = [.. Enumerable.Range(0, used).Select(n => Some.Image(id: $"m-{n:D4}"))], Quota = quota }.Report();
        Assert.Equal(quota, report.Quota!.PerLocation);
        Assert.Equal(new QuotaRow("us-east-1", used, left, percent, mark), Assert.Single(report.Quota.Locations));
    }

    [Fact]
    public void Regions_with_the_least_room_come_first_and_without_a_quota_there_is_no_table()
    {
        var world = new ReportWorld
        {
            Artifacts = [Some.Image(), Some.Image(id: "m-2"), Some.Image("cn-beijing", "m-3")],
            Locations = [ReportWorld.Complete("ap-southeast-1"), ReportWorld.Complete("cn-beijing"), ReportWorld.Complete("us-east-1"), ReportWorld.Complete("us-west-1")],
            Quota = 500,
        };
        Assert.Equal(["us-east-1", "cn-beijing", "ap-southeast-1", "us-west-1"], world.Report().Quota!.Locations.Select(row => row.Location));
        Assert.Null((world with { Quota = null }).Report().Quota);
    }

    [Fact]
    public void A_platform_without_a_store_is_counted_by_the_catalog()
    {
        ArtifactId[] ami = [new("aws", "us-east-1", "ami-1"), new("aws", "us-west-1", "ami-2"), new("aws", "us-east-1", "ami-3")];
        var report = new ReportWorld
        {
            Builds = [Some.Catalogued(Some.BuildText, Some.Id(), ami[0], ami[1]), Some.Catalogued(Some.OtherBuildText, ami[2], new ArtifactId("gcp", "", "rhcos"))],
            Pins = [Some.BuildPin()],
        }.Report();
        Assert.Equal([new UncoveredPlatform("aws", 2, 3, 2), new UncoveredPlatform("gcp", 1, 1, 0)], report.WithoutStore);
    }

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        var report = new ReportWorld { Pins = [Some.ImagePin("m-gone"), Some.ImagePin()], Quota = 1, Artifacts = [Some.Image() with { Tags = Some.Tags("bootimage", "false") }] }.Report();
        var bytes = Document.Write(report);
        Assert.Equal(bytes, Document.Write(Document.ReadReport("report.json", bytes)));
        var refused = Assert.Throws<EvidenceException>(() => Document.ReadReport("report.json", Document.Write(report with { Schema = 2 })));
        Assert.StartsWith("report.json is not a report that can be used: it has schema 2", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_in_which_things_are_given_says_nothing()
    {
        ImmutableArray<CatalogBuild> builds = [Some.Catalogued(Some.BuildText, Some.Id(), new ArtifactId("aws", "", "ami-1")), Some.Catalogued(Some.OtherBuildText, new ArtifactId("gcp", "", "g"))];
        var world = new ReportWorld { Builds = builds, Pins = [Some.ImagePin("m-b"), Some.ImagePin("m-a")] };
        var turned = world with { Builds = [.. builds.Reverse()], Pins = [.. world.Pins.Reverse()] };
        Assert.Equal(Document.Write(world.Report()), Document.Write(turned.Report()));
    }

    private static (int, int, long) Counts(ReportRow row) => (row.Builds, row.Images, row.SizeGiB);

    private static IEnumerable<(string?, (int, int, long))> Named(ImmutableArray<ReportRow> rows) => rows.Select(row => (row.Name, Counts(row)));
}
