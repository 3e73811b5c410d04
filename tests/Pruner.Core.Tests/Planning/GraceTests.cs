using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

public sealed class GraceTests
{
    private static readonly TimeSpan Fortnight = TimeSpan.FromDays(14);
    private static readonly DateTimeOffset LongAgo = Some.Now - TimeSpan.FromDays(20);

    [Fact]
    public void Without_a_grace_nothing_is_marked_and_what_nothing_keeps_goes_at_once()
    {
        var verdict = (Ripe() with { Policy = Some.BarePolicy }).Verdict();

        Assert.Equal((Decision.Prune, null, null, null), (verdict.Decision, verdict.Mark, verdict.MarkedAt, verdict.RipensAt));
        Assert.Null((Pinned(Ripe()) with { Policy = Some.BarePolicy }).Verdict().Mark);
    }

    [Fact]
    public void What_is_not_marked_is_kept_and_is_to_be_marked()
    {
        var verdict = (new World() with { Policy = InGrace(Fortnight) }).Verdict();

        Assert.Equal((Decision.Keep, Reason.InGrace, MarkChange.Set), (verdict.Decision, verdict.Reason, verdict.Mark));
        Assert.Equal("not marked yet; kept until it has been for 14 days", verdict.Detail);
        Assert.Null(verdict.RipensAt);
    }

    [Theory]
    [InlineData(0, true)] // marked this very second
    [InlineData(14 * 86_400 - 1, true)] // one second to go
    [InlineData(14 * 86_400, false)] // exactly as long as the grace
    [InlineData(15 * 86_400, false)]
    public void What_is_marked_by_tag_and_ledger_goes_when_it_has_been_for_the_grace(int secondsAgo, bool isKept)
    {
        var at = Some.Now - TimeSpan.FromSeconds(secondsAgo);

        var verdict = MarkedAt(at, at).Verdict();

        Assert.Equal(isKept ? (Decision.Keep, Reason.InGrace) : (Decision.Prune, Reason.Unpinned), (verdict.Decision, verdict.Reason));
        Assert.Equal((null, at, isKept ? at + Fortnight : null), (verdict.Mark, verdict.MarkedAt, verdict.RipensAt));
    }

    [Fact]
    public void A_grace_longer_than_time_goes_on_never_ends()
    {
        var world = MarkedAt(LongAgo, LongAgo);

        Assert.Equal(DateTimeOffset.MaxValue, (world with { Policy = InGrace(TimeSpan.MaxValue) }).Verdict().RipensAt);
        Assert.Equal(DateTimeOffset.MaxValue.AddTicks(-1), (world with { Policy = InGrace(DateTimeOffset.MaxValue - LongAgo - TimeSpan.FromTicks(1)) }).Verdict().RipensAt);
        Assert.Equal("marked 20 days ago, kept until 30", (world with { Policy = InGrace(TimeSpan.FromDays(30)) }).Verdict().Detail);
    }

    [Fact]
    public void A_grace_of_nothing_marks_first_all_the_same()
    {
        Assert.Equal(MarkChange.Set, new World { Policy = InGrace(TimeSpan.Zero) }.Verdict().Mark);
        Assert.Equal(Decision.Prune, (MarkedAt(Some.Now, Some.Now) with { Policy = InGrace(TimeSpan.Zero) }).Verdict().Decision);
    }

    public static TheoryData<string> WhatMakesAMarkVoid =>
        ["no tag", "unreadable tag", "fraction of a second", "another zone", "no ledger", "ledger is older", "ledger is younger", "other name", "other creation time", "other region", "twice in the ledger", "future"];

