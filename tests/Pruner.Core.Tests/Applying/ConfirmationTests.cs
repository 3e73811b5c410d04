using System.Collections.Immutable;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Applying;

/// <summary>The last look: what is not exactly as planned is not deleted.</summary>
public sealed class ConfirmationTests
{
    private static readonly PlannedVerdict Planned = PlannedVerdict.From(Plans.VerdictOn(Some.Image(), prune: true));

    [Theory]
    [InlineData("keep", "yes", false)]
    [InlineData("KEEP", "Yes ", false)]
    [InlineData("keep", "no", true)]
    [InlineData("other", "yes", true)]
    public void A_tag_that_the_policy_keeps_and_that_was_set_since_spares(string key, string value, bool goes)
    {
        var rule = KeepRule.OfTag(TagPattern.TryParse("keep=yes")!, "tagged by hand");

        var confirmed = Confirmation.Confirm(Planned, Some.Image() with { Tags = Some.Tags(key, value) }, progress: null, includeShared: false, keep: [rule]);

        Assert.Equal(goes, confirmed.Doomed is not null);
        Assert.Equal(goes ? "" : "it is now tagged keep=yes, which the policy keeps", confirmed.Difference);
    }

    [Fact]
    public void An_image_that_is_as_planned_is_doomed()
    {
        var confirmed = Confirmation.Confirm(Planned, Some.Image(), progress: null, includeShared: false, keep: []);

        Assert.Equal(Some.Image().Id, confirmed.Doomed?.Id);
        Assert.Empty(confirmed.Difference);
    }

    [Fact]
    public void A_verdict_to_keep_dooms_nothing() =>
        AssertSpared("the plan keeps it", Some.Image(), Planned with { Verdict = Decision.Keep });

    [Theory]
    [MemberData(nameof(Differences))]
    public void A_fact_that_differs_spares_the_image(string fact, string difference) =>
        AssertSpared(difference, Changed(fact), Planned);

    public static TheoryData<string, string> Differences => new()
    {
        { "id", "another artifact" },
        { "region", "another artifact" },
        { "platform", "another artifact" },
        { "owner", "ours" },
        { "owner unknown", "ours" },
        { "name", "its name changed" },
        { "created", "creation time" },
        { "created unknown", "creation time" },
        { "tags unknown", "tags are not known" },
        { "tagged", "bootimage=true" },
        { "used", "instances use it" },
        { "usage unknown", "instances use it" },
        { "being made", "being made" },
        { "state unknown", "being made" },
        { "family", "image family" },
        { "family unknown", "image family" },
        { "encrypted", "encrypted" },
        { "encryption unknown", "encrypted" },
        { "visibility unknown", "public is not known" },
        { "private", "became private" },
        { "shared", "shared with an account" },
        { "sharing unknown", "shared is not known" },
        { "snapshots", "snapshots changed" },
        { "a snapshot more", "snapshots changed" },
        { "no snapshot", "snapshots changed" },
        { "snapshots unknown", "snapshots changed" },
    };

    [Fact]
    public void What_the_plan_itself_did_not_know_spares_the_image()
    {
        AssertSpared("creation time", Some.Image(), Planned with { Created = null });
        AssertSpared("creation time", Some.Image() with { CreatedAt = null }, Planned with { Created = null });
        AssertSpared("snapshots changed", Some.Image(), Planned with { Snapshots = null });
        AssertSpared("snapshots changed", Some.Image() with { Snapshots = null }, Planned with { Snapshots = null });
    }

    [Fact]
    public void An_image_that_became_public_is_spared_whatever_we_did()
    {
        var planned = Planned with { Visibility = Visibility.Private };

        AssertSpared("became public", Some.Image(), planned);
        AssertSpared("became public", Some.Image(), planned, Begun(ChangeKind.Unpublish));
    }

    [Fact]
    public void An_image_that_we_made_private_ourselves_is_as_planned()
    {
        var fresh = Some.Image() with { Visibility = Visibility.Private };

        Assert.NotNull(Confirmation.Confirm(Planned, fresh, Begun(ChangeKind.Unpublish), includeShared: false, keep: []).Doomed);
        AssertSpared("became private", fresh, Planned, Begun(ChangeKind.TagDoomed));
    }

