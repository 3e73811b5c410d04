using System.Globalization;
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
