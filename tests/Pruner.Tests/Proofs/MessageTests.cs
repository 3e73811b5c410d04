using System.Diagnostics;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Proofs;

/// <summary>What can go wrong at the start: one clear message, the right exit code, and no change made.</summary>
public sealed class MessageTests
{
    private static readonly string[] Prune = ["prune", "4.10", "--yes"];

    [Fact]
    public async Task No_credentials()
    {
        await using var stage = await Stage.SetAsync();
        stage.Environment.Remove("ALIBABA_CLOUD_ACCESS_KEY_ID");
        stage.Environment.Remove("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Setup, "No Alibaba Cloud credentials were found", "ALIBABA_CLOUD_ACCESS_KEY_ID");
    }

    [Theory]
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_SECRET")]
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_ID")]
    public async Task Half_a_credential_family(string missing)
    {
        await using var stage = await Stage.SetAsync();
        stage.Environment.Remove(missing);
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Setup, missing);
    }

    [Fact]
    public async Task A_wrong_secret()
    {
        await using var stage = await Stage.SetAsync();
        stage.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "another-secret";
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Setup, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task No_GitHub_token()
    {
        await using var stage = await Stage.SetAsync();
        stage.Environment.Remove("GITHUB_TOKEN");
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Setup, "GITHUB_TOKEN", "anonymous");
    }

