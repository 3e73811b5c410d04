using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class StsEmulatorTests
{
    private static readonly AcsCall WhoAmI = new("GetCallerIdentity") { Version = "2015-04-01" };

    [Theory]
    [InlineData(true, "Account", "x", "acs:ram::1000000000000001:root", "1000000000000001")]
    [InlineData(false, "RAMUser", "alice", "acs:ram::1000000000000001:user/alice", "77")]
    [InlineData(true, "AssumedRoleUser", "role/session", "acs:ram::1000000000000001:assumed-role/role/session", "77:session")]
    public async Task It_says_who_the_caller_is(bool v3, string type, string name, string arn, string principal)
    {
        var credential = new AliyunCredential("testid", "testsecret", EcsWorld.Own) { IdentityType = type, PrincipalName = name, PrincipalNumber = "77" };
        var reply = (await AskAsync(credential, v3, WhoAmI)).Ok().Json;
        Assert.Equal((EcsWorld.Own, arn, type), ((string?)reply["AccountId"], (string?)reply["Arn"], (string?)reply["IdentityType"]));
        Assert.Equal((principal, principal), ((string?)reply["PrincipalId"], (string?)reply["UserId"]));
        Assert.Equal(type == "AssumedRoleUser" ? "77" : null, (string?)reply["RoleId"]);
        Assert.NotEmpty((string)reply["RequestId"]!);
    }

    [Fact]
    public async Task It_refuses_wrong_signatures_versions_and_actions()
    {
        var credential = new AliyunCredential("testid", "testsecret", EcsWorld.Own);
        (await AskAsync(credential, v3: true, WhoAmI with { Secret = "other" })).Refused(400, "SignatureDoesNotMatch");
        (await AskAsync(credential, v3: true, WhoAmI with { Version = "2014-05-26" })).Refused(400, "InvalidVersion");
        (await AskAsync(credential, v3: true, WhoAmI with { Action = "AssumeRole" })).Refused(404, "InvalidAction.NotFound");
        (await AskAsync(credential with { SecurityToken = "t" }, v3: true, WhoAmI)).Refused(400, "InvalidSecurityToken.MismatchWithAccessKey");
        (await AskAsync(credential with { SecurityToken = "t" }, v3: true, WhoAmI with { Token = "t" })).Ok();
    }

    [Fact]
    public async Task Asking_is_no_change()
    {
        var traffic = new TrafficLog();
        await AskAsync(new AliyunCredential("testid", "testsecret", EcsWorld.Own), v3: true, WhoAmI, traffic);
        var request = Assert.Single(traffic.Requests);
        Assert.Equal(("sts", "GetCallerIdentity", false), (request.Service, request.Operation, request.IsChange));
    }

    private static async Task<AcsReply> AskAsync(AliyunCredential credential, bool v3, AcsCall call, TrafficLog? traffic = null)
    {
        var time = new SettableTime(EcsWorld.Start);
        await using var sts = await StsEmulator.StartAsync(new AliyunAccounts(credential), traffic ?? new TrafficLog(), time, TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var client = new AcsClient(http, time);
        return v3 ? await client.SendV3Async(sts.BaseUrl, call) : await client.SendV1Async(sts.BaseUrl, call);
    }
}
