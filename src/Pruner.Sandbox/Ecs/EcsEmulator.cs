using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Ecs;

/// <summary>
/// Elastic Compute Service, version 2014-05-26, as far as images and snapshots go: one loopback port a region, and a central one where DescribeRegions is asked.
/// Each operation runs whole under the lock of the <see cref="EcsCloud"/>. Requests are logged under the service <c>ecs</c>, with the action as operation and the region as location.
/// </summary>
public sealed class EcsEmulator : IAsyncDisposable
{
    private const string Version = "2014-05-26";

    private static readonly ImmutableHashSet<string> Languages = ImmutableHashSet.Create(StringComparer.Ordinal, "zh-CN", "en-US", "ja");

    private static readonly ImmutableHashSet<string> ResourceTypes =
        ImmutableHashSet.Create(StringComparer.Ordinal, "instance", "disk", "reservedinstance", "scu");

    private readonly EcsCloud _cloud;
    private readonly TrafficLog _traffic;
    private readonly TimeProvider _time;
    private readonly AliyunFrontDoor _door;
    private readonly EcsOperations _operations;
    private readonly EcsAftermath _aftermath = new();
    private readonly ConcurrentDictionary<string, EmulatorHost> _regions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private EmulatorHost? _central;

    private EcsEmulator(EcsCloud cloud, AliyunAccounts accounts, TrafficLog traffic, TimeProvider time)
    {
        (_cloud, _traffic, _time) = (cloud, traffic, time);
        _operations = new EcsOperations(new EcsStore(cloud, Behaviour, _aftermath), time);
        _door = new AliyunFrontDoor("Ecs", Version, new AliyunGateway(accounts, time), AnswerAsync);
    }

    /// <summary>The switches.</summary>
    public EcsBehaviour Behaviour { get; } = new();

    /// <summary>Where DescribeRegions is asked, without a trailing slash.</summary>
    public string CentralUrl => _central?.BaseUrl ?? throw new InvalidOperationException("not started");

    /// <summary>Starts a port for the centre and one for each open region of the cloud.</summary>
    /// <param name="cloud">What it holds. A region added to it later gets its port at the next DescribeRegions or <see cref="OpenRegionAsync"/>.</param>
    /// <param name="accounts">Who may call.</param>
    /// <param name="traffic">The log and the faults, possibly shared with other emulators.</param>
    /// <param name="time">The clock of dates, nonces, tokens and throttling windows.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<EcsEmulator> StartAsync(
        EcsCloud cloud, AliyunAccounts accounts, TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken)
    {
        var emulator = new EcsEmulator(cloud, accounts, traffic, time);
        try
        {
            emulator._central = await emulator.StartHostAsync(region: "", cancellationToken);
            await emulator.StartMissingAsync(cancellationToken);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>The endpoint of a region, without a trailing slash.</summary>
    /// <exception cref="ArgumentException">The region has no endpoint.</exception>
    public string RegionUrl(string regionId) => _regions.TryGetValue(regionId, out var host)
        ? host.BaseUrl
        : throw new ArgumentException($"Region '{regionId}' has no endpoint.", nameof(regionId));

    /// <summary>Adds a region, or opens a closed one again.</summary>
    public async Task OpenRegionAsync(string regionId, CancellationToken cancellationToken)
    {
        lock (_cloud.Gate)
        {
            _cloud.ClosedRegions.Remove(regionId);
            if (!_cloud.Regions.Contains(regionId))
            {
                _cloud.Regions.Add(regionId);
            }
        }

        await StartMissingAsync(cancellationToken);
    }

    /// <summary>Closes a region: DescribeRegions forgets it, its endpoint stays and answers 404 <c>InvalidRegionId.NotFound</c>, and what it holds stays as it is.</summary>
    public void CloseRegion(string regionId)
    {
        lock (_cloud.Gate)
        {
            _cloud.ClosedRegions.Add(regionId);
            _cloud.Regions.Remove(regionId);
        }
    }

    /// <summary>Lets what is still shown of earlier changes be forgotten, as if time enough had passed.</summary>
    public void CatchUp()
    {
        lock (_cloud.Gate)
        {
            _aftermath.Forget();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var host in _regions.Values)
        {
            await host.DisposeAsync();
        }

        if (_central is not null)
        {
            await _central.DisposeAsync();
        }

        _starting.Dispose();
    }

    private Task<EmulatorHost> StartHostAsync(string region, CancellationToken cancellationToken) => EmulatorHost.StartAsync(
        "ecs", _traffic, _time, request => Classify(request, region), (context, request) => _door.AnswerAsync(context, request, region), cancellationToken);

    private static void Classify(RecordedRequest recorded, string region)
    {
        var request = new AliyunRequest(recorded);
        recorded.Operation = request.Action;
        recorded.IsChange = AliyunFrontDoor.Changes(request.Action);

        // At the centre the parameter says where; at a region's endpoint the endpoint does.
        recorded.Location = region.Length > 0 ? region : request.Parameters.GetValueOrDefault("RegionId") ?? "";
    }

    private async Task StartMissingAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            ImmutableArray<string> missing;
            lock (_cloud.Gate)
            {
                missing = [.. _cloud.Regions.Where(region => _cloud.IsOpen(region) && !_regions.ContainsKey(region)).Distinct(StringComparer.Ordinal)];
            }

            await Task.WhenAll(missing.Select(async region => _regions[region] = await StartHostAsync(region, cancellationToken)));
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<JsonObject> AnswerAsync(AliyunCall call)
    {
        EcsPermissions.Check(call);
        if (call.Action != "DescribeRegions")
        {
            return _operations.Operate(call);
        }

        _operations.CheckThrottle(call);
        await StartMissingAsync(CancellationToken.None);
        return DescribeRegions(call);
    }

    private JsonObject DescribeRegions(AliyunCall call)
    {
        if (!Languages.Contains(call.Text("AcceptLanguage") ?? "zh-CN"))
        {
            throw new AliyunException(StatusCodes.Status404NotFound, "InvalidAcceptLanguage", "The specified AcceptLanguage is not valid.");
        }

        if (!ResourceTypes.Contains(call.Text("ResourceType") ?? "instance"))
        {
            throw new AliyunException(StatusCodes.Status404NotFound, "ResourceType.NotFound", "The specified ResourceType does not exist.");
        }

        ImmutableArray<string> open;
        lock (_cloud.Gate)
        {
            open = [.. _cloud.Regions.Where(region => _cloud.IsOpen(region) && _regions.ContainsKey(region)).Distinct(StringComparer.Ordinal)];
        }

        if (open.IsEmpty)
        {
            throw EcsStore.Forbidden("Unauthorized.EmptyRegion", "No region is available to the account.");
        }

        return new JsonObject
        {
            ["Regions"] = new JsonObject
            {
                ["Region"] = new JsonArray([.. open.Select(region => new JsonObject
                {
                    ["RegionId"] = region,
                    ["RegionEndpoint"] = new Uri(RegionUrl(region)).Authority,
                    ["LocalName"] = region,
                    ["Status"] = "available",
                })]),
            },
        };
    }
}
