using System.Globalization;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

public sealed class PlannerTests
{
    [Fact]
    public void Verdicts_are_sorted_by_platform_region_and_id_ordinally()
    {
        var world = new World { Artifacts = [Some.Image("us-east-1", "m-b"), Some.Image("us-east-1", "m-B"), Some.Image("cn-hangzhou", "m-z"), Some.Image("us-east-1", "m-a")] };

        Assert.Equal(
            ["aliyun/cn-hangzhou/m-z", "aliyun/us-east-1/m-B", "aliyun/us-east-1/m-a", "aliyun/us-east-1/m-b"],
            world.Decide().Select(verdict => verdict.Artifact.Id.ToString()));
    }

    [Fact]
    public void An_empty_inventory_gives_an_empty_plan() =>
        Assert.Empty(new World { Artifacts = [] }.Decide());

    [Fact]
    public void Without_a_catalog_nothing_is_pruned() =>
        Assert.Empty(new World { Builds = [] }.Pruned());

    [Theory]
    [InlineData(ListingStatus.Unreadable, 0)]
    [InlineData(ListingStatus.Closed, 1)]
    [InlineData(ListingStatus.Complete, 1)]
    public void What_may_have_a_younger_sibling_in_a_region_that_could_not_be_read_is_kept(ListingStatus elsewhere, int pruned)
    {
        var here = Some.Image("us-east-1");
        var catalog = new Catalog([Some.Catalogued(Some.BuildText, here.Id, Some.Id("eu-west-1", "m-0xi000000000000other"))]);
        var inventory = new Inventory(
            Some.Account,
            [here],
            [new LocationListing("eu-west-1", elsewhere, 0, 0, ""), new LocationListing("us-east-1", ListingStatus.Complete, 1, 0, "")]);

        var verdicts = Planner.Decide(new PinIndex([]), catalog, inventory, Some.BarePolicy, Some.Now);

        Assert.Equal(pruned, verdicts.Count(verdict => verdict.Decision == Decision.Prune));
    }

    [Fact]
    public void The_default_policy_keeps_more_than_the_bare_one()
    {
        Assert.Equal((TimeSpan.FromDays(90), 3, false, 2000), (new Policy().MinAge, new Policy().KeepNewest, new Policy().IncludeShared, new Policy().MaxDeletions));
        Assert.Empty(new World { Policy = new Policy() }.Pruned());
        Assert.Single(new World().Pruned());
    }

    [Fact]
    public void Sentences_are_the_same_under_any_culture()
    {
        var world = new World { Policy = new Policy(), Now = Some.BuildDate + TimeSpan.FromDays(10.5) };
        var before = world.Verdict();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Foreign.Culture();

            Assert.Equal(before.Reasons, world.Verdict().Reasons);
            Assert.Contains("10.5", before.Detail, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
