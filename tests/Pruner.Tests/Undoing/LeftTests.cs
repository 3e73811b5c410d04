using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Undoing;

/// <summary>What nothing but files vouches for, or is another image by now, is told and left alone.</summary>
public sealed class LeftTests
{
    [Theory]
    [InlineData("name")]
    [InlineData("creation time")]
    [InlineData("owner")]
    [InlineData("size")]
    public async Task An_image_that_is_another_one_by_now_is_not_touched(string what)
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.Servers.Cloud.Images.Remove(image);
        stage.World.Servers.Cloud.Images.Add(new EcsImage
        {
            RegionId = image.RegionId,
            ImageId = image.ImageId,
            ImageName = what == "name" ? "rhcos-another" : image.ImageName,
            CreatedAt = what == "creation time" ? image.CreatedAt.AddSeconds(1) : image.CreatedAt,
            OwnerId = what == "owner" ? "1999999999999999" : image.OwnerId,
            IsPublic = what == "owner",
            Size = what == "size" ? image.Size + 1 : image.Size,
            Tags = new Dictionary<string, string>(image.Tags),
            SnapshotIds = image.SnapshotIds,
        });
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal("left", (string?)said["outcome"]);
        Assert.Null(said["byHand"]);
        Assert.NotEmpty(UndoStage.Notes(said));
        stage.AssertNothingChangedSince(before);
    }

    [Theory]
    [InlineData("pruner-plan", "another plan")]
    [InlineData("pruner-plan", null)]
    [InlineData("pruner-was-public", "false")]
    [InlineData("pruner-was-public", null)]
    public async Task Without_tags_that_bear_it_out_an_image_is_neither_published_nor_shared_and_the_command_is_given(string key, string? value)
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        image.Tags.Remove(key);
        if (value is not null)
        {
            image.Tags[key] = value == "another plan" ? new string('a', 64) : value;
        }

        var tags = new Dictionary<string, string>(image.Tags);
        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        // Tags that name the plan and say "it was private" bear the shares out, which the plan names.
        var isShared = value == "false";
        Assert.Equal((false, isShared ? 1 : 0), (image.IsPublic, image.Accounts.Count));
        Assert.Equal(tags, image.Tags);
        Assert.Equal("left", (string?)said["outcome"]);
        Assert.Contains("do not bear out that this run made it private", UndoStage.Notes(said), StringComparison.Ordinal);
        Assert.Contains("--IsPublic true", (string?)said["byHand"], StringComparison.Ordinal);
        Assert.Equal(!isShared, ((string?)said["byHand"])!.Contains($"--AddAccount.1 {UndoStage.Friend}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_whole_record_that_somebody_made_up_gives_nobody_access()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.World.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.World.RunAsync("plan", "4.10"));
        Forge(stage, image, planned => planned with { Verdict = Decision.Prune, Visibility = Visibility.Public, Accounts = ["6666"] }, Taken("6666"));
        var tags = new Dictionary<string, string>(image.Tags);

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal("left", (string?)said["outcome"]);
        Assert.Empty(stage.Changes);
        Assert.Equal((false, 0), (image.IsPublic, image.Accounts.Count));
        Assert.Equal(tags, image.Tags);
    }

    [Fact]
    public async Task A_journal_cannot_add_an_account_to_those_that_the_plan_names()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        Forge(stage, image, planned => planned, Taken(UndoStage.Friend, "6666"));

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal([UndoStage.Friend], image.Accounts);
        // What was added may be one that the run took: made public, it could not be shared with it any more.
        Assert.False(image.IsPublic);
        Assert.Contains("it is made public only when it is shared as before", UndoStage.Notes(said), StringComparison.Ordinal);
        Assert.Equal("left", (string?)said["outcome"]);
        Assert.DoesNotContain("6666", stage.World.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_cannot_make_public_what_the_plan_found_private()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.World.LeaveOne(isPublic: false);
        await stage.SpareAsync(image);
        Assert.Equal("false", image.Tags["pruner-was-public"]);
        Forge(stage, image, planned => planned, Taken());

        await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.False(image.IsPublic);
        Assert.DoesNotContain(stage.Changes, change => SmallWorld.Is(change, "ModifyImageSharePermission", image));
    }

    [Fact]
    public async Task A_journal_cannot_name_an_image_that_the_plan_does_not()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.World.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.World.RunAsync("plan", "4.10"));
        var stranger = new EcsImage { RegionId = image.RegionId, ImageId = "m-6we2p8nho4898oh47zzz", ImageName = "made up", CreatedAt = image.CreatedAt };
        stage.World.Servers.Cloud.Images.Add(stranger);
        Forge(stage, stranger, planned => planned, Taken("6666"));

        var said = await stage.UndoAsync(ExitCode.Incomplete, stranger);

        Assert.Contains("the plan does not name it", UndoStage.Notes(said), StringComparison.Ordinal);
        Assert.Empty(stage.Changes);
    }

    [Fact]
    public async Task A_tag_of_no_run_is_left()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.SpareAsync(image);
        image.Tags.Remove("pruner-plan");
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Contains("none of its tags bears out that this run did that", UndoStage.Notes(said), StringComparison.Ordinal);
        stage.AssertNothingChangedSince(before);
    }

    [Fact]
    public async Task What_the_cloud_refuses_is_told_with_the_command_and_the_next_undo_does_it()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.Refuse(image, "IsPublic=true");

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal(("failed", null), ((string?)said["outcome"], said["madePublic"]));
        Assert.Contains("OperationDenied Not now.", UndoStage.Notes(said), StringComparison.Ordinal);
        Assert.Equal($"aliyun ecs ModifyImageSharePermission --RegionId us-east-1 --ImageId {image.ImageId} --IsPublic true", (string?)said["byHand"]);
        Assert.Equal((false, stage.World.Plan.Digest), (image.IsPublic, image.Tags["pruner-plan"]));
        Assert.Equal(ArtifactOutcome.Failed, stage.Journal.Single(line => line.Event == JournalEvent.Closed).Ended);

        Assert.Equal("restored", (string?)(await stage.UndoAsync(ExitCode.Done, image))["outcome"]);
        UndoStage.AssertAsBefore(image);
    }

    [Fact]
    public async Task A_change_that_does_not_come_about_is_not_believed()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true")) { Status = 200, Body = """{"RequestId":"r"}""" });

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal("failed", (string?)said["outcome"]);
        Assert.Contains("it is not shown as it was before", UndoStage.Notes(said), StringComparison.Ordinal);
        Assert.Contains("pruner-plan", image.Tags.Keys);
    }

    [Fact]
    public async Task An_image_of_a_region_that_is_down_is_not_known()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var before = stage.Changes.Length;
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "DescribeImages", image)) { Status = 503, Times = int.MaxValue });

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal("unknown", (string?)said["outcome"]);
        Assert.Contains("its region cannot be read", UndoStage.Notes(said), StringComparison.Ordinal);
        stage.AssertNothingChangedSince(before);
    }

    [Fact]
    public async Task What_changed_between_the_question_and_the_answer_counts()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var before = stage.Changes.Length;
        using var answers = new Answering("yes", () => image.Tags["pruner-plan"] = new string('a', 64));

        Assert.Equal(ExitCode.Incomplete, await stage.World.RunAsync(host => host with { In = answers, IsInteractive = true }, Stage.Token, "ledger", "undo"));

        stage.AssertNothingChangedSince(before);
        Assert.Contains("do not bear out", stage.World.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_somebody_sets_while_the_undo_is_at_work_stays()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true"), () => image.Tags["bootimage"] = "true");

        var said = await stage.UndoAsync(ExitCode.Done, image);

        Assert.Equal("restored", (string?)said["outcome"]);
        Assert.Equal(["pruner-plan", "pruner-was-public"], said["tagsRemoved"]!.AsArray().Select(key => (string)key!));
        Assert.Equal((true, "true"), (image.IsPublic, image.Tags["bootimage"]));
        Assert.DoesNotContain("pruner-plan", image.Tags.Keys);
    }

    [Fact]
    public async Task A_tag_that_somebody_sets_before_a_refused_call_is_made_for_each_image_alone_stays()
    {
        await using var stage = await UndoStage.StartAsync();
        var images = stage.World.Leave(2, "us-east-1", isPublic: true);
        foreach (var image in images)
        {
            image.Tags.Clear();
            stage.RefuseToDelete(image);
        }

        Assert.True(await stage.World.RunAsync("prune", "4.10", "--yes") == ExitCode.Incomplete, stage.World.Said);
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request =>
        {
            var isTogether = images.TrueForAll(image => SmallWorld.Is(request, "UntagResources", image));
            if (isTogether)
            {
                images[1].Tags["bootimage"] = "true";
            }

            return isTogether;
        })
        { Status = 403, Body = """{"RequestId":"r","Code":"OperationDenied","Message":"Not now."}""" });

        Assert.Equal("restored", (string?)(await stage.UndoAsync(ExitCode.Done, images[1]))["outcome"]);

        Assert.Empty(images[0].Tags);
        Assert.Equal(new Dictionary<string, string> { ["bootimage"] = "true" }, images[1].Tags);
    }

    [Theory]
    [InlineData(403, """{"RequestId":"r","Code":"OperationDenied","Message":"Not now."}""")]
    [InlineData(200, """{"RequestId":"r"}""")] // answered OK, and does not come about
    public async Task What_could_not_be_shared_is_not_made_public_and_the_next_undo_does_both(int status, string body)
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "AddAccount")) { Status = status, Body = body });

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal(("failed", null, null), ((string?)said["outcome"], said["madePublic"], said["sharedWith"]));
        Assert.Contains($"--AddAccount.1 {UndoStage.Friend} && ", (string?)said["byHand"], StringComparison.Ordinal);
        Assert.False(image.IsPublic);

        Assert.Equal("restored", (string?)(await stage.UndoAsync(ExitCode.Done, image))["outcome"]);
        UndoStage.AssertAsBefore(image);
    }

    [Fact]
    public async Task What_became_public_without_its_shares_is_left_until_somebody_makes_it_private()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        image.IsPublic = true;
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal(("left", null), ((string?)said["outcome"], said["byHand"]));
        Assert.Contains("make it private by hand and undo again", UndoStage.Notes(said), StringComparison.Ordinal);
        stage.AssertNothingChangedSince(before);
        image.IsPublic = false;
        Assert.Equal("restored", (string?)(await stage.UndoAsync(ExitCode.Done, image))["outcome"]);
        UndoStage.AssertAsBefore(image);
    }

    [Fact]
    public async Task What_the_run_put_back_and_is_private_now_is_told_with_the_command_and_loses_the_tags()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.SpareAsync(image);
        image.IsPublic = false;
        image.Accounts.Clear();
        var before = stage.Changes.Length;

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        // The owner may have done that: then it is right.
        Assert.Equal((false, 0), (image.IsPublic, image.Accounts.Count));
        AssertTold(said);
        Assert.Equal("UntagResources", Assert.Single(stage.Changes[before..]).Operation);
        Assert.Equal(["owner"], image.Tags.Keys);
        AssertTold(await stage.UndoAsync(ExitCode.Incomplete, image));
        Assert.Equal(before + 1, stage.Changes.Length);

        void AssertTold(System.Text.Json.Nodes.JsonObject told)
        {
            Assert.Equal("left", (string?)told["outcome"]);
            Assert.Contains("the run's call to make it public again was answered OK; it is private now", UndoStage.Notes(told), StringComparison.Ordinal);
            Assert.Contains("the run's call to share it again was answered OK; it is not shared with those accounts now", UndoStage.Notes(told), StringComparison.Ordinal);
            Assert.Contains($"--AddAccount.1 {UndoStage.Friend} && ", (string?)told["byHand"], StringComparison.Ordinal);
            Assert.EndsWith("--IsPublic true", (string?)told["byHand"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_run_put_back_and_did_not_come_about_is_left_and_told_with_the_command()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true")) { Status = 200, Body = """{"RequestId":"r"}""" });
        await stage.SpareAsync(image);
        Assert.Equal((false, 1), (image.IsPublic, image.Accounts.Count));

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal(("left", null), ((string?)said["outcome"], said["madePublic"]));
        Assert.Equal($"aliyun ecs ModifyImageSharePermission --RegionId us-east-1 --ImageId {image.ImageId} --IsPublic true", (string?)said["byHand"]);
    }

    [Fact]
    public async Task Of_an_image_that_the_last_look_shows_to_be_another_no_step_is_called_done()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request =>
        {
            var isAsked = SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true");
            if (isAsked)
            {
                stage.World.Servers.Cloud.Images.Remove(image);
                stage.World.Servers.Cloud.Images.Add(new EcsImage { RegionId = image.RegionId, ImageId = image.ImageId, ImageName = "rhcos-another", CreatedAt = image.CreatedAt, Size = image.Size });
            }

            return isAsked;
        })
        { Status = 403, Body = """{"RequestId":"r","Code":"OperationDenied","Message":"Not now."}""" });

        var said = await stage.UndoAsync(ExitCode.Incomplete, image);

        Assert.Equal(("failed", null, null, null), ((string?)said["outcome"], said["madePublic"], said["sharedWith"], said["tagsRemoved"]));
    }

    private static JournalEntry[] Taken(params string[] accounts) =>
    [
        Change(ChangeKind.TagDoomed) with { Noted = new NotedState("", Visibility.Public, [.. accounts], [], null) },
        Change(ChangeKind.Unpublish),
        .. accounts.Length > 0 ? [Change(ChangeKind.Unshare) with { Accounts = [.. accounts] }] : Array.Empty<JournalEntry>(),
        Change(default) with { Change = null, Event = JournalEvent.Closed, Ended = ArtifactOutcome.Failed },
        Change(default) with { Change = null, Event = JournalEvent.Finished },
    ];

    private static JournalEntry Change(ChangeKind change) => new() { Sequence = 0, Previous = "", Time = default, Plan = "", Event = JournalEvent.Intent, Change = change };

    /// <summary>Writes a plan, a journal and a ledger that agree, by somebody who knows how they are made.</summary>
    private static void Forge(UndoStage stage, EcsImage image, Func<PlannedVerdict, PlannedVerdict> edit, params JournalEntry[] entries)
    {
        var honest = stage.World.Plan;
        var plan = Document.Seal(honest with { Verdicts = [.. honest.Verdicts.Select(planned => planned.Id == image.ImageId && planned.Location == image.RegionId ? edit(planned) : planned)] });
        var (head, lines, all) = (Journal.Genesis, new List<byte>(), new List<JournalEntry>());
        foreach (var draft in entries)
        {
            var entry = draft with
            {
                Sequence = all.Count + 1,
                Previous = head,
                Time = stage.World.Time.GetUtcNow(),
                Plan = plan.Digest!,
                Location = draft.Event == JournalEvent.Finished ? null : image.RegionId,
                Id = draft.Event == JournalEvent.Finished ? null : image.ImageId,
                Mode = all.Count == 0 ? RunMode.Apply : null,
                Noted = draft.Noted is { } noted ? noted with { Name = image.ImageName } : null,
            };
            var line = Journal.Line(entry);
            all.Add(entry);
            lines.AddRange([.. line, (byte)'\n']);
            head = Document.Sha256(line);
        }

        File.WriteAllBytes(Path.Combine(stage.World.State, "approved.json"), Document.Write(plan));
        File.WriteAllBytes(Path.Combine(stage.World.State, "journal.jsonl"), [.. lines]);
        File.WriteAllBytes(Path.Combine(stage.World.State, "ledger.json"), Document.Write(LedgerFold.Fold(plan, Progress.Of(all), head, [], [])));
    }
}
