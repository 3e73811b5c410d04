using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Sandbox.Hosting;
using Pruner.State;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Undoing;

/// <summary>What a finished run changed and did not delete is put back, and nothing else is touched.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task What_could_not_be_put_back_by_the_run_is_public_shared_and_tagged_as_before()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Done, image);

        UndoStage.AssertAsBefore(image);
        Assert.Equal("restored", (string?)said["outcome"]);
        Assert.Equal(UndoStage.Friend, (string?)Assert.Single(said["sharedWith"]!.AsArray()));
        Assert.True((bool?)said["madePublic"]);
        Assert.Equal(["bootimage", "pruner-plan", "pruner-was-public"], said["tagsRemoved"]!.AsArray().Select(key => (string)key!));
        // What is public cannot be shared, and the tags vouch for the rest.
        Assert.Equal(["AddAccount", "IsPublic=true", "UntagResources"], stage.Changes[before..].Select(change =>
            change.Query.Contains("AddAccount", StringComparison.Ordinal) ? "AddAccount" : change.Query.Contains("IsPublic=true", StringComparison.Ordinal) ? "IsPublic=true" : change.Operation));
        Assert.All(stage.Changes[before..], change => Assert.Contains(image.ImageId, change.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_step_is_in_a_journal_of_its_own_before_it_is_asked_for_and_the_ledger_goes_on_agreeing_with_its_own()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var announced = new List<ChangeKind?>();
        stage.World.On(request => request.IsChange, () => announced.Add(Last(stage)), times: int.MaxValue);

        Assert.Equal(ExitCode.Done, await stage.UndoAsync("--yes"));

        Assert.Equal([ChangeKind.Share, ChangeKind.Publish, ChangeKind.RestoreTags], announced);
        Assert.Equal([JournalEvent.Opened, JournalEvent.Finished], [stage.Journal[0].Event, stage.Journal[^1].Event]);
        Assert.Equal(ArtifactOutcome.PutBack, stage.Journal.Single(line => line.Event == JournalEvent.Closed).Ended);
        Assert.All(stage.Journal, line => Assert.Equal(stage.World.Plan.Digest, line.Plan));
        var noted = Assert.Single(stage.Journal, line => line.Noted is not null).Noted!;
        Assert.Equal((Visibility.Private, "false"), (noted.Visibility, noted.Tag));
        var state = new StateFolder(stage.World.State);
        Assert.True(LedgerCheck.Require(state, LedgerCheck.Read(state)).Progress.IsFinished);

        static ChangeKind? Last(UndoStage stage)
        {
            using var file = new FileStream(stage.JournalPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return Journal.Read("undo.jsonl", bytes.ToArray()).Entries[^1] is { Event: JournalEvent.Intent } line ? line.Change : null;
        }
    }

    [Fact]
    public async Task A_second_undo_changes_nothing()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        Assert.Equal(ExitCode.Done, await stage.UndoAsync("--yes"));
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Done, image);

        Assert.Equal("as-before", (string?)said["outcome"]);
        stage.AssertNothingChangedSince(before);
        UndoStage.AssertAsBefore(image);
    }

    [Fact]
    public async Task A_dry_run_takes_every_step_and_makes_not_one_changing_call()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Done, image, "--dry-run");

        Assert.Equal(("would-restore", true), ((string?)said["outcome"], (bool?)said["madePublic"]));
        Assert.Equal(UndoStage.Friend, (string?)Assert.Single(said["sharedWith"]!.AsArray()));
        stage.AssertNothingChangedSince(before);
        Assert.False(File.Exists(stage.JournalPath));
        Assert.Equal((false, 0), (image.IsPublic, image.Accounts.Count));
    }

    [Fact]
    public async Task An_image_that_the_run_put_back_by_itself_loses_the_tags_that_the_run_wrote()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.SpareAsync(image);
        Assert.Equal(4, image.Tags.Count);
        var before = stage.Changes.Length;

        Assert.Equal(ExitCode.Done, await stage.UndoAsync("--yes"));

        UndoStage.AssertAsBefore(image);
        Assert.Equal("UntagResources", Assert.Single(stage.Changes[before..]).Operation);
    }

    [Theory]
    [InlineData("maybe", "maybe")]
    [InlineData("false", "false")]
    [InlineData(" FALSE ", "false")] // says the same; nobody is told anew that an image is none
    public async Task The_tag_bootimage_gets_the_value_that_it_had(string had, string gets)
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        image.Tags["bootimage"] = had;
        await stage.SpareAsync(image);

        Assert.Equal(ExitCode.Done, await stage.UndoAsync("--yes"));

        Assert.Equal(["bootimage", "owner"], image.Tags.Keys.Order());
        Assert.Equal(gets, image.Tags["bootimage"]);
    }

    [Fact]
    public async Task Bootimage_true_stays_whoever_set_it()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        image.Tags["bootimage"] = "true";
        var newly = stage.World.Ledger.Entries.First(entry => entry.Outcome == ArtifactOutcome.Tagged);

        Assert.Equal(ExitCode.Done, await stage.UndoAsync("--yes", "--full"));

        Assert.Equal(("true", true, 1), (image.Tags["bootimage"], image.IsPublic, image.Accounts.Count));
        Assert.DoesNotContain("pruner-plan", image.Tags.Keys);
        Assert.Contains($"{newly.Location} {newly.Id} ({newly.Name}): bootimage=true stays: it protects", stage.World.Said, StringComparison.Ordinal);
        Assert.Equal("true", stage.World.Servers.Cloud.Images.Single(other => other.ImageId == newly.Id && other.RegionId == newly.Location).Tags["bootimage"]);
    }

    [Fact]
    public async Task Marks_that_the_run_set_are_taken_off_and_older_ones_stay()
    {
        await using var stage = await UndoStage.StartAsync();
        var world = stage.World;
        var images = world.Leave(2, "us-east-1", isPublic: true);
        var text = await File.ReadAllTextAsync(world.Servers.ConfigurationFile, Stage.Token);
        await File.WriteAllTextAsync(world.Servers.ConfigurationFile, text.Replace("grace: none", "", StringComparison.Ordinal) + "\ngrace: 14d\n", Stage.Token);
        images[1].InUse = true;
        Assert.True(await world.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, world.Said);
        images[1].InUse = false;
        world.Time.Move(TimeSpan.FromDays(1));
        Assert.True(await world.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, world.Said);
        Assert.All(images, image => Assert.Contains("pruner-marked-at", image.Tags.Keys));

        Assert.True(await stage.UndoAsync("--yes") == ExitCode.Done, world.Said);

        Assert.Equal((true, true), (images[0].Tags.ContainsKey("bootimage"), images[0].Tags.ContainsKey("pruner-marked-at")));
        Assert.Equal((false, false), (images[1].Tags.ContainsKey("bootimage"), images[1].Tags.ContainsKey("pruner-marked-at")));
        world.Time.Move(TimeSpan.FromMinutes(1));
        Assert.True(await world.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, world.Said);
        Assert.Equal(ArtifactOutcome.Marked, world.OutcomeOf(images[1]));
        Assert.All(images, image => Assert.True(world.IsThere(image)));
    }

    [Fact]
    public async Task What_is_deleted_is_told_with_its_snapshots_and_is_no_failure_of_the_undo()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.World.LeaveOne(isPublic: false);
        Assert.True(await stage.World.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.World.Said);
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Done, image);

        Assert.Equal("gone", (string?)said["outcome"]);
        Assert.Equal(image.SnapshotIds[0], (string?)Assert.Single(said["snapshotsDeleted"]!.AsArray()));
        stage.AssertNothingChangedSince(before);
    }

    [Fact]
    public async Task An_image_that_somebody_deleted_since_is_gone()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.Servers.Cloud.Images.Remove(image);

        var said = await stage.UndoAsync(ExitCode.Done, image);

        Assert.Equal("gone", (string?)said["outcome"]);
        Assert.Contains("not shown any more", UndoStage.Notes(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gone_is_proven_by_another_kept_image_when_the_first_was_deleted_since_too()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var first = stage.World.Ledger.Entries.Where(entry => entry.Outcome == ArtifactOutcome.Kept && entry.Location == image.RegionId).Select(entry => entry.Id).Order(StringComparer.Ordinal).First();
        foreach (var lost in stage.World.Servers.Cloud.Images.Where(other => other.RegionId == image.RegionId && (other == image || other.ImageId == first)).ToList())
        {
            stage.World.Servers.Cloud.Images.Remove(lost);
        }

        Assert.Equal("gone", (string?)(await stage.UndoAsync(ExitCode.Done, image))["outcome"]);
    }

    [Fact]
    public async Task The_journal_of_an_undo_of_an_earlier_run_is_put_aside()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        Assert.Equal(ExitCode.Done, await stage.UndoAsync("--yes"));
        var first = await File.ReadAllBytesAsync(stage.JournalPath, Stage.Token);
        stage.World.Time.Move(TimeSpan.FromMinutes(1));
        await stage.SpareAsync(image);

        Assert.Equal(ExitCode.Done, await stage.UndoAsync("--yes"));

        UndoStage.AssertAsBefore(image);
        Assert.All(stage.Journal, line => Assert.Equal(stage.World.Plan.Digest, line.Plan));
        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(stage.World.State, "history", $"undo-{Document.Sha256(first)}.jsonl"), Stage.Token));
    }

    [Fact]
    public async Task Where_an_answer_was_lost_the_look_tells_and_the_journal_says_so()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.ResetAfter, request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true")) { Times = int.MaxValue });

        Assert.True(await stage.UndoAsync("--yes") == ExitCode.Done, stage.World.Said);

        UndoStage.AssertAsBefore(image);
        Assert.Contains(stage.Journal, line => line is { Event: JournalEvent.Settled, Change: ChangeKind.Publish, Outcome: StoreOutcome.Done });
    }
}