    [Fact]
    public void A_shared_image_is_as_planned_only_where_the_policy_includes_shared_ones()
    {
        var fresh = Some.Image() with { Sharing = Sharing.Shared };

        Assert.NotNull(Confirmation.Confirm(Planned, fresh, progress: null, includeShared: true, keep: []).Doomed);
        Assert.Null(Confirmation.Confirm(Planned, fresh, progress: null, includeShared: false, keep: []).Doomed);
        Assert.Null(Confirmation.Confirm(Planned, fresh with { Sharing = Sharing.Unknown }, progress: null, includeShared: true, keep: []).Doomed);
    }

    [Fact]
    public void Our_own_tag_does_not_spare_it() =>
        Assert.NotNull(Confirmation.Confirm(Planned, Some.Image() with { Tags = Some.Tags("bootimage", "false") }, progress: null, includeShared: false, keep: []).Doomed);

    [Fact]
    public void A_size_spares_it_only_where_both_are_known_and_differ()
    {
        AssertSpared("size changed from 16 to 17 GiB", Some.Image() with { SizeGiB = 17 }, Planned);
        Assert.NotNull(Confirmation.Confirm(Planned with { SizeGiB = null }, Some.Image(), progress: null, includeShared: false, keep: []).Doomed);
        Assert.NotNull(Confirmation.Confirm(Planned, Some.Image() with { SizeGiB = null }, progress: null, includeShared: false, keep: []).Doomed);
    }

    [Fact]
    public void Other_contents_under_the_same_id_are_spared()
    {
        var image = Some.Image() with { Fingerprint = "19 bytes" };

        Assert.NotNull(Confirmation.Confirm(Planned with { Fingerprint = "19 bytes" }, image, progress: null, includeShared: false, keep: []).Doomed);
        AssertSpared("contents changed", image, Planned with { Fingerprint = "20 bytes" });
        AssertSpared("contents changed", image, Planned);
        AssertSpared("contents changed", Some.Image(), Planned with { Fingerprint = "19 bytes" });
    }

    [Fact]
    public void A_mark_that_is_no_longer_the_one_that_was_decided_on_spares_it()
    {
        var at = Some.Now.AddDays(-20);
        var marked = Some.Marked(Some.Image(), at);

        Assert.NotNull(Confirmation.Confirm(Planned, marked, progress: null, includeShared: false, keep: [], at).Doomed);
        Assert.NotNull(Confirmation.Confirm(Planned, Some.Image(), progress: null, includeShared: false, keep: [], markedAt: null).Doomed);
        foreach (var fresh in new[] { Some.Image(), Some.Marked(Some.Image(), at.AddSeconds(1)) })
        {
            var confirmed = Confirmation.Confirm(Planned, fresh, progress: null, includeShared: false, keep: [], at);
            Assert.Equal((null, "its mark was changed or taken off"), (confirmed.Doomed, confirmed.Difference));
        }

        // What makes it another image is told first, then what it is now, then its mark.
        AssertSpared("its name changed", Some.Image() with { Name = "other", Tags = null }, Planned);
        Assert.Equal("instances use it now", Confirmation.Confirm(Planned, Some.Image() with { Usage = Usage.InUse }, progress: null, includeShared: false, keep: [], at).Difference);
    }

