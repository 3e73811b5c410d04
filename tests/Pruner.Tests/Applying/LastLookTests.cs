using Pruner.Core.Records;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class LastLookTests
{
    [Fact]
    public async Task Of_what_changed_since_the_listing_nothing_is_touched()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        // By its id it is asked for when it is about to be changed, and never before.
        stage.On(request => SmallWorld.Is(request, "DescribeImages", image), () => image.Tags["bootimage"] = "true");

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.Equal((true, "true"), (image.IsPublic, image.Tags["bootimage"]));
        Assert.Equal(ArtifactOutcome.Spared, stage.OutcomeOf(image));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Query.Contains(image.ImageId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_keep_tag_that_is_set_after_the_listing_spares_the_image()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        await File.AppendAllTextAsync(stage.Servers.ConfigurationFile, "rules: [{ keep: [{ tag: hold, reason: somebody holds it }] }]\n", TestContext.Current.CancellationToken);
        stage.On(request => SmallWorld.Is(request, "TagResources", image), () => image.Tags["hold"] = "yes");

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(stage.IsThere(image), stage.Said);
        Assert.Equal(ArtifactOutcome.Spared, stage.OutcomeOf(image));
    }
}
