using System.Collections.Concurrent;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Signing;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Stores;
using Pruner.Http;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;

namespace Pruner.Aliyun.Tests;

/// <summary>Emulated ECS of two regions and STS on loopback, and a store that talks to them over real sockets.</summary>
internal sealed class AliyunWorld : IAsyncDisposable
{
    public const string Account = "1000000000000001";
    public const string Stranger = "1999999999999999";
    public const string East = "us-east-1";
    public const string West = "eu-west-1";
    public const string KeyId = "LTAItestkeyid";
    public const string Secret = "testSecretValue0123456789";
    public const string Token = "CAIStestToken/+=0123456789";

    // The emulators check dates against their clock; nothing here depends on the day.
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private readonly StsEmulator _sts;

    private AliyunWorld(EcsCloud cloud, TrafficLog traffic, AliyunAccounts accounts, EcsEmulator ecs, StsEmulator sts)
    {
        (Cloud, Traffic, Accounts, Ecs, _sts) = (cloud, traffic, accounts, ecs, sts);
        Store = Open(AliyunWorldKeys.LongLived);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public EcsCloud Cloud { get; }

    public TrafficLog Traffic { get; }

    public AliyunAccounts Accounts { get; }

    public EcsEmulator Ecs { get; }

    public IArtifactStore Store { get; }

    public FixedTime ClientTime { get; } = new(Start);

    public ProgressNotes Progress { get; } = new();

    public static async Task<AliyunWorld> StartAsync(params EcsImage[] images)
    {
        var cloud = new EcsCloud(Account) { Regions = { East, West } };
        foreach (var image in images)
        {
            cloud.Add(image);
        }

        var traffic = new TrafficLog();
        var accounts = new AliyunAccounts(new AliyunCredential(KeyId, Secret, Account));
        var time = new FixedTime(Start);
        var ecs = await EcsEmulator.StartAsync(cloud, accounts, traffic, time, Cancel);
        var sts = await StsEmulator.StartAsync(accounts, traffic, time, Cancel);
        return new AliyunWorld(cloud, traffic, accounts, ecs, sts);
    }

    public static EcsImage Image(string id, string region = East, Action<EcsImage>? with = null)
    {
        var image = new EcsImage
        {
            RegionId = region,
            ImageId = id,
            ImageName = $"rhcos-{id}",
            CreatedAt = Start.AddDays(-200),
            SnapshotIds = [$"s-{id}"],
        };
        with?.Invoke(image);
        return image;
    }

    public static EcsImage[] Images(int count) => [.. Enumerable.Range(0, count).Select(n => Image($"m-{n:D4}"))];

    public static ArtifactId Id(string id, string region = East) => new("aliyun", region, id);

    /// <summary>A store with these credentials. Retries are quick, so that real time does for the waits.</summary>
    public IArtifactStore Open(AliyunCredentials credentials, Func<string>? nonce = null, AliyunEndpoints? endpoints = null) =>
        AliyunStoreFactory.Create(Exchange(), credentials, endpoints ?? Endpoints, ClientTime, nonce);

    public AliyunEndpoints Endpoints => AliyunEndpoints.From(Ecs.CentralUrl, _sts.BaseUrl);

    public AcsClient Client(AliyunCredentials? credentials = null) =>
        new(Exchange(), credentials ?? AliyunWorldKeys.LongLived, ClientTime, Nonces.Next);

    public HttpExchange Exchange() => new(_http, TimeProvider.System, new ServerClocks(), new RetryLimits
    {
        Retries = 3,
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(5),
        AttemptTimeout = TimeSpan.FromSeconds(20),
    });

    public Task<Inventory> ListAsync(ArtifactId[]? catalogued = null, params string[] locations) =>
        Store.ListAsync(catalogued ?? [], locations, Progress, Cancel);

    /// <summary>An answer in the service's error form instead of the right one.</summary>
    public void Fail(string operation, string code, int status, string region = "", int times = int.MaxValue, string? retryAfterMs = null, FaultKind kind = FaultKind.Reply) =>
        Traffic.Script(new Fault(kind, request => request.Operation == operation && (region.Length == 0 || request.Location == region))
        {
            Status = status,
            Body = $$"""{"RequestId":"R-1","HostId":"h","Code":"{{code}}","Message":"What {{KeyId}} with {{Secret}} may not."}""",
            Headers = retryAfterMs is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["x-acs-retry-after"] = retryAfterMs },
            Times = times,
        });

    public void Strike(FaultKind kind, string operation, int times = 1, string region = "") =>
        Traffic.Script(new Fault(kind, request => request.Operation == operation && (region.Length == 0 || request.Location == region)) { Times = times });

    public void Alter(string operation, Func<string, string> rewrite, string region = "", int times = int.MaxValue) =>
        Traffic.Script(new Fault(FaultKind.Alter, request => request.Operation == operation && (region.Length == 0 || request.Location == region)) { Rewrite = rewrite, Times = times });

    public int Calls(string operation) => Traffic.Requests.Count(request => request.Operation == operation);

    public async Task<Artifact> DescribeOneAsync(string id) => Assert.Single(await Store.DescribeAsync(East, [id], Cancel));

    public async Task<Doomed> DoomAsync(string id) => new(await DescribeOneAsync(id));

    public EcsImage Held(string id) => Cloud.Images.Single(image => image.ImageId == id);

    /// <summary>No secret is in any text that this exception or its causes can print.</summary>
    public static void AssertNoSecret(PrunerException refused)
    {
        var text = $"{refused} {refused.Refusal}";
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(KeyId, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("StringToSign", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("CanonicalRequest", text, StringComparison.OrdinalIgnoreCase);
    }

    public static void AssertNoSecret(StoreReply reply)
    {
        Assert.DoesNotContain(Secret, reply.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(KeyId, reply.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, reply.ToString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Ecs.DisposeAsync();
        await _sts.DisposeAsync();
    }
}

/// <summary>Keys the emulators know, or do not.</summary>
internal static class AliyunWorldKeys
{
    public static AliyunCredentials LongLived { get; } = Of(AliyunWorld.KeyId, AliyunWorld.Secret, null);

    public static AliyunCredentials Of(string id, string secret, string? token) => new(id, secret, token, "the test");
}

/// <summary>A clock that stands, and is set by hand.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>What a listing told on its way.</summary>
internal sealed class ProgressNotes : IProgress<LocationListing>
{
    public ConcurrentQueue<LocationListing> All { get; } = new();

    public void Report(LocationListing value) => All.Enqueue(value);
}
