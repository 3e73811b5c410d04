using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>Every rule: a case in which it keeps, and the nearest one in which it does not.</summary>
public sealed class RulesTests
{
    private const string OtherId = "m-0xi0000000000000twin";

    [Fact]
    public void What_no_rule_keeps_is_pruned_and_says_why()
    {
        var verdict = new World().Verdict();

        Assert.Equal(Decision.Prune, verdict.Decision);
        Assert.Equal(Reason.Unpinned, verdict.Reason);
        Assert.Empty(verdict.Reasons);
        Assert.Null(verdict.Witness);
        Assert.Equal((Some.BuildText, Some.Stream, "x86_64"), (verdict.Build, verdict.Stream, verdict.Architecture));
    }

    [Fact]
    public void A_pinned_image_is_kept_with_its_witness()
    {
        var verdict = new World { Pins = [Some.ImagePin()] }.Verdict();

        AssertKeptBy(Reason.Pinned, verdict);
        Assert.Equal(Some.Witness(), verdict.Witness);
        Assert.Contains("refs/heads/master", verdict.Detail, StringComparison.Ordinal);
        Assert.True(verdict.IsBootImage);
    }

    [Fact]
    public void An_image_named_under_another_region_is_kept_by_its_id_alone() =>
        AssertKeptBy(Reason.Pinned, new World { Pins = [Some.ImagePin(region: "cn-hangzhou")] }.Verdict());

    [Theory]
    [InlineData("m-0xi0000000000000doo")]
    [InlineData("m-0xi0000000000000doomx")]
    [InlineData("M-0XI0000000000000DOOM")]
    public void An_id_that_is_only_similar_pins_nothing(string id) =>
        Assert.Equal(Decision.Prune, new World { Pins = [Some.ImagePin(id)] }.Verdict().Decision);

    [Fact]
    public void An_image_that_a_pull_request_names_is_kept_but_is_no_boot_image()
    {
        var verdict = new World { Pins = [Some.ImagePin(origin: PinOrigin.PullRequest)] }.Verdict();

        AssertKeptBy(Reason.PinnedInPullRequest, verdict);
        Assert.False(verdict.IsBootImage);
    }

    [Fact]
    public void A_build_that_a_pull_request_names_keeps_its_images() =>
        AssertKeptBy(Reason.PinnedInPullRequest, new World { Pins = [Some.BuildPin(origin: PinOrigin.PullRequest)] }.Verdict());

    [Theory]
    [InlineData(PinOrigin.Merged)]
    [InlineData(PinOrigin.Known)]
    [InlineData(PinOrigin.EarlierLedger)]
    public void An_image_of_a_pinned_build_is_kept_as_a_boot_image(PinOrigin origin)
    {
        var verdict = new World { Pins = [Some.BuildPin(origin: origin)] }.Verdict();

        AssertKeptBy(Reason.BuildPinned, verdict);
        Assert.Equal(Some.Witness(), verdict.Witness);
        Assert.True(verdict.IsBootImage);
    }

    [Theory]
    [InlineData(PinOrigin.Known)]
    [InlineData(PinOrigin.EarlierLedger)]
    public void An_image_that_only_an_earlier_witness_names_is_kept(PinOrigin origin) =>
        AssertKeptBy(Reason.BuildPinned, new World { Pins = [Some.ImagePin(origin: origin)] }.Verdict());

    [Theory]
    [InlineData(PinOrigin.Merged, Reason.Pinned)]
    [InlineData(PinOrigin.Known, Reason.BuildPinned)]
    [InlineData(PinOrigin.EarlierLedger, Reason.BuildPinned)]
    [InlineData(PinOrigin.PullRequest, Reason.PinnedInPullRequest)]
    [InlineData(PinOrigin.Text, Reason.NamedByText)]
    public void An_image_of_no_known_build_is_kept_by_any_pin_of_its_id(PinOrigin origin, Reason reason)
    {
        var world = new World { Builds = [], Artifacts = [Some.Image() with { Name = "renamed" }], Pins = [Some.ImagePin(origin: origin)] };

        AssertKeptBy(reason, world.Verdict());
    }

    [Fact]
    public void Another_pinned_build_keeps_nothing() =>
        Assert.Equal(Decision.Prune, new World { Pins = [Some.BuildPin(Some.OtherBuildText)] }.Verdict().Decision);

    [Fact]
    public void A_build_pinned_with_dashes_is_the_same_build() =>
        AssertKeptBy(Reason.BuildPinned, new World { Pins = [Some.BuildPin("410-84-202201251210-0")] }.Verdict());

