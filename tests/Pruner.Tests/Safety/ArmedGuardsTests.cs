using Pruner.Core;
using Pruner.Sandbox.Ecs;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Safety;

/// <summary>A guard that nobody asks can never fire: those of the configuration stop commands, one beyond their limit and not at it.</summary>
public sealed class ArmedGuardsTests
{
    private const int Doomed = 3;

    [Theory]
    [InlineData("prune")]
    [InlineData("apply")]
    public async Task More_deletions_than_the_configured_number_stop_the_command(string command)
    {
        await using var world = await SmallWorld.StartAsync();
        var left = world.Leave(Doomed, "us-east-1", isPublic: false);

        await AssertStopsAsync(world, left, command, "max-deletions: 0", $"deletes {Doomed} images, more than 0");
        await AssertStopsAsync(world, left, command, $"max-deletions: {Doomed - 1}", $"deletes {Doomed} images, more than {Doomed - 1}");
        await AssertPassesAsync(world, left, command, $"max-deletions: {Doomed}");
    }

    [Theory]
    [InlineData("prune")]
    [InlineData("apply")]
    public async Task A_larger_share_of_deletions_than_configured_stops_the_command(string command)
    {
        await using var world = await SmallWorld.StartAsync();
        var left = world.Leave(Doomed, "us-east-1", isPublic: false);

        // Three of some five hundred are less than one in a hundred, and more than none.
        await AssertStopsAsync(world, left, command, "max-deletions-percent: 0", "more than 0 %");
        await AssertPassesAsync(world, left, command, "max-deletions-percent: 1");
    }

    [Theory]
    [InlineData("prune")]
    [InlineData("apply")]
    public async Task Fewer_pins_than_the_configured_floor_stop_the_command(string command)
    {
        await using var world = await SmallWorld.StartAsync();
        var left = world.Leave(Doomed, "us-east-1", isPublic: false);
        Assert.Equal(ExitCode.Done, await world.RunAsync("plan", "4.10"));
        var found = world.Plan.PinnedBuilds;

        await AssertStopsAsync(world, left, command, $"min-pinned-builds: {found + 1}", $"found {found} pinned builds, fewer than {found + 1}");
        await AssertPassesAsync(world, left, command, $"min-pinned-builds: {found}");
    }

    private static async Task AssertStopsAsync(SmallWorld world, List<EcsImage> left, string command, string limit, string says)
    {
        Assert.Equal(ExitCode.Refused, await RunAsync(world, command, limit));
        Assert.Contains(says, world.Said, StringComparison.Ordinal);
        Assert.Empty(world.Servers.Traffic.Changes);
        Assert.All(left, image => Assert.True(world.IsThere(image)));
    }

    private static async Task AssertPassesAsync(SmallWorld world, List<EcsImage> left, string command, string limit)
    {
        Assert.True(await RunAsync(world, command, limit) == ExitCode.Done, world.Said);
        Assert.All(left, image => Assert.False(world.IsThere(image)));
    }

    /// <summary>Sets a limit, and runs a command that deletes; a plan is made under the same limit, for a plan of another configuration would be stopped by that.</summary>
    private static async Task<ExitCode> RunAsync(SmallWorld world, string command, string limit)
    {
        var key = limit[..(limit.IndexOf(':', StringComparison.Ordinal) + 1)];
        var lines = (await File.ReadAllLinesAsync(world.Servers.ConfigurationFile, Stage.Token)).Where(line => !line.StartsWith(key, StringComparison.Ordinal));
        await File.WriteAllLinesAsync(world.Servers.ConfigurationFile, [.. lines, limit], Stage.Token);
        if (command == "prune")
        {
            return await world.RunAsync("prune", "4.10", "--yes");
        }

        var planned = await world.RunAsync("plan", "4.10");
        return planned == ExitCode.Done ? await world.RunAsync("apply", world.PlanFile, "--digest", world.Plan.Digest!) : planned;
    }
}
