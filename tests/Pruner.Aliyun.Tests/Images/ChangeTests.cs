using Pruner.Core.Artifacts;
using Pruner.Core.Stores;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;
using static Pruner.Aliyun.Tests.AliyunWorld;

namespace Pruner.Aliyun.Tests.Images;

public sealed class ChangeTests
{
    private static readonly Dictionary<string, string> Tags = new() { ["bootimage"] = "false", ["pruner-plan"] = "sha256:ab" };

    [Fact]
    public async Task An_image_is_deleted_without_force_and_its_snapshots_stay()
    {
        await using var world = await StartAsync(Image("m-a"), Image("m-b"));

        var reply = await world.Store.DeleteAsync(await world.DoomAsync("m-a"), Cancel);

        Assert.Equal((StoreOutcome.Done, "", ""), (reply.Outcome, reply.Code, reply.Message));
        Assert.NotEmpty(reply.RequestId);
        Assert.Equal("m-b", Assert.Single(world.Cloud.Images).ImageId);
        Assert.Equal(2, world.Cloud.Snapshots[East].Count);
        Assert.Equal("?Force=false&ImageId=m-a&RegionId=us-east-1", Assert.Single(world.Traffic.Changes).Query);
    }

    [Fact]
    public async Task Tags_are_removed_by_their_keys_alone_fifty_images_a_call()
    {
        var images = Enumerable.Range(0, 51).Select(n => Image($"m-{n:D4}")).ToArray();
        images[0].Tags["pruner-marked-at"] = "2026-01-02T03:04:05Z";
        images[0].Tags["other"] = "stays";
        await using var world = await StartAsync(images);

        var reply = await world.Store.UntagAsync(East, [.. images.Select(image => image.ImageId)], ["pruner-marked-at"], Cancel);

        Assert.Equal(StoreOutcome.Done, reply.Outcome);
        Assert.Equal("other", Assert.Single(images[0].Tags).Key);
        Assert.Equal(2, world.Calls("UntagResources"));
        Assert.Equal("?RegionId=us-east-1&ResourceId.1=m-0050&ResourceType=image&TagKey.1=pruner-marked-at", world.Traffic.Changes[^1].Query);
    }

    [Fact]
    public async Task A_snapshot_is_deleted_at_its_regions_endpoint_without_force()
    {
        await using var world = await StartAsync(Image("m-a"));
        await world.Store.DeleteAsync(await world.DoomAsync("m-a"), Cancel);

        var reply = await world.Store.DeleteSnapshotAsync(new DoomedSnapshot(Id("m-a"), "s-m-a"), Cancel);

        Assert.Equal(StoreOutcome.Done, reply.Outcome);
        Assert.Empty(world.Cloud.Snapshots[East]);
        var request = world.Traffic.Changes[^1];
        Assert.Equal(("DeleteSnapshot", East, "?SnapshotId=s-m-a"), (request.Operation, request.Location, request.Query));
    }

    [Fact]
    public async Task A_snapshot_that_an_image_uses_is_in_use()
    {
        await using var world = await StartAsync(Image("m-a"));

        var reply = await world.Store.DeleteSnapshotAsync(new DoomedSnapshot(Id("m-a"), "s-m-a"), Cancel);

        Assert.Equal((StoreOutcome.InUse, "SnapshotCreatedImage"), (reply.Outcome, reply.Code));
    }

