using System.Collections.Concurrent;
using System.Diagnostics;
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
        var clock = new StillClock(TimeProvider.System.GetUtcNow());
        await using var stage = await Stage.SetAsync(clock);
        foreach (var (locale, zone) in new[] { ("tr_TR.UTF-8", "Asia/Kathmandu"), ("ar_SA.UTF-8", "America/St_Johns") })
        {
            // The servers' clock stands still, a little behind this machine's: the earlier one counts, and so both runs have one time. Each pair has its
            // own: clocks that are minutes apart are refused, and a slow machine may take that long for all.
            var now = TimeProvider.System.GetUtcNow().AddSeconds(-1);
            clock.Set(now);
            using var here = Start("C", "UTC", $"{locale}-here");
            using var there = Start(locale, zone, $"{locale}-there");
            await Task.WhenAll(here.WaitForExitAsync(Stage.Token), there.WaitForExitAsync(Stage.Token));

            Assert.Equal((0, 0), (here.ExitCode, there.ExitCode));
            var plan = await ReadAsync($"{locale}-here");
            Assert.Contains(now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), plan, StringComparison.Ordinal);
            Assert.Equal(plan, await ReadAsync($"{locale}-there"));
        }

        Process Start(string locale, string zone, string state)
        {
            (stage.Environment["LC_ALL"], stage.Environment["LANG"], stage.Environment["TZ"]) = (locale, locale, zone);
            return stage.Start("plan", "4.10", "--state", Path.Combine(stage.Servers.Folder, state));
        }

        Task<string> ReadAsync(string state) => File.ReadAllTextAsync(Path.Combine(stage.Servers.Folder, state, "plan.json"), Stage.Token);
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

        var disorder = new Disorder(random);
        stage.Servers.Traffic.Script(new Fault(FaultKind.Alter, request => request.Service is "ecs" or "builds")
        {
            Times = int.MaxValue,
            Rewrite = body => Shuffle(body, random),
            Pause = disorder.WaitAsync,
        });
        stage.Servers.Traffic.Script(new Fault(FaultKind.Hold, request => request.Service == "github") { Times = int.MaxValue, Pause = disorder.WaitAsync });

        Assert.Equal(plan, await PlanAsync(stage, "out-of-order"));
        Assert.True(disorder.Overtaken > 0, "every answer came in the order of the questions");
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

    /// <summary>Lets answers come when they like: after a while that is drawn when the question comes.</summary>
    private sealed class Disorder(Random random)
    {
        private const int LongestMilliseconds = 40;

        private readonly ConcurrentDictionary<int, bool> _waiting = new();
        private int _questions;
        private int _overtaken;

        /// <summary>How many answers came after that to a later question.</summary>
        public int Overtaken => _overtaken;

        public async Task WaitAsync()
        {
            var number = Interlocked.Increment(ref _questions);
            _waiting[number] = true;
            TimeSpan pause;
            lock (random)
            {
                pause = TimeSpan.FromMilliseconds(random.Next(LongestMilliseconds));
            }

            await Task.Delay(pause, TimeProvider.System, Stage.Token);
            _ = _waiting.TryRemove(number, out _);
            if (_waiting.Keys.Any(other => other < number))
            {
                Interlocked.Increment(ref _overtaken);
            }
        }
    }
}
