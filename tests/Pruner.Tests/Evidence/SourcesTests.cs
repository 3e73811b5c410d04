using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Evidence;

/// <summary>Pins come from two repositories: the installer, and one of our own whose documents lie in another folder.</summary>
public sealed class SourcesTests : IDisposable
{
    private const string Main = "refs/heads/master";
    private const string File = "boot/images/x86.json";
    private const string Elsewhere = "m-0xi00000000000000elsewhere";

    private readonly TestRepository _git = new();
    private readonly string _first;

    /// <summary>A repository that names one image which nobody has.</summary>
    public SourcesTests() => _first = _git.Commit(Main, [], "first", (File, SmallWorld.Document410("us-east-1", Elsewhere)));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pin_of_the_second_repository_alone_protects_an_image()
    {
        await using var world = await StartAsync();
        var image = world.LeaveOne(isPublic: true);
        _git.Commit(Main, [_first], "pin", (File, SmallWorld.Document410("us-east-1", image.ImageId)));
        Assert.True(await world.RunAsync("plan", "4.10") == ExitCode.Done, world.Said);
        Assert.Equal(Decision.Prune, VerdictOn(world, image).Verdict);

        await UseBothAsync(world);
        Assert.True(await world.RunAsync("plan", "4.10") == ExitCode.Done, world.Said);
        var plan = world.Plan;
        Assert.Equal((Reason.Pinned, "example/images", File), (VerdictOn(world, image).Reason, VerdictOn(world, image).Witness!.Repository, VerdictOn(world, image).Witness!.Path));
        Assert.Equal(["openshift/installer", "example/images"], plan.Certificates.Select(certificate => certificate.Repository));
        Assert.Equal(plan.Certificates.Sum(certificate => certificate.PinnedBuilds), plan.PinnedBuilds);
        Assert.Equal(["boot/images/*.json"], plan.Certificates[1].Paths);
        Assert.Contains("of example/images; 1 pinned build", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_whole_refuses_the_run_and_is_named()
    {
        await using var world = await StartAsync();
        await UseBothAsync(world);
        var second = _git.Commit(Main, [_first], "unknown", ("boot/images/further.json", "{\"what\":\"is this\"}"));
        Assert.Equal(ExitCode.Refused, await world.RunAsync("plan", "4.10"));
        Assert.Contains("example/images: ", world.Said, StringComparison.Ordinal);
        Assert.Contains("boot/images/further.json", world.Said, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(world.PlanFile));

        _git.Special(Main, [second], "moved", ("boot", "100644", ""));
        Assert.Equal(ExitCode.Refused, await world.RunAsync("plan", "4.10"));
        Assert.Contains("example/images: ", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_GitHub_does_not_show_refuses_the_run()
    {
        await using var world = await StartAsync();
        await UseBothAsync(world, repository: "example/missing");
        Assert.Equal(ExitCode.Setup, await world.RunAsync("plan", "4.10"));
        Assert.Contains("GitHub knows no repository example/missing", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approved_plan_is_carried_out_but_for_what_either_repository_has_pinned_since()
    {
        await using var world = await StartAsync();
        await UseBothAsync(world);
        var images = world.Leave(3, "us-east-1", isPublic: true);
        Assert.True(await world.RunAsync("plan", "4.10") == ExitCode.Done, world.Said);
        _git.Commit(Main, [_first], "pin", (File, SmallWorld.Document410("us-east-1", images[0].ImageId)));
        await world.PushAsync("refs/heads/release-4.10", "Bump", SmallWorld.Document410("us-east-1", images[1].ImageId));

        var code = await world.RunAsync("apply", world.PlanFile, "--digest", world.Plan.Digest!);
        Assert.True(code == ExitCode.Done, world.Said);
        Assert.Equal([true, true, false], images.Select(world.IsThere));
        Assert.Equal(2, world.Ledger.Certificates.Length);
        Assert.Equal(world.Plan.PinnedBuilds, world.Ledger.PinnedBuilds);
    }

    [Fact]
    public async Task A_plan_of_one_repository_is_not_carried_out_on_the_pins_of_two()
    {
        await using var world = await StartAsync();
        world.LeaveOne(isPublic: true);
        Assert.True(await world.RunAsync("plan", "4.10") == ExitCode.Done, world.Said);
        await UseBothAsync(world);
        Assert.Equal(ExitCode.Refused, await world.RunAsync("apply", world.PlanFile, "--digest", world.Plan.Digest!));
        Assert.Contains("fresh pins were read from openshift/installer at 127.0.0.1 and example/images at 127.0.0.1", world.Said, StringComparison.Ordinal);
        Assert.Empty(world.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task A_second_plan_goes_on_from_what_was_read_of_both_and_from_nothing_when_other_paths_are_read()
    {
        await using var world = await StartAsync();
        await UseBothAsync(world);
        var (first, all) = await PlanAsync(world);
        var (second, few) = await PlanAsync(world);
        Assert.Equal((false, true), (first.StartedFromCache, second.StartedFromCache));
        Assert.InRange(few, 1, all / 2);
        Assert.Equal(first.EvidenceDigest, second.EvidenceDigest);

        await UseBothAsync(world, "    paths: [\"boot/**/*.json\"]\n");
        Assert.False((await PlanAsync(world)).Plan.StartedFromCache);
        Assert.Contains("other refs, paths or pull requests of example/images were read for it", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Branches_and_pull_requests_that_the_configuration_leaves_out_do_not_count()
    {
        await using var world = await StartAsync();
        var images = world.Leave(3, "us-east-1", isPublic: true);
        _git.Commit(Main, [_first], "pin", (File, SmallWorld.Document410("us-east-1", images[0].ImageId)));
        _git.Commit("refs/heads/try/this", [_first], "try", (File, SmallWorld.Document410("us-east-1", images[1].ImageId, "410.84.209901020000-0")));
        var proposed = _git.Commit("refs/proposed", [_first], "propose", (File, SmallWorld.Document410("us-east-1", images[2].ImageId, "410.84.209901030000-0")));
        world.Servers.GitHub.Others[0].AddPullRequest(1, PullState.Open, "Propose", "", proposed, "master", world.Time.GetUtcNow());

        await UseBothAsync(world);
        Assert.Equal([Reason.Pinned, Reason.Pinned, Reason.PinnedInPullRequest], await ReasonsAsync(world, images));
        await UseBothAsync(world, "    paths: [\"boot/images/*.json\"]\n    refs: [\"refs/heads/master\"]\n    pull-requests: false\n");
        Assert.Equal([Reason.Pinned, Reason.Unpinned, Reason.Unpinned], await ReasonsAsync(world, images));
        var certificate = world.Plan.Certificates[1];
        Assert.Equal(["refs/heads/master"], certificate.References);
        Assert.Equal((false, 1, 0), (certificate.ReadsPullRequests, certificate.RefsLeftOut, certificate.PullRequests));
    }

    [Fact]
    public async Task A_pin_that_the_second_repository_lost_goes_on_protecting_and_refuses_the_run()
    {
        await using var world = await StartAsync();
        await UseBothAsync(world);
        var images = world.Leave(2, "us-east-1", isPublic: true);
        _git.Commit("refs/heads/side", [_first], "pin", (File, SmallWorld.Document410("us-east-1", images[0].ImageId, "410.84.209901020000-0")));
        Assert.True(await world.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, world.Said);
        Assert.Equal([true, false], images.Select(world.IsThere));

        _git.Git("update-ref", "-d", "refs/heads/side");
        System.IO.File.Delete(Path.Combine(world.State, "evidence.json"));
        Assert.Equal(ExitCode.Refused, await world.RunAsync("plan", "4.10"));
        Assert.Contains("no longer finds 2 pins of the last ledger, 410.84.209901020000-0 among them", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_clone_does_not_stand_for_two_repositories()
    {
        await using var world = await StartAsync();
        await UseBothAsync(world);
        Assert.Equal(ExitCode.Setup, await world.RunAsync("plan", "4.10", "--git-dir", "clone"));
        Assert.Contains("--git-dir names one clone, and pins come from 2 repositories.", world.Said, StringComparison.Ordinal);
    }

    public void Dispose() => _git.Dispose();

    private async Task<SmallWorld> StartAsync() =>
        await SmallWorld.StartAsync(new GitHubEmulatorOptions { RepositoryPath = _git.Path, Owner = "example", Name = "images", DatabaseId = 7 });

    /// <summary>Makes a list of the configuration's one source, and adds ours.</summary>
    private static async Task UseBothAsync(SmallWorld world, string more = "    paths: [\"boot/images/*.json\"]\n", string repository = "example/images")
    {
        var lines = world.Servers.World.Configuration.Split('\n').ToList();
        var start = lines.IndexOf("pins:") + 1;
        var end = lines.FindIndex(start, line => !line.StartsWith(' '));
        var sources = lines[start..end].Select((line, number) => (number == 0 ? "  - " : "    ") + line[2..]);
        string[] all = [.. lines[..start], .. sources, $"  - repository: {repository}", more.TrimEnd('\n'), .. lines[end..]];
        await System.IO.File.WriteAllTextAsync(world.Servers.ConfigurationFile, string.Join('\n', all), Cancellation);
    }

    private static async Task<(Plan Plan, int Calls)> PlanAsync(SmallWorld world)
    {
        world.Servers.Traffic.Clear();
        Assert.True(await world.RunAsync("plan", "4.10") == ExitCode.Done, world.Said);
        return (world.Plan, world.GitHubCalls);
    }

    private static async Task<List<Reason>> ReasonsAsync(SmallWorld world, List<EcsImage> images)
    {
        await PlanAsync(world);
        return images.ConvertAll(image => VerdictOn(world, image).Reason);
    }

    private static PlannedVerdict VerdictOn(SmallWorld world, EcsImage image) =>
        world.Plan.Verdicts.Single(verdict => verdict.Id == image.ImageId && verdict.Location == image.RegionId);
}
