using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Reporting;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Reporting;

public sealed class FindingsTests
{
    [Fact]
    public void A_pinned_image_that_no_answer_shows_is_missing_and_has_its_witness()
    {
        var pin = Some.ImagePin("m-gone") with { Build = Some.Build() };
        var found = Assert.Single(new ReportWorld { Pins = [pin, Some.ImagePin()] }.Report().Pins.Missing);
        Assert.Equal(("us-east-1", "m-gone", null, Some.BuildText, PinOrigin.Merged, pin.Witness), (found.Location, found.Id, found.Name, found.Build, found.Origin, found.Witness));
        Assert.Empty(new ReportWorld { Pins = [Some.ImagePin()] }.Report().Pins.Missing);
    }

    [Fact]
    public void An_image_that_is_named_twice_is_missing_once_on_its_strongest_ground()
    {
        var report = new ReportWorld { Pins = [Some.ImagePin("m-gone", PinOrigin.PullRequest), Some.ImagePin("m-gone"), Some.ImagePin("m-gone", PinOrigin.Text)] }.Report();
        Assert.Equal(PinOrigin.Merged, Assert.Single(report.Pins.Missing).Origin);
    }

    [Theory]
    [InlineData(ListingStatus.Unreadable)]
    [InlineData(ListingStatus.Closed)]
    [InlineData(ListingStatus.NotChosen)]
    public void Of_a_region_that_was_not_listed_nothing_is_missing(ListingStatus status)
    {
        var pins = new ReportWorld
        {
            Pins = [Some.ImagePin("m-gone"), Some.ImagePin("m-gone-too"), Some.ImagePin("m-gone-three", region: "me-central-1")],
            Artifacts = [],
            Locations = [ReportWorld.Unread("us-east-1", status)],
        }.Report().Pins;
        Assert.Empty(pins.Missing);
        Assert.Equal([new UnseenPins("me-central-1", 1, "Not among the account's regions."), new UnseenPins("us-east-1", 2, "the connection was cut")], pins.NotLookedAt);
    }

    [Fact]
    public void Pins_of_other_platforms_and_without_a_place_are_no_images_to_be_looked_for()
    {
        var pins = new ReportWorld { Pins = [Some.BuildPin(), Some.ImagePin("ami-1") with { Platform = "aws" }, Some.ImagePin("m-x", region: "")] }.Report().Pins;
        Assert.Empty(pins.Missing);
        Assert.Empty(pins.NotLookedAt);
    }

    [Theory]
    [InlineData(Visibility.Public, 0, 0)]
    [InlineData(Visibility.Private, 1, 0)]
    [InlineData(Visibility.Unknown, 0, 1)]
    public void A_pinned_image_that_is_private_is_found(Visibility visibility, int isPrivate, int unknown)
    {
        var pins = new ReportWorld { Pins = [Some.ImagePin()], Artifacts = [Some.Image() with { Visibility = visibility }] }.Report().Pins;
        Assert.Equal((isPrivate, unknown), (pins.Private.Length, pins.VisibilityUnknown));
        Assert.All(pins.Private, image => Assert.Equal(Some.Name(), image.Name));
    }

    [Theory]
    [InlineData(Visibility.Private)]
    [InlineData(Visibility.Unknown)]
    public void Where_the_store_knows_no_visibility_no_pinned_image_is_private_by_mistake(Visibility visibility)
    {
        var pins = new ReportWorld { KnowsVisibility = false, Pins = [Some.ImagePin(), Some.ImagePin("m-gone")], Artifacts = [Some.Image() with { Visibility = visibility }] }.Report().Pins;
        Assert.Equal((0, 0), (pins.Private.Length, pins.VisibilityUnknown));
        Assert.Equal("m-gone", Assert.Single(pins.Missing).Id);
    }

    [Fact]
    public void A_private_image_that_no_document_names_is_nobodys_concern() =>
        Assert.Empty(new ReportWorld { Pins = [Some.BuildPin()], Artifacts = [Some.Image() with { Visibility = Visibility.Private }] }.Report().Pins.Private);

