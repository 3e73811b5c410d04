using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Proofs;

/// <summary>Nothing is changed on pin evidence older than ten minutes: what is proposed while a long run goes on still protects.</summary>
public sealed class FreshnessTests
{
    [Fact]
    public async Task A_pull_request_opened_during_a_long_prune_saves_the_images_that_are_still_there()
    {
        var clock = new MovableClock(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        await using var stage = await Stage.SetAsync(clock);
        var last = stage.Servers.World.Expected.Where(image => image is { Fate: SeedFate.Pruned, RegionId: "us-east-1" }).MaxBy(image => image.ImageId, StringComparer.Ordinal)!;
        var build = last.Name["rhcos-".Length..];
        var pulls = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(stage.Servers.Folder, "pulls.json"), Stage.Token))!.AsArray();
        var head = pulls.First(pull => pull!["state"]!.GetValue<string>() == "open")!["head_sha"]!.GetValue<string>();
        var deletions = 0;
        stage.Servers.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request is { Operation: "DeleteImage", Location: "us-east-1" } && Interlocked.Increment(ref deletions) == 1)
            {
                stage.Servers.GitHub.Repository.AddPullRequest(9999, PullState.Open, $"Bump boot images to {build}", "", head, "master", clock.Now);
                clock.Now += TimeSpan.FromMinutes(9);
            }

            return false;
        }));

        var called = await stage.CallAsync("prune", "4.10", "--yes");
        Assert.True(called.ExitCode == ExitCode.Done, called.Error);
        var ledger = JsonNode.Parse(stage.ReadState("ledger.json"))!["entries"]!.AsArray();
        var entry = ledger.Single(entry => entry!["id"]!.GetValue<string>() == last.ImageId)!;
        Assert.Equal("spared", entry["outcome"]!.GetValue<string>());
        Assert.Contains(stage.Servers.Cloud.Photograph().Images, image => image.ImageId == last.ImageId);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, change => change.Operation == "DeleteImage" && change.Query.Contains(last.ImageId, StringComparison.Ordinal));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, change => change.Operation == "ModifyImageSharePermission" && change.Query.Contains(last.ImageId, StringComparison.Ordinal));
    }
}
