using Pruner.Core;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class TwoAppliersTests
{
    [Fact]
    public async Task Two_at_once_from_two_machines_change_nothing_that_one_would_not()
    {
        await using var stage = await Stage.SetAsync();
        var ended = await Task.WhenAll(Machine(stage, "one"), Machine(stage, "other"));

        Assert.All(ended, one => Assert.True(one.ExitCode is ExitCode.Done or ExitCode.Incomplete, one.Error));
        var (doomed, deleted) = (IdsOf(stage, SeedFate.Pruned), stage.Servers.Traffic.Requests.Where(request => request.Operation == "DeleteImage").ToList());
        var (before, after) = (Lines(stage.Before, doomed), Lines(stage.Servers.Cloud.Photograph(), doomed));
        Assert.Equal(before.Kept, after.Kept);
        Assert.True(before.Doomed > 300 && after.Doomed < before.Doomed / 10, $"{after.Doomed} of {before.Doomed} are left");
        Assert.All(deleted, request => Assert.Contains(doomed, id => request.Query.Contains(id, StringComparison.Ordinal)));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Query.Contains("Force=true", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<Invocation> Machine(Stage stage, string name) =>
        stage.CallAsync("prune", "4.10", "--yes", "--state", Path.Combine(stage.Servers.Folder, name));

    private static HashSet<string> IdsOf(Stage stage, SeedFate fate) =>
        [.. stage.Servers.World.Expected.Where(expectation => expectation.Fate == fate).Select(expectation => expectation.ImageId)];

    /// <summary>How many of the doomed images are there, and all that matters of the others.</summary>
    private static (int Doomed, List<string> Kept) Lines(EcsCloud cloud, HashSet<string> doomed) => (
        cloud.Images.Count(image => doomed.Contains(image.ImageId)),
        [
            .. cloud.Images.Where(image => !doomed.Contains(image.ImageId))
                .Select(image => $"{image.RegionId} {image.ImageId} {image.IsPublic} {string.Join(' ', image.Accounts)} {string.Join(' ', image.SnapshotIds.Where(cloud.Snapshots[image.RegionId].Contains))}")
                .Order(StringComparer.Ordinal),
        ]);
}
