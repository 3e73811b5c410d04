using System.Text;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Evidence;

/// <summary>What was read once need not be read again, as far as somebody vouches for it.</summary>
public sealed class CacheTests
{
    /// <summary>Most GitHub calls of a second plan.</summary>
    private const int FewCalls = 60;

    [Fact]
    public async Task A_second_plan_asks_GitHub_only_for_what_is_new_and_decides_the_same()
    {
        await using var world = await SmallWorld.StartAsync();
        var (first, all) = await PlanAsync(world);
        var (second, few) = await PlanAsync(world);

        Assert.InRange(few, 1, Math.Min(FewCalls, all / 2));
        Assert.Equal((false, true), (first.StartedFromCache, second.StartedFromCache));
        Assert.Equal(first.EvidenceDigest, second.EvidenceDigest);
        Assert.Equal(Lines(first), Lines(second));
        Assert.DoesNotContain("is not used", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_pushed_and_proposed_since_is_seen()
    {
        await using var world = await SmallWorld.StartAsync();
        var images = world.Leave(3, "us-east-1", isPublic: true);
        await PlanAsync(world);
        await world.PushAsync("refs/heads/release-4.10", "Bump", SmallWorld.Document410("us-east-1", images[0].ImageId));
        await world.ProposeAsync(900, SmallWorld.Document410("us-east-1", images[1].ImageId));
        var (plan, _) = await PlanAsync(world);

        Assert.Equal(["pinned", "pinned-in-pull-request", "unpinned"], images.Select(image => ReasonOf(plan, image)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(55)]
    [InlineData(100)]
    public async Task A_file_with_one_byte_changed_is_dropped_with_a_note(int percent)
    {
        await using var world = await SmallWorld.StartAsync();
        var (first, all) = await PlanAsync(world);
        var bytes = await File.ReadAllBytesAsync(Evidence(world), Cancellation);
        bytes[(bytes.Length - 1) * percent / 100] ^= 1;
        await File.WriteAllBytesAsync(Evidence(world), bytes, Cancellation);

        await AssertReadAnewAsync(world, all, first, "it is not what the plan rests on");
    }

    [Fact]
    public async Task A_file_that_no_plan_vouches_for_is_dropped()
    {
        await using var world = await SmallWorld.StartAsync();
        var (first, all) = await PlanAsync(world);
        File.Delete(world.PlanFile);
        await AssertReadAnewAsync(world, all, first, "no plan vouches for it");
    }

    [Fact]
    public async Task A_file_beside_an_edited_plan_is_dropped()
    {
        await using var world = await SmallWorld.StartAsync();
        var (first, all) = await PlanAsync(world);
        var text = await File.ReadAllTextAsync(world.PlanFile, Cancellation);
        await File.WriteAllTextAsync(world.PlanFile, text.Replace("x86_64", "x86_65", StringComparison.Ordinal), Cancellation);
        await AssertReadAnewAsync(world, all, first, "do not match its digest");
    }

    [Fact]
    public async Task A_file_of_another_version_is_dropped()
    {
        await using var world = await SmallWorld.StartAsync();
        var (first, all) = await PlanAsync(world);
        await ResealAsync(world, first with { ToolVersion = "0.0.1" });
        await AssertReadAnewAsync(world, all, first, "version 0.0.1 made it");
    }

    [Theory]
    [InlineData("\"schema\":2", "\"schema\":1", "it has schema 1")]
    [InlineData("\"host\":\"127.0.0.1\"", "\"host\":\"github.example.com\"", "at github.example.com, not of openshift/installer")]
    [InlineData("\"way\":\"api\"", "\"way\":\"clone\"", "it was read from a clone")]
    [InlineData("\"refs\":[", "\"refs\":[[", "evidence file that can be used")]
    public async Task A_file_of_another_form_or_source_is_dropped_even_if_a_plan_vouches_for_it(string what, string with, string why)
    {
        await using var world = await SmallWorld.StartAsync();
        var (first, all) = await PlanAsync(world);
        await ForgeAsync(world, first, what, with);
        await AssertReadAnewAsync(world, all, first, why);
    }

    [Fact]
    public async Task Apply_starts_from_the_evidence_of_the_approved_plan_and_sees_what_is_new()
    {
        await using var world = await SmallWorld.StartAsync();
        var images = world.Leave(2, "us-east-1", isPublic: true);
        var (plan, all) = await PlanAsync(world);
        await world.PushAsync("refs/heads/release-4.10", "Bump", SmallWorld.Document410("us-east-1", images[0].ImageId));
        world.Servers.Traffic.Clear();

        Assert.True(await world.RunAsync("apply", world.PlanFile, "--digest", plan.Digest!) == ExitCode.Done, world.Said);
        Assert.InRange(world.GitHubCalls, 1, Math.Min(FewCalls, all * 2 / 3));
        Assert.Equal((true, false), (world.IsThere(images[0]), world.IsThere(images[1])));
    }

    [Fact]
    public async Task Apply_finds_the_evidence_beside_a_plan_that_was_brought_from_elsewhere()
    {
        await using var world = await SmallWorld.StartAsync();
        world.LeaveOne(isPublic: true);
        var (plan, all) = await PlanAsync(world);
        var brought = Directory.CreateDirectory(Path.Combine(world.Servers.Folder, "brought")).FullName;
        File.Move(world.PlanFile, Path.Combine(brought, "plan.json"));
        File.Move(Evidence(world), Path.Combine(brought, "evidence.json"));
        world.Servers.Traffic.Clear();

        Assert.True(await world.RunAsync("apply", Path.Combine(brought, "plan.json"), "--digest", plan.Digest!) == ExitCode.Done, world.Said);
        Assert.InRange(world.GitHubCalls, 1, all / 2);
    }

    [Fact]
    public async Task Apply_reads_everything_when_the_evidence_is_not_that_of_the_approved_plan()
    {
        await using var world = await SmallWorld.StartAsync();
        world.LeaveOne(isPublic: true);
        var (plan, all) = await PlanAsync(world);
        await File.AppendAllTextAsync(Evidence(world), " ", Cancellation);
        world.Servers.Traffic.Clear();

        Assert.True(await world.RunAsync("apply", world.PlanFile, "--digest", plan.Digest!) == ExitCode.Done, world.Said);
        Assert.InRange(world.GitHubCalls, all - 5, int.MaxValue);
        Assert.Contains("it is not what the plan rests on", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_cache_can_hide_a_pin_from_a_plan_but_not_from_apply()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: true);
        await world.PushAsync("refs/heads/release-4.10", "Bump", SmallWorld.Document410("us-east-1", image.ImageId));
        var (honest, all) = await PlanAsync(world);
        Assert.Equal("pinned", ReasonOf(honest, image));

        // The forger makes the pinning commit look as if it had its parent's folder, and a plan that vouches for that.
        var evidence = Assert.Single(EvidenceFile.Read("evidence.json", await File.ReadAllBytesAsync(Evidence(world), Cancellation)));
        var pinning = evidence.Commits.Values.Single(commit => commit.Message.Trim() == "Bump");
        var forged = EvidenceFile.Write([evidence with { Commits = evidence.Commits.SetItem(pinning.Id, pinning with { Folder = evidence.Commits[pinning.Parents[0]].Folder }) }]);
        await File.WriteAllBytesAsync(Evidence(world), forged, Cancellation);
        await ResealAsync(world, honest with { EvidenceDigest = Document.Sha256(forged) });
        var (deceived, few) = await PlanAsync(world);
        Assert.Equal(("unpinned", true), (ReasonOf(deceived, image), deceived.StartedFromCache));
        Assert.InRange(few, 1, all / 2);

        world.Servers.Traffic.Clear();
        Assert.True(await world.RunAsync("apply", world.PlanFile, "--digest", deceived.Digest!) == ExitCode.Done, world.Said);
        Assert.True(world.IsThere(image));
        Assert.InRange(world.GitHubCalls, all - 5, int.MaxValue);
        Assert.DoesNotContain(world.Servers.Traffic.Changes, change => change.Operation == "DeleteImage");
    }

    [Fact]
    public async Task A_plan_approved_by_a_person_at_the_terminal_is_applied_on_evidence_read_anew()
    {
        await using var world = await SmallWorld.StartAsync();
        world.LeaveOne(isPublic: true);
        var (_, all) = await PlanAsync(world);
        world.Servers.Traffic.Clear();
        using var answer = new StringReader("yes\n");
        Assert.True(await world.RunAsync(host => host with { IsInteractive = true, In = answer }, Cancellation, "apply", world.PlanFile) == ExitCode.Done, world.Said);
        Assert.InRange(world.GitHubCalls, all - 5, int.MaxValue);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<(Plan Plan, int GitHubCalls)> PlanAsync(SmallWorld world)
    {
        world.Servers.Traffic.Clear();
        Assert.True(await world.RunAsync("plan", "4.10") == ExitCode.Done, world.Said);
        return (world.Plan, world.GitHubCalls);
    }

    private static async Task AssertReadAnewAsync(SmallWorld world, int all, Plan first, string why)
    {
        var (plan, calls) = await PlanAsync(world);
        Assert.Contains("evidence.json is not used: ", world.Said, StringComparison.Ordinal);
        Assert.Contains(why, world.Said, StringComparison.Ordinal);
        Assert.Equal(all, calls);
        Assert.False(plan.StartedFromCache);
        Assert.Equal(Lines(first), Lines(plan));
        Assert.Equal(first.EvidenceDigest, plan.EvidenceDigest);
    }

    private static async Task ForgeAsync(SmallWorld world, Plan plan, string what, string with)
    {
        var text = await File.ReadAllTextAsync(Evidence(world), Cancellation);
        Assert.Contains(what, text, StringComparison.Ordinal);
        var forged = Encoding.UTF8.GetBytes(text.Replace(what, with, StringComparison.Ordinal));
        await File.WriteAllBytesAsync(Evidence(world), forged, Cancellation);
        await ResealAsync(world, plan with { EvidenceDigest = Document.Sha256(forged) });
    }

    private static Task ResealAsync(SmallWorld world, Plan plan) =>
        File.WriteAllBytesAsync(world.PlanFile, Document.Write(Document.Seal(plan)), Cancellation);

    private static string Evidence(SmallWorld world) => Path.Combine(world.State, "evidence.json");

    private static string[] Lines(Plan plan) => [.. plan.Verdicts.Select(verdict => $"{verdict.Location} {verdict.Id} {verdict.Verdict} {verdict.Reason}")];

    private static string ReasonOf(Plan plan, EcsImage image) =>
        global::Pruner.Output.Words.Of(plan.Verdicts.Single(verdict => verdict.Id == image.ImageId && verdict.Location == image.RegionId).Reason);
}
