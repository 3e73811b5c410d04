using System.Collections.Concurrent;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.OnRunner;

public sealed class OidcRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prune_outlives_its_keys_twice_and_leaves_no_secret_anywhere()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: true);
        // First all boot images are tagged, so that no other call is under way when the clock is moved.
        Assert.Equal(ExitCode.Done, await world.RunAsync("prune", "4.10", "--yes", "--min-age", "100y"));
        var (hasBegun, isEvidenceDue) = (false, false);
        world.Servers.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            // Regions and GitHub are read at once before the first change: a signature could grow too old on the way.
            hasBegun |= request.Operation == "TagResources";
            // Less than the quarter of an hour that a signature is good for, and more than evidence is: GitHub is asked after each.
            if (hasBegun && request.Service == "ecs" && request.Query.Contains(image.ImageId, StringComparison.Ordinal))
            {
                world.Time.Move(TimeSpan.FromMinutes(14));
                isEvidenceDue = true;
            }
            else if (isEvidenceDue && request.Service == "github")
            {
                world.Time.Move(TimeSpan.FromMinutes(7));
                isEvidenceDue = false;
            }

            return false;
        })
        { Times = int.MaxValue });
        var announced = new ConcurrentQueue<string>();
        var begun = world.Time.GetUtcNow();
        var files = Directory.CreateDirectory(Path.Combine(world.Servers.Folder, "runner")).FullName;
        var log = Path.Combine(world.State, "run.log");

        var ended = await world.RunAsync(
            OnRunner(world, announced, files),
            Cancellation,
            "prune", "4.10", "--yes", "--debug", "--log-file", log, "--role-arn", world.Servers.RoleArn, "--oidc-provider-arn", world.Servers.OidcProviderArn);

        Assert.True(ended == ExitCode.Done, world.Said);
        Assert.False(world.IsThere(image));
        Assert.Equal(ArtifactOutcome.Pruned, world.OutcomeOf(image));
        var issued = world.Servers.Roles.Issued;
        Assert.True(issued.Count(keys => keys.ExpiresAt < world.Time.GetUtcNow()) >= 2, $"{issued.Count} keys in {world.Time.GetUtcNow() - begun}");
        // The session that may only change this image outlives itself with the same policy.
        Assert.Contains(issued.Where(keys => keys.SessionPolicy is not null).GroupBy(keys => keys.SessionPolicy!.Text), session => session.Count() >= 2);
        Assert.DoesNotContain(world.Servers.Traffic.Requests, request => request is { Service: "ecs", Status: 400 });
        Assert.All(issued, keys => Assert.Contains(keys.AccessKeySecret, announced));
        Assert.All(issued, keys => Assert.Contains(keys.SecurityToken, announced));
        Assert.All(issued, keys => Assert.Equal("pruner/pruner-17", keys.PrincipalName));
        AssertNowhere(world, announced);
        Assert.Empty(Directory.EnumerateFiles(files));
    }

    [Fact]
    public async Task A_plan_with_a_token_from_a_file_needs_no_runner()
    {
        await using var world = await SmallWorld.StartAsync();
        var file = Path.Combine(world.Servers.Folder, "token");
        await File.WriteAllTextAsync(file, world.Servers.Issuer.Issue("sts.aliyuncs.com", world.Time.GetUtcNow()), Cancellation);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GITHUB_TOKEN"] = world.Servers.Environment["GITHUB_TOKEN"],
            ["ALIBABA_CLOUD_ROLE_ARN"] = world.Servers.RoleArn,
            ["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"] = world.Servers.OidcProviderArn,
            ["ALIBABA_CLOUD_OIDC_TOKEN_FILE"] = file,
        };
        var announced = new ConcurrentQueue<string>();

        var ended = await world.RunAsync(
            host => host with { Environment = variables.GetValueOrDefault, AnnounceSecret = announced.Enqueue }, Cancellation, "plan", "4.10");

        Assert.True(ended == ExitCode.Done, world.Said);
        Assert.Single(world.Servers.Roles.Issued);
        Assert.DoesNotContain(world.Servers.Traffic.Requests, request => request.Service == "id-token");
        AssertNowhere(world, announced);
    }

    [Fact]
    public async Task Access_keys_are_announced_too()
    {
        await using var world = await SmallWorld.StartAsync();
        var announced = new ConcurrentQueue<string>();

        await world.RunAsync(host => host with { AnnounceSecret = announced.Enqueue }, Cancellation, "plan", "4.10");

        Assert.Equal([world.Servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_ID"], world.Servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]], announced);
        AssertNowhere(world, announced);
    }

    private static Func<ProgramHost, ProgramHost> OnRunner(SmallWorld world, ConcurrentQueue<string> announced, string files) => host => host with
    {
        AnnounceSecret = announced.Enqueue,
        Environment = name => name switch
        {
            "GITHUB_ENV" or "GITHUB_OUTPUT" or "GITHUB_STATE" or "GITHUB_STEP_SUMMARY" => Path.Combine(files, name),
            _ => world.Servers.RunnerEnvironment.GetValueOrDefault(name),
        },
    };

    /// <summary>No secret is in what was said, in any file of the state, or in a variable of this process, which every child would inherit.</summary>
    private static void AssertNowhere(SmallWorld world, ConcurrentQueue<string> announced)
    {
        var said = world.Said
            + string.Concat(Directory.EnumerateFiles(world.State, "*", SearchOption.AllDirectories).Select(File.ReadAllText))
            + string.Concat(Environment.GetEnvironmentVariables().Values.Cast<string>());
        Assert.NotEmpty(announced);
        Assert.All(announced, secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
    }
}