    [Theory]
    [InlineData("Creating", StoreOutcome.Busy, "ImageIsCreating")]
    [InlineData("public", StoreOutcome.Failed, "ImageIsPublic")]
    [InlineData("shared", StoreOutcome.Shared, "ImageUseShared")]
    [InlineData("used", StoreOutcome.InUse, "ImageUsingByInstance")]
    [InlineData("copied", StoreOutcome.Busy, "OperationDenied.ImageCopying")]
    [InlineData("gone", StoreOutcome.AlreadySo, "InvalidImageId.NotFound")]
    [InlineData("gone quietly", StoreOutcome.Done, "")]
    [InlineData("denied", StoreOutcome.Forbidden, "Forbidden.RAM")]
    public async Task An_image_that_cannot_be_deleted_says_why(string state, StoreOutcome outcome, string code)
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        var image = world.Held("m-a");
        switch (state)
        {
            case "Creating":
                image.Status = state;
                break;
            case "public":
                image.IsPublic = true;
                break;
            case "shared":
                image.Accounts.Add(Stranger);
                break;
            case "used":
                image.InUse = true;
                break;
            case "copied":
                image.Copying = true;
                break;
            case "gone" or "gone quietly":
                world.Cloud.Images.Remove(image);
                world.Ecs.Behaviour.MissingImageIsNotFound = state == "gone";
                break;
            default:
                world.Accounts.Put(new AliyunCredential(KeyId, Secret, Account) { DeniedActions = new HashSet<string> { "DeleteImage" } });
                break;
        }

        var reply = await world.Store.DeleteAsync(doomed, Cancel);

