using System.Text.Json;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Bumps;

public sealed class BumpCommandTests
{
    private static readonly string[] KeyVariables = ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"];

    [Fact]
    public async Task A_good_bump_is_told_with_its_images_and_changes_nothing_anywhere()
    {
        await using var world = await ProposedAsync();
        var called = await world.BumpAsync();

        AssertEnded(ExitCode.Done, called);
        Assert.Contains("data/data/coreos/rhcos.json x86_64 aliyun: 410.84.202201251210-0 to 410.84.202205191234-0, changed 3 regions", called.Out, StringComparison.Ordinal);
        Assert.Contains($"us-east-1 {BumpStage.Images(BumpStage.New)["us-east-1"]} 410.84.202205191234-0: exists, public: yes, bootimage=true: no", called.Out, StringComparison.Ordinal);
        Assert.Contains("410.84.202201251210-0 (before)", called.Out, StringComparison.Ordinal);
        Assert.EndsWith("Nothing looks wrong: pull request 7 changes 3 boot images, adds 0, drops 0.\n", called.Out, StringComparison.Ordinal);
        Assert.Empty(world.Stage.Servers.Traffic.Changes);
    }

    [Fact]
    public async Task JSON_has_every_change_and_every_look()
    {
        await using var world = await ProposedAsync();
        var called = await world.BumpAsync("--format", "json", "--comment", "always");
        using var json = JsonDocument.Parse(called.Out);
        var root = json.RootElement;

        Assert.Equal((1, 7, false, "open"), (root.GetProperty("schema").GetInt32(), root.GetProperty("pullRequest").GetInt32(), root.GetProperty("wrong").GetBoolean(), root.GetProperty("state").GetString()));
        var change = root.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("location").GetString() == "us-east-1");
        Assert.Equal(
            (BumpStage.Old, BumpStage.Images(BumpStage.Old)["us-east-1"], BumpStage.New, BumpStage.Images(BumpStage.New)["us-east-1"]),
            (change.GetProperty("fromRelease").GetString(), change.GetProperty("fromImage").GetString(), change.GetProperty("toRelease").GetString(), change.GetProperty("toImage").GetString()));
        Assert.All(root.GetProperty("images").EnumerateArray(), image => Assert.Equal(("seen", "public", false), (image.GetProperty("status").GetString(), image.GetProperty("visibility").GetString(), image.GetProperty("bootImage").GetBoolean())));
        Assert.Equal("seen", root.GetProperty("builds")[0].GetProperty("status").GetString());
        Assert.Equal("created", root.GetProperty("comment").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_private_image_a_missing_one_and_an_unknown_build_look_wrong_and_end_with_4()
    {
        await using var world = await ProposedAsync();
        world.Image(BumpStage.New, "us-east-1").IsPublic = false;
        var missing = new Dictionary<string, string>(BumpStage.Images(BumpStage.New)) { ["eu-central-1"] = "m-gw800000000000000000" };
        world.Propose(BumpStage.Document(BumpStage.New, missing));
        var called = await world.BumpAsync();
        AssertEnded(ExitCode.Incomplete, called);
        Assert.Contains($"image-not-public: us-east-1 {BumpStage.Images(BumpStage.New)["us-east-1"]}", called.Out, StringComparison.Ordinal);
        Assert.Contains("image-missing: eu-central-1 m-gw800000000000000000", called.Out, StringComparison.Ordinal);

        world.Propose(BumpStage.Document("410.84.202205191235-0", BumpStage.Images(BumpStage.New)));
        var unknown = await world.BumpAsync();
        AssertEnded(ExitCode.Incomplete, unknown);
        Assert.Contains("unknown-build: 410.84.202205191235-0 x86_64: rhcos-4.10/builds.json does not list the build.", unknown.Out, StringComparison.Ordinal);
        Assert.Contains("other-build: us-east-1", unknown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_it_says_so_and_the_rest_is_told()
    {
        await using var world = await ProposedAsync();
        Array.ForEach(KeyVariables, name => world.Stage.Environment[name] = null);
        var called = await world.BumpAsync();
        AssertEnded(ExitCode.Done, called);
        Assert.Contains("3 images not looked at: no Alibaba Cloud credentials were given", called.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Stage.Servers.Traffic.Requests, request => request.Service is "ecs" or "sts");
    }

    [Fact]
    public async Task Credentials_that_are_refused_leave_the_images_out_and_end_with_4()
    {
        await using var world = await ProposedAsync();
        world.Stage.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "wrong";
        var called = await world.BumpAsync();
        AssertEnded(ExitCode.Incomplete, called);
        Assert.Contains("3 images not looked at: Alibaba Cloud refuses the credentials", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_key_is_refused_as_everywhere()
    {
        await using var world = await ProposedAsync();
        world.Stage.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = null;
        world.Stage.AssertRefused(await world.BumpAsync(), ExitCode.Setup, "Half of an access key is set");
    }

    [Fact]
    public async Task A_document_that_does_not_parse_is_told_and_is_not_fatal()
    {
        await using var world = await ProposedAsync("{\"stream\": ");
        var called = await world.BumpAsync();
        AssertEnded(ExitCode.Incomplete, called);
        Assert.Contains("not-understood: data/data/coreos/rhcos.json", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_without_metadata_changes_nothing()
    {
        await using var world = await BumpStage.SetAsync();
        world.Propose("other words", "README.md");
        var called = await world.BumpAsync("--comment", "changes");
        AssertEnded(ExitCode.Done, called);
        Assert.EndsWith("Nothing looks wrong: pull request 7 touches no metadata file.\n", called.Out, StringComparison.Ordinal);
        Assert.Empty(world.GitHub.AllComments);
    }

    [Theory]
    [InlineData("off", true, 0)]
    [InlineData("failures", true, 0)]
    [InlineData("failures", false, 1)]
    [InlineData("changes", true, 1)]
    [InlineData("always", true, 1)]
    public async Task Whether_a_first_comment_is_written_depends_on_the_mode(string mode, bool isGood, int comments)
    {
        await using var world = await ProposedAsync();
        if (!isGood)
        {
            world.Image(BumpStage.New, "us-east-1").IsPublic = false;
        }

        await world.BumpAsync("--comment", mode);
        Assert.Equal(comments, world.GitHub.AllComments.Length);
    }

    [Fact]
    public async Task The_comment_is_left_alone_while_nothing_changes_and_says_when_it_is_well_again()
    {
        await using var world = await ProposedAsync();
        world.Image(BumpStage.New, "us-east-1").IsPublic = false;
        await world.BumpAsync("--comment", "failures");
        Assert.StartsWith("<!-- aliyun-pruner:v1:bump -->\n### 1 thing looks wrong: ", world.Comment, StringComparison.Ordinal);
        var again = await world.BumpAsync("--comment", "failures");
        Assert.Contains("Comment unchanged: ", again.Error, StringComparison.Ordinal);

        world.Image(BumpStage.New, "us-east-1").IsPublic = true;
        var well = await world.BumpAsync("--comment", "failures");
        Assert.Contains("Comment updated: ", well.Error, StringComparison.Ordinal);
        Assert.Contains("### Nothing looks wrong: ", world.Comment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bump_that_is_taken_back_updates_the_comment_that_is_there()
    {
        await using var world = await ProposedAsync();
        await world.BumpAsync("--comment", "changes");
        world.Propose("other words", "README.md");
        await world.BumpAsync("--comment", "changes");
        Assert.Contains("pull request 7 touches no metadata file", world.Comment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PullState.Closed)]
    [InlineData(PullState.Merged)]
    public async Task A_closed_pull_request_is_told_and_gets_no_first_comment(PullState state)
    {
        await using var world = await BumpStage.SetAsync();
        world.MakeNewImagesGood();
        world.Propose(BumpStage.After, state: state);
        var called = await world.BumpAsync("--comment", "always");
        AssertEnded(ExitCode.Done, called);
        Assert.Contains("changes 3 boot images", called.Out, StringComparison.Ordinal);
        Assert.Empty(world.GitHub.AllComments);
    }

    [Theory]
    [InlineData(403, "Resource not accessible by integration")]
    [InlineData(404, "Not Found")]
    public async Task A_token_that_may_not_comment_is_a_warning_that_names_the_permission(int status, string said)
    {
        await using var world = await ProposedAsync();
        world.Stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Method == "POST" && request.Path.EndsWith("/comments", StringComparison.Ordinal))
        { Status = status, Body = $$"""{"message": "{{said}}"}""" });
        var called = await world.BumpAsync("--comment", "always");
        AssertEnded(ExitCode.Done, called);
        Assert.Contains("Warning: the comment on the pull request was not written: the token lacks the permission pull-requests: write", called.Error, StringComparison.Ordinal);
        Assert.Contains("changes 3 boot images", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_jobs_keep_a_comment_each()
    {
        await using var world = await ProposedAsync();
        foreach (var job in (string[])["one", "two", "one"])
        {
            world.Stage.Environment["GITHUB_WORKFLOW"] = "Check";
            world.Stage.Environment["GITHUB_JOB"] = job;
            await world.BumpAsync("--comment", "always");
        }

        Assert.Equal(2, world.GitHub.AllComments.Length);
    }

    [Fact]
    public async Task Protecting_tags_the_new_images_and_nothing_else()
    {
        await using var world = await ProposedAsync();
        var called = await world.BumpAsync("--protect", "--yes");
        AssertEnded(ExitCode.Done, called);
        Assert.Contains("bootimage=true: yes", called.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("bootimage=true: no", called.Out, StringComparison.Ordinal);
        Assert.Equal(
            BumpStage.Images(BumpStage.New).Values.Order(),
            world.Stage.Servers.Cloud.Images.Where(image => BumpStage.Images(BumpStage.New).ContainsValue(image.ImageId) && image.Tags.Contains(new("bootimage", "true"))).Select(image => image.ImageId).Order());
        Assert.Equal(["TagResources"], world.Stage.Servers.Traffic.Changes.Select(change => change.Operation).Distinct());
        Assert.Equal(3, world.Stage.Servers.Traffic.Changes.Length);

        // A second time there is nothing left to tag.
        await world.BumpAsync("--protect", "--yes");
        Assert.Equal(3, world.Stage.Servers.Traffic.Changes.Length);
    }

    [Fact]
    public async Task Every_tag_is_announced_on_disk_before_it_is_asked_for()
    {
        await using var world = await ProposedAsync();
        var file = Path.Combine(world.Stage.State, "protected.jsonl");
        var announced = new List<bool>();
        world.Stage.Servers.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (request.Operation == "TagResources")
            {
                var intents = Journal.Read(file, File.ReadAllBytes(file)).Entries.Where(entry => entry.Event == JournalEvent.Intent);
                announced.Add(intents.Any(entry => request.Query.Contains(entry.Id!, StringComparison.Ordinal) && entry.Location == request.Location));
            }

            return false;
        }));
        AssertEnded(ExitCode.Done, await world.BumpAsync("--protect", "--yes"));
        Assert.Equal([true, true, true], announced);
    }

    [Fact]
    public async Task Without_a_journal_nothing_is_tagged()
    {
        await using var world = await ProposedAsync();
        Directory.CreateDirectory(Path.Combine(world.Stage.State, "protected.jsonl"));
        world.Stage.AssertRefused(await world.BumpAsync("--protect", "--yes"), ExitCode.Refused, "journal");
    }

    [Fact]
    public async Task An_image_that_cannot_be_tagged_ends_with_4()
    {
        await using var world = await ProposedAsync();
        world.Stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "TagResources")
        { Status = 403, Body = """{"Code":"Forbidden.RAM","Message":"not allowed","RequestId":"1"}""" });
        var called = await world.BumpAsync("--protect", "--yes");
        AssertEnded(ExitCode.Incomplete, called);
        Assert.Contains(": forbidden", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protecting_wants_a_yes_credentials_and_the_configured_account()
    {
        await using var world = await ProposedAsync();
        world.Stage.AssertRefused(await world.BumpAsync("--protect"), ExitCode.Setup, "Nobody is there to be asked.");

        using var no = new StringReader("no\n");
        var refused = await world.Stage.CallAsync(["bump", "--pull-request", "7", "--protect"], host => host with { IsInteractive = true, In = no }, Stage.Token);
        AssertEnded(ExitCode.Setup, refused);
        Assert.Contains("Not approved.", refused.Error, StringComparison.Ordinal);
        world.Stage.AssertUnchanged();

        const string Another = "9999999999999999";
        var configuration = await File.ReadAllTextAsync(world.Stage.Servers.ConfigurationFile, Stage.Token);
        await File.WriteAllTextAsync(world.Stage.Servers.ConfigurationFile, configuration.Replace(SeedWorld.AccountId, Another, StringComparison.Ordinal), Stage.Token);
        world.Stage.AssertRefused(await world.BumpAsync("--protect", "--yes"), ExitCode.Refused, $"the configuration expects {Another}");

        Array.ForEach(KeyVariables, name => world.Stage.Environment[name] = null);
        world.Stage.AssertRefused(await world.BumpAsync("--protect", "--yes"), ExitCode.Setup, "--protect needs Alibaba Cloud credentials");
    }

    [Fact]
    public async Task A_yes_at_a_terminal_is_enough()
    {
        await using var world = await ProposedAsync();
        using var yes = new StringReader("yes\n");
        var called = await world.Stage.CallAsync(["bump", "--pull-request", "7", "--protect"], host => host with { IsInteractive = true, In = yes }, Stage.Token);
        AssertEnded(ExitCode.Done, called);
        Assert.Contains("Tag 3 images of pull request 7 bootimage=true?", called.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bump")]
    [InlineData("bump", "--pull-request", "x")]
    [InlineData("bump", "--pull-request", "0")]
    [InlineData("bump", "--pull-request", "7", "--comment", "loudly")]
    [InlineData("bump", "--pull-request", "7", "--repository", "")]
    public async Task Options_that_are_not_understood_are_refused(params string[] arguments)
    {
        await using var world = await BumpStage.SetAsync();
        world.Stage.AssertRefused(await world.Stage.CallAsync(arguments), ExitCode.Setup, "The command line is not understood");
        Assert.Empty(world.Stage.Servers.Traffic.Requests);
    }

    [Fact]
    public async Task Another_repository_is_named_as_owner_and_name()
    {
        await using var world = await ProposedAsync();
        world.Stage.AssertRefused(await world.BumpAsync("--repository", "installer"), ExitCode.Setup, "'installer' is not the name of a repository.");
        world.Stage.AssertRefused(await world.BumpAsync("--repository", "openshift/other"), ExitCode.Setup, "GitHub shows no pull request 7 of openshift/other.");
        AssertEnded(ExitCode.Done, await world.BumpAsync("--repository", "openshift/installer"));
    }

    private static void AssertEnded(ExitCode expected, Invocation called) => Assert.True(expected == called.ExitCode, $"{called.ExitCode}\n{called.Error}\n{called.Out}");

    private static async Task<BumpStage> ProposedAsync(string? document = null)
    {
        var world = await BumpStage.SetAsync();
        world.MakeNewImagesGood();
        world.Propose(document ?? BumpStage.After);
        return world;
    }
}
