using System.Globalization;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Proofs;

/// <summary>A plan is a function of evidence and time: nothing else shows in its bytes.</summary>
public sealed class SamePlanTests
{
    [Fact]
    public async Task The_built_program_makes_the_same_plan_byte_for_byte_in_any_locale_time_zone_and_run()
    {
        // The servers' clock stands still, a little behind this machine's: the earlier one counts, and so all runs have one time.
        var now = TimeProvider.System.GetUtcNow().AddSeconds(-30);
        await using var stage = await Stage.SetAsync(new StillClock(now));
        var plans = new List<string>();
        foreach (var (locale, zone) in new[] { ("C", "UTC"), ("C", "UTC"), ("tr_TR.UTF-8", "Asia/Kathmandu"), ("ar_SA.UTF-8", "America/St_Johns") })
        {
            (stage.Environment["LC_ALL"], stage.Environment["LANG"], stage.Environment["TZ"]) = (locale, locale, zone);
            var state = Path.Combine(stage.Servers.Folder, $"state-{plans.Count}");
            using var process = stage.Start("plan", "4.10", "--state", state);
            await process.WaitForExitAsync(Stage.Token);

            Assert.Equal(0, process.ExitCode);
            plans.Add(await File.ReadAllTextAsync(Path.Combine(state, "plan.json"), Stage.Token));
        }

        Assert.Contains(now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), plans[0], StringComparison.Ordinal);
        Assert.All(plans, plan => Assert.Equal(plans[0], plan));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_order_of_pages_regions_and_answers_changes_nothing(int seed)
    {
        await using var stage = await Stage.SetAsync(new StillClock(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)));
        var plan = await PlanAsync(stage, "in-order");
        var random = new Random(seed);
        lock (stage.Servers.Cloud.Gate)
        {
            // Other images on every page.
            var images = stage.Servers.Cloud.Images.ToArray();
            random.Shuffle(images);
            for (var n = 0; n < images.Length; n++)
            {
                stage.Servers.Cloud.Images[n] = images[n];
            }
        }

        foreach (var fault in OutOfOrder(random))
        {
            stage.Servers.Traffic.Script(fault);
        }

        Assert.Equal(plan, await PlanAsync(stage, "out-of-order"));
    }

    /// <summary>Answers that come when they like, and those of the cloud and of the builds server with the rows of every list in another order.</summary>
    private static IEnumerable<Fault> OutOfOrder(Random random)
    {
        for (var n = 0; n < 400; n++)
        {
            var service = random.Next(2) == 0 ? "ecs" : "github";
            yield return new Fault(FaultKind.Hold, request => request.Service == service && request.Number % 2 == 0)
            {
                Gate = Task.Delay(TimeSpan.FromMilliseconds(random.Next(1500)), TimeProvider.System, Stage.Token),
            };
        }

        yield return new Fault(FaultKind.Alter, request => request.Service is "ecs" or "builds") { Times = int.MaxValue, Rewrite = body => Shuffle(body, random) };
    }

    private static string Shuffle(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        lock (random)
        {
            Shuffle(root, random);
        }

        return root.ToJsonString();
    }

    private static void Shuffle(JsonNode node, Random random)
    {
        if (node is JsonArray array)
        {
            var items = array.ToArray();
            array.Clear();
            random.Shuffle(items);
            foreach (var item in items)
            {
                array.Add(item);
            }
        }

        foreach (var child in node is JsonObject members ? members.Select(member => member.Value).OfType<JsonNode>() : node is JsonArray list ? list.OfType<JsonNode>() : [])
        {
            Shuffle(child, random);
        }
    }

    private static async Task<string> PlanAsync(Stage stage, string state)
    {
        var folder = Path.Combine(stage.Servers.Folder, state);
        var planned = await stage.CallAsync("plan", "4.10", "--state", folder);
        Assert.True(planned.ExitCode == ExitCode.Done, planned.Error);
        return await File.ReadAllTextAsync(Path.Combine(folder, "plan.json"), Stage.Token);
    }
}
