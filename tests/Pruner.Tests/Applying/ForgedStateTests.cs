using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Sandbox.Ecs;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class ForgedStateTests
{
    [Fact]
    public async Task A_journal_cannot_name_a_snapshot_that_the_plan_does_not()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        var orphan = stage.Servers.Cloud.Snapshots["us-east-1"].First(id => stage.Servers.Cloud.Images.All(other => !other.SnapshotIds.Contains(id)) && id != image.SnapshotIds[0]);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10"));
        stage.Servers.Cloud.Images.Remove(image);
        Forge(
            stage,
            image,
            Change(JournalEvent.Intent, ChangeKind.Delete) with { Noted = new NotedState(image.ImageName, Visibility.Private, [], [orphan], null) },
            Change(JournalEvent.Answered, ChangeKind.Delete) with { Outcome = StoreOutcome.Done });

        await stage.RunAsync("apply", stage.PlanFile, "--digest", stage.Plan.Digest!);

        Assert.True(stage.HasSnapshot("us-east-1", orphan), stage.Said);
    }

    [Fact]
    public async Task A_journal_cannot_have_an_image_published_or_shared_that_the_plan_found_private_and_unshared()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10"));
        image.InUse = true;
        Forge(
            stage,
            image,
            Change(JournalEvent.Intent, ChangeKind.Unpublish) with { Noted = new NotedState(image.ImageName, Visibility.Public, ["6666"], [], null) },
            Change(JournalEvent.Intent, ChangeKind.Unshare) with { Accounts = ["6666"] });

        await stage.RunAsync("apply", stage.PlanFile, "--digest", stage.Plan.Digest!);

        Assert.False(image.IsPublic);
        Assert.Empty(image.Accounts);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Operation == "ModifyImageSharePermission");
    }

    private static JournalEntry Change(JournalEvent happened, ChangeKind change) =>
        new() { Sequence = 0, Previous = "", Time = default, Plan = "", Event = happened, Change = change };

    private static void Forge(SmallWorld stage, EcsImage image, params JournalEntry[] entries)
    {
        File.Copy(stage.PlanFile, Path.Combine(stage.State, "approved.json"));
        var (head, lines) = (Journal.Genesis, new List<byte>());
        for (var i = 0; i < entries.Length; i++)
        {
            var line = Journal.Line(entries[i] with
            {
                Sequence = i + 1,
                Previous = head,
                Time = stage.Time.GetUtcNow(),
                Plan = stage.Plan.Digest!,
                Location = image.RegionId,
                Id = image.ImageId,
            });
            lines.AddRange([.. line, (byte)'\n']);
            head = Document.Sha256(line);
        }

        File.WriteAllBytes(Path.Combine(stage.State, "journal.jsonl"), [.. lines]);
    }
}
