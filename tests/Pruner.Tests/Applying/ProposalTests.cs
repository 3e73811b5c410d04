using Pruner.Core;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class ProposalTests
{
    [Fact]
    public async Task A_proposal_that_pins_what_is_no_image_id_does_not_stop_the_run()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        await stage.ProposeAsync(9001, SmallWorld.Document410("us-east-1", "any words, at all"));

        Assert.True(await stage.RunAsync("plan", "4.10") == ExitCode.Done, stage.Said);
    }

    [Fact]
    public async Task An_image_that_a_proposal_pins_after_it_was_tagged_is_not_left_tagged_as_no_boot_image()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        stage.On(request => SmallWorld.Is(request, "TagResources", image), () =>
        {
            stage.ProposeAsync(9002, SmallWorld.Document410(image.RegionId, image.ImageId)).GetAwaiter().GetResult();
            stage.Time.Move(TimeSpan.FromMinutes(9));
        });

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(stage.IsThere(image), stage.Said);
        Assert.True(image.IsPublic);
        Assert.NotEqual("false", image.Tags["bootimage"]);
    }
}
