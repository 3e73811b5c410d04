using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class SharingTests
{
    private static readonly (string, string) One = ("ImageId", "m-1");

    [Fact]
    public async Task Unpublishing_keeps_the_shares_and_a_second_time_is_refused()
    {
        await using var world = await WorldAsync(isPublic: true, accounts: 2);
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "false"))).Ok();
        Assert.False(world.Cloud.Images[0].IsPublic);
        Assert.Equal(2, world.Cloud.Images[0].Accounts.Count);
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "False"))).Refused(403, "Image.NotPublic");
        world.Behaviour.UnpublishingPrivateIsRefused = false;
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "false"))).Ok();
    }

    [Fact]
    public async Task A_call_that_says_nothing_unpublishes()
    {
        await using var world = await WorldAsync(isPublic: true, accounts: 0);
        (await world.CallAsync("ModifyImageSharePermission", One)).Ok();
        Assert.False(world.Cloud.Images[0].IsPublic);
    }

    [Fact]
    public async Task Publishing_is_refused_when_public_encrypted_or_not_allowed_here()
    {
        await using var world = await WorldAsync(isPublic: false, accounts: 0);
        world.Behaviour.PublishingRegions = new HashSet<string> { "eu-west-1" };
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "true"))).Refused(403, "CurrentRegion.NotSupportPublicImage");
        world.Behaviour.PublishingRegions = null;
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "true"))).Ok();
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "true"))).Refused(403, "Image.Public");
        world.Cloud.Add(new EcsImage { RegionId = "us-east-1", ImageId = "m-e", ImageName = "n", CreatedAt = EcsWorld.Start, Encrypted = true });
        (await world.CallAsync("ModifyImageSharePermission", ("ImageId", "m-e"), ("IsPublic", "true"))).Refused(403, "OperationDeined.EncryptedSnapshot");
        (await world.CallAsync("ModifyImageSharePermission", ("ImageId", "m-e"), ("AddAccount.1", "42"))).Refused(403, "OperationDeined.EncryptedSnapshot");
    }

    [Theory]
    [InlineData("AddAccount.1", "true")]
    [InlineData("RemoveAccount.1", "false")]
    public async Task IsPublic_conflicts_with_accounts(string name, string isPublic)
    {
        await using var world = await WorldAsync(isPublic: false, accounts: 1);
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", isPublic), (name, "42"))).Refused(403, "InvalidParameter.IsPublic");
    }

    [Fact]
    public async Task Only_ten_accounts_a_call_are_honoured_and_the_rest_is_silently_ignored()
    {
        await using var world = await WorldAsync(isPublic: false, accounts: 0);
        (await world.CallAsync("ModifyImageSharePermission", [One, .. Enumerable.Range(1, 12).Select(n => ($"AddAccount.{n}", $"{100 + n}"))])).Ok();
        Assert.Equal(Enumerable.Range(101, 10).Select(n => $"{n}"), world.Cloud.Images[0].Accounts);
        (await world.CallAsync("ModifyImageSharePermission", One, ("AddAccount.1", "111"), ("AddAccount.2", "101"))).Ok();
        (await world.CallAsync("ModifyImageSharePermission", [One, .. Enumerable.Range(1, 11).Select(n => ($"RemoveAccount.{n}", $"{100 + n}"))])).Ok();
        Assert.Equal(["111"], world.Cloud.Images[0].Accounts);
    }

    [Fact]
    public async Task An_image_has_fifty_accounts_at_most()
    {
        await using var world = await WorldAsync(isPublic: false, accounts: 50);
        (await world.CallAsync("ModifyImageSharePermission", One, ("AddAccount.1", "42"))).Refused(403, "QuotaExceed.ShareImageUser");
        (await world.CallAsync("ModifyImageSharePermission", One, ("AddAccount.1", "42"), ("RemoveAccount.1", "1001"))).Ok();
        Assert.Equal(50, world.Cloud.Images[0].Accounts.Count);
    }

    [Fact]
    public async Task Sharing_a_public_image_is_refused_but_its_shares_can_be_removed()
    {
        await using var world = await WorldAsync(isPublic: true, accounts: 1);
        (await world.CallAsync("ModifyImageSharePermission", One, ("AddAccount.1", "42"))).Refused(403, "Image.Public");
        (await world.CallAsync("ModifyImageSharePermission", One, ("RemoveAccount.1", "1001"))).Ok();
        Assert.Empty(world.Cloud.Images[0].Accounts);
    }

    [Fact]
    public async Task Accounts_are_numbers_of_others()
    {
        await using var world = await WorldAsync(isPublic: false, accounts: 0);
        (await world.CallAsync("ModifyImageSharePermission", One, ("AddAccount.1", "bob"))).Refused(404, "InvalidAccount.NotFound");
        (await world.CallAsync("ModifyImageSharePermission", One, ("AddAccount.1", EcsWorld.Own))).Refused(404, "InvalidAccount.Forbbiden");
        Assert.Empty(world.Cloud.Images[0].Accounts);
    }

    [Theory]
    [InlineData("Creating", "IsPublic", "false", false)]
    [InlineData("Waiting", "RemoveAccount.1", "1001", false)]
    [InlineData("CreateFailed", "IsPublic", "false", false)]
    [InlineData("Deprecated", "AddAccount.1", "42", false)]
    [InlineData("Deprecated", "RemoveAccount.1", "1001", true)]
    [InlineData("UnAvailable", "IsPublic", "false", true)]
    public async Task The_status_decides_what_may_be_changed(string status, string name, string value, bool works)
    {
        await using var world = await WorldAsync(isPublic: true, accounts: 1);
        world.Cloud.Images[0].Status = status;
        var reply = await world.CallAsync("ModifyImageSharePermission", One, (name, value));
        if (works)
        {
            reply.Ok();
        }
        else
        {
            reply.Refused(403, "OperationDenied.InvalidImageStatus");
        }
    }

    [Theory]
    [InlineData("ModifyImageSharePermission")]
    [InlineData("DescribeImageSharePermission")]
    public async Task Unknown_and_other_peoples_images_are_404(string action)
    {
        await using var world = await EcsWorld.StartAsync(new EcsImage
        {
            RegionId = "us-east-1",
            ImageId = "m-f",
            ImageName = "n",
            CreatedAt = EcsWorld.Start,
            OwnerId = EcsWorld.Foreign,
            IsPublic = true,
        });
        (await world.CallAsync(action, ("ImageId", "m-9"))).Refused(404, "InvalidImageId.NotFound");
        (await world.CallAsync(action, ("ImageId", "m-f"))).Refused(404, "InvalidImageId.NotFound");
        (await world.CallAsync(action)).Refused(400, "MissingParameter");
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_launch_permission_is_by_invitation()
    {
        await using var world = await WorldAsync(isPublic: true, accounts: 1);
        var before = world.Cloud.Describe();
        (await world.CallAsync("ModifyImageSharePermission", One, ("IsPublic", "false"), ("DryRun", "true"))).Refused(400, "DryRunOperation");
        (await world.CallAsync("ModifyImageSharePermission", One, ("RemoveAccount.1", "1001"), ("DryRun", "true"))).Refused(400, "DryRunOperation");
        (await world.CallAsync("ModifyImageSharePermission", One, ("LaunchPermission", "HIDDEN"))).Refused(403, "InvalidParameter.LaunchPermission");
        Assert.Equal(before, world.Cloud.Describe());
    }

    [Fact]
    public async Task The_accounts_come_in_pages()
    {
        await using var world = await WorldAsync(isPublic: true, accounts: 12);
        var first = (await world.CallAsync("DescribeImageSharePermission", One)).Ok();
        Assert.Equal((12, 10, "all"), (first.Total, Accounts(first).Count, (string?)first.Json["ShareGroups"]!["ShareGroup"]![0]!["Group"]));
        var second = (await world.CallAsync("DescribeImageSharePermission", One, ("PageNumber", "2"))).Ok();
        Assert.Equal(["1011", "1012"], Accounts(second));
        Assert.Empty(Accounts(await world.CallAsync("DescribeImageSharePermission", One, ("PageNumber", "3"))));
        Assert.Equal(12, Accounts(await world.CallAsync("DescribeImageSharePermission", One, ("PageSize", "100"))).Count);
    }

    private static List<string> Accounts(AcsReply reply) =>
        [.. reply.Json["Accounts"]!["Account"]!.AsArray().Select(account => (string)account!["AliyunId"]!)];

    private static async Task<EcsWorld> WorldAsync(bool isPublic, int accounts)
    {
        var image = EcsWorld.Image("m-1");
        image.IsPublic = isPublic;
        foreach (var n in Enumerable.Range(1, accounts))
        {
            image.Accounts.Add($"{1000 + n}");
        }

        return await EcsWorld.StartAsync(image);
    }
}
