using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
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

    [Fact]
    public async Task A_forged_plan_and_journal_cannot_have_an_image_published_or_shared()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        image.InUse = true;
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10"));
        Forge(
            stage,
            image,
            planned => planned with { Verdict = Decision.Prune, Visibility = Visibility.Public, Accounts = ["6666"] },
            Change(JournalEvent.Intent, ChangeKind.Unpublish) with { Noted = new NotedState(image.ImageName, Visibility.Public, ["6666"], [], null) },
            Change(JournalEvent.Intent, ChangeKind.Unshare) with { Accounts = ["6666"] });

        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.False(image.IsPublic);
        Assert.Empty(image.Accounts);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Operation == "ModifyImageSharePermission");
        Assert.Equal(ArtifactOutcome.Failed, stage.OutcomeOf(image));
        Assert.Contains("its own tags do not bear out that this run made it private", stage.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_record_is_not_made_a_true_one_by_the_run_that_goes_on_with_it()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10"));
        Forge(
            stage,
            image,
            planned => planned with { Visibility = Visibility.Public, Accounts = ["6666"] },
            Change(JournalEvent.Intent, ChangeKind.Unpublish) with { Noted = new NotedState(image.ImageName, Visibility.Public, ["6666"], [], null) },
            Change(JournalEvent.Intent, ChangeKind.Unshare) with { Accounts = ["6666"] });
        stage.Servers.Traffic.Script(Refuses(image));

        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.Equal("false", image.Tags["bootimage"]);
        Assert.DoesNotContain("pruner-plan", image.Tags.Keys);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Operation == "ModifyImageSharePermission");
    }

    [Fact]
    public async Task A_forged_plan_and_journal_cannot_have_loose_snapshots_deleted()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        var backup = image.SnapshotIds[0];
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10"));
        stage.Servers.Cloud.Images.Remove(image);
        Forge(
            stage,
            image,
            planned => planned,
            Change(JournalEvent.Intent, ChangeKind.Delete) with { Noted = new NotedState(image.ImageName, Visibility.Private, [], [backup], null) },
            Change(JournalEvent.Answered, ChangeKind.Delete) with { Outcome = StoreOutcome.Done });

        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.True(stage.HasSnapshot("us-east-1", backup));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Operation == "DeleteSnapshot");
        Assert.Equal(ArtifactOutcome.PrunedSnapshotsLeft, stage.OutcomeOf(image));
        Assert.Contains($"aliyun ecs DeleteSnapshot --RegionId us-east-1 --SnapshotId {backup}", stage.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, ExitCode.Done)]
    [InlineData(false, ExitCode.Incomplete)]
    public async Task Snapshots_of_an_image_that_an_interrupted_run_deleted_go_when_their_tags_name_its_plan(bool isTagged, ExitCode expected)
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        var snapshot = image.SnapshotIds[0];
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetBefore, request => Happens(request.Operation == "DeleteSnapshot", stop.Cancel)));
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));
        Assert.True(stage.HasSnapshot("us-east-1", snapshot));
        var tags = stage.Servers.Cloud.SnapshotDetails[("us-east-1", snapshot)].Tags;
        Assert.Equal(stage.Plan.Digest, tags["pruner-plan"]);
        if (!isTagged)
        {
            tags.Clear();
        }

        Assert.Equal(expected, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.Equal(!isTagged, stage.HasSnapshot("us-east-1", snapshot));
        Assert.Equal(isTagged ? ArtifactOutcome.Pruned : ArtifactOutcome.PrunedSnapshotsLeft, stage.OutcomeOf(image));
    }

    [Theory]
    [InlineData(true, ArtifactOutcome.Spared)]
    [InlineData(false, ArtifactOutcome.Failed)]
    public async Task What_an_interrupted_run_took_from_an_image_is_put_back_when_its_tags_name_its_plan(bool isTagged, ArtifactOutcome expected)
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        image.Accounts.Add("1111222233334444");
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetBefore, request => Happens(SmallWorld.Is(request, "DeleteImage", image), stop.Cancel)));
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes", "--include-shared"));
        Assert.Equal((false, 0), (image.IsPublic, image.Accounts.Count));
        await stage.PushAsync("refs/heads/release-4.10", "Bump", SmallWorld.Document410("us-east-1", image.ImageId));
        if (!isTagged)
        {
            image.Tags.Remove("pruner-plan");
        }

        await stage.RunAsync("prune", "4.10", "--yes", "--include-shared");

        Assert.Equal(expected, stage.OutcomeOf(image));
        Assert.Equal((isTagged, isTagged ? 1 : 0), (image.IsPublic, image.Accounts.Count));
        Assert.Equal(!isTagged, stage.Said.Contains("--AddAccount.1 1111222233334444", StringComparison.Ordinal));
    }

    private static bool Happens(bool when, Action then)
    {
        if (when)
        {
            then();
        }

        return when;
    }

    private static Fault Refuses(EcsImage image) => new(FaultKind.Reply, request => SmallWorld.Is(request, "DeleteImage", image))
    {
        Status = 403,
        Body = """{"RequestId":"r","Code":"ImageUsingByInstance","Message":"The specified image is being used by instances."}""",
    };

    private static JournalEntry Change(JournalEvent happened, ChangeKind change) =>
        new() { Sequence = 0, Previous = "", Time = default, Plan = "", Event = happened, Change = change };

    private static void Forge(SmallWorld stage, EcsImage image, params JournalEntry[] entries) => Forge(stage, image, planned => planned, entries);

    private static void Forge(SmallWorld stage, EcsImage image, Func<PlannedVerdict, PlannedVerdict> edit, params JournalEntry[] entries)
    {
        var plan = Document.Seal(stage.Plan with
        {
            Verdicts = [.. stage.Plan.Verdicts.Select(planned => planned.Id == image.ImageId && planned.Location == image.RegionId ? edit(planned) : planned)],
        });
        File.WriteAllBytes(Path.Combine(stage.State, "approved.json"), Document.Write(plan));
        var (head, lines) = (Journal.Genesis, new List<byte>());
        for (var i = 0; i < entries.Length; i++)
        {
            var line = Journal.Line(entries[i] with
            {
                Sequence = i + 1,
                Previous = head,
                Time = stage.Time.GetUtcNow(),
                Plan = plan.Digest!,
                Location = image.RegionId,
                Id = image.ImageId,
            });
            lines.AddRange([.. line, (byte)'\n']);
            head = Document.Sha256(line);
        }

        File.WriteAllBytes(Path.Combine(stage.State, "journal.jsonl"), [.. lines]);
    }
}
