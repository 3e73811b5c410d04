using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>Rules for some streams, architectures and platforms: the union of what they keep.</summary>
public sealed class RetentionTests
{
    private static readonly RetentionRule Old = new() { MinAge = TimeSpan.FromDays(100_000) };

    [Fact]
    public void Without_further_rules_the_image_goes() => Assert.Equal(Decision.Prune, With().Decision);

    [Fact]
    public void A_rule_for_its_stream_keeps()
    {
        Assert.Equal(Reason.TooYoung, With(Old with { Streams = [Pattern("rhcos-4.1?")] }).Reason);
        Assert.Equal(Decision.Prune, With(Old with { Streams = [Pattern("rhcos-4.2?")] }).Decision);
    }

    [Fact]
    public void A_rule_for_its_architecture_keeps()
    {
        Assert.Equal(Reason.TooYoung, With(Old with { Architectures = [Pattern("s390x"), Pattern("x86_64")] }).Reason);
        Assert.Equal(Decision.Prune, With(Old with { Architectures = [Pattern("s390x")] }).Decision);
    }

    [Fact]
    public void A_rule_for_its_platform_keeps()
    {
        Assert.Equal(Reason.TooYoung, With(Old with { Platforms = [Pattern("aliyun")] }).Reason);
        Assert.Equal(Decision.Prune, With(Old with { Platforms = [Pattern("aws")] }).Decision);
    }

    [Fact]
    public void A_rule_with_less_takes_nothing_from_another_with_more() =>
        Assert.Equal(Reason.TooYoung, With(Old, new RetentionRule { MinAge = TimeSpan.Zero }, new RetentionRule { KeepNewest = 0 }).Reason);

    [Fact]
    public void A_rule_keeps_the_newest() =>
        Assert.Contains("among the newest 1 of rhcos-4.10 x86_64", With(new RetentionRule { KeepNewest = 1 }).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("410.84.*", true)]
    [InlineData("410-84-*", true)] // dots and dashes are the same in ids
    [InlineData("*", true)]
    [InlineData("410.85.*", false)]
    [InlineData("10.84.*", false)] // whole ids only
    public void Builds_are_kept_by_a_pattern(string pattern, bool isKept) =>
        Assert.Equal(isKept ? Reason.KeepList : Reason.Unpinned, With(new RetentionRule { Keep = [KeepRule.OfBuilds(Pattern(pattern), "asked for")] }).Reason);

    [Fact]
    public void A_kept_build_is_kept_though_no_catalog_names_it()
    {
        var world = new World { Builds = [], Policy = Some.BarePolicy with { Rules = [new RetentionRule { Streams = [Pattern("other")], Keep = [KeepRule.OfBuild(Some.Build(), "asked for")] }] } };

        // Which rules apply is not known without a catalog: all do.
        Assert.Contains(world.Verdict().Reasons, given => given.Reason == Reason.KeepList);
    }

    [Theory]
    [InlineData("keep", null, "keep", "", true)]
    [InlineData("keep", null, "Keep", "anything", true)]
    [InlineData("keep", null, "keeper", "yes", false)]
    [InlineData("env", "prod*", "env", "Production", true)]
    [InlineData("env", "prod*", "env", "test", false)]
    [InlineData("env", "prod*", "stage", "prod", false)]
    [InlineData("env", "prod", "env", " PROD ", true)]
    [InlineData("env", "prod*", "env", "prod/eu", true)] // a slash is a character like any other in a value
    [InlineData("owner", "*", "owner", "team/infra", true)]
    public void An_image_is_kept_by_a_tag(string key, string? value, string tag, string tagValue, bool isKept)
    {
        var rule = KeepRule.OfTag(new TagPattern(key, value is null ? null : Pattern(value)), "hand-tagged");
        var world = new World { Artifacts = [Some.Image() with { Tags = Some.Tags(tag, tagValue) }], Policy = Some.BarePolicy with { Keep = [rule] } };

        Assert.Equal(isKept ? "in the keep list: hand-tagged" : "never named as a boot image, and no rule keeps it", world.Verdict().Detail);
    }

