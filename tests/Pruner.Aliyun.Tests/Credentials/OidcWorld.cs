using System.Collections.Concurrent;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Signing;
using Pruner.Core;
using Pruner.Core.Stores;
using Pruner.Http;
using Pruner.Sandbox.Actions.Oidc;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;

namespace Pruner.Aliyun.Tests.Credentials;

/// <summary>STS that gives the keys of one role for tokens of one issuer, ECS that accepts them, and credentials over real sockets. All clocks stand.</summary>
internal sealed class OidcWorld : IAsyncDisposable
{
    public const string RoleArn = $"acs:ram::{AliyunWorld.Account}:role/pruner";
    public const string ProviderArn = $"acs:ram::{AliyunWorld.Account}:oidc-provider/github";

    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private EcsEmulator _ecs = null!;
    private StsEmulator _sts = null!;

    private OidcWorld() => Roles = new RoleDesk(Accounts, ServerTime);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FixedTime ServerTime { get; } = new(AliyunWorld.Start);

    public FixedTime ClientTime { get; } = new(AliyunWorld.Start);

    public TrafficLog Traffic { get; } = new();

    public AliyunAccounts Accounts { get; } = new();

    public RoleDesk Roles { get; }

    public OidcIssuer Issuer { get; } = new();

    public EcsCloud Cloud { get; } = new(AliyunWorld.Account) { Regions = { AliyunWorld.East } };

    public ConcurrentQueue<string> Announced { get; } = new();

    /// <summary>Where id tokens come from.</summary>
    public Func<string> IdToken { get; set; } = () => "";

    public OidcCredentials Credentials { get; private set; } = null!;

    public int Calls => Traffic.Requests.Count(request => request.Operation == "AssumeRoleWithOIDC");

    /// <summary>The one region, as the store knows it.</summary>
    public EcsRegion Region => new(AliyunWorld.East, new Uri(_ecs.RegionUrl(AliyunWorld.East)));

    private AliyunEndpoints Endpoints => AliyunEndpoints.From(_ecs.CentralUrl, _sts.BaseUrl);

    public static async Task<OidcWorld> StartAsync()
    {
        var world = new OidcWorld();
        world.Roles.Put(new OidcProvider(ProviderArn, world.Issuer, [OidcRole.Audience]));
        world.Roles.Put(new TrustedRole(RoleArn, ProviderArn));
        world._ecs = await EcsEmulator.StartAsync(world.Cloud, world.Accounts, world.Traffic, world.ServerTime, Cancel);
        world._sts = await StsEmulator.StartAsync(world.Accounts, world.Roles, world.Traffic, world.ServerTime, Cancel);
        world.IdToken = () => world.Issuer.Issue(OidcRole.Audience, world.ServerTime.Now);
        world.Credentials = world.SignIn();
        return world;
    }

    public OidcCredentials SignIn(string roleArn = RoleArn, string providerArn = ProviderArn) => new(
        Exchange(),
        OidcRole.Find(roleArn, providerArn, _ => null, "pruner-17")!,
        Endpoints,
        _ => Task.FromResult(IdToken()),
        ClientTime,
        Announced.Enqueue);

    public IArtifactStore Store() => AliyunStoreFactory.Create(Exchange(), Credentials, Endpoints, ClientTime);

    public AcsClient Client() => new(Exchange(), Credentials, ClientTime, Nonces.Next);

    public void Move(TimeSpan by)
    {
        ServerTime.Now += by;
        ClientTime.Now += by;
    }

    public async Task<AliyunCredentials> CurrentAsync() => await Credentials.CurrentAsync(Cancel);

    /// <summary>Holds the next call to STS; the first task ends when it has arrived.</summary>
    public (Task Arrived, TaskCompletionSource Gate) HoldSts()
    {
        var (arrived, gate) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request.Operation != "AssumeRoleWithOIDC")
            {
                return false;
            }

            arrived.TrySetResult();
            return true;
        })
        { Gate = gate.Task });
        return (arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancel), gate);
    }

    public void FailSts(int status, string body, int times = int.MaxValue) =>
        Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "AssumeRoleWithOIDC") { Status = status, Body = body, Times = times });

    /// <summary>No secret that was ever announced is in what a refusal can print.</summary>
    public void AssertTellsNothing(PrunerException refused, string token)
    {
        var text = $"{refused} {refused.Refusal}";
        foreach (var secret in Announced.Concat(token.Split('.')).Append(token).Where(secret => secret.Length > 0))
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Credentials.Dispose();
        _http.Dispose();
        await _ecs.DisposeAsync();
        await _sts.DisposeAsync();
    }

    private HttpExchange Exchange() => new(_http, TimeProvider.System, new ServerClocks(), new RetryLimits
    {
        Retries = 2,
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(5),
        AttemptTimeout = TimeSpan.FromSeconds(60),
    });
}
