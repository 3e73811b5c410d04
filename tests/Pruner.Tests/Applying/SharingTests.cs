using Pruner.Core;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class SharingTests
{
    [Fact]
    public async Task An_image_that_is_shared_while_it_is_made_private_keeps_its_accounts_and_is_not_deleted()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        stage.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=false"), () => image.Accounts.Add("1111222233334444"));

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(stage.IsThere(image), stage.Said);
        Assert.Equal(["1111222233334444"], image.Accounts);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Query.Contains("RemoveAccount", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Even_where_shared_images_may_go_an_account_that_the_plan_does_not_name_keeps_its_image()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        stage.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=false"), () => image.Accounts.Add("1111222233334444"));

        await stage.RunAsync("prune", "4.10", "--yes", "--include-shared");

        Assert.True(stage.IsThere(image), stage.Said);
        Assert.Equal(["1111222233334444"], image.Accounts);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "RemoveAccount"));
    }

    [Fact]
    public async Task Where_shared_images_may_go_the_accounts_of_the_plan_are_taken_off_and_the_image_goes()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        image.Accounts.Add("1111222233334444");

        var ended = await stage.RunAsync("prune", "4.10", "--yes", "--include-shared");

        Assert.Equal(ExitCode.Done, ended);
        Assert.False(stage.IsThere(image));
    }
}
