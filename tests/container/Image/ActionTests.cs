using Pruner.Container.Tests.Infrastructure;

namespace Pruner.Container.Tests.Image;

/// <summary>The image as a workflow's step, started by the runner's own command line.</summary>
public sealed class ActionTests
{
    private static readonly string[] _filesOfADryRun = ["ledger.json", "plan.json"];
    private static readonly string[] _filesOfARun = ["journal.jsonl", "ledger.json", "plan.json"];

    [Fact]
    public async Task A_dry_run_tells_the_runner_everything_and_changes_nothing()
    {
        await using var host = await ActionHost.StartAsync();
        var report = await host.RunAsync();

        Assert.False(report.IsFailed, string.Join('\n', report.Log));
        Assert.True(host.IsUnchanged);
        Assert.Equal(("395", "0", "0"), (report.Outputs["pruned-count"], report.Outputs["failed-count"], report.Outputs["unknown-count"]));
        Assert.StartsWith("### 395 of ", report.Summary, StringComparison.Ordinal);
        Assert.True(File.Exists(host.FileOf(report.Outputs["ledger-path"])));
        Assert.Equal(_filesOfADryRun, host.FilesOf("pruner-ledger"));
        Assert.Contains(report.Annotations, annotation => annotation is { Kind: "notice" } && annotation.Message.Contains("would be pruned", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"], string.Join('\n', report.Log), StringComparison.Ordinal);
        Assert.Equal(0, report.OpenGroups);
    }

    [Fact]
    public async Task A_real_run_prunes_what_it_must_and_its_post_step_has_nothing_left()
    {
        await using var host = await ActionHost.StartAsync(("dry-run", "false"));
        var report = await host.RunAsync();

        Assert.False(report.IsFailed, string.Join('\n', report.Log));
        Assert.Empty(host.Faults());
        Assert.Equal("395", report.Outputs["pruned-count"]);
        Assert.Equal(_filesOfARun, host.FilesOf("pruner-ledger"));
        var kept = host.Servers.Traffic.Requests.First(request => request.Operation == "FinalizeArtifact").Number;
        Assert.InRange(kept, 1, host.Servers.Traffic.Changes.Where(change => change.Service == "ecs").Min(change => change.Number) - 1);

        var artifacts = host.Results.Artifacts.Length;
        Assert.False((await host.PostAsync(report)).IsFailed);
        Assert.Equal(artifacts, host.Results.Artifacts.Length);
    }
}
