using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Proofs;

/// <summary><c>--filename</c>: written after real runs, read as information only.</summary>
public sealed class OriginalRecordTests
{
    [Fact]
    public async Task A_real_run_adds_its_images_and_keeps_what_the_file_held()
    {
        await using var world = await SmallWorld.StartAsync();
        var images = world.Leave(2, "us-east-1", isPublic: false);
        var file = Path.Combine(world.Servers.Folder, "records", "deleted_images.json");
        var held = """[{"region": "cn-hangzhou", "image": "m-longgone", "deleted": true}]""";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, $$"""{"999.1.1-0": {{held}}, "1.1.1-0": []}""", Stage.Token);

        Assert.True(await world.RunAsync("prune", "4.10", "--yes", "--filename", file) == ExitCode.Done, world.Said);

        var record = JsonNode.Parse(await File.ReadAllBytesAsync(file, Stage.Token))!.AsObject();
        var expected = world.Ledger.Entries
            .Where(entry => images.Any(image => image.ImageId == entry.Id))
            .GroupBy(entry => entry.Build)
            .ToDictionary(
                build => build.Key,
                build => (JsonNode?)new JsonArray([.. build.Select(entry => new JsonObject { ["region"] = "us-east-1", ["image"] = entry.Id, ["deleted"] = true })]));
        expected.Add("999.1.1-0", JsonNode.Parse(held));
        expected.Add("1.1.1-0", new JsonArray());
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), record.Select(build => build.Key));
        Assert.True(JsonNode.DeepEquals(new JsonObject(expected), record), record.ToJsonString());
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Contains("names 1 images, 1 of them as deleted", world.Said, StringComparison.Ordinal);
        Assert.Contains("now names 3 images, 3 of them as deleted", world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_records_an_image_that_could_not_be_deleted_as_not_deleted()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: false);
        var file = Path.Combine(world.State, "deleted_images.json");
        Assert.Equal(ExitCode.Done, await world.RunAsync("plan", "4.10"));
        world.On(request => SmallWorld.Is(request, "DeleteImage", image), () => image.InUse = true);

        var ended = await world.RunAsync("apply", world.PlanFile, "--digest", world.Plan.Digest!, "--filename", file);

        Assert.True(ended == ExitCode.Incomplete, $"{ended} {world.Said}");
        Assert.True(world.IsThere(image));
        var entry = Assert.Single(JsonNode.Parse(await File.ReadAllBytesAsync(file, Stage.Token))!.AsObject()).Value!.AsArray();
        Assert.Equal((image.ImageId, false), ((string)Assert.Single(entry)!["image"]!, (bool)entry[0]!["deleted"]!));
    }

    [Fact]
    public async Task The_file_changes_no_verdict_and_a_dry_run_does_not_write_it()
    {
        await using var stage = await Stage.SetAsync(new StillClock(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)));
        var file = Path.Combine(stage.Servers.Folder, "deleted_images.json");
        var without = await stage.CallAsync("prune", "4.10", "--dry-run", "--filename", file);
        Assert.True(without.ExitCode == ExitCode.Done, without.Error);
        Assert.False(File.Exists(file));
        var plan = stage.ReadState("plan.json");

        // All that is kept is said to be yet to delete, and of what goes twelve images to be gone already.
        var verdicts = JsonNode.Parse(plan)!["verdicts"]!.AsArray().Select(verdict => (
            Region: (string)verdict!["location"]!, Image: (string)verdict["id"]!, IsKept: (string)verdict["verdict"]! == "keep")).ToList();
        var claims = verdicts.Where(verdict => verdict.IsKept).Concat(verdicts.Where(verdict => !verdict.IsKept).Take(12)).ToList();
        var text = new JsonObject
        {
            ["410.84.202201251210-0"] = new JsonArray([.. claims.Select(claim => new JsonObject { ["region"] = claim.Region, ["image"] = claim.Image, ["deleted"] = !claim.IsKept })]),
        }.ToJsonString();
        await File.WriteAllTextAsync(file, text, Stage.Token);
        var with = await stage.CallAsync("prune", "4.10", "--dry-run", "--filename", file);

        Assert.True(with.ExitCode == ExitCode.Done, with.Error);
        Assert.Equal(plan, stage.ReadState("plan.json"));
        Assert.Equal(text, await File.ReadAllTextAsync(file, Stage.Token));
        Assert.Contains($"names {claims.Count} images, 12 of them as deleted", with.Error, StringComparison.Ordinal);
        var told = Assert.Single(with.Error.Split('\n'), line => line.StartsWith("Named as deleted there, and still in the cloud: ", StringComparison.Ordinal));
        Assert.EndsWith(" and 2 more.", told, StringComparison.Ordinal);
        Assert.Equal(10, verdicts.Count(verdict => told.Contains($"{verdict.Region} {verdict.Image}", StringComparison.Ordinal)));
        stage.AssertUnchanged();
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"410.84.202201251210-0": {"us-east-1": "m-a"}}""")]
    [InlineData("""{"410.84.202201251210-0": [{"region": "us-east-1", "image": "m-a"}]}""")]
    public async Task A_malformed_file_is_told_before_anything_is_read(string text)
    {
        await using var stage = await Stage.SetAsync();
        var file = Path.Combine(stage.Servers.Folder, "deleted_images.json");
        await File.WriteAllTextAsync(file, text, Stage.Token);
        stage.AssertRefused(await stage.CallAsync("prune", "4.10", "--yes", "--filename", file), ExitCode.Setup, file + " is not a record");
        Assert.Empty(stage.Servers.Traffic.Requests);
        Assert.Equal(text, await File.ReadAllTextAsync(file, Stage.Token));
    }

    [Theory]
    [InlineData("journal.jsonl")]
    [InlineData("ledger.json")]
    [InlineData("copy.json")]
    public async Task A_file_of_the_runs_own_records_is_refused(string name)
    {
        await using var stage = await Stage.SetAsync();
        var file = Path.Combine(stage.State, name);
        var copy = Path.Combine(stage.State, "copy.json");
        stage.AssertRefused(await stage.CallAsync("prune", "4.10", "--yes", "--ledger", copy, "--filename", file), ExitCode.Setup, "--filename is");
        Assert.Empty(stage.Servers.Traffic.Requests);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_after_the_run_and_the_ledger_is_there()
    {
        await using var world = await SmallWorld.StartAsync();
        var image = world.LeaveOne(isPublic: false);
        var ended = await world.RunAsync("prune", "4.10", "--yes", "--filename", "/dev/null/deleted_images.json");
        Assert.True(ended == ExitCode.Incomplete, $"{ended} {world.Said}");
        Assert.Contains("a file written besides", world.Said, StringComparison.Ordinal);
        Assert.False(world.IsThere(image));
        Assert.Equal(Core.Records.ArtifactOutcome.Pruned, world.OutcomeOf(image));
    }
}
