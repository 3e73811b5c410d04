using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

/// <summary>A policy with a grace, over several runs: marked first, deleted later, and never without both records of the mark.</summary>
public sealed class GraceTests
{
    private const string Mark = "pruner-marked-at";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_run_marks_and_a_later_one_deletes_when_the_grace_is_over()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);

        await PruneAsync(stage);

        AssertMarked(stage, image);
        Assert.Equal((true, "false"), (image.IsPublic, image.Tags["bootimage"]));
        Assert.All(ChangesOf(stage, image), change => Assert.Equal("TagResources", change.Operation));
        AssertVerified(stage);
        var at = MarkOf(stage, image);

        stage.Time.Move(TimeSpan.FromDays(13));
        var before = ChangesOf(stage, image).Length;
        await PruneAsync(stage);
        Assert.Equal((ArtifactOutcome.Kept, at, before), (stage.OutcomeOf(image), MarkOf(stage, image), ChangesOf(stage, image).Length));
        Assert.Equal(Reason.InGrace, EntryOf(stage, image).Reason);
        Assert.Equal(at + TimeSpan.FromDays(14), EntryOf(stage, image).RipensAt);

        stage.Time.Move(TimeSpan.FromDays(2));
        await PruneAsync(stage);
        Assert.Equal((ArtifactOutcome.Pruned, false), (stage.OutcomeOf(image), stage.IsThere(image)));
        Assert.Null(MarkOf(stage, image));
    }

    [Fact]
    public async Task A_plan_is_applied_under_a_grace_as_it_was_approved()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        await ApplyAsync();
        AssertMarked(stage, image);

        stage.Time.Move(TimeSpan.FromDays(20));
        await ApplyAsync();
        Assert.False(stage.IsThere(image), stage.Said);

        async Task ApplyAsync()
        {
            Assert.True(await stage.RunAsync("plan", "4.10") == ExitCode.Done, stage.Said);
            Assert.True(await stage.RunAsync("apply", stage.PlanFile, "--digest", stage.Plan.Digest!) == ExitCode.Done, stage.Said);
        }
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_marked_and_what_may_go_when()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--dry-run"));
        Assert.Contains("1 image would be marked", stage.Said, StringComparison.Ordinal);
        Assert.Empty(stage.Servers.Traffic.Changes);

        await PruneAsync(stage);
        var day = (stage.Time.GetUtcNow() + TimeSpan.FromDays(14)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var before = stage.Servers.Traffic.Changes.Length;
        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--dry-run"));

        Assert.Contains($"1 image is marked and may go from {day} on", stage.Said, StringComparison.Ordinal);
        Assert.Equal(before, stage.Servers.Traffic.Changes.Length);
        Assert.True(stage.IsThere(image));
    }

    [Fact]
    public async Task A_pin_that_appears_after_the_approval_keeps_the_image_from_being_marked()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        Assert.True(await stage.RunAsync("plan", "4.10") == ExitCode.Done, stage.Said);
        Assert.Equal(MarkChange.Set, stage.Plan.Verdicts.Single(verdict => verdict.Id == image.ImageId).Mark);
        await stage.ProposeAsync(9004, SmallWorld.Document410(image.RegionId, image.ImageId));

        Assert.True(await stage.RunAsync("apply", stage.PlanFile, "--digest", stage.Plan.Digest!) == ExitCode.Done, stage.Said);

        Assert.Empty(ChangesOf(stage, image));
        Assert.Equal((ArtifactOutcome.Kept, null), (stage.OutcomeOf(image), MarkOf(stage, image)));
    }

    [Theory]
    [InlineData("used", "instances use it now")]
    [InlineData("tagged", "it is now tagged hold, which the policy keeps")]
    public async Task What_is_used_or_held_by_the_time_that_it_would_be_marked_is_not(string what, string why)
    {
        await using var stage = await StartAsync();
        await File.AppendAllTextAsync(stage.Servers.ConfigurationFile, "rules: [{ keep: [{ tag: hold, reason: somebody holds it }] }]\n", Cancellation);
        var image = stage.LeaveOne(isPublic: true);
        stage.On(request => SmallWorld.Is(request, "DescribeImages", image), () =>
        {
            image.InUse = what == "used";
            if (what == "tagged")
            {
                image.Tags["hold"] = "yes";
            }
        });

        await PruneAsync(stage);

        Assert.Empty(ChangesOf(stage, image));
        Assert.Equal((ArtifactOutcome.Kept, $"not marked: {why}"), (stage.OutcomeOf(image), EntryOf(stage, image).Note));
    }

    [Fact]
    public async Task A_dry_run_tells_which_mark_would_be_taken_off_and_leaves_it_on()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        image.InUse = true;
        var before = ChangesOf(stage, image).Length;

        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--dry-run"));

        Assert.Contains("1 mark would be taken off", stage.Said, StringComparison.Ordinal);
        Assert.Equal((before, true), (ChangesOf(stage, image).Length, image.Tags.ContainsKey(Mark)));
    }

    [Fact]
    public async Task Without_a_grace_marks_of_earlier_times_are_neither_read_nor_taken_off()
    {
        await using var stage = await StartAsync();
        var images = stage.Leave(2, "us-east-1", isPublic: true);
        await PruneAsync(stage);
        var text = await File.ReadAllTextAsync(stage.Servers.ConfigurationFile, Cancellation);
        await File.WriteAllTextAsync(stage.Servers.ConfigurationFile, text.Replace("grace: 14d", "grace: none", StringComparison.Ordinal), Cancellation);
        images[1].InUse = true;

        await PruneAsync(stage);

        Assert.Equal((false, true), (stage.IsThere(images[0]), images[1].Tags.ContainsKey(Mark)));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, change => change.Operation == "UntagResources");
        Assert.Null(stage.Ledger.Marks);
    }

    [Fact]
    public async Task A_pin_that_appears_takes_the_mark_off_and_the_image_is_tagged_a_boot_image()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        stage.Time.Move(TimeSpan.FromDays(20));
        await stage.PushAsync("refs/heads/master", "Bump", SmallWorld.Document410(image.RegionId, image.ImageId));

        await PruneAsync(stage);

        Assert.True(stage.IsThere(image));
        Assert.Equal("true", image.Tags["bootimage"]);
        Assert.DoesNotContain(Mark, image.Tags.Keys);
        Assert.Equal((ArtifactOutcome.Tagged, 1, null), (stage.OutcomeOf(image), stage.Ledger.Totals.MarksTakenOff, MarkOf(stage, image)));
    }

    [Fact]
    public async Task A_proposal_takes_the_mark_off_and_our_own_word_that_it_is_no_boot_image()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        stage.Time.Move(TimeSpan.FromDays(20));
        await stage.ProposeAsync(9003, SmallWorld.Document410(image.RegionId, image.ImageId));

        await PruneAsync(stage);

        Assert.DoesNotContain(Mark, image.Tags.Keys);
        Assert.DoesNotContain("bootimage", image.Tags.Keys);
        Assert.Equal("mantle", image.Tags["created-by"]);
        Assert.Equal((ArtifactOutcome.MarkTakenOff, true), (stage.OutcomeOf(image), stage.IsThere(image)));
    }

    [Fact]
    public async Task What_a_person_says_meanwhile_stays_when_our_own_word_would_be_taken_off()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        stage.Time.Move(TimeSpan.FromDays(20));
        await stage.ProposeAsync(9003, SmallWorld.Document410(image.RegionId, image.ImageId));
        LastLookTests.TagWhileEvidenceIsReadAnew(stage, image);

        await PruneAsync(stage);

        Assert.DoesNotContain(Mark, image.Tags.Keys);
        Assert.Equal(("true", ArtifactOutcome.MarkTakenOff), (image.Tags["bootimage"], stage.OutcomeOf(image)));
    }

    [Fact]
    public async Task Another_rule_that_keeps_takes_only_the_mark_off_and_its_time_begins_anew()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        image.InUse = true;
        await PruneAsync(stage);
        Assert.DoesNotContain(Mark, image.Tags.Keys);
        Assert.Equal("false", image.Tags["bootimage"]);
        Assert.Equal(ArtifactOutcome.MarkTakenOff, stage.OutcomeOf(image));

        image.InUse = false;
        stage.Time.Move(TimeSpan.FromDays(20));
        await PruneAsync(stage);
        AssertMarked(stage, image);
    }

    [Theory]
    [InlineData("tag removed")]
    [InlineData("ledger lost")]
    [InlineData("ledger forged")]
    [InlineData("tag forged")]
    [InlineData("made anew")]
    public async Task Without_both_records_of_the_mark_nothing_goes_and_it_is_marked_anew(string what)
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        var longAgo = MarkOf(stage, image)!.Value.AddDays(-30);
        switch (what)
        {
            case "tag removed":
                stage.Time.Move(TimeSpan.FromDays(20));
                image.Tags.Remove(Mark);
                break;
            case "ledger lost":
                stage.Time.Move(TimeSpan.FromDays(20));
                File.Delete(Path.Combine(stage.State, "ledger.json"));
                break;
            case "ledger forged":
                await ForgeAsync(mark => mark with { At = longAgo });
                break;
            case "made anew":
                stage.Time.Move(TimeSpan.FromDays(20));
                await ForgeAsync(mark => mark with { Created = mark.Created.AddHours(-1) });
                break;
            default:
                image.Tags[Mark] = UtcSeconds.Write(longAgo);
                break;
        }

        stage.Time.Move(TimeSpan.FromMinutes(1));
        var now = stage.Time.GetUtcNow().AddSeconds(-1);
        await PruneAsync(stage);

        AssertMarked(stage, image);
        Assert.True(MarkOf(stage, image) >= now, $"{MarkOf(stage, image)} {now}");
        Assert.True(image.IsPublic);

        async Task ForgeAsync(Func<LedgerMark, LedgerMark> forge)
        {
            var ledger = stage.Ledger;
            await File.WriteAllBytesAsync(Path.Combine(stage.State, "ledger.json"), Document.Write(ledger with { Marks = [.. ledger.Marks!.Value.Select(forge)] }), Cancellation);
        }
    }

    [Fact]
    public async Task A_mark_that_is_taken_off_by_hand_while_the_run_goes_on_spares_the_image()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        stage.Time.Move(TimeSpan.FromDays(20));
        stage.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=false"), () => image.Tags.Remove(Mark));

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.Equal((ArtifactOutcome.Spared, true, true), (stage.OutcomeOf(image), stage.IsThere(image), image.IsPublic));
        Assert.Contains("its mark was changed or taken off", EntryOf(stage, image).Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.10", "--region", "eu-central-1")]
    [InlineData("4.11", "--min-age", "90d")]
    public async Task A_run_that_looks_elsewhere_neither_takes_a_mark_off_nor_forgets_it(params string[] elsewhere)
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        var at = MarkOf(stage, image);
        stage.Time.Move(TimeSpan.FromDays(20));

        Assert.True(await stage.RunAsync(["prune", .. elsewhere, "--yes"]) == ExitCode.Done, stage.Said);
        Assert.Equal((at, UtcSeconds.Write(at!.Value)), (MarkOf(stage, image), image.Tags[Mark]));

        await PruneAsync(stage);
        Assert.False(stage.IsThere(image), stage.Said);
    }

    [Fact]
    public async Task A_run_on_another_account_with_the_same_ledger_leaves_marks_and_their_time_alone()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        var lines = (await File.ReadAllLinesAsync(stage.Servers.ConfigurationFile, Cancellation)).Where(line => !line.StartsWith("account:", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(stage.Servers.ConfigurationFile, lines, Cancellation);
        var (mark, others) = (stage.Ledger.Marks!.Value.Single(), stage.Servers.Cloud.Images.ToList());
        stage.Time.Move(TimeSpan.FromDays(20));
        stage.Servers.Cloud.Images.Clear();
        stage.Servers.Traffic.Script(new Fault(FaultKind.Alter, request => request.Operation == "GetCallerIdentity")
        {
            Rewrite = body => System.Text.RegularExpressions.Regex.Replace(body, "\"AccountId\":\"[0-9]+\"", "\"AccountId\":\"6666\"", System.Text.RegularExpressions.RegexOptions.NonBacktracking),
        });
        await PruneAsync(stage);
        Assert.Equal(("6666", mark), (stage.Ledger.Account, Assert.Single(stage.Ledger.Marks!.Value)));

        stage.Time.Move(TimeSpan.FromMinutes(1));
        foreach (var other in others)
        {
            stage.Servers.Cloud.Images.Add(other);
        }

        await PruneAsync(stage);
        Assert.False(stage.IsThere(image), stage.Said);
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.ResetAfter, 0)]
    [InlineData(FaultKind.ResetBefore, 25)] // the plan has expired when the next run begins
    [InlineData(FaultKind.ResetAfter, 25)]
    public async Task A_machine_that_dies_between_intent_and_tag_leaves_no_mark_that_the_ledger_does_not_know(FaultKind fault, int hoursLater)
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        var journal = Path.Combine(stage.State, "journal.jsonl");
        var atThatMoment = Array.Empty<byte>();
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(new Fault(fault, request =>
        {
            if (!SmallWorld.Is(request, "TagResources", image, Mark))
            {
                return false;
            }

            atThatMoment = ReadShared(journal);
            stop.Cancel();
            return true;
        }));
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));
        Assert.Equal(fault == FaultKind.ResetAfter, image.Tags.ContainsKey(Mark));
        // What a power cut leaves: the intent is the last line, and no ledger was written.
        await File.WriteAllBytesAsync(journal, atThatMoment, Cancellation);
        File.Delete(Path.Combine(stage.State, "ledger.json"));
        stage.Time.Move(TimeSpan.FromHours(hoursLater) + TimeSpan.FromSeconds(2));

        await PruneAsync(stage);

        AssertMarked(stage, image);
        AssertVerified(stage);
        stage.Time.Move(TimeSpan.FromDays(15));
        await PruneAsync(stage);
        Assert.False(stage.IsThere(image), stage.Said);
    }

    [Theory]
    [InlineData(true, ArtifactOutcome.Tagged)]
    [InlineData(false, ArtifactOutcome.MarkTakenOff)]
    public async Task A_mark_that_an_interrupted_run_set_is_taken_off_when_a_pin_has_appeared_since(bool isMerged, ArtifactOutcome expected)
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetAfter, request =>
        {
            var isMark = SmallWorld.Is(request, "TagResources", image, Mark);
            if (isMark)
            {
                stop.Cancel();
            }

            return isMark;
        }));
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));
        Assert.Contains(Mark, image.Tags.Keys);
        var document = SmallWorld.Document410(image.RegionId, image.ImageId);
        await (isMerged ? stage.PushAsync("refs/heads/master", "Bump", document) : stage.ProposeAsync(9005, document));

        await PruneAsync(stage);

        Assert.DoesNotContain(Mark, image.Tags.Keys);
        Assert.Equal(isMerged ? "true" : null, image.Tags.TryGetValue("bootimage", out var tag) ? tag : null);
        Assert.Equal((expected, null), (stage.OutcomeOf(image), MarkOf(stage, image)));
        AssertVerified(stage);
    }

    [Fact]
    public async Task A_mark_that_cannot_be_taken_off_fails_the_run_and_the_image_is_tagged_a_boot_image_all_the_same()
    {
        await using var stage = await StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        await PruneAsync(stage);
        await stage.PushAsync("refs/heads/master", "Bump", SmallWorld.Document410(image.RegionId, image.ImageId));
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "UntagResources", image))
        {
            Times = int.MaxValue,
            Status = 403,
            Body = """{"RequestId":"r","HostId":"h","Code":"Forbidden.RAM","Message":"User not authorized."}""",
        });

        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.Equal(("true", ArtifactOutcome.Failed), (image.Tags["bootimage"], stage.OutcomeOf(image)));
        Assert.Null(MarkOf(stage, image));
    }

    private static async Task<SmallWorld> StartAsync()
    {
        var stage = await SmallWorld.StartAsync();
        await File.AppendAllTextAsync(stage.Servers.ConfigurationFile, "grace: 14d\n", Cancellation);
        return stage;
    }

    private static async Task PruneAsync(SmallWorld stage) => Assert.True(await stage.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.Said);

    private static LedgerEntry EntryOf(SmallWorld stage, EcsImage image) => stage.Ledger.Entries.Single(entry => entry.Id == image.ImageId && entry.Location == image.RegionId);

    private static DateTimeOffset? MarkOf(SmallWorld stage, EcsImage image) => (stage.Ledger.Marks ?? []).SingleOrDefault(mark => mark.Id == image.ImageId)?.At;

    private static RecordedRequest[] ChangesOf(SmallWorld stage, EcsImage image) =>
        [.. stage.Servers.Traffic.Changes.Where(change => change.Query.Contains(image.ImageId, StringComparison.Ordinal))];

    /// <summary>It is there, marked by the last run, and tag and ledger say the same time.</summary>
    private static void AssertMarked(SmallWorld stage, EcsImage image)
    {
        Assert.True(stage.IsThere(image), stage.Said);
        Assert.Equal(ArtifactOutcome.Marked, stage.OutcomeOf(image));
        Assert.Equal(image.Tags[Mark], UtcSeconds.Write(MarkOf(stage, image)!.Value));
        Assert.Equal($"since {image.Tags[Mark]}", EntryOf(stage, image).Note);
    }

    /// <summary>The ledger is what its plan and its journal come to.</summary>
    private static void AssertVerified(SmallWorld stage)
    {
        var plan = Document.ReadPlan("approved.json", File.ReadAllBytes(Path.Combine(stage.State, "approved.json")));
        var journal = Journal.Read("journal.jsonl", File.ReadAllBytes(Path.Combine(stage.State, "journal.jsonl")));
        var folded = LedgerFold.Fold(plan, Progress.Of(journal.Entries), journal.Head, stage.Ledger.Pins, stage.Ledger.Marks ?? []);
        Assert.Equal(Document.Write(stage.Ledger), Document.Write(folded));
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
