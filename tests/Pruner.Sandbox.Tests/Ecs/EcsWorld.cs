using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Tests.Ecs;

/// <summary>A running emulator of two regions, with a client that signs correctly.</summary>
internal sealed class EcsWorld : IAsyncDisposable
{
    public const string Own = "1000000000000001";
    public const string Foreign = "1999999999999999";
    public const string AllStatuses = "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated";

    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly HttpClient _http = new();

    private EcsWorld(EcsCloud cloud, SettableTime time, EcsEmulator emulator, TrafficLog traffic, AliyunAccounts accounts)
    {
        (Cloud, Time, Emulator, Traffic, Accounts) = (cloud, time, emulator, traffic, accounts);
        Client = new AcsClient(_http, time);
    }

    public EcsCloud Cloud { get; }

    public SettableTime Time { get; }

    public EcsEmulator Emulator { get; }

    public EcsBehaviour Behaviour => Emulator.Behaviour;

    public TrafficLog Traffic { get; }

    public AliyunAccounts Accounts { get; }

    public AcsClient Client { get; }

    public static async Task<EcsWorld> StartAsync(params EcsImage[] images)
    {
        var cloud = new EcsCloud(Own) { Regions = { "us-east-1", "eu-west-1" } };
        foreach (var image in images)
        {
            cloud.Add(image);
        }

        var time = new SettableTime(Start);
        var traffic = new TrafficLog();
        var accounts = new AliyunAccounts(new AliyunCredential("testid", "testsecret", Own));
        var emulator = await EcsEmulator.StartAsync(cloud, accounts, traffic, time, TestContext.Current.CancellationToken);
        return new EcsWorld(cloud, time, emulator, traffic, accounts);
    }

    public static EcsImage Image(string id, int age = 0) => new()
    {
        RegionId = "us-east-1",
        ImageId = id,
        ImageName = $"rhcos-{id}",
        CreatedAt = Start.AddDays(-age),
        SnapshotIds = [$"s-{id}"],
    };

    /// <summary>Calls in us-east-1 with the region filled in, signature version 3.</summary>
    public Task<AcsReply> CallAsync(string action, params (string Name, string Value)[] parameters) =>
        Client.SendV3Async(Emulator.RegionUrl("us-east-1"), new AcsCall(action, [("RegionId", "us-east-1"), .. parameters]));

    public Task<AcsReply> DescribeAsync(string id) => CallAsync("DescribeImages", ("ImageId", id), ("Status", AllStatuses));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Emulator.DisposeAsync();
    }
}
