using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.OnRunner;

/// <summary>Whole runs with a role: the cloud itself is told what each run may change.</summary>
public sealed class ScopedRunTests
{
    private const int MostCharacters = 2047;

    [Fact]
    public async Task A_run_over_hundreds_of_images_takes_the_fewest_sessions_and_each_change_is_signed_with_one_that_allows_it()
    {
        await using var stage = await Stage.SetAsync();

        var pruned = await stage.CallAsync(
            ["prune", "4.10", "--yes", "--role-arn", stage.Servers.RoleArn, "--oidc-provider-arn", stage.Servers.OidcProviderArn],
            host => AsRunner(host, stage.Servers.RunnerEnvironment),
            Stage.Token);

        Assert.True(pruned.ExitCode == ExitCode.Done, pruned.Error);
        Assert.Empty(stage.Faults());
        var plan = Document.ReadPlan("plan.json", File.ReadAllBytes(Path.Combine(stage.State, "plan.json")));
        Assert.True(plan.Verdicts.Count(verdict => verdict.Verdict == Decision.Prune || verdict is { IsBootImage: true, IsTaggedBootImage: false }) >= 400);
        var sessions = stage.Servers.Roles.Issued.Where(keys => keys.SessionPolicy is not null).ToImmutableArray();
        Assert.Equal(Expected(stage, plan).Order(StringComparer.Ordinal), sessions.Select(keys => keys.SessionPolicy!.Text).Order(StringComparer.Ordinal));
        Assert.Equal(1 + sessions.Length, stage.Servers.Traffic.Requests.Count(request => request.Operation == "AssumeRoleWithOIDC"));
        AssertSignedByItsSession(stage, sessions);
        AssertNoPinnedImageCouldBeDeleted(stage, sessions);
        Assert.Single(pruned.Error.Split('\n'), line => line.Contains("Alibaba Cloud holds this run to its plan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_access_keys_no_session_is_taken_and_the_log_says_once_that_the_cloud_does_not_enforce_the_plan()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: true);

        Assert.Equal(ExitCode.Done, await world.RunAsync("prune", "4.10", "--yes"));

        Assert.False(world.IsThere(image));
        Assert.Empty(world.Servers.Roles.Issued);
        Assert.Single(world.Said.Split('\n'), line => line.Contains("Alibaba Cloud does not hold this run to its plan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_takes_no_session_but_the_one_that_reads()
    {
        await using var world = await SmallWorld.StartAsync();
        world.LeaveOne(isPublic: true);

        Assert.Equal(ExitCode.Done, await RunAsync(world, "--dry-run", Stage.Token));

        Assert.Null(Assert.Single(world.Servers.Roles.Issued).SessionPolicy);
        Assert.DoesNotContain("holds this run to its plan", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_expired_run_left_is_put_back_with_a_session_that_cannot_delete()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: true);
        Assert.Equal(ExitCode.Done, await world.RunAsync("prune", "4.10", "--yes", "--min-age", "100y"));
        using var stop = new CancellationTokenSource();
        world.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=false"), stop.Cancel);
        Assert.Equal(ExitCode.Interrupted, await RunAsync(world, "--yes", stop.Token));
        Assert.False(image.IsPublic);

        world.Time.Move(TimeSpan.FromHours(25));
        var publishing = "";
        world.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true"), () => publishing = LastKey(world));
        Assert.Equal(ExitCode.Done, await RunAsync(world, "--yes", Stage.Token));

        var session = world.Servers.Roles.Issued.Single(keys => keys.AccessKeyId == publishing).SessionPolicy!;
        var resource = $"acs:ecs:us-east-1:{SeedWorld.AccountId}:image/{image.ImageId}";
        Assert.True(session.Allows("ecs:ModifyImageSharePermission", resource));
        Assert.False(session.Allows("ecs:DeleteImage", resource));
        Assert.Equal(ExitCode.Done, await RunAsync(world, "--yes", Stage.Token));
        Assert.False(world.IsThere(image));
    }

    [Theory]
    [InlineData(400, "InvalidParameter.PolicySize", "InvalidParameter.PolicySize", ExitCode.Setup)]
    [InlineData(200, "", "does not have the documented form", ExitCode.Incomplete)] // an answer without keys
    public async Task A_run_whose_sessions_cannot_be_had_is_broken_off_and_can_be_resumed(int status, string code, string says, ExitCode ended)
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: true);
        Assert.Equal(ExitCode.Done, await world.RunAsync("prune", "4.10", "--yes", "--min-age", "100y"));
        world.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "AssumeRoleWithOIDC" && request.Body.Contains("Policy=", StringComparison.Ordinal))
        {
            Status = status,
            Body = $$"""{"RequestId":"r","Code":"{{code}}","Message":"The size of Policy must be smaller than 2048 bytes."}""",
        });

        Assert.Equal(ended, await RunAsync(world, "--yes", Stage.Token));

        Assert.Contains(says, world.Said + await File.ReadAllTextAsync(Path.Combine(world.State, "journal.jsonl"), Stage.Token), StringComparison.Ordinal);
        Assert.True(image.IsPublic);
        Assert.DoesNotContain("bootimage", image.Tags.Keys);
        Assert.Equal(ExitCode.Done, await RunAsync(world, "--yes", Stage.Token));
        Assert.False(world.IsThere(image));
        Assert.Equal(ArtifactOutcome.Pruned, world.OutcomeOf(image));
    }

    private static Task<ExitCode> RunAsync(SmallWorld world, string option, CancellationToken stop) => world.RunAsync(
        host => AsRunner(host, world.Servers.RunnerEnvironment),
        stop,
        "prune", "4.10", option, "--role-arn", world.Servers.RoleArn, "--oidc-provider-arn", world.Servers.OidcProviderArn);

    private static ProgramHost AsRunner(ProgramHost host, ImmutableSortedDictionary<string, string> environment) =>
        host with { Environment = environment.GetValueOrDefault };

    private static string LastKey(SmallWorld world) => world.Servers.Traffic.Requests[^1].Headers["x-acs-accesskey-id"];

    /// <summary>The policies that the limit demands: packed here by what a serialiser makes of them.</summary>
    private static List<string> Expected(Stage stage, Plan plan)
    {
        var foreign = stage.Servers.World.Expected.Where(image => image.Reason == SeedReason.NotOurs).Select(image => image.ImageId).ToHashSet();
        var doomed = plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Prune).ToList();
        var needed = plan.Verdicts.Except(doomed).SelectMany(verdict => (verdict.Snapshots ?? []).Select(snapshot => (verdict.Location, snapshot))).ToHashSet();
        var untagged = plan.Verdicts.Where(verdict => verdict is { IsBootImage: true, IsTaggedBootImage: false } && !foreign.Contains(verdict.Id)).ToList();
        var policies = new List<string>();
        foreach (var region in plan.Verdicts.Select(verdict => verdict.Location).Distinct())
        {
            var pruned = doomed.Where(verdict => verdict.Location == region).SelectMany(verdict => verdict.Snapshots!.Value
                .Where(snapshot => !needed.Contains((region, snapshot))).Select(snapshot => "snapshot/" + snapshot).Prepend("image/" + verdict.Id));
            policies.AddRange(Pack(region, pruned, "ecs:TagResources", "ecs:ModifyImageSharePermission", "ecs:DeleteImage"));
            policies.AddRange(Pack(region, untagged.Where(verdict => verdict.Location == region).Select(verdict => "image/" + verdict.Id), "ecs:TagResources"));
        }

        return policies;
    }

