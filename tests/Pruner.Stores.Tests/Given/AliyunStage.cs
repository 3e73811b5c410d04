using Pruner.Aliyun;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Artifacts;
using Pruner.Core.Stores;
using Pruner.Http;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;

namespace Pruner.Stores.Tests.Given;

/// <summary>Emulated ECS and STS on loopback.</summary>
internal sealed class AliyunStage : StoreStage
{
    private const string KeyId = "LTAItestkeyid";
    private const string Secret = "testSecretValue0123456789";

    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private readonly EcsCloud _cloud;
    private readonly EcsEmulator _ecs;
    private readonly StsEmulator _sts;

    private AliyunStage(EcsCloud cloud, EcsEmulator ecs, StsEmulator sts)
    {
        (_cloud, _ecs, _sts) = (cloud, ecs, sts);
        var exchange = new HttpExchange(_http, TimeProvider.System, new ServerClocks(), new RetryLimits
        {
            Retries = 3,
            FirstPause = TimeSpan.FromMilliseconds(1),
            LongestPause = TimeSpan.FromMilliseconds(5),
        });
        var keys = AliyunCredentials.Resolve(
            name => name switch { "ALIBABA_CLOUD_ACCESS_KEY_ID" => KeyId, "ALIBABA_CLOUD_ACCESS_KEY_SECRET" => Secret, _ => null }, _ => null);
        Store = AliyunStoreFactory.Create(exchange, keys, AliyunEndpoints.From(ecs.CentralUrl, sts.BaseUrl), new StandingClock(StoreWorld.Now));
    }

    public override IArtifactStore Store { get; }

    public override string Account => "1000000000000001";

    public override string Here => "eu-west-1";

    public override string There => "us-east-1";

    public static async Task<StoreStage> StartAsync(CancellationToken cancellationToken)
    {
        var cloud = new EcsCloud("1000000000000001") { Regions = { "us-east-1", "eu-west-1" } };
        var accounts = new AliyunAccounts(new AliyunCredential(KeyId, Secret, cloud.AccountId));
        var (time, traffic) = (new StandingClock(StoreWorld.Now), new TrafficLog());
        var ecs = await EcsEmulator.StartAsync(cloud, accounts, traffic, time, cancellationToken);
        return new AliyunStage(cloud, ecs, await StsEmulator.StartAsync(accounts, traffic, time, cancellationToken));
    }

    public override ArtifactId Put(string location, string build, DateTimeOffset madeAt)
    {
        lock (_cloud.Gate)
        {
            var image = new EcsImage
            {
                RegionId = location,
                ImageId = $"m-{_cloud.Images.Count:D20}",
                ImageName = $"rhcos-{build}-aliyun.x86_64",
                CreatedAt = madeAt,
                SnapshotIds = [$"s-{_cloud.Images.Count:D20}"],
            };
            _cloud.Add(image);
            return new ArtifactId("aliyun", location, image.ImageId);
        }
    }

    public override void Use(ArtifactId image) => Change(image, held => held.InUse = true);

    public override void Tag(ArtifactId image, string key, string value) => Change(image, held => held.Tags[key] = value);

    public override void Obscure(ArtifactId image) => Change(image, held =>
    {
        _cloud.Images.Remove(held);
        _cloud.Images.Add(new EcsImage
        {
            RegionId = held.RegionId,
            ImageId = held.ImageId,
            ImageName = held.ImageName,
            CreatedAt = held.CreatedAt,
            SnapshotIds = held.SnapshotIds,
            TellsIsPublic = false,
        });
    });

    public override void Lose(string location)
    {
        lock (_cloud.Gate)
        {
            _cloud.Regions.Remove(location);
        }
    }

    public override string Describe() => _cloud.Photograph().Describe();

    public override async ValueTask DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        _http.Dispose();
        await _ecs.DisposeAsync();
        await _sts.DisposeAsync();
    }

    private void Change(ArtifactId image, Action<EcsImage> change)
    {
        lock (_cloud.Gate)
        {
            change(_cloud.Images.Single(held => held.ImageId == image.Id));
        }
    }
}
