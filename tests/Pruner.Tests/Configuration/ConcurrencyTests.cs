using System.Collections.Concurrent;
using Pruner.Core;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Configuration;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task No_more_calls_are_under_way_than_the_policy_allows()
    {
        var most = await PlanAsync("concurrency: {github: 1, builds: 1, store: 1}\n");
        Assert.All(most, pair => Assert.Equal(1, pair.Value));
        Assert.Superset(new HashSet<string>(["builds", "github graphql", "ecs us-east-1 DescribeImages"], StringComparer.Ordinal), most.Keys.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Several_calls_are_under_way_where_the_policy_says_nothing() => Assert.InRange((await PlanAsync(""))["builds"], 2, 64);

    /// <summary>Makes a plan, and tells the most calls that were under way at once, by what they asked for.</summary>
    private static async Task<ConcurrentDictionary<string, int>> PlanAsync(string setting)
    {
        await using var stage = await Stage.SetAsync();
        await File.AppendAllTextAsync(stage.Servers.ConfigurationFile, setting, Stage.Token);
        var most = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        stage.Servers.Traffic.Latency = TimeSpan.FromMilliseconds(5);
        stage.Servers.Traffic.Script(new Fault(FaultKind.Hold, Look));
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("plan", "4.10")).ExitCode);
        return most;

        // Strikes never, only looks: a request has its answer's status before its client can send the next in its place.
        bool Look(RecordedRequest request)
        {
            var lane = LaneOf(request);
            var underWay = stage.Servers.Traffic.Requests.Count(other => other.Status == 0 && LaneOf(other) == lane);
            most.AddOrUpdate(lane, underWay, (_, before) => Math.Max(before, underWay));
            return false;
        }
    }

    private static string LaneOf(RecordedRequest request) => request.Service switch
    {
        "ecs" => $"ecs {request.Location} {request.Operation}",
        "github" => request.Path.EndsWith("graphql", StringComparison.Ordinal) ? "github graphql" : "github rest",
        var service => service,
    };
}