    [Fact]
    public void A_build_that_two_streams_share_is_one_build()
    {
        var world = Shared();

        Assert.Equal((Decision.Prune, "rhcos-4.10, rhel-9.6"), (world.Verdict().Decision, world.Verdict().Stream));
    }

    [Fact]
    public void What_either_stream_keeps_of_a_shared_build_is_kept() =>
        Assert.Equal(Reason.TooYoung, (Shared() with { Policy = Some.BarePolicy with { Rules = [Old with { Streams = [Pattern("rhel-9.6")] }] } }).Verdict().Reason);

    [Fact]
    public void A_shared_build_of_which_one_catalog_knows_no_time_is_kept()
    {
        var world = Shared();
        var unsure = world with { Policy = Some.BarePolicy, Builds = [world.Builds[0], world.Builds[1] with { BuiltAt = null }] };

        Assert.Equal(Reason.Unknown, unsure.Verdict().Reason);
    }

    [Fact]
    public void What_a_stream_keeps_is_kept_though_its_document_names_other_images()
    {
        var world = Shared();
        var fewer = world with { Builds = [world.Builds[0], world.Builds[1] with { Artifacts = [] }], Policy = Some.BarePolicy with { Rules = [Old with { Streams = [Pattern("rhel-9.6")] }] } };
        var newest = fewer with { Policy = Some.BarePolicy with { Rules = [new RetentionRule { Streams = [Pattern("rhel-9.6")], KeepNewest = 1 }] } };

        Assert.Equal(Reason.TooYoung, fewer.Verdict().Reason);
        Assert.Equal(Reason.Newest, newest.Verdict().Reason);
    }

    [Fact]
    public void A_stream_of_the_release_that_has_no_catalog_keeps_by_its_rules_too()
    {
        var world = new World();
        var verdicts = Planner.Decide(
            new PinIndex([]),
            new(world.Builds) { AbsentStreams = ["4.10"] },
            new(Some.Account, world.Artifacts, []),
            Some.BarePolicy with { Rules = [Old with { Streams = [Pattern("4.10")] }] },
            Some.Now);

        Assert.Equal(Reason.TooYoung, Assert.Single(verdicts).Reason);
    }

    [Theory]
    [InlineData(ListingStatus.Unreadable, true)]
    [InlineData(ListingStatus.NotChosen, true)]
    [InlineData(ListingStatus.Closed, false)]
    [InlineData(ListingStatus.Complete, false)]
    public void A_build_with_an_image_where_nobody_looked_may_be_younger(ListingStatus status, bool isKept)
    {
        var world = new World();
        var entry = world.Builds[0] with { Artifacts = [.. world.Builds[0].Artifacts, new ArtifactId("aliyun", "eu-west-1", "m-d7o00000000000000001")] };
        var inventory = new Inventory(Some.Account, world.Artifacts, [new LocationListing("eu-west-1", status, 0, 0, "")]);

        var verdict = Assert.Single(Planner.Decide(new PinIndex([]), new([entry]), inventory, Some.BarePolicy with { MinAge = TimeSpan.FromDays(1) }, Some.Now));
        var ageless = Assert.Single(Planner.Decide(new PinIndex([]), new([entry]), inventory, Some.BarePolicy, Some.Now));

        Assert.Equal(isKept ? "its build is in eu-west-1 too, which was not read: its image there may be younger" : "never named as a boot image, and no rule keeps it", verdict.Detail);
        // Where no age counts, only what could not be read keeps: it may lie in the future.
        Assert.Equal(status == ListingStatus.Unreadable ? Decision.Keep : Decision.Prune, ageless.Decision);
    }

    [Fact]
    public void The_longest_age_and_the_latest_time_of_all_streams_that_share_a_build_count()
    {
        var world = Shared();
        var later = world with { Builds = [world.Builds[0] with { BuiltAt = Some.Now - TimeSpan.FromDays(1) }, world.Builds[1]], Policy = Some.BarePolicy with { MinAge = TimeSpan.FromDays(2) } };
        var longer = world with
        {
            Policy = Some.BarePolicy with { Rules = [new RetentionRule { Streams = [Pattern("rhcos-4.10")], MinAge = TimeSpan.FromDays(1) }, Old with { Streams = [Pattern("rhel-9.6")] }] },
        };

        Assert.Equal("1 days old, kept until 2", later.Verdict().Detail);
        Assert.Equal(Reason.TooYoung, longer.Verdict().Reason);
    }