    [Theory]
    [InlineData("bootimage", "false", true, TagKind.FalseThoughPinned)]
    [InlineData("BootImage", " FALSE ", true, TagKind.FalseThoughPinned)]
    [InlineData("bootimage", "false", false, null)]
    [InlineData("bootimage", "true", true, null)]
    [InlineData("bootimage", "true", false, TagKind.TrueThoughUnpinned)]
    [InlineData("bootimage", "maybe", true, null)]
    [InlineData("created-by", "mantle", true, null)]
    public void A_tag_is_compared_with_the_pins(string key, string value, bool isPinned, TagKind? kind)
    {
        var tagged = new ReportWorld { Pins = isPinned ? [Some.ImagePin()] : [], Artifacts = [Some.Image() with { Tags = Some.Tags(key, value) }] };
        var found = tagged.Report().Tags.Contradictions;
        Assert.Equal(kind, found.IsEmpty ? null : Assert.Single(found).Kind);
        Assert.All(found, contradiction => Assert.Equal(isPinned ? Some.Witness() : null, contradiction.Witness));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_tags_at_once_contradict_each_other_whatever_is_pinned(bool isPinned)
    {
        var tags = Some.Tags("bootimage", "true").Add("BOOTIMAGE", "false");
        var report = new ReportWorld { Pins = isPinned ? [Some.ImagePin()] : [], Artifacts = [Some.Image() with { Tags = tags }] }.Report();
        Assert.Equal(TagKind.TrueAndFalse, Assert.Single(report.Tags.Contradictions).Kind);
    }

    [Fact]
    public void A_pin_of_its_build_by_name_or_through_another_image_counts_for_a_tag()
    {
        Artifact[] images = [Some.Image() with { Tags = Some.Tags("bootimage", "false") }, Some.Image("cn-beijing", "m-2") with { Tags = Some.Tags("bootimage", "true") }];
        var world = new ReportWorld { Artifacts = [.. images], Builds = [] };
        Assert.Equal(TagKind.FalseThoughPinned, Assert.Single((world with { Pins = [Some.BuildPin()] }).Report().Tags.Contradictions).Kind);
        Assert.Equal(TagKind.FalseThoughPinned, Assert.Single((world with { Pins = [Some.ImagePin("m-2", region: "cn-beijing")] }).Report().Tags.Contradictions).Kind);
        Assert.Equal(TagKind.TrueThoughUnpinned, Assert.Single((world with { Pins = [Some.BuildPin(Some.OtherBuildText)] }).Report().Tags.Contradictions).Kind);
    }

    [Fact]
    public void Tags_that_the_store_does_not_tell_are_counted_apart()
    {
        var tags = new ReportWorld { Pins = [Some.ImagePin()], Artifacts = [Some.Image() with { Tags = null }] }.Report().Tags;
        Assert.Empty(tags.Contradictions);
        Assert.Equal(1, tags.Unknown);
    }

    public static TheoryData<string, StoredSnapshot, string> Sorted => new()
    {
        { "as after a deletion", Snapshot(), "loose no-source-disk" },
        { "named after a build", Snapshot() with { Name = "for_rhcos-" + Some.BuildText, Source = SnapshotSource.Unknown }, "loose names-build" },
        { "described with a build", Snapshot() with { Description = "rhcos " + Some.BuildText, Source = SnapshotSource.Unknown }, "loose names-build" },
        { "failed", Snapshot() with { State = ArtifactState.Failed }, "loose no-source-disk" },
        { "under an image", Snapshot() with { Id = "s-0xi00000000000000001" }, "referenced" },
        { "under an image, by our own listing only", Snapshot() with { Id = "s-0xi00000000000000001", Usage = Usage.Unknown }, "referenced" },
        { "used, by the store's word", Snapshot() with { Usage = Usage.InUse }, "in use" },
        { "used or not", Snapshot() with { Usage = Usage.Unknown }, "unclear" },
        { "of a disk", Snapshot() with { Source = SnapshotSource.Disk }, "of a disk" },
        { "a backup of a machine that runs a build", Snapshot() with { Source = SnapshotSource.Disk, Name = Some.BuildText }, "of a disk" },
        { "of a disk or not", Snapshot() with { Source = SnapshotSource.Unknown }, "unclear" },
        { "being made", Snapshot() with { State = ArtifactState.BeingMade }, "being made" },
        { "in a state we do not know", Snapshot() with { State = ArtifactState.Unknown }, "unclear" },
    };

    [Theory]
    [MemberData(nameof(Sorted))]
    public void A_snapshot_is_loose_only_if_all_facts_say_so(string what, StoredSnapshot snapshot, string expected) =>
        Assert.Equal($"{what}: {expected}", $"{what}: {Found(new ReportWorld { Snapshots = [new("us-east-1", [snapshot], "")] })}");

    [Fact]
    public void Where_an_image_does_not_tell_its_snapshots_no_snapshot_is_anybodys()
    {
        var world = new ReportWorld { Snapshots = [new("us-east-1", [Snapshot()], "")], Artifacts = [Some.Image(), Some.Image(id: "m-2") with { Snapshots = null }] };
        Assert.Equal("unclear", Found(world));
        // That of another region does not matter.
        Assert.Equal("loose no-source-disk", Found(world with { Artifacts = [Some.Image(), Some.Image("cn-beijing", "m-2") with { Snapshots = null }] }));
    }

    [Fact]
    public void An_image_of_another_region_does_not_rest_on_a_snapshot_of_the_same_id()
    {
        var world = new ReportWorld
        {
            Locations = [ReportWorld.Complete("cn-beijing"), ReportWorld.Complete("us-east-1")],
            Snapshots = [new("cn-beijing", [Snapshot() with { Id = "s-0xi00000000000000001" }], "")],
        };
        Assert.Equal("loose no-source-disk", Found(world));
        Assert.Equal("cn-beijing", Assert.Single(world.Report().Snapshots.Loose).Location);
    }

    [Fact]
    public void Of_a_region_that_was_not_listed_no_snapshot_is_looked_at()
    {
        var world = new ReportWorld { Locations = [ReportWorld.Unread("us-east-1")], Artifacts = [], Snapshots = [new("us-east-1", [Snapshot()], "")] };
        Assert.Equal("", Found(world));
        Assert.Empty(world.Report().Snapshots.NotLookedAt);
    }

    [Fact]
    public void Loose_snapshots_are_told_region_by_region_and_by_their_ids()
    {
        var found = new ReportWorld
        {
            Locations = [ReportWorld.Complete("cn-beijing"), ReportWorld.Complete("us-east-1")],
            Snapshots = [new("us-east-1", [Snapshot()], ""), new("cn-beijing", [Snapshot() with { Id = "s-b" }, Snapshot() with { Id = "s-a" }], "")],
        }.Report().Snapshots.Loose;

        Assert.Equal([("cn-beijing", "s-a"), ("cn-beijing", "s-b"), ("us-east-1", Snapshot().Id)], found.Select(snapshot => (snapshot.Location, snapshot.Id)));
    }

    [Fact]
    public void A_pin_without_an_id_or_without_a_place_is_no_image_to_be_looked_for()
    {
        var found = new ReportWorld { Pins = [Some.ImagePin() with { ImageId = "" }, Some.ImagePin("m-anywhere") with { Location = "" }] }.Report().Pins;

        Assert.Empty(found.Missing);
        Assert.Empty(found.NotLookedAt);
    }

    [Fact]
    public void Of_the_pins_of_an_image_and_of_its_build_the_stronger_counts()
    {
        var world = new World { Pins = [Some.ImagePin(origin: PinOrigin.PullRequest), Some.BuildPin()] };

        Assert.Equal(PinOrigin.Merged, Assert.Single(HeldImage.Of(world.Pins, new Catalog(world.Builds), new Inventory(Some.Account, world.Artifacts, []))).Pin?.Origin);
    }

    [Fact]
    public void Snapshots_that_were_not_read_are_said_to_be_so()
    {
        var world = new ReportWorld { Snapshots = [new("us-east-1", null, "The credentials may not list them.")] };
        Assert.Equal("", Found(world));
        Assert.Equal([new UnreadSnapshots("us-east-1", "The credentials may not list them.")], world.Report().Snapshots.NotLookedAt);
    }

    [Fact]
    public void Fourteen_thousand_images_and_as_many_snapshots_are_one_report()
    {
        ImmutableArray<Artifact> images = [.. Enumerable.Range(0, 14_000).Select(n => Some.Image(id: $"m-{n:D5}", build: $"410.84.202201{(n % 28) + 1:D2}1210-{n % 9}") with { Snapshots = [$"s-{n:D5}"] })];
        var report = new ReportWorld
        {
            Artifacts = images,
            Snapshots = [new("us-east-1", [.. Enumerable.Range(7_000, 14_000).Select(n => Snapshot() with { Id = $"s-{n:D5}" })], "")],
            Quota = 500,
        }.Report();
        Assert.Equal((14_000, 28 * 9, 14_000L * 16), (report.Total.Images, report.Total.Builds, report.Total.SizeGiB));
        Assert.Equal((7_000, 7_000), (report.Snapshots.Referenced, report.Snapshots.Loose.Length));
    }

    private static StoredSnapshot Snapshot() => new()
    {
        Id = "s-loose",
        Name = "left behind",
        Description = "",
        CreatedAt = Some.BuildDate,
        SizeGiB = 16,
        State = ArtifactState.Available,
        Usage = Usage.Unused,
        Source = SnapshotSource.NoDisk,
    };

    /// <summary>Where the only snapshot of a world is counted.</summary>
    private static string Found(ReportWorld world)
    {
        var found = world.Report().Snapshots;
        string[] all =
        [
            .. Enumerable.Repeat("referenced", found.Referenced),
            .. Enumerable.Repeat("in use", found.InUse),
            .. Enumerable.Repeat("of a disk", found.OfDisks),
            .. Enumerable.Repeat("being made", found.BeingMade),
            .. Enumerable.Repeat("unclear", found.Unclear),
            .. found.Loose.Select(snapshot => snapshot.Sign == SnapshotSign.NamesBuild ? "loose names-build" : "loose no-source-disk"),
        ];
        return string.Join(", ", all);
    }
}
