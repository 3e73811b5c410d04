using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Operations;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Stores;
using static Pruner.Aliyun.Tests.AliyunWorld;

namespace Pruner.Aliyun.Tests.Credentials;

/// <summary>Changes with sessions that the cloud itself holds to the scope of a run.</summary>
public sealed class ChangeCredentialsTests
{
    private static readonly Dictionary<string, string> Tags = new() { ["bootimage"] = "false" };

    [Fact]
    public async Task Every_change_is_signed_with_the_session_of_its_image_and_every_read_with_the_roles_own()
    {
        await using var world = await StartAsync("m-a", "m-b");
        var store = world.Store();
        store.Narrow(Scope(("m-a", ScopedChanges.Prune), ("m-b", ScopedChanges.Tag)));

        Assert.Equal(StoreOutcome.Done, (await store.TagAsync(East, ["m-a"], Tags, Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await store.SetVisibilityAsync(Id("m-a"), Visibility.Public, Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await store.SetVisibilityAsync(Id("m-a"), Visibility.Private, Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await store.ShareAsync(Id("m-a"), [Stranger], Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await store.UnshareAsync(Id("m-a"), [Stranger], Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await store.DeleteAsync(await DoomAsync(store, "m-a"), Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await store.DeleteSnapshotAsync(new DoomedSnapshot(Id("m-a"), "s-m-a"), Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await store.TagAsync(East, ["m-b"], Tags, Cancel)).Outcome);

        var (role, a, b) = (world.Roles.Issued[0], world.Roles.Issued[1], world.Roles.Issued[2]);
        Assert.Equal(3, world.Calls);
        Assert.Null(role.SessionPolicy);
        foreach (var request in world.Traffic.Requests.Where(request => request.Service == "ecs"))
        {
            var expected = !request.IsChange ? role : request.Query.Contains("m-b", StringComparison.Ordinal) ? b : a;
            Assert.Equal(expected.AccessKeyId, request.Headers["x-acs-accesskey-id"]);
        }

        Assert.Equal(["m-b"], world.Cloud.Images.Select(image => image.ImageId));
        Assert.Equal(["s-m-b"], world.Cloud.Snapshots[East]);
        Assert.All(world.Roles.Issued, keys => Assert.Contains(keys.SecurityToken!, world.Announced));
    }

    [Fact]
    public async Task The_cloud_refuses_whatever_the_scope_does_not_name_even_when_it_is_asked()
    {
        await using var world = await StartAsync("m-a", "m-b", "m-c");
        using var changes = new ChangeCredentials(world.Credentials);
        changes.Narrow(Scope(("m-a", ScopedChanges.Prune), ("m-b", ScopedChanges.Tag), ("m-c", ScopedChanges.PutBack)));
        var (doomedB, doomedC) = (await DoomAsync(world.Store(), "m-b"), await DoomAsync(world.Store(), "m-c"));
        var before = world.Cloud.Describe();
        var region = world.Region;
        var (a, b, c) = (Signed("m-a"), Signed("m-b"), Signed("m-c"));

        StoreReply[] replies =
        [
            await DeleteImage.ChangeAsync(a, region, doomedB, Cancel),
            await DeleteImage.ChangeAsync(b, region, doomedB, Cancel),
            await DeleteImage.ChangeAsync(c, region, doomedC, Cancel),
            await TagResources.ChangeAsync(a, region, TagResources.Images, ["m-b"], Tags, Cancel),
            await TagResources.ChangeAsync(a, region, TagResources.Images, ["m-a", "m-b"], Tags, Cancel),
            await ImageSharePermission.SetPublicAsync(a, region, "m-b", isPublic: true, Cancel),
            await ImageSharePermission.SetPublicAsync(b, region, "m-b", isPublic: true, Cancel),
            await ImageSharePermission.AddAsync(b, region, "m-b", [Stranger], Cancel),
            await Snapshots.DeleteAsync(a, region, new DoomedSnapshot(Id("m-b"), "s-m-b"), Cancel),
            await Snapshots.DeleteAsync(b, region, new DoomedSnapshot(Id("m-b"), "s-m-b"), Cancel),
        ];

        Assert.All(replies, reply => Assert.Equal((StoreOutcome.Forbidden, "Forbidden.RAM"), (reply.Outcome, reply.Code)));
        Assert.Equal(before, world.Cloud.Describe());

        AcsClient Signed(string id) => world.Client().SignedWith(changes.For(East, SessionPolicy.Image(id))!);
    }

    [Fact]
    public async Task A_store_that_was_told_no_scope_or_another_changes_nothing_and_takes_no_session()
    {
        await using var world = await StartAsync("m-a", "m-b");
        var store = world.Store();
        var doomed = await DoomAsync(store, "m-a");

        await AssertNothingSentAsync();
        store.Narrow(Scope(("m-a", ScopedChanges.Prune)));
        store.Narrow(Scope(("m-b", ScopedChanges.Prune)));
        await AssertNothingSentAsync();

        Assert.Equal(1, world.Calls);
        Assert.Empty(world.Traffic.Changes);

        async Task AssertNothingSentAsync()
        {
            var replies = new[]
            {
                await store.TagAsync(East, ["m-b", "m-a"], Tags, Cancel),
                await store.SetVisibilityAsync(doomed.Id, Visibility.Private, Cancel),
                await store.ShareAsync(doomed.Id, [Stranger], Cancel),
                await store.UnshareAsync(doomed.Id, [Stranger], Cancel),
                await store.DeleteAsync(doomed, Cancel),
                await store.DeleteSnapshotAsync(new DoomedSnapshot(doomed.Id, "s-m-a"), Cancel),
            };
            Assert.All(replies, reply => Assert.Equal((StoreOutcome.Forbidden, "NotSent"), (reply.Outcome, reply.Code)));
        }
    }

    [Fact]
    public async Task Fifty_tags_take_as_many_calls_as_they_have_sessions_and_no_session_is_taken_twice()
    {
        string[] ids = [.. Enumerable.Range(0, 50).Select(n => $"m-0xi00000000000{n:D6}")];
        await using var world = await StartAsync(ids);
        var store = world.Store();
        var scope = Scope([.. ids.Select(id => (id, ScopedChanges.Prune))]);
        store.Narrow(scope);
        var sessions = SessionPolicy.For(Account, scope).ToList();

        await Task.WhenAll(store.TagAsync(East, ids, Tags, Cancel), store.TagAsync(East, ids, Tags, Cancel));

        Assert.Equal(1 + sessions.Count, world.Calls);
        Assert.Equal(sessions.Select(session => session.Text).Order(StringComparer.Ordinal), world.Roles.Issued.Skip(1).Select(keys => keys.SessionPolicy!.Text).Order(StringComparer.Ordinal));
        Assert.Equal(2 * sessions.Count(session => session.Resources.Any(resource => resource.StartsWith("image/", StringComparison.Ordinal))), world.Traffic.Changes.Length);
        Assert.All(world.Cloud.Images, image => Assert.Equal("false", image.Tags["bootimage"]));
    }

    [Theory]
    [InlineData(true)] // by our clock, so that it is renewed before
    [InlineData(false)] // by the service's alone, which then refuses it
    public async Task A_session_that_expires_is_taken_again_with_the_same_policy(bool isForeseen)
    {
        await using var world = await StartAsync("m-a");
        var store = world.Store();
        store.Narrow(Scope(("m-a", ScopedChanges.Prune)));
        var doomed = await DoomAsync(store, "m-a");
        await store.TagAsync(East, ["m-a"], Tags, Cancel);
        var first = world.Roles.Issued[^1];
        if (isForeseen)
        {
            world.Move(TimeSpan.FromHours(2));
        }
        else
        {
            world.Accounts.Put(first with { ExpiresAt = world.ServerTime.Now });
        }

        Assert.Equal(StoreOutcome.Done, (await store.DeleteAsync(doomed, Cancel)).Outcome);

        Assert.Empty(world.Cloud.Images);
        Assert.Equal(3, world.Calls);
        Assert.Equal(first.SessionPolicy!.Text, world.Roles.Issued[^1].SessionPolicy!.Text);
        Assert.Equal(isForeseen ? [200] : [400, 200], world.Traffic.Requests.Where(request => request.Operation == "DeleteImage").Select(request => request.Status));
    }

    [Fact]
    public async Task A_session_that_cannot_be_had_is_no_refusal_of_the_change_and_the_next_look_says_why()
    {
        await using var world = await StartAsync("m-a");
        var store = world.Store();
        store.Narrow(Scope(("m-a", ScopedChanges.Prune)));
        var doomed = await DoomAsync(store, "m-a");
        world.FailSts(400, """{"RequestId":"r","Code":"InvalidParameter.PolicyGrammar","Message":"The parameter Policy has not passed grammar check."}""", times: 1);

        var reply = await store.DeleteAsync(doomed, Cancel);
        var refused = await Assert.ThrowsAsync<SetupException>(() => store.DescribeAsync(East, ["m-a"], Cancel));

        Assert.Equal((StoreOutcome.Forbidden, "NotSent"), (reply.Outcome, reply.Code));
        Assert.Contains("InvalidParameter.PolicyGrammar", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("defect of this program", refused.Refusal.Remedy, StringComparison.Ordinal);
        Assert.Empty(world.Traffic.Changes);

        // Once it can be had again, so can the looks.
        world.Move(TimeSpan.FromMinutes(1));
        Assert.Single(await store.DescribeAsync(East, ["m-a"], Cancel));
        Assert.Equal(StoreOutcome.Done, (await store.DeleteAsync(doomed, Cancel)).Outcome);
    }

    [Fact]
    public async Task Plain_keys_sign_everything_whatever_the_scope_and_say_that_the_cloud_enforces_nothing()
    {
        await using var world = await AliyunWorld.StartAsync(AliyunWorld.Images(2));
        world.Store.Narrow(new ChangeScope([]));

        Assert.Equal(StoreOutcome.Done, (await world.Store.TagAsync(East, ["m-0000", "m-0001"], Tags, Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Done, (await world.Store.DeleteAsync(await world.DoomAsync("m-0000"), Cancel)).Outcome);

        Assert.All(world.Traffic.Changes, change => Assert.False(change.Headers.ContainsKey("x-acs-security-token")));
        Assert.Equal(1, world.Calls("TagResources"));
        Assert.Equal(0, world.Calls("AssumeRoleWithOIDC"));
        Assert.StartsWith("Alibaba Cloud does not hold this run to its plan: credentials from the test", world.Store.Enforcement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_role_the_log_says_that_the_cloud_enforces_the_plan()
    {
        await using var world = await StartAsync();

        Assert.Equal(
            $"Alibaba Cloud holds this run to its plan: changes are signed with sessions of the role {OidcWorld.RoleArn} that can change nothing else.", world.Store().Enforcement);
    }

    private static async Task<OidcWorld> StartAsync(params string[] ids)
    {
        var world = await OidcWorld.StartAsync();
        foreach (var id in ids)
        {
            world.Cloud.Add(AliyunWorld.Image(id));
        }

        return world;
    }

    private static ChangeScope Scope(params (string Id, ScopedChanges Changes)[] images) =>
        new([.. images.Select(image => new ScopedArtifact(Id(image.Id), image.Changes, image.Changes == ScopedChanges.Tag ? [] : [$"s-{image.Id}"]))]);

    private static async Task<Doomed> DoomAsync(IArtifactStore store, string id) => new(Assert.Single(await store.DescribeAsync(East, [id], Cancel)));
}