    [Fact]
    public async Task A_refused_GitHub_token()
    {
        await using var stage = await Stage.SetAsync();
        stage.Environment["GITHUB_TOKEN"] = "an-old-token";
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Setup, "token");
    }

    [Theory]
    [InlineData("4.1")]
    [InlineData("4.100")]
    [InlineData("latest")]
    public async Task An_unknown_release(string release)
    {
        await using var stage = await Stage.SetAsync();
        stage.AssertRefused(await stage.CallAsync("prune", release, "--yes"), ExitCode.Setup, $"Release '{release}' is not known", "4.10, 4.11");
    }

    [Theory]
    [InlineData("--min-age", "90")]
    [InlineData("--keep-newest", "-1")]
    [InlineData("--max-deletions", "-5")]
    [InlineData("--builds-url", "ftp://example.org")]
    [InlineData("--github-url", "not an address")]
    [InlineData("--region", "nowhere-1")]
    public async Task A_wrong_flag(string option, string value)
    {
        await using var stage = await Stage.SetAsync();
        stage.AssertRefused(await stage.CallAsync([.. Prune, option, value]), ExitCode.Setup, option is "--region" ? value : option);
    }

    [Fact]
    public async Task Without_a_terminal_prune_needs_yes_and_apply_a_digest()
    {
        await using var stage = await Stage.SetAsync();
        stage.AssertRefused(await stage.CallAsync("prune", "4.10"), ExitCode.Setup, "--yes");
        var plan = Path.Combine(stage.Servers.Folder, "p.json");
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("plan", "4.10", "--out", plan)).ExitCode);
        stage.AssertRefused(await stage.CallAsync("apply", plan), ExitCode.Setup, "--digest");
    }

    [Theory]
    [InlineData("/rhcos-4.10/builds.json", "{\"schema-version\":\"1.0.0\",\"builds\":[", "rhcos-4.10/builds.json", "line 1")]
    [InlineData("/rhcos-4.10/builds.json", "{\"schema-version\":\"2.0.0\",\"builds\":[]}", "rhcos-4.10/builds.json", "2.0.0")]
    [InlineData("/rhcos-4.10/builds.json", "[]", "rhcos-4.10/builds.json", "expected")]
    public async Task A_malformed_builds_json(string path, string text, params string[] says)
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.BuildsSite.Put(path, text);
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, says);
    }

    [Theory]
    [InlineData("{", "meta.json", "line 1")]
    [InlineData("{\"buildid\":\"410.84.203001010101-0\",\"name\":\"rhcos\",\"ostree-version\":\"x\"}", "meta.json", "buildid")]
    [InlineData("{\"aliyun\":{\"us-east-1\":\"m-1\"}}", "meta.json", "expected")]
    public async Task A_malformed_meta_json(string text, params string[] says)
    {
        await using var stage = await Stage.SetAsync();
        var path = stage.Servers.World.Documents.Keys.First(path => path.StartsWith("/rhcos-4.10/", StringComparison.Ordinal) && path.EndsWith("x86_64/meta.json", StringComparison.Ordinal));
        stage.Servers.BuildsSite.Put(path, text);
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, [path[1..], .. says]);
    }

    [Fact]
    public async Task A_builds_json_that_is_not_there()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.BuildsSite.Remove("/rhcos-4.10/builds.json");
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, "rhcos-4.10/builds.json is not there", "--builds-url");
    }

    [Fact]
    public async Task A_malformed_rhcos_json_in_merged_history()
    {
        await using var seed = await Stage.SetAsync();
        using var repository = TestRepository.Clone(seed.Servers.RepositoryPath);
        var parent = repository.Git("rev-parse", "refs/heads/release-4.11");
        var broken = repository.Git("show", $"{parent}:data/data/coreos/rhcos.json").Replace("\"architectures\"", "\"architectures\" ,", StringComparison.Ordinal);
        repository.Commit("refs/heads/release-4.11", [parent], "break it", ("data/data/coreos/rhcos.json", broken));
        await using var stage = await Stage.SetAsync(options: new SandboxOptions { RepositoryPath = repository.Path, PullsFile = Path.Combine(seed.Servers.Folder, "pulls.json") });
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, "data/data/coreos/rhcos.json", "line", "refs/heads/release-4.11");
    }

    [Theory]
    [InlineData("min-age: 90d\nkeep-newst: 3\n", "line 2", "keep-newst", "the nearest is 'keep-newest'")]
    [InlineData("pins:\n  repositry: a/b\n", "line 2", "pins.repositry", "pins.repository")]
    [InlineData("min-age: ninety days\n", "line 1", "min-age", "90d")]
    [InlineData("max-deletions-percent: 101\n", "line 1", "0 to 100")]
    [InlineData("include-shared: yes please\n", "line 1", "true or false")]
    [InlineData("keep:\n  - build: 410.84.202201251210-0\n", "line 2", "reason")]
    [InlineData("min-age: 1d\nmin-age: 2d\n", "line 2", "YAML")]
    [InlineData("min-age: [1\n", "YAML")]
    [InlineData("- a\n- b\n", "keys with values")]
    public async Task A_malformed_pruner_yml(string text, params string[] says)
    {
        await using var stage = await Stage.SetAsync();
        await File.WriteAllTextAsync(stage.Servers.ConfigurationFile, text, Stage.Token);
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Setup, ["pruner.yml", .. says]);
    }

    [Fact]
    public async Task A_GitHub_rate_limit_that_is_used_up()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.GitHub.GraphQLBudget.Remaining = 3;
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, "rate limit", "UTC");
    }

    [Fact]
    public async Task A_region_that_is_down_is_left_alone_and_the_others_are_pruned()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(new Fault(FaultKind.ResetBefore, request => request is { Service: "ecs", Location: "eu-central-1" }) { Times = int.MaxValue });
        var called = await stage.CallAsync(Prune);
        Assert.True(called.ExitCode == ExitCode.Incomplete, called.Error);
        Assert.Contains("region eu-central-1 was not read", called.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, change => change.Location == "eu-central-1");
        // What belongs to a build with an image there is kept too: that image may be younger.
        var plan = Document.ReadPlan("plan.json", await File.ReadAllBytesAsync(Path.Combine(stage.State, "plan.json"), Stage.Token));
        var related = plan.Verdicts
            .Where(verdict => verdict.Detail.Contains("its build is in eu-central-1 too", StringComparison.Ordinal))
            .SelectMany(verdict => verdict.Snapshots!.Value.Append(verdict.Id))
            .ToList();
        Assert.NotEmpty(related);
        Assert.DoesNotContain(
            stage.Faults(), fault => !fault.Contains("eu-central-1", StringComparison.Ordinal) && !related.Exists(id => fault.Contains(id, StringComparison.Ordinal)));
        Assert.Contains(stage.Servers.Traffic.Changes, change => change is { Operation: "DeleteImage", Location: "us-east-1" });
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written()
    {
        await using var stage = await Stage.SetAsync();
        Directory.CreateDirectory(Path.Combine(stage.State, "journal.jsonl"));
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, "journal.jsonl");
    }

    [Fact]
    public async Task A_state_folder_that_another_pruner_holds()
    {
        await using var stage = await Stage.SetAsync();
        using var held = new State.StateFolder(stage.State).Lock();
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, "Another pruner is at work");
    }

    [Fact]
    public async Task A_plan_that_was_edited()
    {
        await using var stage = await Stage.SetAsync();
        var (plan, digest) = await PlanAsync(stage);
        var text = await File.ReadAllTextAsync(plan, Stage.Token);
        await File.WriteAllTextAsync(plan, text.Replace("\"verdict\": \"keep\"", "\"verdict\": \"prune\"", StringComparison.Ordinal), Stage.Token);
        stage.AssertRefused(await stage.CallAsync("apply", plan, "--digest", digest), ExitCode.Refused, "edited or damaged");
    }

    [Fact]
    public async Task A_plan_that_was_edited_and_given_a_new_digest_is_not_the_approved_one()
    {
        await using var stage = await Stage.SetAsync();
        var (plan, digest) = await PlanAsync(stage);
        var read = Document.ReadPlan(plan, await File.ReadAllBytesAsync(plan, Stage.Token));
        await File.WriteAllBytesAsync(plan, Document.Write(Document.Seal(read with { Streams = ["rhcos-4.11"] })), Stage.Token);
        stage.AssertRefused(await stage.CallAsync("apply", plan, "--digest", digest), ExitCode.Refused, "approved was " + digest);
    }

    [Fact]
    public async Task A_plan_that_is_expired()
    {
        var start = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var clock = new MovableClock(start);
        await using var stage = await Stage.SetAsync(clock);
        var (plan, digest) = await PlanAsync(stage);
        clock.Now = start.AddHours(24);
        stage.AssertRefused(await stage.CallAsync("apply", plan, "--digest", digest), ExitCode.Refused, "could be applied until");
    }

    [Fact]
    public async Task A_plan_for_another_account()
    {
        await using var stage = await Stage.SetAsync();
        var (plan, _) = await PlanAsync(stage);
        var read = Document.ReadPlan(plan, await File.ReadAllBytesAsync(plan, Stage.Token));
        var foreign = Document.Seal(read with { Account = "9999999999999999" });
        await File.WriteAllBytesAsync(plan, Document.Write(foreign), Stage.Token);
        stage.AssertRefused(await stage.CallAsync("apply", plan, "--digest", foreign.Digest!), ExitCode.Refused, "for account 9999999999999999");
    }

    [Fact]
    public async Task Credentials_of_another_account_than_the_configured_one()
    {
        await using var stage = await Stage.SetAsync();
        var text = await File.ReadAllTextAsync(stage.Servers.ConfigurationFile, Stage.Token);
        var lines = text.Split('\n').Select(line => line.StartsWith("account:", StringComparison.Ordinal) ? "account: \"42\"" : line);
        await File.WriteAllTextAsync(stage.Servers.ConfigurationFile, string.Join('\n', lines), Stage.Token);
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, "expects 42");
    }

    [Fact]
    public async Task More_deletions_than_allowed()
    {
        await using var stage = await Stage.SetAsync();
        stage.AssertRefused(await stage.CallAsync([.. Prune, "--max-deletions", "0"]), ExitCode.Refused, "more than 0");
    }

    [Fact]
    public async Task Clocks_that_are_apart()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(new Fault(FaultKind.Alter, request => request.Service == "builds")
        {
            Times = int.MaxValue,
            Headers = new Dictionary<string, string> { ["Date"] = "Tue, 01 Jan 2030 00:00:00 GMT" },
        });
        stage.AssertRefused(await stage.CallAsync(Prune), ExitCode.Refused, "clock of builds");
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_written()
    {
        await using var stage = await Stage.SetAsync();
        stage.AssertRefused(await stage.CallAsync([.. Prune, "--log-file", stage.Servers.Folder]), ExitCode.Refused, "could not be written");
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task An_interrupted_prune_ends_soon_with_its_journal_closed_and_can_be_gone_on_with(string signal, int exitCode)
    {
        await using var stage = await Stage.SetAsync();
        var isDeleting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var deletions = 0;
        stage.Servers.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request.Operation != "DeleteImage" || Interlocked.Increment(ref deletions) != 20)
            {
                return false;
            }

            isDeleting.SetResult();
            return true;
        })
        { Gate = Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Stage.Token) });
        using var process = stage.Start(Prune);
        await isDeleting.Task.WaitAsync(TimeSpan.FromMinutes(2), Stage.Token);
        using (var kill = Process.Start(new ProcessStartInfo("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]) { UseShellExecute = false })!)
        {
            await kill.WaitForExitAsync(Stage.Token);
        }

        await process.WaitForExitAsync(Stage.Token).WaitAsync(TimeSpan.FromSeconds(15), Stage.Token);
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal("interrupted", JsonNode.Parse(stage.ReadState("journal.jsonl").TrimEnd('\n').Split('\n')[^1])!["event"]!.GetValue<string>());

        var resumed = await stage.CallAsync(Prune);
        Assert.True(resumed.ExitCode == ExitCode.Done, resumed.Error);
        Assert.Empty(stage.Faults());
    }

    private static async Task<(string Plan, string Digest)> PlanAsync(Stage stage)
    {
        var plan = Path.Combine(stage.Servers.Folder, "approved-plan.json");
        var called = await stage.CallAsync("plan", "4.10", "--out", plan);
        Assert.True(called.ExitCode == ExitCode.Done, called.Error);
        return (plan, SeededWorldTests.DigestOf(plan));
    }
}
