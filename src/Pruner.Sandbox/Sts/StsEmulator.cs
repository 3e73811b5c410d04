using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Sts;

/// <summary>The Security Token Service, version 2015-04-01, on a loopback port: GetCallerIdentity, with either signature, and AssumeRoleWithOIDC, which is not signed.</summary>
public sealed class StsEmulator : IAsyncDisposable
{
    private readonly EmulatorHost _host;

    private StsEmulator(EmulatorHost host) => _host = host;

    /// <summary>The base address, without a trailing slash.</summary>
    public string BaseUrl => _host.BaseUrl;

    /// <summary>Starts it on a free loopback port. Requests are logged under the service <c>sts</c>.</summary>
    public static Task<StsEmulator> StartAsync(AliyunAccounts accounts, TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(accounts, new RoleDesk(accounts, time), traffic, time, cancellationToken);

    /// <summary>Starts it with roles that can be had for an id token.</summary>
    public static async Task<StsEmulator> StartAsync(
        AliyunAccounts accounts, RoleDesk roles, TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken)
    {
        var door = new AliyunFrontDoor(
            "Sts",
            "2015-04-01",
            new AliyunGateway(accounts, time),
            call => Task.FromResult(Answer(call)),
            request => request.Action == RoleDesk.Action ? roles.Assume(request) : null);
        return new StsEmulator(await EmulatorHost.StartAsync(
            "sts", traffic, time, Classify, (context, request) => door.AnswerAsync(context, request, region: ""), cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void Classify(RecordedRequest request)
    {
        request.Operation = new AliyunRequest(request).Action;
        // Keys of a role are new, and nothing of the account is changed by them.
        request.IsChange = request.Operation != RoleDesk.Action && AliyunFrontDoor.Changes(request.Operation);
    }

    private static JsonObject Answer(AliyunCall call) => call.Action switch
    {
        "GetCallerIdentity" => Identity(call.Caller),
        _ => throw new AliyunException(
            StatusCodes.Status404NotFound, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."),
    };

    private static JsonObject Identity(AliyunCredential caller)
    {
        var session = caller.PrincipalName.Split('/')[^1];
        var (arn, principal, user) = caller.IdentityType switch
        {
            "Account" => ("root", caller.AccountId, caller.AccountId),
            "AssumedRoleUser" => ($"assumed-role/{caller.PrincipalName}", $"{caller.PrincipalNumber}:{session}", $"{caller.PrincipalNumber}:{session}"),
            _ => ($"user/{caller.PrincipalName}", caller.PrincipalNumber, caller.PrincipalNumber),
        };
        var identity = new JsonObject
        {
            ["IdentityType"] = caller.IdentityType,
            ["AccountId"] = caller.AccountId,
            ["Arn"] = $"acs:ram::{caller.AccountId}:{arn}",
            ["PrincipalId"] = principal,
            ["UserId"] = user,
        };
        if (caller.IdentityType == "AssumedRoleUser")
        {
            identity["RoleId"] = caller.PrincipalNumber;
        }

        return identity;
    }
}
