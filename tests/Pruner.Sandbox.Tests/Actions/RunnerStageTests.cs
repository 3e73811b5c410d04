using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Pruner.Sandbox.Actions.Runner;

namespace Pruner.Sandbox.Tests.Actions;

public sealed class RunnerStageTests
{
    private static readonly ActionFile _action = new(
        [new("dry-run", "true"), new("releases", ""), new("token", "${{ github.token }}"), new("my input", "x")], ["action"], Entrypoint: null, "/usr/local/bin/pruner");

    [Fact]
    public void Inputs_are_variables_with_dashes_and_a_step_overrides_defaults()
    {
        using var stage = RunnerStage.Create(
            new StageOptions { With = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase).Add("Dry-Run", "false").Add("misspelt", "1") }, _action);
        var variables = stage.ProcessEnvironment;
        Assert.Equal(("false", "", "x", "1"), (variables["INPUT_DRY-RUN"], variables["INPUT_RELEASES"], variables["INPUT_MY_INPUT"], variables["INPUT_MISSPELT"]));
        Assert.Equal("ghs_sandboxMayWrite0000000000000000000000", variables["INPUT_TOKEN"]);
        Assert.DoesNotContain("GITHUB_TOKEN", variables.Keys);
    }

    [Fact]
    public void A_process_gets_paths_that_are_there()
    {
        using var stage = RunnerStage.Create(new StageOptions(), _action);
        foreach (var name in new[] { "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_EVENT_PATH" })
        {
            Assert.True(File.Exists(stage.ProcessEnvironment[name]), name);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(stage.ProcessEnvironment["GITHUB_WORKSPACE"]));
        Assert.Equal(("true", "true"), (stage.ProcessEnvironment["GITHUB_ACTIONS"], stage.ProcessEnvironment["CI"]));
    }

    [Fact]
    public void A_container_gets_the_paths_that_are_mounted()
    {
        using var stage = RunnerStage.Create(new StageOptions(), _action);
        var variables = stage.ContainerEnvironment;
        Assert.Equal("/github/file_commands/set_output_" + stage.Files.Suffix, variables["GITHUB_OUTPUT"]);
        Assert.Equal("/github/file_commands/step_summary_" + stage.Files.Suffix, variables["GITHUB_STEP_SUMMARY"]);
        Assert.Equal("/github/workflow/event.json", variables["GITHUB_EVENT_PATH"]);
        Assert.Equal(("/github/workspace", "/github/home", "/github/runner_temp"), (variables["GITHUB_WORKSPACE"], variables["HOME"], variables["RUNNER_TEMP"]));
        // Not mounted: it stays a path of the host.
        Assert.StartsWith(stage.Folder, variables["RUNNER_TOOL_CACHE"], StringComparison.Ordinal);
        Assert.DoesNotContain(variables, variable => variable.Key != "RUNNER_TOOL_CACHE" && variable.Key != "RUNNER_WORKSPACE" && variable.Value.Contains(stage.Folder, StringComparison.Ordinal));
        Assert.False(variables.ContainsKey("GITHUB_ACTIONS"));
    }

    [Fact]
    public void The_docker_command_line_is_the_runners()
    {
        using var stage = RunnerStage.Create(new StageOptions { Network = "host" }, _action);
        var words = stage.DockerArguments("registry.example/pruner:1");
        Assert.Equal("run", words[0]);
        Assert.Matches("^registryexamplepruner1_[0-9a-f]{6}$", After(words, "--name"));
        Assert.Equal(("/github/workspace", "host"), (After(words, "--workdir"), After(words, "--network")));
        Assert.Contains("--rm", words);
        Assert.Contains("INPUT_DRY-RUN", words);
        Assert.Equal([.. stage.ContainerEnvironment.Keys, "GITHUB_ACTIONS=true", "CI=true"], All(words, "-e"));
        Assert.Equal(
            ["/var/run/docker.sock", "/github/runner_temp", "/github/home", "/github/workflow", "/github/file_commands", "/github/workspace"],
            All(words, "-v").Select(mount => mount.Split(':')[1]));
        Assert.Equal(["registry.example/pruner:1", "action"], words[^2..]);
        Assert.DoesNotContain(words, word => word is "--user" or "--init" or "-i" or "-t" or "--entrypoint");
        Assert.DoesNotContain("ghs_", stage.DockerCommand("image"), StringComparison.Ordinal);
    }

    [Fact]
    public void CI_is_left_as_the_workflow_sets_it()
    {
        using var stage = RunnerStage.Create(new StageOptions { Environment = ImmutableDictionary<string, string>.Empty.Add("CI", "no").Add("GITHUB_REF", "refs/heads/forged") }, _action);
        Assert.DoesNotContain("CI=true", stage.DockerArguments("image"));
        Assert.Equal("no", stage.ProcessEnvironment["CI"]);
        Assert.Equal("refs/heads/main", stage.ProcessEnvironment["GITHUB_REF"]);
    }

    [Fact]
    public void The_post_step_has_other_files_another_entry_point_and_what_was_noted()
    {
        using var stage = RunnerStage.Create(new StageOptions(), _action);
        File.WriteAllText(stage.Files.State, "plan<<E\nabc\nE\n");
        var reader = new RunnerReader();
        reader.Read(stage.Files);
        using var post = stage.Post(reader.Report(0).State);
        Assert.Equal("abc", post.ProcessEnvironment["STATE_plan"]);
        Assert.NotEqual(stage.Files.Output, post.Files.Output);
        Assert.Equal(stage.Workspace, post.Workspace);
        Assert.Equal("/usr/local/bin/pruner", After(post.DockerArguments("image"), "--entrypoint"));
        Assert.Equal(("action", "action"), (post.DockerArguments("image")[^1], Assert.Single(post.Arguments)));
    }

    [Fact]
    public void An_enterprise_server_has_other_addresses_and_no_results_service()
    {
        using var stage = RunnerStage.Create(new StageOptions { IsEnterpriseServer = true }, _action);
        var variables = stage.ProcessEnvironment;
        Assert.Equal(
            ("https://github.example.com", "https://github.example.com/api/v3", "https://github.example.com/api/graphql"),
            (variables["GITHUB_SERVER_URL"], variables["GITHUB_API_URL"], variables["GITHUB_GRAPHQL_URL"]));
        Assert.False(variables.ContainsKey("ACTIONS_RESULTS_URL"));
    }

    [Fact]
    public void A_pull_request_of_a_fork_has_a_token_that_only_reads_and_no_id_token()
    {
        var options = new StageOptions { IdTokenRequestUrl = "http://127.0.0.1:1/token?api-version=2", Event = StageEvent.PullRequestOpened(7, isFromFork: true) };
        using var stage = RunnerStage.Create(options, _action);
        Assert.Equal("ghs_sandboxMayRead00000000000000000000000", stage.ProcessEnvironment["INPUT_TOKEN"]);
        Assert.False(stage.ProcessEnvironment.ContainsKey("ACTIONS_ID_TOKEN_REQUEST_URL"));
        using var own = RunnerStage.Create(options with { Event = StageEvent.PullRequestOpened(7) }, _action);
        Assert.Equal(options.IdTokenRequestUrl, own.ProcessEnvironment["ACTIONS_ID_TOKEN_REQUEST_URL"]);
        using var reading = RunnerStage.Create(new StageOptions { IsTokenReadOnly = true, ResultsUrl = null, IsDebug = true }, _action);
        Assert.Equal("ghs_sandboxMayRead00000000000000000000000", reading.ProcessEnvironment["INPUT_TOKEN"]);
        Assert.False(reading.ProcessEnvironment.ContainsKey("ACTIONS_RESULTS_URL"));
        Assert.Equal("1", reading.ProcessEnvironment["RUNNER_DEBUG"]);
        Assert.False(own.ProcessEnvironment.ContainsKey("RUNNER_DEBUG"));
    }

    public static TheoryData<StageEvent, string, string, int?> Events => new()
    {
        { StageEvent.Schedule(), "schedule", "refs/heads/main", null },
        { StageEvent.Push("other"), "push", "refs/heads/other", null },
        { StageEvent.WorkflowDispatch(), "workflow_dispatch", "refs/heads/main", null },
        { StageEvent.PullRequestOpened(7), "pull_request", "refs/pull/7/merge", 7 },
        { StageEvent.PullRequestTarget(8), "pull_request_target", "refs/heads/main", 8 },
        { StageEvent.IssueComment(9), "issue_comment", "refs/heads/main", 9 },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_has_its_name_its_refs_and_its_document(StageEvent run, string name, string reference, int? pull)
    {
        using var stage = RunnerStage.Create(new StageOptions { Event = run }, _action);
        var variables = stage.ProcessEnvironment;
        Assert.Equal((name, reference), (variables["GITHUB_EVENT_NAME"], variables["GITHUB_REF"]));
        Assert.Equal(reference.Split('/', 3)[2], variables["GITHUB_REF_NAME"]);
        using var document = JsonDocument.Parse(File.ReadAllBytes(variables["GITHUB_EVENT_PATH"]));
        var root = document.RootElement;
        Assert.Equal(name != "schedule", root.TryGetProperty("repository", out var repository));
        Assert.Equal(name == "schedule" ? null : "main", name == "schedule" ? null : repository.GetProperty("default_branch").GetString());
        int? found = root.TryGetProperty("pull_request", out var request) || root.TryGetProperty("issue", out request) ? request.GetProperty("number").GetInt32() : null;
        Assert.Equal(pull, found);
        Assert.Equal(name.StartsWith("pull_request", StringComparison.Ordinal) ? "main" : "", variables["GITHUB_BASE_REF"]);
    }

    [Fact]
    public void What_was_typed_in_stands_in_the_document()
    {
        using var stage = RunnerStage.Create(new StageOptions { Event = StageEvent.WorkflowDispatch(ImmutableDictionary<string, string>.Empty.Add("dry-run", "false")) }, _action);
        using var document = JsonDocument.Parse(File.ReadAllBytes(stage.EventPath));
        Assert.Equal("false", document.RootElement.GetProperty("inputs").GetProperty("dry-run").GetString());
    }

    [Fact]
    public async Task A_program_is_run_on_the_stage_and_read_back()
    {
        using var stage = RunnerStage.Create(new StageOptions { With = ImmutableDictionary<string, string>.Empty.Add("releases", "4.10") }, _action);
        const string script = """
            echo "::notice::$(env | grep -F INPUT_RELEASES=) in $PWD, $HOME"
            echo '##[error]boom' >&2
            printf 'a<<E\nb\nE\n' >> "$GITHUB_OUTPUT"
            echo '### Done' >> "$GITHUB_STEP_SUMMARY"
            exit 3
            """;
        var report = await StepProcess.RunAsync(stage, ["/bin/sh", "-c", script], new RunnerReader(), TestContext.Current.CancellationToken);
        Assert.True(report.IsFailed);
        Assert.Equal($"INPUT_RELEASES=4.10 in {stage.Workspace}, {stage.ProcessEnvironment["HOME"]}", Assert.Single(report.Annotations, annotation => annotation.Kind == "notice").Message);
        Assert.Equal("boom", Assert.Single(report.Annotations, annotation => annotation.Kind == "error").Message);
        Assert.Equal(("b", "### Done\n"), (report.Outputs["a"], report.Summary));
    }

    [Fact]
    public async Task The_built_pruner_runs_on_the_stage_without_the_variables_of_this_machine()
    {
        using var stage = RunnerStage.Create(new StageOptions(), _action);
        var folder = typeof(RunnerStage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "PrunerOutput").Value!;
        var report = await StepProcess.RunAsync(stage, ["dotnet", Path.Combine(folder, "pruner.dll"), "plan", "4.10"], new RunnerReader(), TestContext.Current.CancellationToken);
        Assert.True(report.IsFailed);
        Assert.Contains(report.Log, line => line.Contains("ALIBABA_CLOUD_ACCESS_KEY_ID", StringComparison.Ordinal) || line.Contains("GITHUB_TOKEN", StringComparison.Ordinal));
        Assert.Empty(report.Commands);
    }

    [Fact]
    public async Task A_program_that_goes_on_is_ended_when_the_test_gives_up()
    {
        using var stage = RunnerStage.Create(new StageOptions(), _action);
        var run = StepProcess.RunAsync(stage, ["/bin/sh", "-c", "exec sleep 600"], new RunnerReader(), new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static string After(ImmutableArray<string> words, string option) => Assert.Single(All(words, option));

    private static IEnumerable<string> All(ImmutableArray<string> words, string option) =>
        Enumerable.Range(0, words.Length - 1).Where(i => words[i] == option).Select(i => words[i + 1]);
}
