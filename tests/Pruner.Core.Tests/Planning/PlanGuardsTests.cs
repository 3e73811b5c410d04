using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>Each guard exactly at its limit, and one beyond.</summary>
public sealed class PlanGuardsTests
{
    private static readonly Policy Policy = new();

    [Theory]
    [InlineData(5, 5, false)] // exactly the floor
    [InlineData(4, 5, true)]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    [InlineData(0, null, false)] // none
    public void Fewer_pinned_builds_than_the_floor_are_refused(int found, int? floor, bool fires)
    {
        var plan = Plans.Empty() with { PinnedBuilds = found };

        AssertFires(fires, PlanGuards.TooFewPins(plan, Policy with { MinPinnedBuilds = floor }), "min-pinned-builds");
    }

    [Fact]
    public void Without_a_word_in_the_configuration_no_pin_at_all_and_one_lost_pin_are_refused()
    {
        Assert.NotNull(PlanGuards.TooFewPins(Plans.Empty() with { PinnedBuilds = 0 }, Policy));
        Assert.NotNull(PlanGuards.PinsLost(Plans.Empty() with { LostPins = ["gone"] }, Policy));
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 0, true)] // zero means zero
    [InlineData(2, 2, false)] // exactly at the limit
    [InlineData(3, 2, true)]
    [InlineData(3, null, false)] // none
    public void More_lost_pins_than_the_limit_are_refused(int lost, int? limit, bool fires)
    {
        var plan = Plans.Empty() with { LostPins = [.. Enumerable.Range(0, lost).Select(n => $"pin {n}")] };

        AssertFires(fires, PlanGuards.PinsLost(plan, Policy with { MaxLostPins = limit }), "max-lost-pins");
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 0, true)] // zero means zero
    [InlineData(2, 2, false)] // exactly at the limit
    [InlineData(3, 2, true)]
    [InlineData(3, null, false)] // none
    public void More_deletions_than_the_limit_are_refused(int doomed, int? limit, bool fires) =>
        AssertFires(fires, PlanGuards.TooManyDeletions(Plans.Of(doomed, kept: 5), Policy with { MaxDeletions = limit }), "max-deletions");

    [Theory]
    [InlineData(2000, false)]
    [InlineData(2001, true)]
    public void The_default_limit_is_two_thousand_deletions(int doomed, bool fires) =>
        AssertFires(fires, PlanGuards.TooManyDeletions(Plans.Of(doomed, kept: 0), Policy), "--max-deletions");

    [Theory]
    [InlineData(0, 0, 0, false)] // nothing listed
    [InlineData(0, 10, 0, false)]
    [InlineData(1, 10_000, 0, true)] // zero means zero, and nothing is rounded to it
    [InlineData(2, 10, 20, false)] // exactly at the limit
    [InlineData(3, 10, 20, true)]
    [InlineData(1, 3, 33, true)] // 33.3 %
    [InlineData(1, 3, 34, false)]
    [InlineData(10, 10, 100, false)]
    [InlineData(10, 10, null, false)] // none
    public void A_larger_share_than_the_limit_is_refused(int doomed, int listed, int? percent, bool fires) =>
        AssertFires(
            fires, PlanGuards.TooLargeAShare(Plans.Of(doomed, kept: listed - doomed), Policy with { MaxDeletionsPercent = percent }), "max-deletions-percent");

    [Theory]
    [InlineData(null, false)]
    [InlineData("1234567890123456", false)]
    [InlineData("1234567890123457", true)]
    [InlineData("", true)]
    public void Credentials_of_another_account_than_the_configured_one_are_refused(string? expected, bool fires) =>
        AssertFires(fires, PlanGuards.WrongAccount(Some.Account, Policy with { Account = expected }), "account");

    [Fact]
    public void Only_the_approved_digest_passes()
    {
        var plan = Document.Seal(Plans.Of(1, 1));
        var digest = plan.Digest!;

        Assert.Null(PlanGuards.NotTheApproved(plan, digest));
        Assert.Null(PlanGuards.NotTheApproved(plan, $" {digest.ToUpperInvariant()}\n"));
        AssertFires(true, PlanGuards.NotTheApproved(plan, digest[..^1]), "digest");
        AssertFires(true, PlanGuards.NotTheApproved(plan, ""), "digest");
        AssertFires(true, PlanGuards.NotTheApproved(plan with { Digest = null }, ""), "digest");
        AssertFires(true, PlanGuards.NotTheApproved(plan, new string('0', 64)), "digest");
    }

    [Fact]
    public void A_plan_of_another_version_is_refused()
    {
        Assert.Null(PlanGuards.OtherVersion(Plans.Empty(), "0.1.0"));
        AssertFires(true, PlanGuards.OtherVersion(Plans.Empty(), "0.1.1"), "new plan");
    }

    [Fact]
    public void A_plan_for_another_account_is_refused()
    {
        Assert.Null(PlanGuards.OtherAccount(Plans.Empty(), Some.Account));
        AssertFires(true, PlanGuards.OtherAccount(Plans.Empty(), "1"), "account");
    }

    [Fact]
    public void A_plan_for_another_store_of_the_same_account_number_is_refused()
    {
        var plan = Plans.Empty() with { Address = "/srv/images" };

        Assert.Null(PlanGuards.OtherAddress(Plans.Empty(), ""));
        Assert.Null(PlanGuards.OtherAddress(plan, "/srv/images"));
        AssertFires(true, PlanGuards.OtherAddress(plan, "/srv/Images"), "'/srv/Images'");
        AssertFires(true, PlanGuards.OtherAddress(plan, ""), "address");
        AssertFires(true, PlanGuards.ForSomethingElse(plan, Plans.Empty()), "'/srv/images'");
    }

    [Fact]
    public void A_plan_for_another_platform_is_refused()
    {
        Assert.Null(PlanGuards.OtherPlatform(Plans.Empty(), "aliyun"));
        AssertFires(true, PlanGuards.OtherPlatform(Plans.Empty(), "directory"), "--platform aliyun");
    }

    [Fact]
    public void A_plan_for_an_architecture_that_is_not_chosen_is_refused()
    {
        Assert.Null(PlanGuards.OtherArchitecture(Plans.Empty(), ["x86_64"]));
        Assert.Null(PlanGuards.OtherArchitecture(Plans.Empty(), ["aarch64", "x86_64"]));
        AssertFires(true, PlanGuards.OtherArchitecture(Plans.Empty(), ["aarch64"]), "--arch x86_64");
        AssertFires(true, PlanGuards.OtherArchitecture(Plans.Empty() with { Architectures = ["s390x", "x86_64"] }, ["x86_64"]), "--arch s390x --arch x86_64");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(86_399, false)] // the last second
    [InlineData(86_400, true)] // exactly expired
    [InlineData(-300, false)] // clocks may differ by five minutes
    [InlineData(-301, true)] // made in the future
    public void A_plan_can_be_applied_for_a_day(int secondsAfter, bool fires) =>
        AssertFires(fires, PlanGuards.Expired(Plans.Empty(), Plans.Empty().Created + TimeSpan.FromSeconds(secondsAfter)), "new plan");

    [Fact]
    public void A_plan_that_grants_itself_more_than_a_day_expires_all_the_same()
    {
        var plan = Plans.Empty() with { Expires = DateTimeOffset.MaxValue };

        Assert.Null(PlanGuards.Expired(plan, plan.Created + TimeSpan.FromHours(23)));
        AssertFires(true, PlanGuards.Expired(plan, plan.Created + TimeSpan.FromHours(24)), "new plan");
    }

    [Theory]
    [InlineData(3599, false)]
    [InlineData(3600, true)]
    public void A_plan_that_grants_itself_less_than_a_day_expires_when_it_says(int secondsAfter, bool fires)
    {
        var plan = Plans.Empty() with { Expires = Plans.Empty().Created + TimeSpan.FromHours(1) };

        AssertFires(fires, PlanGuards.Expired(plan, plan.Created + TimeSpan.FromSeconds(secondsAfter)), "new plan");
    }

    [Fact]
    public void A_plan_that_differs_from_the_fresh_one_in_any_one_thing_is_for_something_else()
    {
        var plan = Plans.Empty();

        Assert.Null(PlanGuards.ForSomethingElse(plan, Plans.Of(1, 2)));
        AssertFires(true, PlanGuards.ForSomethingElse(plan, plan with { Platform = "directory" }), "platform");
        AssertFires(true, PlanGuards.ForSomethingElse(plan, plan with { Architectures = ["aarch64"] }), "--arch");
        AssertFires(true, PlanGuards.ForSomethingElse(plan, plan with { Account = "1" }), "account 1");
        AssertFires(true, PlanGuards.ForSomethingElse(plan, plan with { Address = "/srv/images" }), "'/srv/images'");
        AssertFires(true, PlanGuards.ForSomethingElse(plan, plan with { Certificates = [Plans.Certificate() with { RepositoryId = 131 }] }), "--github-url");
    }

    [Fact]
    public void Of_several_things_that_make_a_plan_another_one_the_first_is_told()
    {
        var plan = Plans.Empty();

        var fresh = plan with { Certificates = [Plans.Certificate() with { RepositoryId = 131 }] };
        AssertFires(true, PlanGuards.ForSomethingElse(plan, fresh), "--github-url");
        fresh = fresh with { Address = "/srv/images" };
        AssertFires(true, PlanGuards.ForSomethingElse(plan, fresh), "'/srv/images'");
        fresh = fresh with { Account = "1" };
        AssertFires(true, PlanGuards.ForSomethingElse(plan, fresh), "account 1");
        fresh = fresh with { Architectures = ["aarch64"] };
        AssertFires(true, PlanGuards.ForSomethingElse(plan, fresh), "--arch");
        AssertFires(true, PlanGuards.ForSomethingElse(plan, fresh with { Platform = "directory" }), "--platform");
    }

    [Theory]
    [InlineData(300, false)] // exactly five minutes
    [InlineData(-300, false)]
    [InlineData(301, true)]
    [InlineData(-301, true)]
    [InlineData(0, false)]
    public void Clocks_more_than_five_minutes_apart_are_refused(int seconds, bool fires)
    {
        var skews = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["builds"] = TimeSpan.Zero, ["github"] = TimeSpan.FromSeconds(seconds) };

        AssertFires(fires, PlanGuards.ClocksApart(skews), "clock");
    }

    [Theory]
    [InlineData(6, -6, "builds is 6 minutes ahead of this")]
    [InlineData(-6, 6, "builds is 6 minutes behind this")]
    [InlineData(1, -6, "github is 6 minutes behind this")]
    public void The_first_clock_by_name_that_is_too_far_apart_is_told_with_its_direction(int builds, int github, string told)
    {
        var skews = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["github"] = TimeSpan.FromMinutes(github), ["builds"] = TimeSpan.FromMinutes(builds) };

        AssertFires(true, PlanGuards.ClocksApart(skews), told);
    }

    [Fact]
    public void A_machine_that_heard_no_clock_is_not_refused_for_it() =>
        Assert.Null(PlanGuards.ClocksApart(ImmutableDictionary<string, TimeSpan>.Empty));

    private static void AssertFires(bool fires, Refusal? refusal, string word)
    {
        if (!fires)
        {
            Assert.Null(refusal);
            return;
        }

        Assert.NotNull(refusal);
        Assert.NotEmpty(refusal.What);
        Assert.NotEmpty(refusal.Why);
        Assert.Contains(word, refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HistoryWay.Api)]
    [InlineData(HistoryWay.Both)]
    public void A_plan_that_knows_pull_requests_may_be_applied(HistoryWay way) =>
        Assert.Null(PlanGuards.ServesPlansOnly(ReadBy(way)));

    [Fact]
    public void A_plan_of_a_clone_alone_may_not_be_applied()
    {
        var refusal = PlanGuards.ServesPlansOnly(ReadBy(HistoryWay.Clone));
        Assert.Equal("The plan was made from a local clone alone.", refusal?.What);
        Assert.Contains("--github-url", refusal?.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_to_be_marked_and_what_is_doomed_are_counted()
    {
        var plan = Plans.Of(2, 3);
        var marks = new MarkChange?[] { null, null, MarkChange.Set, MarkChange.TakeOff, null };

        var marking = plan with { Verdicts = [.. plan.Verdicts.Zip(marks, (verdict, mark) => verdict with { Mark = mark })] };

        Assert.Equal((2, 1), (PlanGuards.Doomed(marking), PlanGuards.ToBeMarked(marking)));
        Assert.Equal((2, 0), (PlanGuards.Doomed(plan), PlanGuards.ToBeMarked(plan)));
    }

    [Fact]
    public void A_plan_that_rests_on_the_same_sources_passes_in_whatever_order()
    {
        ImmutableArray<Certificate> sources = [Plans.Certificate(), Plans.Certificate() with { Repository = "example/images", RepositoryId = 7 }];
        Assert.Null(PlanGuards.OtherSource(Plans.Empty(), Plans.Empty().Certificates));
        Assert.Null(PlanGuards.OtherSource(Plans.Empty() with { Certificates = sources }, [.. sources.Reverse()]));
    }

    [Fact]
    public void A_plan_that_rests_on_another_source_is_refused_and_so_is_one_with_a_source_more_or_less()
    {
        var own = Plans.Certificate();
        var further = own with { Repository = "example/images", RepositoryId = 7 };
        Certificate[] others = [own with { Host = "github.example.com" }, own with { Repository = "example/installer" }, own with { RepositoryId = 131 }];
        Assert.All(others, other => AssertFires(true, PlanGuards.OtherSource(Plans.Empty(), [other]), "--github-url"));
        AssertFires(true, PlanGuards.OtherSource(Plans.Empty(), [own, further]), "--github-url");
        AssertFires(true, PlanGuards.OtherSource(Plans.Empty() with { Certificates = [own, further] }, [own]), "--github-url");
    }

    private static Plan ReadBy(HistoryWay way) => Plans.Empty() with { Certificates = [Plans.Certificate(), Plans.Certificate() with { Way = way }] };
}