    [Fact]
    public void An_image_named_with_dashes_belongs_to_its_build()
    {
        var world = new World { Artifacts = [Some.Image() with { Name = "rhcos-410-84-202201251210-0-x86-64" }] };

        Assert.Equal(Decision.Prune, world.Verdict().Decision);
        AssertKeptBy(Reason.BuildPinned, (world with { Pins = [Some.BuildPin()] }).Verdict());
    }

    [Fact]
    public void A_pinned_build_in_the_name_alone_is_enough()
    {
        var world = new World { Builds = [], Pins = [Some.BuildPin()] };

        AssertKeptBy(Reason.BuildPinned, world.Verdict());
    }

    [Fact]
    public void A_pinned_build_in_the_catalog_alone_is_enough()
    {
        var world = new World { Artifacts = [Some.Image() with { Name = "renamed" }], Pins = [Some.BuildPin()] };

        AssertKeptBy(Reason.BuildPinned, world.Verdict());
    }

    [Fact]
    public void A_build_with_one_pinned_image_is_kept_whole_though_the_pin_names_no_build()
    {
        var twin = Some.Image("cn-hangzhou", OtherId);
        var world = new World
        {
            Artifacts = [Some.Image(), twin],
            Builds = [Some.Catalogued(Some.BuildText, Some.Id(), twin.Id)],
            Pins = [Some.ImagePin()],
        };

        AssertKeptBy(Reason.Pinned, world.VerdictOf(Some.ImageId));
        AssertKeptBy(Reason.BuildPinned, world.VerdictOf(OtherId));
        Assert.Contains(Some.ImageId, world.VerdictOf(OtherId).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_whose_catalogued_image_on_another_cloud_is_pinned_is_kept_whole()
    {
        var world = new World
        {
            Builds = [Some.Catalogued(Some.BuildText, Some.Id(), new ArtifactId("aws", "us-east-1", "ami-0123456789abcdef0"))],
            Pins = [new Pin("aws", "x86_64", "us-east-1", "ami-0123456789abcdef0", null, PinOrigin.Merged, Some.Witness())],
        };

        AssertKeptBy(Reason.BuildPinned, world.Verdict());
    }

    [Fact]
    public void A_build_that_the_catalog_gives_to_a_pinned_image_is_kept_whole_though_the_pin_says_another_build()
    {
        var twin = Some.Image("cn-hangzhou", OtherId);
        var world = new World
        {
            Artifacts = [Some.Image(), twin],
            Builds = [Some.Catalogued(Some.BuildText, Some.Id(), twin.Id)],
            Pins = [Some.ImagePin() with { Build = Some.Build(Some.OtherBuildText) }],
        };

        AssertKeptBy(Reason.BuildPinned, world.VerdictOf(OtherId));
    }

    [Fact]
    public void A_pinned_build_is_kept_in_every_region_and_architecture()
    {
        var arm = Some.Image("cn-hangzhou", OtherId);
        var world = new World
        {
            Artifacts = [Some.Image(), arm],
            Builds =
            [
                Some.Catalogued(Some.BuildText, Some.Id()),
                Some.Catalogued(Some.BuildText, arm.Id) with { Build = new Core.Builds.Build(Some.Stream, Some.Build(), "aarch64") },
            ],
            Pins = [new Pin("aliyun", "x86_64", "us-east-1", Some.ImageId, Some.Build(), PinOrigin.Merged, Some.Witness())],
        };

        AssertKeptBy(Reason.Pinned, world.VerdictOf(Some.ImageId));
        AssertKeptBy(Reason.BuildPinned, world.VerdictOf(OtherId));
        Assert.Equal("aarch64", world.VerdictOf(OtherId).Architecture);
    }

    [Fact]
    public void What_is_written_in_a_text_is_kept_but_is_no_boot_image()
    {
        foreach (var pin in new[] { Some.ImagePin(origin: PinOrigin.Text), Some.BuildPin(origin: PinOrigin.Text) })
        {
            var verdict = new World { Pins = [pin] }.Verdict();

            AssertKeptBy(Reason.NamedByText, verdict);
            Assert.False(verdict.IsBootImage);
        }
    }

    [Fact]
    public void The_strongest_of_several_pins_is_the_one_shown()
    {
        var world = new World
        {
            Pins = [Some.BuildPin(origin: PinOrigin.Text), Some.BuildPin(origin: PinOrigin.PullRequest), Some.ImagePin(), Some.BuildPin()],
        };

        Assert.Equal([Reason.Pinned, Reason.BuildPinned], world.Verdict().Reasons.Select(given => given.Reason));
    }

    [Theory]
    [InlineData(PinOrigin.PullRequest, "image")]
    [InlineData(PinOrigin.Text, "image")]
    [InlineData(PinOrigin.Known, "build")]
    [InlineData(PinOrigin.EarlierLedger, "build")]
    public void Of_an_image_and_its_build_that_are_pinned_alike_one_is_the_witness(PinOrigin origin, string witness)
    {
        var world = new World
        {
            Pins = [Some.ImagePin(origin: origin) with { Witness = Some.Witness("image") }, Some.BuildPin(origin: origin) with { Witness = Some.Witness("build") }],
        };

        Assert.Equal(witness, world.Verdict().Witness?.Reference);
    }

    [Fact]
    public void A_build_with_several_pinned_images_is_witnessed_by_the_first_of_them()
    {
        ImmutableArray<ArtifactId> images = [Some.Id("us-east-1"), Some.Id("eu-west-1", "m-d7o0000000000000pin2"), Some.Id("ap-south-1", "m-d7o0000000000000pin1")];
        var world = new World
        {
            Builds = [Some.Catalogued(Some.BuildText, images)],
            Pins = [.. images.Skip(1).Select(id => Some.ImagePin(id.Id, region: id.Location) with { Witness = Some.Witness(id.Location) })],
        };

        Assert.Equal((Reason.BuildPinned, "ap-south-1"), (world.Verdict().Reason, world.Verdict().Witness?.Reference));
    }

    [Fact]
    public void What_a_pin_names_is_told()
    {
        Assert.Equal($"build {Some.BuildText} is named by {Some.Witness()}", new World { Pins = [Some.BuildPin()] }.Verdict().Detail);
        Assert.Equal($"build {Some.BuildText} is named, with image m-other, by {Some.Witness()}", new World { Pins = [Some.BuildPin() with { ImageId = "m-other" }] }.Verdict().Detail);
        Assert.Equal(
            $"{Some.ImageId} is named in the text of {Some.Witness()}",
            new World { Builds = [], Artifacts = [Some.Image() with { Name = "none" }], Pins = [Some.ImagePin(origin: PinOrigin.Text)] }.Verdict().Detail);
    }

    [Theory]
    [InlineData(Reason.Pinned, true, true)]
    [InlineData(Reason.BuildPinned, true, true)]
    [InlineData(Reason.PinnedInPullRequest, false, true)]
    [InlineData(Reason.NamedByText, false, true)]
    [InlineData(Reason.TaggedBootImage, false, false)]
    public void What_merged_history_names_is_a_boot_image_and_what_anything_names_is_named(Reason reason, bool isBootImage, bool isNamed)
    {
        // Among other reasons.
        var verdict = new World().Verdict() with { Reasons = [new ReasonGiven(Reason.InUse, ""), new ReasonGiven(reason, "")] };

        Assert.Equal((isBootImage, isNamed), (verdict.IsBootImage, verdict.IsNamed));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData(" True ", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    [InlineData("truely", false)]
    public void The_tag_bootimage_keeps_only_when_true(string value, bool keeps) =>
        AssertKept(keeps, Reason.TaggedBootImage, new World { Artifacts = [Some.Image() with { Tags = Some.Tags("bootimage", value) }] });

    [Fact]
    public void Another_tag_that_is_true_keeps_nothing() =>
        Assert.Equal(Decision.Prune, new World { Artifacts = [Some.Image() with { Tags = Some.Tags("nobootimage", "true") }] }.Verdict().Decision);

    [Theory]
    [InlineData(Usage.InUse, true)]
    [InlineData(Usage.Unused, false)]
    public void An_image_in_use_is_kept(Usage usage, bool keeps) =>
        AssertKept(keeps, Reason.InUse, new World { Artifacts = [Some.Image() with { Usage = usage }] });

    [Theory]
    [InlineData(Sharing.Shared, false, true)]
    [InlineData(Sharing.Shared, true, false)]
    [InlineData(Sharing.NotShared, false, false)]
    [InlineData(Sharing.Unknown, true, true)]
    public void A_shared_image_is_kept_unless_the_policy_includes_it(Sharing sharing, bool includeShared, bool keeps) =>
        AssertKept(keeps, Reason.Shared, new World
        {
            Artifacts = [Some.Image() with { Sharing = sharing }],
            Policy = Some.BarePolicy with { IncludeShared = includeShared },
        });

    [Theory]
    [InlineData(Ownership.Foreign, true)]
    [InlineData(Ownership.Own, false)]
    public void A_foreign_image_is_kept(Ownership ownership, bool keeps) =>
        AssertKept(keeps, Reason.NotOurs, new World { Artifacts = [Some.Image() with { Ownership = ownership }] });

    [Fact]
    public void An_image_that_no_catalog_names_is_kept() =>
        AssertKeptBy(Reason.NotInCatalog, new World { Builds = [Some.Catalogued(Some.BuildText, Some.Id(id: OtherId))] }.Verdict());

    [Theory]
    [InlineData("us-east-2")]
    [InlineData("US-EAST-1")]
    public void An_image_that_the_catalog_names_in_another_region_is_kept(string region) =>
        AssertKeptBy(Reason.NotInCatalog, new World { Builds = [Some.Catalogued(Some.BuildText, Some.Id(region))] }.Verdict());

    [Theory]
    [InlineData("rhcos-410.84.202202010101-0-aliyun.x86_64")] // another build
    [InlineData("rhcos-410.84.202201251210-1-aliyun.x86_64")] // another counter
    [InlineData("my golden image")] // none
    [InlineData("")] // no name at all
    [InlineData("410.84.202201251210-0 copy of 410.84.202202010101-0")] // two
    public void An_image_whose_name_and_catalog_disagree_is_kept(string name) =>
        AssertKeptBy(Reason.NotInCatalog, new World { Artifacts = [Some.Image() with { Name = name }] }.Verdict());

    [Fact]
    public void An_image_that_two_builds_name_is_kept()
    {
        var world = new World { Builds = [Some.Catalogued(Some.BuildText, Some.Id()), Some.Catalogued(Some.OtherBuildText, Some.Id())] };

        AssertKeptBy(Reason.NotInCatalog, world.Verdict());
        Assert.Equal(("2 builds of the catalog name it", ""), (world.Verdict().Detail, world.Verdict().Stream));
    }

    [Fact]
    public void The_build_of_an_image_is_the_catalogs_then_the_one_in_its_name()
    {
        var image = Some.Image() with { Name = Some.Name(Some.OtherBuildText) };

        Assert.Equal(Some.BuildText, new World { Artifacts = [image] }.Verdict().Build);
        Assert.Equal(Some.OtherBuildText, new World { Artifacts = [image], Builds = [] }.Verdict().Build);
        Assert.Equal("", new World { Artifacts = [image with { Name = "none" }], Builds = [] }.Verdict().Build);
    }

    [Theory]
    [InlineData("my golden image", "none")]
    [InlineData("410.84.202201251210-0 copy of 410.84.202202010101-0", "410.84.202201251210-0, 410.84.202202010101-0")]
    public void What_catalog_and_name_say_is_told_where_they_disagree(string name, string says) =>
        Assert.Equal($"the catalog says build {Some.BuildText}, its name says {says}", new World { Artifacts = [Some.Image() with { Name = name }] }.Verdict().Detail);

    [Theory]
    [InlineData(Membership.Member, Encryption.Plain, true)]
    [InlineData(Membership.None, Encryption.Encrypted, true)]
    [InlineData(Membership.None, Encryption.Plain, false)]
    public void An_image_in_a_family_or_encrypted_is_kept(Membership family, Encryption encryption, bool keeps) =>
        AssertKept(keeps, Reason.Unclear, new World { Artifacts = [Some.Image() with { Family = family, Encryption = encryption }] });

    [Theory]
    [InlineData(ArtifactState.BeingMade, true)]
    [InlineData(ArtifactState.Unknown, true)]
    [InlineData(ArtifactState.Available, false)]
    [InlineData(ArtifactState.Deprecated, false)]
    [InlineData(ArtifactState.Unavailable, false)]
    [InlineData(ArtifactState.Failed, false)]
    public void An_image_that_is_still_being_made_is_kept(ArtifactState state, bool keeps) =>
        AssertKept(keeps, Reason.NotReady, new World { Artifacts = [Some.Image() with { State = state }] });

    [Fact]
    public void An_image_without_snapshots_may_go() =>
        Assert.Equal(Decision.Prune, new World { Artifacts = [Some.Image() with { Snapshots = ImmutableArray<string>.Empty }] }.Verdict().Decision);

    [Fact]
    public void The_keep_list_keeps_its_builds_and_gives_its_reason()
    {
        var world = new World { Policy = Some.BarePolicy with { Keep = [KeepRule.OfBuild(Some.Build("410-84-202201251210-0"), "asked for by QE")] } };

        AssertKeptBy(Reason.KeepList, world.Verdict());
        Assert.Contains("asked for by QE", world.Verdict().Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_entry_of_the_keep_list_counts(int at)
    {
        KeepRule[] keep = [KeepRule.OfBuild(Some.Build(Some.OtherBuildText), "other"), KeepRule.OfBuild(Some.Build(Some.OtherBuildText), "other")];

        AssertKeptBy(Reason.KeepList, new World { Policy = Some.BarePolicy with { Keep = [.. keep[..at], KeepRule.OfBuild(Some.Build(), "asked for"), .. keep[at..]] } }.Verdict());
    }

    [Fact]
    public void The_keep_list_keeps_no_other_build() =>
        Assert.Equal(
            Decision.Prune,
            new World { Policy = Some.BarePolicy with { Keep = [KeepRule.OfBuild(Some.Build(Some.OtherBuildText), "other")] } }.Verdict().Decision);

    [Fact]
    public void The_keep_list_counts_for_the_build_in_the_name_too()
    {
        var world = new World { Builds = [], Policy = Some.BarePolicy with { Keep = [KeepRule.OfBuild(Some.Build(), "asked for")] } };

        Assert.Contains(world.Verdict().Reasons, given => given.Reason == Reason.KeepList);
    }

    [Theory]
    [InlineData(Some.BuildText)] // by the catalog
    [InlineData(Some.OtherBuildText)] // by the name
    public void The_keep_list_keeps_by_any_build_that_it_may_be(string kept)
    {
        var world = new World
        {
            Artifacts = [Some.Image() with { Name = Some.Name(Some.OtherBuildText) }],
            Policy = Some.BarePolicy with { Keep = [KeepRule.OfBuild(Some.Build(kept), "asked for")] },
        };

        Assert.Equal([Reason.NotInCatalog, Reason.KeepList], world.Verdict().Reasons.Select(given => given.Reason));
    }

    [Theory]
    [MemberData(nameof(UnknownFacts))]
    public void An_unknown_fact_keeps_the_image(string fact)
    {
        var verdict = new World { Artifacts = [WithUnknown(fact)], Policy = Some.BarePolicy with { IncludeShared = true } }.Verdict();

        Assert.True(verdict.Decision == Decision.Keep, $"{fact} is unknown, and the image is not kept");
        Assert.NotEqual(Reason.Unpinned, verdict.Reason);
        Assert.NotEmpty(verdict.Detail);
    }

    [Fact]
    public void The_theory_of_unknown_facts_knows_every_fact_of_an_artifact()
    {
        // Its identity is given; its size, its fingerprint (which only some stores have; the last look compares it) and the accounts it is shared with decide nothing.
        var facts = typeof(Artifact).GetProperties().Select(property => property.Name).Where(name => name is not ("EqualityContract" or "Id" or "SizeGiB" or "Fingerprint" or "Accounts"));

        Assert.Equal(facts.Order(StringComparer.Ordinal), UnknownFacts.Select(row => row.Data).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string> UnknownFacts =>
        ["Name", "CreatedAt", "Ownership", "State", "Visibility", "Sharing", "Usage", "Family", "Encryption", "Tags", "Snapshots"];

    [Fact]
    public void A_size_that_is_not_known_decides_nothing() =>
        Assert.Equal(Decision.Prune, new World { Artifacts = [Some.Image() with { SizeGiB = null }] }.Verdict().Decision);

    [Fact]
    public void The_zero_of_every_fact_is_unknown_and_the_zero_of_a_decision_keeps()
    {
        Assert.Equal(Ownership.Unknown, default);
        Assert.Equal(ArtifactState.Unknown, default);
        Assert.Equal(Visibility.Unknown, default);
        Assert.Equal(Sharing.Unknown, default);
        Assert.Equal(Usage.Unknown, default);
        Assert.Equal(Membership.Unknown, default);
        Assert.Equal(Encryption.Unknown, default);
        Assert.Equal(Decision.Keep, default);
        Assert.Equal(Reason.Unknown, default);
    }

    [Fact]
    public void A_build_without_a_timestamp_is_kept() =>
        AssertKeptBy(Reason.Unknown, new World { Builds = [Some.Catalogued(Some.BuildText, Some.Id()) with { BuiltAt = null }] }.Verdict());

    [Fact]
    public void A_build_id_without_a_calendar_date_is_kept()
    {
        const string NoDate = "410.84.202213451210-0";
        var world = new World { Artifacts = [Some.Image(build: NoDate)], Builds = [Some.Catalogued(NoDate, Some.Id())] };

        AssertKeptBy(Reason.Unknown, world.Verdict());
    }

    [Fact]
    public void An_image_whose_sibling_has_no_creation_time_is_kept()
    {
        var twin = Some.Image("cn-hangzhou", OtherId) with { CreatedAt = null };
        var world = new World { Artifacts = [Some.Image(), twin], Builds = [Some.Catalogued(Some.BuildText, Some.Id(), twin.Id)] };

        AssertKeptBy(Reason.Unknown, world.VerdictOf(Some.ImageId));
    }

    [Theory]
    [InlineData(0, false)] // exactly now
    [InlineData(1, true)] // one second ahead
    public void A_future_date_keeps_at_once(int secondsAhead, bool keeps)
    {
        var date = Some.Now + TimeSpan.FromSeconds(secondsAhead);

        AssertKept(keeps, Reason.Unknown, new World { Artifacts = [Some.Image() with { CreatedAt = date }] });
        AssertKept(keeps, Reason.Unknown, new World { Builds = [Some.Catalogued(Some.BuildText, Some.Id()) with { BuiltAt = date }] });
    }

    [Fact]
    public void A_build_id_with_a_future_date_is_kept()
    {
        const string Future = "410.84.209901010000-0";
        var world = new World { Artifacts = [Some.Image(build: Future)], Builds = [Some.Catalogued(Future, Some.Id()) with { BuiltAt = Some.BuildDate }] };

        AssertKeptBy(Reason.Unknown, world.Verdict());
    }

    [Fact]
    public void Rules_are_asked_in_the_order_of_their_reasons_then_the_unknown_and_the_grace_last()
    {
        var order = PlannedRules.InOrder;

        Assert.Equal(Enum.GetValues<Reason>().Except([Reason.Unknown, Reason.InGrace, Reason.Unpinned]).Concat([Reason.Unknown, Reason.InGrace]), order);
    }

    [Fact]
    public void Every_rule_that_keeps_is_told_in_order_and_the_first_is_the_reason()
    {
        var world = new World
        {
            Artifacts =
            [
                Some.Image() with
                {
                    Tags = Some.Tags("bootimage", "true"),
                    Usage = Usage.InUse,
                    Sharing = Sharing.Shared,
                    Ownership = Ownership.Foreign,
                    Family = Membership.Member,
                    State = ArtifactState.BeingMade,
                },
            ],
            Policy = new Policy { MinAge = TimeSpan.FromDays(1000), KeepNewest = 1, Keep = [KeepRule.OfBuild(Some.Build(), "by hand")] },
            Pins = [Some.ImagePin()],
        };

        Assert.Equal(
            [
                Reason.Pinned, Reason.BuildPinned, Reason.TaggedBootImage, Reason.InUse, Reason.Shared, Reason.NotOurs, Reason.Unclear, Reason.NotReady,
                Reason.TooYoung, Reason.Newest, Reason.KeepList,
            ],
            world.Verdict().Reasons.Select(given => given.Reason));
        Assert.Equal(Reason.Pinned, world.Verdict().Reason);
    }

    private static Artifact WithUnknown(string fact)
    {
        var image = Some.Image();
        return fact switch
        {
            "Name" => image with { Name = "" },
            "CreatedAt" => image with { CreatedAt = null },
            "Ownership" => image with { Ownership = default },
            "State" => image with { State = default },
            "Visibility" => image with { Visibility = default },
            "Sharing" => image with { Sharing = default },
            "Usage" => image with { Usage = default },
            "Family" => image with { Family = default },
            "Encryption" => image with { Encryption = default },
            "Tags" => image with { Tags = null },
            "Snapshots" => image with { Snapshots = null },
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "no such fact"),
        };
    }

    private static void AssertKept(bool keeps, Reason reason, World world)
    {
        if (keeps)
        {
            AssertKeptBy(reason, world.Verdict());
        }
        else
        {
            Assert.Equal(Decision.Prune, world.Verdict().Decision);
        }
    }

    private static void AssertKeptBy(Reason reason, Verdict verdict)
    {
        Assert.Equal((Decision.Keep, reason), (verdict.Decision, verdict.Reason));
        Assert.NotEmpty(verdict.Detail);
    }
}
