using System.Text.Json;
using Pruner.Core;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Proofs;

/// <summary>The main job on the seeded world: what had to go is gone, everything else is as it was, and the ledger says why.</summary>
public sealed class SeededWorldTests
{
    [Fact]
    public async Task A_prune_takes_what_it_must_and_nothing_else_and_a_second_one_finds_nothing_to_do()
    {
        await using var stage = await Stage.SetAsync();
        var pruned = await stage.CallAsync("prune", "4.10", "--yes");
        Assert.True(pruned.ExitCode == ExitCode.Done, pruned.Error);
        Assert.Empty(stage.Faults());

        stage.Servers.Traffic.Clear();
        var again = await stage.CallAsync("prune", "4.10", "--yes");
        Assert.True(again.ExitCode == ExitCode.Done, again.Error);
        Assert.Empty(stage.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task A_plan_that_was_read_is_applied_by_its_digest_and_only_once()
    {
        await using var stage = await Stage.SetAsync();
        var plan = Path.Combine(stage.Servers.Folder, "approved-plan.json");
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("plan", "4.10", "--out", plan)).ExitCode);
        stage.AssertUnchanged();
        var digest = DigestOf(plan);

        var applied = await stage.CallAsync("apply", plan, "--digest", digest);
        Assert.True(applied.ExitCode == ExitCode.Done, applied.Error);
        Assert.Empty(stage.Faults());
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("ledger", "verify")).ExitCode);

        stage.Servers.Traffic.Clear();
        var again = await stage.CallAsync("apply", plan, "--digest", digest);
        Assert.Equal(ExitCode.Refused, again.ExitCode);
        Assert.Contains("has been carried out already", again.Error, StringComparison.Ordinal);
        Assert.Empty(stage.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task A_dry_run_makes_no_changing_call_and_its_plan_is_the_real_runs_byte_for_byte()
    {
        await using var stage = await Stage.SetAsync(new StillClock(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)));
        var rehearsed = await stage.CallAsync("prune", "4.10", "--dry-run");
        Assert.True(rehearsed.ExitCode == ExitCode.Done, rehearsed.Error);
        Assert.Empty(stage.Servers.Traffic.Changes);
        Assert.Equal(stage.Before.Describe(), stage.Servers.Cloud.Photograph().Describe());
        var plan = stage.ReadState("plan.json");
        using var rehearsal = JsonDocument.Parse(stage.ReadState("ledger-dry-run.json"));
        Assert.Equal("dry-run", rehearsal.RootElement.GetProperty("mode").GetString());
        var wouldGo = rehearsal.RootElement.GetProperty("totals").GetProperty("pruned").GetInt32();

        var real = await stage.CallAsync("prune", "4.10", "--yes");
        Assert.True(real.ExitCode == ExitCode.Done, real.Error);
        Assert.Equal(plan, stage.ReadState("plan.json"));
        using var ledger = JsonDocument.Parse(stage.ReadState("ledger.json"));
        Assert.Equal(wouldGo, ledger.RootElement.GetProperty("totals").GetProperty("pruned").GetInt32());
        Assert.True(wouldGo > 300);
        Assert.Empty(stage.Faults());
    }

    [Fact]
    public async Task Explain_prints_every_rule_in_order_and_the_witness_of_a_pinned_image()
    {
        await using var stage = await Stage.SetAsync();
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("plan", "4.10")).ExitCode);
        var pinned = stage.Servers.World.Expected.First(image => image is { Fate: SeedFate.Pinned, Reason: SeedReason.Pinned, RegionId: "us-east-1" });
        var explained = await stage.CallAsync("explain", pinned.ImageId);
        Assert.Equal(ExitCode.Done, explained.ExitCode);
        Assert.Contains("keep (pinned)", explained.Out, StringComparison.Ordinal);
        Assert.Contains("openshift/installer refs/heads/", explained.Out, StringComparison.Ordinal);
        Assert.Contains("data/data/coreos/rhcos.json/architectures/x86_64/images/aliyun/regions/us-east-1", explained.Out, StringComparison.Ordinal);
        string[] rules = ["pinned ", "build-pinned", "tagged-boot-image", "in-use", "shared", "not-ours", "too-young", "newest", "keep-list", "unknown"];
        Assert.Equal(rules.Order(Comparer<string>.Create((a, b) => At(a).CompareTo(At(b)))), rules);

        int At(string rule) => explained.Out.IndexOf(" " + rule, StringComparison.Ordinal);
    }

    internal static string DigestOf(string plan)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(plan));
        return document.RootElement.GetProperty("digest").GetString()!;
    }
}