        Assert.Equal((outcome, code), (reply.Outcome, reply.Code));
        Assert.NotEmpty(reply.RequestId);
        AssertNoSecret(reply);
        Assert.Equal(1, world.Calls("DeleteImage"));
    }

    [Theory]
    [InlineData("ImageIsImporting", 403, StoreOutcome.Busy)]
    [InlineData("ImageIsExporting", 403, StoreOutcome.Busy)]
    [InlineData("Operation.Conflict", 403, StoreOutcome.Busy)]
    [InlineData("OperationConflict", 409, StoreOutcome.Busy)]
    [InlineData("LastTokenProcessing", 403, StoreOutcome.Busy)]
    [InlineData("NoPermission", 403, StoreOutcome.Forbidden)]
    [InlineData("Forbidden.SubUser", 403, StoreOutcome.Forbidden)]
    [InlineData("InvalidSecurityToken.Expired", 400, StoreOutcome.Forbidden)]
    [InlineData("InvalidTimeStamp.Expired", 400, StoreOutcome.Forbidden)]
    [InlineData("InvalidRegionId.NotFound", 404, StoreOutcome.Failed)]
    [InlineData("InvalidParameter", 400, StoreOutcome.Failed)]
    [InlineData("InternalError", 500, StoreOutcome.Unknown)]
    [InlineData("ServiceUnavailable", 503, StoreOutcome.Unknown)]
    [InlineData("UnknownError", 400, StoreOutcome.Unknown)]
    [InlineData("SignatureNonceUsed", 400, StoreOutcome.Unknown)]
    [InlineData("SomethingNew", 500, StoreOutcome.Unknown)]
    public async Task Each_error_of_a_change_has_its_outcome_and_is_not_tried_again(string code, int status, StoreOutcome outcome)
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Fail("DeleteImage", code, status);

        var reply = await world.Store.DeleteAsync(doomed, Cancel);

        Assert.Equal((outcome, code, "R-1"), (reply.Outcome, reply.Code, reply.RequestId));
        Assert.NotEmpty(reply.Message);
        AssertNoSecret(reply);
        Assert.Equal(1, world.Calls("DeleteImage"));
    }

    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Truncate)]
    public async Task A_change_whose_answer_is_lost_is_unknown_and_not_made_again(FaultKind kind)
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Strike(kind, "DeleteImage");

        var reply = await world.Store.DeleteAsync(doomed, Cancel);

        Assert.Equal((StoreOutcome.Unknown, "AnswerLost"), (reply.Outcome, reply.Code));
        Assert.Equal(1, world.Calls("DeleteImage"));
        Assert.Empty(world.Cloud.Images);
    }

    [Fact]
    public async Task A_change_that_was_made_and_answered_with_an_internal_error_is_unknown()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Fail("DeleteImage", "InternalError", 500, kind: FaultKind.ReplyAfter);

        Assert.Equal(StoreOutcome.Unknown, (await world.Store.DeleteAsync(doomed, Cancel)).Outcome);
        Assert.Empty(world.Cloud.Images);
        Assert.Equal(1, world.Calls("DeleteImage"));
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in to the proxy</html>")]
    [InlineData(200, "application/json", "{}")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "")]
    [InlineData(403, "text/html", "<html>Blocked</html>")]
    [InlineData(302, "text/html", "")]
    public async Task An_answer_that_is_not_the_services_own_is_unknown(int status, string type, string body)
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DeleteImage") { Status = status, ContentType = type, Body = body });

        var reply = await world.Store.DeleteAsync(doomed, Cancel);

        Assert.Equal((StoreOutcome.Unknown, "NotUnderstood"), (reply.Outcome, reply.Code));
    }

    [Fact]
    public async Task An_error_in_XML_is_understood()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DeleteImage")
        {
            Status = 403,
            ContentType = "text/xml",
            Body = "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R-2</RequestId><HostId>h</HostId><Code>ImageUseShared</Code><Message>Shared.</Message></Error>",
        });

        Assert.Equal(new StoreReply(StoreOutcome.Shared, "ImageUseShared", "Shared.", "R-2"), await world.Store.DeleteAsync(doomed, Cancel));
    }

    [Fact]
    public async Task Lower_case_members_and_the_header_are_understood()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DeleteImage")
        {
            Status = 403,
            Body = """{"code":"ImageUseShared","message":"Shared\u001b[31m.\n"}""",
            Headers = new Dictionary<string, string> { ["x-acs-request-id"] = "R-3" },
        });

        Assert.Equal(new StoreReply(StoreOutcome.Shared, "ImageUseShared", "Shared [31m.", "R-3"), await world.Store.DeleteAsync(doomed, Cancel));
    }

    [Theory]
    [InlineData("Throttling.User", 400, "20")]
    [InlineData("Throttling", 400, null)]
    [InlineData("", 429, null)]
    public async Task A_throttled_change_was_not_made_and_is_tried_again(string code, int status, string? retryAfterMs)
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Fail("DeleteImage", code, status, times: 2, retryAfterMs: retryAfterMs);

        Assert.Equal(StoreOutcome.Done, (await world.Store.DeleteAsync(doomed, Cancel)).Outcome);
        Assert.Equal(3, world.Calls("DeleteImage"));
    }

    [Fact]
    public async Task A_change_that_stays_throttled_has_failed()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Fail("DeleteImage", "Throttling.User", 400);

        var reply = await world.Store.DeleteAsync(doomed, Cancel);

        Assert.Equal((StoreOutcome.Failed, "Throttling.User", "R-1"), (reply.Outcome, reply.Code, reply.RequestId));
        AssertNoSecret(reply);
        Assert.Equal(4, world.Calls("DeleteImage"));
    }

    [Fact]
    public async Task A_throttled_change_whose_second_answer_is_lost_is_unknown()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Fail("DeleteImage", "Throttling.User", 400, times: 1);
        world.Strike(FaultKind.ResetAfter, "DeleteImage");

        Assert.Equal(StoreOutcome.Unknown, (await world.Store.DeleteAsync(doomed, Cancel)).Outcome);
        Assert.Equal(2, world.Calls("DeleteImage"));
    }

    [Fact]
    public async Task A_change_that_could_not_be_sent_has_failed()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        await world.Ecs.DisposeAsync();

        var reply = await world.Store.DeleteAsync(doomed, Cancel);

        Assert.Equal((StoreOutcome.Failed, "Unreachable"), (reply.Outcome, reply.Code));
    }

    [Fact]
    public async Task A_change_in_a_region_that_is_not_listed_is_not_sent()
    {
        await using var world = await StartAsync();

        var reply = await world.Store.SetVisibilityAsync(Id("m-a", "cn-beijing"), Visibility.Private, Cancel);

        Assert.Equal((StoreOutcome.Failed, "NotSent"), (reply.Outcome, reply.Code));
        Assert.Empty(world.Traffic.Changes);
    }

    [Fact]
    public async Task Visibility_is_set_alone_in_its_call()
    {
        await using var world = await StartAsync(Image("m-a", with: image => image.Accounts.Add(Stranger)));
        world.Held("m-a").IsPublic = true;

        Assert.Equal(StoreOutcome.Done, (await world.Store.SetVisibilityAsync(Id("m-a"), Visibility.Private, Cancel)).Outcome);

        Assert.False(world.Held("m-a").IsPublic);
        Assert.Equal([Stranger], world.Held("m-a").Accounts);
        Assert.Equal("?ImageId=m-a&IsPublic=false&RegionId=us-east-1", Assert.Single(world.Traffic.Changes).Query);
    }

    [Fact]
    public async Task Visibility_that_is_so_already_is_told()
    {
        await using var world = await StartAsync(Image("m-private"), Image("m-public", with: image => image.IsPublic = true));

        var unpublished = await world.Store.SetVisibilityAsync(Id("m-private"), Visibility.Private, Cancel);
        var published = await world.Store.SetVisibilityAsync(Id("m-public"), Visibility.Public, Cancel);

        Assert.Equal((StoreOutcome.AlreadySo, "Image.NotPublic"), (unpublished.Outcome, unpublished.Code));
        Assert.Equal((StoreOutcome.AlreadySo, "Image.Public"), (published.Outcome, published.Code));
    }

    [Fact]
    public async Task An_image_is_published_again()
    {
        await using var world = await StartAsync(Image("m-a"));

        Assert.Equal(StoreOutcome.Done, (await world.Store.SetVisibilityAsync(Id("m-a"), Visibility.Public, Cancel)).Outcome);
        Assert.True(world.Held("m-a").IsPublic);
    }

    [Fact]
    public async Task An_unknown_visibility_cannot_be_set()
    {
        await using var world = await StartAsync(Image("m-a"));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.Store.SetVisibilityAsync(Id("m-a"), Visibility.Unknown, Cancel));
        Assert.Empty(world.Traffic.Changes);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(50, 5)]
    public async Task Accounts_are_removed_and_added_by_tens(int count, int calls)
    {
        await using var world = await StartAsync(Image("m-a"));
        string[] accounts = [.. Enumerable.Range(0, count).Select(n => $"{2000000000000000 + n}")];

        Assert.Equal(StoreOutcome.Done, (await world.Store.ShareAsync(Id("m-a"), accounts, Cancel)).Outcome);
        Assert.Equal(accounts, world.Held("m-a").Accounts.Order());
        Assert.Equal(StoreOutcome.Done, (await world.Store.UnshareAsync(Id("m-a"), accounts, Cancel)).Outcome);
        Assert.Empty(world.Held("m-a").Accounts);
        Assert.Equal(2 * calls, world.Traffic.Changes.Length);
        Assert.DoesNotContain(world.Traffic.Changes, request => request.Query.Contains("IsPublic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sharing_a_public_image_has_failed()
    {
        await using var world = await StartAsync(Image("m-a", with: image => image.IsPublic = true));

        var reply = await world.Store.ShareAsync(Id("m-a"), [Stranger], Cancel);

        Assert.Equal((StoreOutcome.Failed, "Image.Public"), (reply.Outcome, reply.Code));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    [InlineData(120, 3)]
    public async Task Images_are_tagged_by_fifties(int count, int calls)
    {
        await using var world = await StartAsync(AliyunWorld.Images(count));

        var reply = await world.Store.TagAsync(East, [.. world.Cloud.Images.Select(image => image.ImageId)], Tags, Cancel);

        Assert.Equal(StoreOutcome.Done, reply.Outcome);
        Assert.All(world.Cloud.Images, image => Assert.Equal(Tags, image.Tags));
        Assert.Equal(calls, world.Calls("TagResources"));
    }

    [Fact]
    public async Task Nothing_to_change_is_done_without_a_call()
    {
        await using var world = await StartAsync();

        Assert.Equal(StoreOutcome.Done, (await world.Store.TagAsync(East, [], Tags, Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await world.Store.UnshareAsync(Id("m-a"), [], Cancel)).Outcome);
        Assert.Empty(world.Traffic.Changes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_unknown_id_among_several_makes_tagging_unknown(bool others)
    {
        await using var world = await StartAsync(Image("m-a"));
        world.Ecs.Behaviour.BadTagBatchTagsTheOthers = others;

        var several = await world.Store.TagAsync(East, ["m-a", "m-gone"], Tags, Cancel);
        var one = await world.Store.TagAsync(East, ["m-gone"], Tags, Cancel);

        Assert.Equal((StoreOutcome.Unknown, "InvalidResourceId.NotFound"), (several.Outcome, several.Code));
        Assert.Equal((StoreOutcome.AlreadySo, "InvalidResourceId.NotFound"), (one.Outcome, one.Code));
        Assert.Equal(others ? 2 : 0, world.Held("m-a").Tags.Count);
    }

    [Fact]
    public async Task A_failure_after_a_part_was_done_is_unknown_for_the_whole()
    {
        await using var world = await StartAsync(AliyunWorld.Images(120));
        world.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "TagResources" && request.Query.Contains("m-0050", StringComparison.Ordinal))
        {
            Status = 403,
            Body = """{"RequestId":"R-1","Code":"NoPermission.Tag","Message":"No."}""",
        });

        var reply = await world.Store.TagAsync(East, [.. world.Cloud.Images.Select(image => image.ImageId)], Tags, Cancel);

        Assert.Equal((StoreOutcome.Unknown, "NoPermission.Tag"), (reply.Outcome, reply.Code));
        Assert.StartsWith("50 of 120", reply.Message, StringComparison.Ordinal);
        Assert.Equal(2, world.Calls("TagResources"));
        Assert.Equal(50, world.Cloud.Images.Count(image => image.Tags.Count > 0));
    }

    [Theory]
    [InlineData("InvalidSnapshotId.NotFound", 404, StoreOutcome.AlreadySo)]
    [InlineData("SnapshotCreatedDisk", 403, StoreOutcome.InUse)]
    [InlineData("Operation.Conflict", 403, StoreOutcome.Busy)]
    [InlineData("InvalidOperation.RelatedSnapshotNotFinished", 403, StoreOutcome.Busy)]
    [InlineData("IncorrectDiskStatus.CreatingSnapshot", 400, StoreOutcome.Busy)]
    [InlineData("InvalidOperation.DeleteSharedSnapshotUnsupported", 403, StoreOutcome.Failed)]
    [InlineData("InvalidOperation.ResourceManagedByCloudProduct", 403, StoreOutcome.Failed)]
    [InlineData("InternalError", 500, StoreOutcome.Unknown)]
    public async Task Each_error_of_deleting_a_snapshot_has_its_outcome(string code, int status, StoreOutcome outcome)
    {
        await using var world = await StartAsync();
        world.Fail("DeleteSnapshot", code, status);

        var reply = await world.Store.DeleteSnapshotAsync(new DoomedSnapshot(Id("m-a"), "s-a"), Cancel);

        Assert.Equal((outcome, code), (reply.Outcome, reply.Code));
    }

    [Fact]
    public async Task A_cancelled_change_throws_and_is_not_made_again()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        using var cancel = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        world.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request.Operation != "DeleteImage")
            {
                return false;
            }

            cancel.CancelAfter(TimeSpan.FromMilliseconds(1));
            return true;
        })
        { Gate = never.Task });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Store.DeleteAsync(doomed, cancel.Token));
        never.SetResult();
        Assert.Equal(1, world.Calls("DeleteImage"));
    }
}
