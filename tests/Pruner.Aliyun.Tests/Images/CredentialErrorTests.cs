using Pruner.Core;
using Pruner.Core.Stores;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;
using static Pruner.Aliyun.Tests.AliyunWorld;

namespace Pruner.Aliyun.Tests.Images;

public sealed class CredentialErrorTests
{
    [Fact]
    public async Task The_account_is_the_one_of_the_credentials_and_asked_for_once()
    {
        await using var world = await StartAsync();

        Assert.Equal("aliyun", world.Store.Platform);
        Assert.Equal(Account, await world.Store.IdentifyAsync(Cancel));
        Assert.Equal(Account, await world.Store.IdentifyAsync(Cancel));
        Assert.Equal(1, world.Calls("GetCallerIdentity"));
    }

    [Theory]
    [InlineData("\"AccountId\":\"1000000000000001\"", "\"AccountId\":\"\"")]
    [InlineData("\"AccountId\":\"1000000000000001\"", "\"AccountId\":\"root\"")]
    [InlineData("\"AccountId\":\"1000000000000001\",", "")]
    public async Task An_identity_without_an_account_is_refused(string right, string wrong)
    {
        await using var world = await StartAsync();
        world.Alter("GetCallerIdentity", body => body.Replace(right, wrong, StringComparison.Ordinal));

        await Assert.ThrowsAsync<EvidenceException>(() => world.Store.IdentifyAsync(Cancel));
    }

    [Theory]
    [InlineData("SomebodyElsesKey", Secret, null, "InvalidAccessKeyId.NotFound")]
    [InlineData(KeyId, "wrongSecretValue012345678", null, "SignatureDoesNotMatch")]
    [InlineData(KeyId, Secret, Token, "InvalidSecurityToken.Malformed")]
    [InlineData("STS.expired", Secret, Token, "InvalidSecurityToken.Expired")]
    [InlineData("STS.expired", Secret, null, "InvalidSecurityToken.MismatchWithAccessKey")]
    public async Task Refused_credentials_end_the_run_with_exit_code_2_and_without_a_secret(string id, string secret, string? token, string code)
    {
        await using var world = await StartAsync(Image("m-a"));
        if (id == "STS.expired")
        {
            world.Accounts.Put(new AliyunCredential(id, Secret, Account) { SecurityToken = Token, ExpiresAt = Start.AddHours(-1) });
        }

        var store = world.Open(AliyunWorldKeys.Of(id, secret, token));

        var refused = await Assert.ThrowsAsync<SetupException>(() => store.IdentifyAsync(Cancel));

        Assert.Equal(ExitCode.Setup, refused.ExitCode);
        Assert.Contains(code, refused.Refusal.What, StringComparison.Ordinal);
        Assert.DoesNotContain(id, $"{refused} {refused.Refusal}", StringComparison.Ordinal);
        Assert.DoesNotContain(secret, $"{refused} {refused.Refusal}", StringComparison.Ordinal);
        AssertNoSecret(refused);
        await Assert.ThrowsAsync<SetupException>(() => store.ListAsync([], [], world.Progress, Cancel));
        Assert.Single(world.Traffic.Requests.Select(request => request.Operation).Distinct());
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(16)]
    public async Task A_clock_that_is_off_is_named_as_the_cause(int minutes)
    {
        await using var world = await StartAsync();
        world.ClientTime.Now = Start.AddMinutes(minutes);

        var refused = await Assert.ThrowsAsync<SetupException>(() => world.Store.IdentifyAsync(Cancel));

        Assert.Contains("clock", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("2026-01-02T03:04:05Z", refused.Refusal.What, StringComparison.Ordinal);
        AssertNoSecret(refused);
    }

    [Theory]
    [InlineData(-15)]
    [InlineData(15)]
    public async Task A_clock_within_the_window_is_good(int minutes)
    {
        await using var world = await StartAsync();
        world.ClientTime.Now = Start.AddMinutes(minutes);

        Assert.Equal(Account, await world.Store.IdentifyAsync(Cancel));
    }

    [Theory]
    [InlineData("InvalidAccessKeyId.NotFound", 404)]
    [InlineData("SignatureDoesNotMatch", 400)]
    [InlineData("IncompleteSignature", 400)]
    [InlineData("InvalidSecurityToken.Expired", 400)]
    [InlineData("InvalidTimeStamp.Expired", 400)]
    [InlineData("IllegalTimestamp", 400)]
    public async Task Credentials_that_fail_in_one_region_end_the_whole_listing(string code, int status)
    {
        await using var world = await StartAsync(Image("m-a"), Image("m-w", West));
        world.Fail("DescribeImages", code, status, West);

        var refused = await Assert.ThrowsAsync<SetupException>(() => world.ListAsync());

        Assert.Contains(code, refused.Refusal.What, StringComparison.Ordinal);
        AssertNoSecret(refused);
        AssertNoSecret(await Assert.ThrowsAsync<SetupException>(() => world.Store.DescribeAsync(West, ["m-w"], Cancel)));
    }

    [Fact]
    public async Task Credentials_that_fail_end_the_regions_still_being_read()
    {
        await using var world = await StartAsync(Image("m-a"), Image("m-w", West));
        var never = new TaskCompletionSource();
        world.Traffic.Script(new Fault(FaultKind.Hold, request => request.Operation == "DescribeImages" && request.Location == East) { Gate = never.Task });
        world.Fail("DescribeImages", "InvalidSecurityToken.Expired", 400, West);

        await Assert.ThrowsAsync<SetupException>(() => world.ListAsync());
        never.SetResult();
    }

    [Fact]
    public async Task Credentials_that_may_not_list_the_regions_cannot_serve()
    {
        await using var world = await StartAsync();
        world.Accounts.Put(new AliyunCredential(KeyId, Secret, Account) { DeniedActions = new HashSet<string> { "DescribeRegions" } });

        var refused = await Assert.ThrowsAsync<SetupException>(() => world.ListAsync());

        Assert.Contains("ecs:DescribeRegions", refused.Refusal.Remedy, StringComparison.Ordinal);
        AssertNoSecret(refused);
    }

    [Theory]
    [InlineData("GetCallerIdentity")]
    [InlineData("DescribeRegions")]
    public async Task A_service_that_goes_on_failing_is_missing_evidence(string operation)
    {
        await using var world = await StartAsync();
        world.Fail(operation, "InternalError", 500);

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => world.ListAsync());

        Assert.Contains("R-1", refused.Refusal.What, StringComparison.Ordinal);
        AssertNoSecret(refused);
    }

    [Fact]
    public async Task Changes_with_refused_credentials_are_forbidden_and_do_not_throw()
    {
        await using var world = await StartAsync(Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Accounts.Put(new AliyunCredential(KeyId, "changedSecret0123456789", Account));

        var reply = await world.Store.DeleteAsync(doomed, Cancel);

        Assert.Equal((StoreOutcome.Forbidden, "SignatureDoesNotMatch"), (reply.Outcome, reply.Code));
        AssertNoSecret(reply);
        Assert.Single(world.Cloud.Images);
    }
}
