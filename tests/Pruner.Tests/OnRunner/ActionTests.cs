using Pruner.Core.Records;
using Pruner.Sandbox.Actions.Runner;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;

namespace Pruner.Tests.OnRunner;

/// <summary>The action as a step: what it does, and what the runner hears of it.</summary>
public sealed class ActionTests
{
    private static readonly string[] _secrets = ["GITHUB_TOKEN", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"];
    private static readonly string[] _ownCommands = ["add-mask", "group", "endgroup", "notice", "warning"];
    private static readonly string[] _filesOfADryRun = ["ledger.json", "plan.json"];
    private static readonly string[] _filesOfAPlan = ["evidence.json", "plan.json"];
    private static readonly string[] _filesOfARun = ["journal.jsonl", "ledger.json", "plan.json"];
    private static readonly string[] _filesOfAnInterruptedRun = ["approved.json", "journal.jsonl", "ledger.json"];

    [Fact]
    public async Task Without_a_word_it_is_a_dry_run_that_tells_everything_and_changes_nothing()
    {
        await using var step = await RunnerStep.StartAsync();
        var report = await step.RunAsync(step.Options());

        Assert.False(report.IsFailed, string.Join('\n', report.Log));
        step.AssertUnchanged();
        var doomed = step.Servers.World.Expected.Count(image => image.Fate == SeedFate.Pruned);
        Assert.Equal(doomed.ToString(System.Globalization.CultureInfo.InvariantCulture), report.Outputs["pruned-count"]);
        Assert.Equal(("0", "0"), (report.Outputs["failed-count"], report.Outputs["unknown-count"]));
        Assert.Matches("^[0-9a-f]{64}$", report.Outputs["plan-digest"]);
        Assert.Contains("us-east-1", report.Outputs["matrix"], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(step.Stage!.Workspace, report.Outputs["ledger-path"])));
        Assert.StartsWith("###", report.Summary, StringComparison.Ordinal);
        Assert.Equal(_filesOfADryRun, step.FilesOf("pruner-ledger"));
        Assert.EndsWith("/artifacts/" + report.Outputs["artifact-id"], report.Outputs["artifact-url"], StringComparison.Ordinal);
        Assert.Equal((0, false), (report.OpenGroups, report.IsStopped));
        Assert.Contains(report.Annotations, annotation => annotation.Message.Contains("would be pruned", StringComparison.Ordinal));
        foreach (var secret in _secrets.Select(name => step.Servers.Environment[name]).Append(step.Results.RuntimeToken))
        {
            Assert.Contains(secret, report.Masks);
            Assert.DoesNotContain(secret, string.Join('\n', report.Log) + report.Summary + string.Join('\n', report.Outputs.Values), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_explicit_false_prunes_and_the_plan_is_kept_before_the_first_change()
    {
        await using var step = await RunnerStep.StartAsync();
        var report = await step.RunAsync(step.Options(("dry-run", "false")));

        Assert.False(report.IsFailed, string.Join('\n', report.Log));
        Assert.Empty(step.Faults());
        var kept = step.Servers.Traffic.Requests.First(request => request.Operation == "FinalizeArtifact").Number;
        var first = step.Servers.Traffic.Changes.Where(change => change.Service == "ecs").Min(change => change.Number);
        Assert.InRange(kept, 1, first - 1);
        Assert.Equal(_filesOfAPlan, step.FilesOf("pruner-ledger-plan").Order(StringComparer.Ordinal));
        Assert.Equal(_filesOfARun, step.FilesOf("pruner-ledger").Order(StringComparer.Ordinal));

        // The post step has nothing left to do.
        var post = await step.PostAsync(report.State);
        Assert.False(post.IsFailed, string.Join('\n', post.Log));
        Assert.Equal(2, step.Results.Artifacts.Length);
    }

    [Fact]
    public async Task A_plan_is_applied_by_the_digest_that_the_step_before_gave_out()
    {
        await using var step = await RunnerStep.StartAsync();
        var state = Path.Combine(step.Servers.Folder, "carried");
        var planned = await step.RunAsync(step.Options(("command", "plan"), ("state", state)));
        Assert.False(planned.IsFailed, string.Join('\n', planned.Log));
        Assert.Equal(_filesOfAPlan, step.FilesOf("pruner-ledger-plan").Order(StringComparer.Ordinal));

        var applied = await step.RunAsync(step.Options(
            ("command", "apply"), ("releases", ""), ("state", state), ("plan", planned.Outputs["plan-path"]), ("plan-digest", planned.Outputs["plan-digest"]), ("dry-run", "false")));
        Assert.False(applied.IsFailed, string.Join('\n', applied.Log));
        Assert.Equal(planned.Outputs["pruned-count"], applied.Outputs["pruned-count"]);
    }

    [Theory]
    [InlineData("pull_request")]
    [InlineData("fork")]
    [InlineData("pull_request_target")]
    [InlineData("issue_comment")]
    [InlineData("branch")]
    public async Task What_strangers_can_start_may_plan_but_change_nothing(string kind)
    {
        await using var step = await RunnerStep.StartAsync();
        var started = kind switch
        {
            "pull_request" => StageEvent.PullRequestOpened(7),
            "fork" => StageEvent.PullRequestOpened(7, isFromFork: true),
            "pull_request_target" => StageEvent.PullRequestTarget(7),
            "issue_comment" => StageEvent.IssueComment(7),
            _ => StageEvent.Push("topic"),
        };
        var refused = await step.RunAsync(step.Options(("dry-run", "false")) with { Event = started });
        Assert.True(refused.IsFailed);
        Assert.Contains(refused.Annotations, annotation => annotation.Message.Contains("may not change anything", StringComparison.Ordinal));
        Assert.Empty(step.Servers.Traffic.Requests.Where(request => request.Service is "ecs" or "sts"));

        var planned = await step.RunAsync(step.Options() with { Event = started });
        Assert.False(planned.IsFailed, string.Join('\n', planned.Log));
        step.AssertUnchanged();
    }

    [Fact]
    public async Task Where_there_is_no_service_for_artifacts_the_files_stay_and_that_is_said()
    {
        await using var step = await RunnerStep.StartAsync();
        var report = await step.RunAsync(step.Options(("dry-run", "false")) with { ResultsUrl = null });

        Assert.False(report.IsFailed, string.Join('\n', report.Log));
        Assert.Empty(step.Faults());
        Assert.DoesNotContain("artifact-id", report.Outputs.Keys);
        Assert.True(File.Exists(Path.Combine(step.Stage!.Workspace, report.Outputs["ledger-path"])));
        Assert.Single(report.Annotations, annotation => annotation.Message.Contains("actions/upload-artifact", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_plan_cannot_be_kept_nothing_is_changed()
    {
        await using var step = await RunnerStep.StartAsync();
        step.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "CreateArtifact") { Times = int.MaxValue, Status = 403, Body = """{"code":"permission_denied","msg":"no"}""" });
        var report = await step.RunAsync(step.Options(("dry-run", "false")));

        Assert.True(report.IsFailed);
        step.AssertUnchanged();
        Assert.Contains(report.Annotations, annotation => annotation.Message.Contains("The artifact pruner-ledger-plan was not uploaded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_of_images_are_no_commands_to_the_runner()
    {
        const string hostile = "::set-output name=plan-digest::0\n##[error]x\r::add-mask::a\u2028::stop-commands::t %0A::error::y | ]( <script> @org/team \u202e";
        await using var step = await RunnerStep.StartAsync();
        step.Servers.Cloud.Add(new EcsImage { RegionId = "us-east-1", ImageId = "m-0xi00000000000000000", ImageName = hostile, CreatedAt = DateTimeOffset.UnixEpoch });
        var report = await step.RunAsync(step.Options(("debug", "true"), ("command", "explain"), ("image", "m-0xi00000000000000000")));

        Assert.False(report.IsFailed, string.Join('\n', report.Log));
        Assert.False(report.IsStopped);
        Assert.All(report.Commands, command => Assert.Contains(command.Name, _ownCommands));
        Assert.DoesNotContain("a", report.Masks);
        Assert.DoesNotContain("<script>", report.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dry-run", "no", "The input dry-run is 'no', expected true or false.")]
    [InlineData("command", "destroy", "The input command is 'destroy'")]
    [InlineData("releases", "3.11", "Release '3.11' is not known.")]
    [InlineData("regions", "--yes", "No region is called --yes.")]
    public async Task A_wrong_input_is_one_error_and_a_failed_step(string input, string value, string says)
    {
        await using var step = await RunnerStep.StartAsync();
        var report = await step.RunAsync(step.Options((input, value)));
        Assert.True(report.IsFailed);
        Assert.Contains(says, Assert.Single(report.Annotations, annotation => annotation.Kind == "error").Message, StringComparison.Ordinal);
        step.AssertUnchanged();
    }

    [Fact]
    public async Task What_a_killed_step_left_is_kept_by_its_post_step_and_finished_by_the_next()
    {
        await using var step = await RunnerStep.StartAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var deletions = 0;
        step.Servers.Traffic.Script(new Fault(FaultKind.Hold, request => request.Operation == "DeleteImage" && Interlocked.Increment(ref deletions) == 20 && reached.TrySetResult()));
        var state = Path.Combine(step.Servers.Folder, "carried");
        var noted = await step.KillAsync(step.Options(("dry-run", "false"), ("state", state)), reached.Task);
        var post = await step.PostAsync(noted);
        Assert.False(post.IsFailed, string.Join('\n', post.Log));
        Assert.Equal(_filesOfAnInterruptedRun, step.FilesOf("pruner-ledger-interrupted").Order(StringComparer.Ordinal));

        var finished = await step.RunAsync(step.Options(("dry-run", "false"), ("state", state)));
        Assert.False(finished.IsFailed, string.Join('\n', finished.Log));
    }

    [Theory]
    [InlineData("was written")]
    [InlineData("was not written before the step died")]
    public async Task The_ledger_of_a_finished_run_that_the_step_could_not_upload_is_kept_by_its_post_step_for_the_next_run(string ledger)
    {
        await using var step = await RunnerStep.StartAsync();
        var uploads = 0;
        step.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "CreateArtifact" && Interlocked.Increment(ref uploads) == 2) { Status = 403, Body = """{"code":"permission_denied","msg":"no"}""" });
        var run = await step.RunAsync(step.Options(("dry-run", "false")));
        Assert.False(run.IsFailed, string.Join('\n', run.Log));
        Assert.DoesNotContain("artifact-id", run.Outputs.Keys);
        var file = Path.Combine(step.Stage!.Workspace, "pruner-state", "ledger.json");
        if (ledger != "was written")
        {
            File.Delete(file);
        }

        var post = await step.PostAsync(run.State);

        Assert.False(post.IsFailed, string.Join('\n', post.Log));
        // Under the name by which the next run looks for it.
        Assert.Equal(_filesOfARun, step.FilesOf("pruner-ledger").Order(StringComparer.Ordinal));
        Assert.True(File.Exists(file));

        // What is made up for on a first run remembers no pins.
        step.Publish("pruner-ledger", run: 16);
        var next = await step.RunAsync(step.Options());
        Assert.Single(next.Annotations, annotation => annotation.Title == (ledger == "was written" ? "Earlier ledger" : "No earlier ledger") && annotation.Message.Contains("/actions/runs/16", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_journal_that_an_earlier_step_left_is_none_of_a_post_step_s_business()
    {
        await using var step = await RunnerStep.StartAsync();
        var state = Path.Combine(step.Servers.Folder, "carried");
        var first = await step.RunAsync(step.Options(("dry-run", "false"), ("state", state)));
        Assert.False(first.IsFailed, string.Join('\n', first.Log));
        var kept = step.Results.Artifacts.Length;

        var planned = await step.RunAsync(step.Options(("command", "plan"), ("state", state), ("ledger-artifact", "second")));
        var post = await step.PostAsync(planned.State);

        Assert.False(planned.IsFailed || post.IsFailed, string.Join('\n', [.. planned.Log, .. post.Log]));
        Assert.Equal(["second-plan"], step.Results.Artifacts.Skip(kept).Select(artifact => artifact.Name));
    }

    [Fact]
    public async Task What_one_job_of_a_matrix_marked_is_remembered_though_another_ended_last()
    {
        await using var step = await RunnerStep.StartAsync();
        await File.AppendAllTextAsync(step.Servers.ConfigurationFile, "grace: 14d\n", TestContext.Current.CancellationToken);
        // Alone, what the second region holds may be too young: that job marks nothing.
        foreach (var region in (string[])["us-east-1", "ap-southeast-3"])
        {
            var job = await step.RunAsync(step.Options(("dry-run", "false"), ("regions", region)));
            Assert.False(job.IsFailed, string.Join('\n', job.Log));
            Assert.Equal(region == "us-east-1", job.Summary.Contains("#### Marks", StringComparison.Ordinal));
        }

        foreach (var artifact in step.Results.Artifacts.Where(artifact => artifact.IsFinal && !artifact.Name.Contains("plan", StringComparison.Ordinal)).Select(artifact => artifact.Name).ToList())
        {
            step.Publish(artifact, run: 16);
        }

        var next = await step.RunAsync(step.Options());
        Assert.False(next.IsFailed, string.Join('\n', next.Log));
        var file = Path.Combine(step.Stage!.Workspace, next.Outputs["ledger-path"]);
        var ledger = Document.ReadLedger(file, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(["us-east-1"], ledger.Marks!.Value.Select(mark => mark.Location).Distinct());
    }

    [Fact]
    public async Task The_last_run_s_ledger_comes_back_and_the_summary_says_when_there_was_none()
    {
        await using var step = await RunnerStep.StartAsync();
        var first = await step.RunAsync(step.Options());
        Assert.Contains("There was no earlier ledger", first.Summary, StringComparison.Ordinal);
        Assert.Contains(first.Annotations, annotation => annotation.Title == "No earlier ledger");

        step.Publish("pruner-ledger", run: 16);
        var second = await step.RunAsync(step.Options());
        Assert.False(second.IsFailed, string.Join('\n', second.Log));
        Assert.Contains(second.Annotations, annotation => annotation.Title == "Earlier ledger" && annotation.Message.Contains("/actions/runs/16", StringComparison.Ordinal));
        Assert.DoesNotContain("There was no earlier ledger", second.Summary, StringComparison.Ordinal);
    }
}