    [Theory]
    [InlineData(ListingStatus.NotChosen, ListingStatus.NotChosen, "ap-south-1", Decision.Prune)]
    [InlineData(ListingStatus.Unreadable, ListingStatus.Unreadable, "ap-south-1", Decision.Keep)]
    [InlineData(ListingStatus.NotChosen, ListingStatus.Unreadable, "eu-west-1", Decision.Keep)] // what could not be read comes before what was left out
    public void The_first_region_that_was_not_read_is_told_and_an_age_of_zero_asks_only_for_those_that_could_not_be(
        ListingStatus south, ListingStatus west, string told, Decision ageless)
    {
        var world = new World();
        var entry = world.Builds[0] with { Artifacts = [.. world.Builds[0].Artifacts, Some.Id("eu-west-1", "m-d7o00000000000000001"), Some.Id("ap-south-1", "m-d7o00000000000000002")] };
        var inventory = new Inventory(Some.Account, world.Artifacts, [new LocationListing("eu-west-1", west, 0, 0, ""), new LocationListing("ap-south-1", south, 0, 0, "")]);

        Verdict With(TimeSpan minAge) => Assert.Single(Planner.Decide(new PinIndex([]), new([entry]), inventory, Some.BarePolicy with { MinAge = minAge }, Some.Now));

        Assert.Equal($"its build is in {told} too, which was not read: its image there may be younger", With(TimeSpan.FromDays(1)).Detail);
        Assert.Equal(ageless, With(TimeSpan.Zero).Decision);
    }

    [Fact]
    public void An_image_of_one_build_in_two_architectures_is_kept()
    {
        var world = Shared();
        var odd = world with { Builds = [world.Builds[0], world.Builds[1] with { Build = world.Builds[1].Build with { Architecture = "aarch64" } }] };

        Assert.Equal(Reason.NotInCatalog, odd.Verdict().Reason);
    }

    [Fact]
    public void What_lies_on_platforms_without_a_store_is_counted()
    {
        var entry = new World().Builds[0];
        var ami = new ArtifactId("aws", "us-east-1", "ami-0123456789abcdef0");
        var pinned = new ArtifactId("aws", "us-east-2", "ami-0123456789abcdef1");
        var gcp = new ArtifactId("gcp", "", "rhcos-410");
        var other = entry with { Build = entry.Build with { Id = Some.Build(Some.OtherBuildText), Architecture = "aarch64" }, Artifacts = [gcp with { Id = "rhcos-other" }] };
        var shared = entry with { Build = entry.Build with { Stream = "rhel-9.6" }, Artifacts = [ami] };
        var pins = new PinIndex([Some.BuildPin(Some.OtherBuildText), new Pin("aws", "x86_64", "us-east-2", pinned.Id, null, PinOrigin.Merged, Some.Witness())]);

        var free = entry with { Build = entry.Build with { Id = Some.Build("410.84.202201010000-0") }, Artifacts = [gcp with { Id = "rhcos-free" }] };

        var counts = UncoveredPlatform.Of(new([entry with { Artifacts = [.. entry.Artifacts, ami, pinned, gcp] }, other, shared, free]), pins, "aliyun");

        // One pinned image protects its whole build, on every platform.
        Assert.Equal([new UncoveredPlatform("aws", 1, 2, 2), new UncoveredPlatform("gcp", 3, 3, 2)], counts);
    }

    private static Verdict With(params ImmutableArray<RetentionRule> rules) => new World { Policy = Some.BarePolicy with { Rules = rules } }.Verdict();

    private static World Shared()
    {
        var world = new World();
        return world with { Builds = [world.Builds[0], world.Builds[0] with { Build = world.Builds[0].Build with { Stream = "rhel-9.6" } }] };
    }

    private static Glob Pattern(string text) => Glob.TryParse(text)!;
}
