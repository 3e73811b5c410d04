using System.Text;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.OnRunner;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class EndingTests
{
    [Fact]
    public async Task A_ledger_that_cannot_be_written_after_changes_ends_with_4()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);

        var watch = new StepWatch(_ => Task.CompletedTask);

        var ended = await stage.RunAsync(
            host => host with { Watch = watch }, TestContext.Current.CancellationToken, "prune", "4.10", "--yes", "--ledger", stage.Servers.ConfigurationFile + "/ledger.json");

        Assert.False(stage.IsThere(image));
        Assert.True(ended == ExitCode.Incomplete, $"{ended} {stage.Said}");
        // Only the copy is lost: whoever watches hears of the ledger.
        Assert.Equal(Document.Write(stage.Ledger), Document.Write(watch.Ledger!));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_does_not_hide_an_interruption()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(Interrupts(image, stop));

        var ended = await stage.RunAsync(stop.Token, "prune", "4.10", "--yes", "--ledger", stage.Servers.ConfigurationFile + "/ledger.json");

        Assert.True(ended == ExitCode.Interrupted, $"{ended} {stage.Said}");
    }

    [Fact]
    public async Task A_run_that_died_before_it_wrote_its_ledger_gets_it_from_the_next_which_then_does_its_own_work()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.Leave(2, "us-east-1", isPublic: false)[1];
        stage.Servers.Cloud.Images.Remove(image);
        var ledger = await LoseLedgerAsync(stage);
        stage.Servers.Cloud.Add(image);

        using var no = new StringReader("no\n");
        Assert.Equal(ExitCode.Setup, await stage.RunAsync(host => host with { IsInteractive = true, In = no }, TestContext.Current.CancellationToken, "prune", "4.10"));
        Assert.Contains("died before it wrote its ledger", stage.Said, StringComparison.Ordinal);
        Assert.Equal(Document.Write(ledger), Document.Write(stage.Ledger));

        File.Delete(Path.Combine(stage.State, "ledger.json"));
        Assert.True(await stage.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.Said);
        Assert.Contains("died before it wrote its ledger", stage.Said, StringComparison.Ordinal);
        Assert.Equal((ArtifactOutcome.Pruned, false), (stage.OutcomeOf(image), stage.IsThere(image)));
        Assert.NotEqual(ledger.Plan, stage.Ledger.Plan);
        Assert.True(File.Exists(Path.Combine(stage.State, "history", ledger.Plan + ".jsonl")));
    }

    [Fact]
    public async Task A_plan_named_again_is_told_once_when_its_ledger_was_lost_and_then_refused()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        var ledger = await LoseLedgerAsync(stage);
        string[] again = ["apply", Path.Combine(stage.State, "approved.json"), "--digest", ledger.Plan];

        Assert.True(await stage.RunAsync(again) == ExitCode.Done, stage.Said);
        Assert.Equal(Document.Write(ledger), Document.Write(stage.Ledger));
        Assert.True(await stage.RunAsync(again) == ExitCode.Refused, stage.Said);
    }

    [Fact]
    public async Task A_lost_ledger_is_made_up_for_before_another_plan_is_applied()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        var ledger = await LoseLedgerAsync(stage);
        Assert.True(await stage.RunAsync("plan", "4.10") == ExitCode.Done, stage.Said);
        var next = stage.Plan.Digest!;

        Assert.True(await stage.RunAsync("apply", stage.PlanFile, "--digest", next) == ExitCode.Done, stage.Said);

        Assert.Contains($"The run of plan {ledger.Plan[..12]} came to its end and died before it wrote its ledger", stage.Said, StringComparison.Ordinal);
        Assert.Equal(next, stage.Ledger.Plan);
    }

    [Fact]
    public async Task Credentials_that_expire_leave_the_image_open_and_the_next_run_goes_on()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        var isExpired = false;
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Service == "ecs" && (isExpired |= SmallWorld.Is(request, "DeleteImage", image)))
        {
            Status = 403,
            Body = """{"RequestId":"r","Code":"InvalidSecurityToken.Expired","Message":"Specified SecurityToken is expired."}""",
            Times = int.MaxValue,
        });
        Assert.Equal(ExitCode.Setup, await stage.RunAsync("prune", "4.10", "--yes"));
        Assert.True(stage.IsThere(image));

        stage.Servers.Traffic.Clear();
        var ended = await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(ended == ExitCode.Done, stage.Said);
        Assert.False(stage.IsThere(image));
    }

    [Fact]
    public async Task An_interrupted_run_is_not_finished_on_the_catalog_of_another_release()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(Interrupts(image, stop));
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));

        Assert.True(await stage.RunAsync("prune", "4.11", "--yes") == ExitCode.Refused, stage.Said);
        Assert.True(await stage.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.Said);
        Assert.False(stage.IsThere(image));
    }

    [Fact]
    public async Task An_interruption_while_a_person_is_asked_ends_the_program()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        using var stop = new CancellationTokenSource();
        using var person = new SilentPerson();
        await using var error = new Listener("Type yes", stop.Cancel);

        var running = stage.RunAsync(host => host with { IsInteractive = true, In = person, Error = error }, stop.Token, "prune", "4.10");

        Assert.Same(running, await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken)));
        Assert.Equal(ExitCode.Interrupted, await running);
    }

    [Fact]
    public async Task A_person_is_asked_before_an_interrupted_run_is_gone_on_with()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        using var stop = new CancellationTokenSource();
        stage.Servers.Traffic.Script(Interrupts(image, stop));
        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));
        stage.Servers.Traffic.Clear();

        using var no = new StringReader("no\n");
        var ended = await stage.RunAsync(host => host with { IsInteractive = true, In = no }, TestContext.Current.CancellationToken, "prune", "4.10");

        Assert.Equal(ExitCode.Setup, ended);
        Assert.True(stage.IsThere(image));
        Assert.Empty(stage.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task A_dry_run_leaves_the_ledger_of_the_last_run_as_it_is()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--yes"));
        var before = await File.ReadAllBytesAsync(Path.Combine(stage.State, "ledger.json"), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--dry-run"));

        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(stage.State, "ledger.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_plan_that_expired_while_a_person_thought_is_refused()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        await using var error = new Listener("Type yes", () => stage.Time.Move(TimeSpan.FromHours(25)));
        using var yes = new StringReader("yes\n");

        var ended = await stage.RunAsync(host => host with { IsInteractive = true, In = yes, Error = error }, TestContext.Current.CancellationToken, "prune", "4.10");

        Assert.Equal(ExitCode.Refused, ended);
        Assert.True(stage.IsThere(image));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("y\n")]
    [InlineData("YES\n")]
    [InlineData("yes, but\n")]
    public async Task Whatever_is_not_a_whole_yes_is_no(string answer)
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        using var person = new StringReader(answer);

        var ended = await stage.RunAsync(host => host with { IsInteractive = true, In = person }, TestContext.Current.CancellationToken, "prune", "4.10");

        Assert.Equal(ExitCode.Setup, ended);
        Assert.True(stage.IsThere(image));
        Assert.Empty(stage.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task A_change_whose_intent_cannot_be_written_is_not_asked_for()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);

        var ended = await stage.RunAsync(host => host with { OpenJournal = path => new FullDisk(path) }, TestContext.Current.CancellationToken, "prune", "4.10", "--yes");

        Assert.True(ended == ExitCode.Refused, $"{ended} {stage.Said}");
        Assert.Empty(stage.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task An_interruption_begins_no_further_change()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        using var stop = new CancellationTokenSource();
        stage.On(request => SmallWorld.Is(request, "TagResources", image), stop.Cancel);

        Assert.Equal(ExitCode.Interrupted, await stage.RunAsync(stop.Token, "prune", "4.10", "--yes"));

        Assert.Equal("false", image.Tags["bootimage"]);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Operation == "ModifyImageSharePermission");
    }

    [Fact]
    public async Task A_plan_that_was_carried_out_before_another_one_is_refused()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        var file = Path.Combine(stage.Servers.Folder, "first.json");
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10", "--out", file));
        var digest = stage.Plan.Digest!;
        Assert.Equal(ExitCode.Done, await stage.RunAsync("apply", file, "--digest", digest));
        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--yes"));

        Assert.Equal(ExitCode.Refused, await stage.RunAsync("apply", file, "--digest", digest));

        Assert.Contains("has been carried out already", stage.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a person says no")]
    [InlineData("a guard refuses")]
    [InlineData("the plan cannot be kept")]
    [InlineData("the machine dies before the journal begins")]
    public async Task A_run_that_never_began_leaves_the_records_of_the_last_one_as_they_are(string why)
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.Leave(2, "us-east-1", isPublic: false)[1];
        stage.Servers.Cloud.Images.Remove(image);
        Assert.True(await stage.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.Said);
        var (ledger, changes) = (stage.Ledger, stage.Servers.Traffic.Changes.Length);
        stage.Servers.Cloud.Add(image);
        stage.Time.Move(TimeSpan.FromMinutes(1));
        using var no = new StringReader("no\n");

        var ended = why switch
        {
            "a person says no" => await WithAsync(host => host with { IsInteractive = true, In = no }),
            "a guard refuses" => await WithAsync(host => host, "--yes", "--max-deletions", "0"),
            "the plan cannot be kept" => await WithAsync(host => host with { Watch = new Refusing() }, "--yes"),
            _ => await WithAsync(host => host with { OpenJournal = _ => throw new IOException("No space left on device") }, "--yes"),
        };

        Assert.True(ended is ExitCode.Setup or ExitCode.Refused, $"{ended}: {stage.Said}");
        Assert.Equal(changes, stage.Servers.Traffic.Changes.Length);
        Assert.Equal(Document.Write(ledger), Document.Write(stage.Ledger));
        Assert.True(await stage.RunAsync("ledger", "verify") == ExitCode.Done, stage.Said);
        Assert.True(await stage.RunAsync("ledger", "undo", "--dry-run") == ExitCode.Done, stage.Said);

        Assert.True(await stage.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.Said);
        Assert.Equal((ArtifactOutcome.Pruned, false), (stage.OutcomeOf(image), stage.IsThere(image)));
        Assert.True(await stage.RunAsync("ledger", "verify") == ExitCode.Done, stage.Said);
        Assert.False(File.Exists(Path.Combine(stage.State, "next.json")));

        Task<ExitCode> WithAsync(Func<ProgramHost, ProgramHost> with, params string[] options) =>
            stage.RunAsync(with, TestContext.Current.CancellationToken, ["prune", "4.10", .. options]);
    }

    /// <summary>Leaves a folder as a process does that dies between its journal's last line and its ledger.</summary>
    private static async Task<Ledger> LoseLedgerAsync(SmallWorld stage)
    {
        Assert.True(await stage.RunAsync("prune", "4.10", "--yes") == ExitCode.Done, stage.Said);
        var ledger = stage.Ledger;
        File.Delete(Path.Combine(stage.State, "ledger.json"));
        // Plans of one second and one state of things would be the same plan.
        stage.Time.Move(TimeSpan.FromMinutes(1));
        return ledger;
    }

    /// <summary>Interrupts when the deletion of an image is asked for, which is lost.</summary>
    private static Fault Interrupts(Sandbox.Ecs.EcsImage image, CancellationTokenSource stop) => new(FaultKind.ResetBefore, request =>
    {
        if (!SmallWorld.Is(request, "DeleteImage", image))
        {
            return false;
        }

        stop.Cancel();
        return true;
    });

    /// <summary>Says nothing for as long as the test lasts, as a console does: a line is waited for without looking at any token.</summary>
    private sealed class SilentPerson : TextReader
    {
        private readonly ManualResetEventSlim _leaves = new();

        public override string? ReadLine()
        {
            _leaves.Wait(TimeSpan.FromSeconds(120));
            return null;
        }

        public override Task<string?> ReadLineAsync() => Task.FromResult(ReadLine());

        protected override void Dispose(bool disposing)
        {
            _leaves.Set();
            base.Dispose(disposing);
        }
    }

    /// <summary>Could not keep the plan.</summary>
    private sealed class Refusing : RunWatch
    {
        public override Task BeforeChangesAsync(Plan plan, CancellationToken cancellationToken) =>
            Task.FromException(new EvidenceException(new Refusal("The plan was not kept.", "It must outlive the machine.", "Try again.")));
    }

    /// <summary>Has no room for an intent.</summary>
    private sealed class FullDisk(string path) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Encoding.UTF8.GetString(buffer.Span).Contains("\"event\":\"intent\"", StringComparison.Ordinal)
                ? throw new IOException("No space left on device")
                : base.WriteAsync(buffer, cancellationToken);
    }

    private sealed class Listener(string word, Action heard) : StringWriter
    {
        public override async Task WriteAsync(string? value)
        {
            await base.WriteAsync(value);
            if (value?.Contains(word, StringComparison.Ordinal) == true)
            {
                heard();
            }
        }
    }
}
