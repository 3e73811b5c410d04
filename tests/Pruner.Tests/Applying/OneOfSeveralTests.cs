using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Http;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.State;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

/// <summary>One image or one region that will not: it is told, left as it was, and the others do not depend on it.</summary>
public sealed class OneOfSeveralTests
{
    private const string Account = "1111222233334444";

    private static RetryLimits Once => new() { Retries = 1, FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task An_image_that_the_store_will_not_delete_is_as_it_was_and_the_others_go()
    {
        await using var stage = await SmallWorld.StartAsync();
        var (stays, others) = FirstAndOthers(stage.Leave(3, "us-east-1", isPublic: true));
        stays.Accounts.Add(Account);
        stage.Servers.Traffic.Script(Refusal("DeleteImage", stays, "ImageUsingByInstance"));

        var ended = await stage.RunAsync("prune", "4.10", "--yes", "--include-shared");

        Assert.True(ended == ExitCode.Incomplete, $"{ended} {stage.Said}");
        Assert.Equal((true, true), (stage.IsThere(stays), stays.IsPublic));
        Assert.Equal([Account], stays.Accounts);
        Assert.True(stage.HasSnapshot(stays.RegionId, stays.SnapshotIds[0]));
        Assert.Equal(ArtifactOutcome.PutBack, stage.OutcomeOf(stays));
        Assert.All(others, image => Assert.Equal((false, false, ArtifactOutcome.Pruned), (stage.IsThere(image), stage.HasSnapshot(image.RegionId, image.SnapshotIds[0]), stage.OutcomeOf(image))));
    }

    [Fact]
    public async Task An_image_whose_shares_cannot_be_given_back_is_not_made_public_before_they_are()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        image.Accounts.Add(Account);
        stage.Servers.Traffic.Script(Refusal("DeleteImage", image, "ImageUsingByInstance"));
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "AddAccount"))
        {
            Status = 403,
            Body = """{"RequestId":"r","Code":"OperationDenied","Message":"Not now."}""",
        });

        Assert.Equal(ExitCode.Incomplete, await stage.RunAsync("prune", "4.10", "--yes", "--include-shared"));

        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=true"));
        Assert.Equal(ArtifactOutcome.Failed, stage.OutcomeOf(image));
        Assert.Contains("it is made public only when it is shared as before", stage.Said, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("ledger", "undo", "--yes"));
        Assert.Equal((true, Account), (image.IsPublic, Assert.Single(image.Accounts)));
    }

    [Fact]
    public async Task An_image_that_the_store_will_not_tag_is_left_and_the_others_go()
    {
        await using var stage = await SmallWorld.StartAsync();
        var (stays, others) = FirstAndOthers(stage.Leave(3, "us-east-1", isPublic: false));
        stage.Servers.Traffic.Script(Refusal("TagResources", stays, "QuotaExceed.TagsPerResource"));

        var ended = await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(ended == ExitCode.Incomplete, $"{ended} {stage.Said}");
        Assert.Equal((true, ArtifactOutcome.PutBack), (stage.IsThere(stays), stage.OutcomeOf(stays)));
        Assert.All(others, image => Assert.Equal((false, ArtifactOutcome.Pruned), (stage.IsThere(image), stage.OutcomeOf(image))));
    }

    [Fact]
    public async Task A_region_that_fails_in_the_middle_leaves_the_others_to_be_done()
    {
        await using var stage = await SmallWorld.StartAsync();
        var elsewhere = stage.Leave(1, "eu-central-1", isPublic: false, andElsewhere: "us-east-1");
        var (stays, goes) = (elsewhere[1], elsewhere[0]);
        // By its id it is asked for when it is about to be changed, and never before.
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetBefore, request => SmallWorld.Is(request, "DescribeImages", stays)) { Times = int.MaxValue });

        var ended = await stage.RunAsync(
            host => host with { Retries = Once },
            TestContext.Current.CancellationToken,
            "prune",
            "4.10",
            "--yes");

        Assert.True(ended == ExitCode.Incomplete, $"{ended} {stage.Said}");
        Assert.Equal((true, ArtifactOutcome.NotReached), (stage.IsThere(stays), stage.OutcomeOf(stays)));
        Assert.Equal((false, ArtifactOutcome.Pruned), (stage.IsThere(goes), stage.OutcomeOf(goes)));
        Assert.False(stage.Ledger.IsFinished);
    }

    [Fact]
    public async Task A_region_in_which_only_boot_images_were_to_be_tagged_is_no_success_when_it_fails()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        var isApplying = false;
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetBefore, request => isApplying && request is { Service: "ecs", Location: "eu-central-1" }) { Times = int.MaxValue });

        var ended = await stage.RunAsync(
            host => host with
            {
                Retries = Once,
                OpenJournal = path =>
                {
                    isApplying = true;
                    return JournalFile.OpenStream(path);
                },
            },
            TestContext.Current.CancellationToken,
            "prune",
            "4.10",
            "--yes");

        Assert.True(ended == ExitCode.Incomplete, $"{ended} {stage.Said}");
        Assert.Equal((false, 1, 0, 0), (stage.Ledger.IsFinished, stage.Ledger.Totals.Pruned, stage.Ledger.Totals.Failed, stage.Ledger.Totals.Unknown));
    }

    private static (EcsImage First, IReadOnlyList<EcsImage> Others) FirstAndOthers(List<EcsImage> images)
    {
        // The first that is worked on: whoever stops at it leaves the others.
        images.Sort((one, other) => string.CompareOrdinal(one.ImageId, other.ImageId));
        return (images[0], images[1..]);
    }

    private static Fault Refusal(string operation, EcsImage image, string code) => new(FaultKind.Reply, request => SmallWorld.Is(request, operation, image))
    {
        Status = 403,
        Body = $$"""{"RequestId":"r","Code":"{{code}}","Message":"No."}""",
        Times = int.MaxValue,
    };
}
