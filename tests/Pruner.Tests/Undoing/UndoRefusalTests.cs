using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.BadInput;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Undoing;

/// <summary>When nothing at all is undone.</summary>
public sealed class UndoRefusalTests
{
    [Fact]
    public async Task Nobody_is_there_to_be_asked()
    {
        await using var stage = await UndoStage.StartAsync();
        await AssertRefusedAsync(stage, ExitCode.Setup, "Nobody is there to be asked.");
    }

    [Fact]
    public async Task There_is_no_ledger()
    {
        await using var stage = await UndoStage.StartAsync();
        stage.World.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.World.RunAsync("prune", "4.10", "--dry-run"));
        await AssertRefusedAsync(stage, ExitCode.Setup, $"There is no ledger in {stage.World.State}.", "--yes");
    }

    [Fact]
    public async Task A_run_that_can_still_go_on()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        using var stop = new CancellationTokenSource();
        stage.World.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", image, "IsPublic=false"), stop.Cancel);
        Assert.Equal(ExitCode.Interrupted, await stage.World.RunAsync(stop.Token, "prune", "4.10", "--yes", "--include-shared"));
        Assert.False(image.IsPublic);

        await AssertRefusedAsync(stage, ExitCode.Refused, $"An interrupted run of the plan {stage.World.Plan.Digest![..12]} is not finished.", "--yes");
        Told.IsOnThePage("An interrupted run of the plan ‹digest› is not finished.", ExitCode.Refused);
    }

    [Theory]
    [InlineData("journal.jsonl", "there is no journal beside it")]
    [InlineData("ledger.json", "folding the journal again gives other entries")]
    public async Task Records_that_do_not_agree(string file, string why)
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var path = Path.Combine(stage.World.State, file);
        if (file == "ledger.json")
        {
            await File.WriteAllBytesAsync(path, Document.Write(stage.World.Ledger with { Account = "6666" }), Stage.Token);
        }
        else
        {
            File.Delete(path);
        }

        await AssertRefusedAsync(stage, ExitCode.Refused, $"The ledger does not agree with its journal: {why}.", "--yes");
    }

    [Fact]
    public async Task A_journal_of_its_own_that_is_damaged()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        await File.WriteAllTextAsync(stage.JournalPath, "{}\n", Stage.Token);
        await AssertRefusedAsync(stage, ExitCode.Refused, $"{stage.JournalPath}, line 1: it is not a journal line.", "--yes");
    }

    [Fact]
    public async Task Another_account()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        stage.World.Servers.Traffic.Script(new Fault(FaultKind.Alter, request => request.Operation == "GetCallerIdentity")
        {
            Rewrite = body => System.Text.RegularExpressions.Regex.Replace(body, "\"AccountId\":\"[0-9]+\"", "\"AccountId\":\"6666\"", System.Text.RegularExpressions.RegexOptions.NonBacktracking),
        });
        await AssertRefusedAsync(stage, ExitCode.Refused, "of account 6666", "--yes");
    }

    [Fact]
    public async Task A_person_who_does_not_say_yes()
    {
        await using var stage = await UndoStage.StartAsync();
        var image = stage.LeaveShared();
        await stage.FailAsync(image);
        var before = stage.Changes.Length;
        using var person = new Answering("no", () => { });

        Assert.Equal(ExitCode.Setup, await stage.World.RunAsync(host => host with { In = person, IsInteractive = true }, Stage.Token, "ledger", "undo"));

        Assert.Contains("Would be put back: 1 image", stage.World.Said, StringComparison.Ordinal);
        Assert.Contains($"share with {UndoStage.Friend}; make public; remove the tags bootimage, pruner-plan, pruner-was-public", stage.World.Said, StringComparison.Ordinal);
        Assert.Contains("back? Type yes to go on:", stage.World.Said, StringComparison.Ordinal);
        Assert.Equal("", stage.World.Out);
        stage.AssertNothingChangedSince(before);
        Assert.False(File.Exists(stage.JournalPath));
    }

    [Fact]
    public async Task Nothing_is_asked_when_nothing_is_to_be_put_back()
    {
        await using var stage = await UndoStage.StartAsync();
        stage.World.LeaveOne(isPublic: false);
        Assert.True(await stage.World.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.World.Said);
        using var nobody = new Answering("no", () => Assert.Fail("asked"));

        Assert.Equal(ExitCode.Done, await stage.World.RunAsync(host => host with { In = nobody, IsInteractive = true }, Stage.Token, "ledger", "undo"));

        Assert.Contains("0 images were put back; 0 not as before, 1 deleted.", stage.World.Out, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(UndoStage stage, ExitCode expected, string says, params string[] options)
    {
        var before = stage.Changes.Length;
        var ended = await stage.UndoAsync(options);
        Assert.True(expected == ended, $"{ended}: {stage.World.Said}");
        Assert.Contains(says, stage.World.Said, StringComparison.Ordinal);
        Assert.Contains("What to do:", stage.World.Said, StringComparison.Ordinal);
        Assert.Equal("", stage.World.Out);
        stage.AssertNothingChangedSince(before);
    }
}