    private static IEnumerable<string> Pack(string region, IEnumerable<string> resources, params string[] actions)
    {
        var batch = new List<string>();
        foreach (var resource in resources.Distinct())
        {
            if (Write([.. batch, resource]).Length > MostCharacters)
            {
                yield return Write(batch);
                batch.Clear();
            }

            batch.Add(resource);
        }

        if (batch.Count > 0)
        {
            yield return Write(batch);
        }

        string Write(List<string> named) => JsonSerializer.Serialize(new
        {
            Version = "1",
            Statement = new[] { (Action: actions, Kind: "image/"), (Action: ["ecs:TagResources", "ecs:DeleteSnapshot"], Kind: "snapshot/") }
                .Select(part => new
                {
                    Effect = "Allow",
                    part.Action,
                    Resource = named.Where(resource => resource.StartsWith(part.Kind, StringComparison.Ordinal)).Select(resource => $"acs:ecs:{region}:{SeedWorld.AccountId}:{resource}").ToArray(),
                })
                .Where(statement => statement.Resource.Length > 0),
        });
    }

    private static void AssertSignedByItsSession(Stage stage, ImmutableArray<AliyunCredential> sessions)
    {
        var keys = sessions.Select(session => session.AccessKeyId).ToHashSet();
        Assert.All(
            stage.Servers.Traffic.Requests.Where(request => request.Service == "ecs"),
            request => Assert.Equal((request.IsChange, 200), (keys.Contains(request.Headers["x-acs-accesskey-id"]), request.Status)));
    }

    private static void AssertNoPinnedImageCouldBeDeleted(Stage stage, ImmutableArray<AliyunCredential> sessions)
    {
        foreach (var image in stage.Servers.World.Expected.Where(image => image.Fate != SeedFate.Pruned))
        {
            var resource = $"acs:ecs:{image.RegionId}:{SeedWorld.AccountId}:image/{image.ImageId}";
            Assert.DoesNotContain(sessions, session => session.SessionPolicy!.Allows("ecs:DeleteImage", resource) || session.SessionPolicy.Allows("ecs:ModifyImageSharePermission", resource));
            // Else the cloud would let bootimage=true be taken off.
            Assert.DoesNotContain(sessions, session => session.SessionPolicy!.Allows("ecs:UntagResources", resource));
        }
    }
}
