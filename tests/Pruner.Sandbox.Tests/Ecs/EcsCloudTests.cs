using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class EcsCloudTests
{
    [Fact]
    public void A_photograph_does_not_change_with_the_cloud()
    {
        var cloud = new EcsCloud(EcsWorld.Own) { Regions = { "us-east-1" }, ClosedRegions = { "ap-south-1" } };
        cloud.Add(EcsWorld.Image("m-1"));
        var before = cloud.Photograph();
        var text = cloud.Describe();
        Assert.Equal(text, before.Describe());
        Assert.Equal((EcsWorld.Own, 1, 1), (before.AccountId, before.Regions.Count, before.ClosedRegions.Count));

        cloud.Images[0].Tags["k"] = "v";
        cloud.Images[0].Accounts.Add("42");
        cloud.Images[0].IsPublic = true;
        cloud.SnapshotDetails[("us-east-1", "s-m-1")].Tags["k"] = "v";
        cloud.Snapshots["us-east-1"].Add("s-2");
        cloud.Regions.Clear();
        Assert.Equal(text, before.Describe());
        Assert.Single(before.Regions);
        Assert.NotEqual(text, cloud.Describe());
    }

    [Fact]
    public void The_description_does_not_depend_on_order()
    {
        var (first, second) = (new EcsCloud(EcsWorld.Own), new EcsCloud(EcsWorld.Own));
        foreach (var id in new[] { "m-1", "m-2", "m-3" })
        {
            first.Add(EcsWorld.Image(id));
        }

        foreach (var id in new[] { "m-3", "m-1", "m-2" })
        {
            second.Add(EcsWorld.Image(id));
        }

        Assert.Equal(first.Describe(), second.Describe());
    }
}