    [Theory]
    [MemberData(nameof(WhatMakesAMarkVoid))]
    public void A_mark_of_which_anything_is_missing_or_differs_does_not_count_and_is_set_anew(string what)
    {
        var verdict = Void(what).Verdict();

        Assert.Equal((Decision.Keep, Reason.InGrace, MarkChange.Set, null), (verdict.Decision, verdict.Reason, verdict.Mark, verdict.MarkedAt));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_no_mark_older()
    {
        var world = Ripe();
        Assert.Equal(Decision.Prune, world.Verdict().Decision);

        Assert.Equal(Reason.InGrace, (world with { Now = LongAgo + Fortnight - TimeSpan.FromSeconds(1) }).Verdict().Reason);
        Assert.Equal(MarkChange.Set, (world with { Now = LongAgo - TimeSpan.FromSeconds(1) }).Verdict().Mark);
    }

    [Fact]
    public void A_pin_keeps_what_is_ripe_and_takes_the_mark_off()
    {
        var verdict = Pinned(Ripe()).Verdict();

        Assert.Equal((Decision.Keep, Reason.Pinned, MarkChange.TakeOff, true), (verdict.Decision, verdict.Reason, verdict.Mark, verdict.IsBootImage));
    }

    [Fact]
    public void Any_mark_of_what_another_rule_keeps_is_taken_off_be_it_readable_or_not()
    {
        var world = Void("unreadable tag");

        Assert.Equal(MarkChange.TakeOff, (world with { Artifacts = [world.Artifacts[0] with { Usage = Usage.InUse }] }).Verdict().Mark);
        Assert.Equal(MarkChange.TakeOff, (world with { Policy = world.Policy with { MinAge = TimeSpan.FromDays(3650) } }).Verdict().Mark);
        Assert.Null((Pinned(world) with { Artifacts = [Some.Image()] }).Verdict().Mark);
    }

    [Fact]
    public void An_image_whose_tags_are_not_known_is_not_known_to_be_marked()
    {
        var world = Ripe();
        var verdict = (world with { Artifacts = [world.Artifacts[0] with { Tags = null }] }).Verdict();

        Assert.Equal((Reason.TaggedBootImage, null, null), (verdict.Reason, verdict.Mark, verdict.MarkedAt));
    }

    [Fact]
    public void A_mark_on_what_is_not_ours_is_left_alone()
    {
        var world = Ripe();

        Assert.Null((world with { Artifacts = [world.Artifacts[0] with { Ownership = Ownership.Foreign }] }).Verdict().Mark);
    }

    [Fact]
    public void A_run_that_did_not_choose_an_images_catalog_leaves_its_mark_on_and_remembers_it()
    {
        var verdict = (Ripe() with { Builds = [] }).Verdict();

        Assert.Equal((Decision.Keep, Reason.NotInCatalog, null, LongAgo), (verdict.Decision, verdict.Reason, verdict.Mark, verdict.MarkedAt));
        // What is said of the image itself does not need a catalog.
        Assert.Equal(MarkChange.TakeOff, (Pinned(Ripe()) with { Builds = [] }).Verdict().Mark);
    }

    [Fact]
    public void What_another_rule_keeps_or_what_is_unknown_is_never_marked()
    {
        Assert.Null((Pinned(new World()) with { Policy = InGrace(Fortnight) }).Verdict().Mark);
        var unknown = new World { Policy = InGrace(Fortnight), Builds = [Some.Catalogued(Some.BuildText, Some.Id()) with { BuiltAt = null }] }.Verdict();
        Assert.Equal((Reason.Unknown, null), (unknown.Reason, unknown.Mark));
    }

    private static World Void(string what)
    {
        var image = Some.Image();
        World With(string? tag, params ImmutableArray<LedgerMark> marks) => new()
        {
            Policy = InGrace(Fortnight),
            Artifacts = [tag is null ? image : image with { Tags = image.Tags!.SetItem("pruner-marked-at", tag) }],
            Marks = marks,
        };
        var (text, mark) = (UtcSeconds.Write(LongAgo), Some.Mark(image, LongAgo));
        Assert.Equal(Decision.Prune, With(text, mark).Verdict().Decision);
        return what switch
        {
            "no tag" => With(null, mark),
            "unreadable tag" => With("yesterday", mark),
            "fraction of a second" => With(text.Replace("Z", ".0Z", StringComparison.Ordinal), mark),
            "another zone" => With(text.Replace("Z", "+00:00", StringComparison.Ordinal), mark),
            "no ledger" => With(text),
            "ledger is older" => With(text, mark with { At = LongAgo.AddSeconds(-1) }),
            "ledger is younger" => With(text, mark with { At = LongAgo.AddSeconds(1) }),
            "other name" => With(text, mark with { Name = mark.Name + "-2" }),
            "other creation time" => With(text, mark with { Created = mark.Created.AddSeconds(1) }),
            "other region" => With(text, mark with { Location = "eu-west-1" }),
            "twice in the ledger" => With(text, mark, mark),
            "future" => With(UtcSeconds.Write(Some.Now.AddSeconds(1)), mark with { At = Some.Now.AddSeconds(1) }),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "no such case"),
        };
    }

    private static Policy InGrace(TimeSpan grace) => Some.BarePolicy with { Grace = grace };

    private static World Ripe() => MarkedAt(LongAgo, LongAgo);

    private static World MarkedAt(DateTimeOffset tag, DateTimeOffset ledger) => new()
    {
        Policy = InGrace(Fortnight),
        Artifacts = [Some.Marked(Some.Image(), tag)],
        Marks = [Some.Mark(Some.Image(), ledger)],
    };

    private static World Pinned(World world) => world with { Pins = [Some.ImagePin()] };
}