    [Theory]
    [InlineData("as planned", null)]
    [InlineData("shared", null)] // nothing of it is changed but its tags
    [InlineData("used", "instances use it")]
    [InlineData("usage unknown", "instances use it")]
    [InlineData("being made", "being made")]
    [InlineData("state unknown", "being made")]
    [InlineData("family", "image family")]
    [InlineData("encrypted", "encrypted")]
    [InlineData("kept by tag", "tagged keep=yes, which the policy keeps")]
    [InlineData("id", "another artifact")]
    [InlineData("owner", "ours")]
    [InlineData("name", "its name changed")]
    [InlineData("created", "creation time")]
    [InlineData("tags unknown", "tags are not known")]
    [InlineData("tagged", "bootimage=true")]
    [InlineData("gone", "not shown")]
    public void Only_the_very_image_that_was_decided_on_and_that_nothing_keeps_by_now_is_marked(string fact, string? difference)
    {
        var why = Confirmation.WhyNotToMark(
            Planned, fact switch { "gone" => null, "as planned" => Some.Image(), _ => Changed(fact) }, [KeepRule.OfTag(TagPattern.TryParse("keep=yes")!, "tagged by hand")]);

        Assert.Equal(difference is null, why is null);
        Assert.Contains(difference ?? "", why ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Only_noted_snapshots_that_nothing_else_rests_on_are_deleted()
    {
        var noted = new NotedState("name", Visibility.Public, [], ["s-1", "s-2", "s-3"], null);

        var doomed = Confirmation.SnapshotsOf(Some.Id(), noted, snapshot => snapshot == "s-2");

        Assert.Equal(["s-1", "s-3"], doomed.Select(snapshot => snapshot.SnapshotId));
        Assert.All(doomed, snapshot => Assert.Equal(Some.Id(), snapshot.Artifact));
        Assert.Empty(Confirmation.SnapshotsOf(Some.Id(), noted with { Snapshots = [] }, _ => false));
        Assert.Empty(Confirmation.SnapshotsOf(Some.Id(), noted, _ => true));
    }

    private static Artifact Changed(string fact)
    {
        var image = Some.Image();
        return fact switch
        {
            "id" => image with { Id = Some.Id(id: "m-0xi0000000000000twin") },
            "region" => image with { Id = Some.Id("cn-hangzhou") },
            "platform" => image with { Id = image.Id with { Platform = "aws" } },
            "owner" => image with { Ownership = Ownership.Foreign },
            "owner unknown" => image with { Ownership = default },
            "name" => image with { Name = image.Name + " " },
            "created" => image with { CreatedAt = image.CreatedAt + TimeSpan.FromSeconds(1) },
            "created unknown" => image with { CreatedAt = null },
            "tags unknown" => image with { Tags = null },
            "tagged" => image with { Tags = Some.Tags("bootimage", "True") },
            "kept by tag" => image with { Tags = Some.Tags("keep", "yes") },
            "used" => image with { Usage = Usage.InUse },
            "usage unknown" => image with { Usage = default },
            "being made" => image with { State = ArtifactState.BeingMade },
            "state unknown" => image with { State = default },
            "family" => image with { Family = Membership.Member },
            "family unknown" => image with { Family = default },
            "encrypted" => image with { Encryption = Encryption.Encrypted },
            "encryption unknown" => image with { Encryption = default },
            "visibility unknown" => image with { Visibility = default },
            "private" => image with { Visibility = Visibility.Private },
            "shared" => image with { Sharing = Sharing.Shared },
            "sharing unknown" => image with { Sharing = default },
            "snapshots" => image with { Snapshots = ["s-0xi00000000000000002"] },
            "a snapshot more" => image with { Snapshots = [.. image.Snapshots!.Value, "s-0xi00000000000000002"] },
            "no snapshot" => image with { Snapshots = ImmutableArray<string>.Empty },
            "snapshots unknown" => image with { Snapshots = null },
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "no such fact"),
        };
    }

    private static ArtifactProgress Begun(ChangeKind change)
    {
        var progress = new ArtifactProgress("us-east-1", Some.ImageId);
        progress.Add(Journals.Entry(JournalEvent.Intent) with { Change = change, Noted = Journals.Noted });
        return progress;
    }

    private static void AssertSpared(string difference, Artifact fresh, PlannedVerdict planned, ArtifactProgress? progress = null)
    {
        var confirmed = Confirmation.Confirm(planned, fresh, progress, includeShared: false, keep: []);

        Assert.Null(confirmed.Doomed);
        Assert.Contains(difference, confirmed.Difference, StringComparison.Ordinal);
    }
}
