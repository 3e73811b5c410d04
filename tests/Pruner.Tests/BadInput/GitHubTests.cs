using Pruner.Core;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>A GitHub that answers something else than the whole history.</summary>
public sealed class GitHubTests
{
    private const string Refused = "GitHub answered ‹what› with HTTP ‹status›: ‹what it said›.";
    private const string Unanswered = "GitHub gave no usable answer (‹what›): ‹why›.";
    private const string Limited = "GitHub goes on limiting our calls, for now until ‹time›.";
    private const string UnknownForm = "‹document› line ‹number›, column ‹number› (‹place›): expected ‹form›, found ‹found›. (commit ‹commit›, ‹branch›)";
    private const string TokenRefused = "GitHub at ‹address› refused the token (HTTP 401).";

    private static readonly string[] Prune = ["prune", "4.10", "--yes"];

    [Fact]
    public async Task A_page_of_a_proxy_with_status_200()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always() with { Status = 200, ContentType = "text/html", Body = "<html>Sign in</html>" });
        await Told.ByAsync(stage, Prune, ExitCode.Refused, Unanswered, "the repository", "github goes on failing (github/graphql, HTTP 200)");
    }

    [Theory]
    [InlineData(301, """{"message":"Moved Permanently","url":"http://127.0.0.1:1/"}""", "Moved Permanently")]
    [InlineData(407, "<html>Proxy Authentication Required</html>", "(no message)")]
    [InlineData(451, """{"message":"Repository access blocked\u001b[2J"}""", "Repository access blocked [2J")]
    public async Task A_status_that_is_no_answer(int status, string body, string said)
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always() with { Status = status, Body = body, Headers = new Dictionary<string, string> { ["Location"] = "http://127.0.0.1:1/" } });
        await Told.ByAsync(stage, Prune, ExitCode.Refused, Refused, "the repository", $"{status}", said);
    }

    [Fact]
    public async Task A_token_that_expires_in_the_middle_of_the_scan()
    {
        await using var stage = await Stage.SetAsync();
        var asked = 0;
        stage.Servers.Traffic.Script(Always(_ => Interlocked.Increment(ref asked) > 4) with { Status = 401, Body = """{"message":"Bad credentials"}""" });
        await Told.ByAsync(stage, Prune, ExitCode.Setup, TokenRefused, stage.Servers.GitHubUrl);
    }

    [Fact]
    public async Task A_token_that_expires_while_images_are_deleted_ends_the_run_and_the_next_goes_on()
    {
        await using var world = await SmallWorld.StartAsync();
        var images = world.Leave(3, "us-east-1", isPublic: false);
        world.On(
            request => request.Operation == "TagResources",
            () =>
            {
                world.Time.Move(TimeSpan.FromMinutes(9));
                world.Servers.Traffic.Script(Always() with { Status = 401, Body = """{"message":"Bad credentials"}""" });
            });

        Assert.Equal(ExitCode.Setup, await world.RunAsync(Prune));
        Told.Says(world.Said.Split('\n').Single(line => line.StartsWith("pruner: ", StringComparison.Ordinal))["pruner: ".Length..], TokenRefused, world.Servers.GitHubUrl);
        Told.IsOnThePage(TokenRefused, ExitCode.Setup);
        Assert.Contains(images, world.IsThere);

        world.Servers.Traffic.Clear();
        Assert.True(await world.RunAsync(Prune) == ExitCode.Done, world.Said);
        Assert.DoesNotContain(images, world.IsThere);
    }

    [Fact]
    public async Task A_secondary_limit_that_asks_for_an_hour()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always() with
        {
            Status = 403,
            Body = """{"message":"You have exceeded a secondary rate limit."}""",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" },
        });
        await Told.ByAsync(stage, Prune, ExitCode.Refused, Limited, Told.Anything);
    }

    [Fact]
    public async Task A_token_that_the_organisation_has_not_let_in()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always() with { Status = 403, Body = """{"message":"Resource protected by organization SAML enforcement."}""" });
        await Told.ByAsync(
            stage, Prune, ExitCode.Setup, "GitHub does not allow this token to read ‹repository›: ‹what it said›.", "openshift/installer", "Resource protected by organization SAML enforcement");
    }

    [Fact]
    public async Task A_repository_with_a_misspelt_name()
    {
        await using var stage = await Stage.SetAsync();
        await ConfigureAsync(stage, "openshift/installer", "openshift/instaler");
        await Told.ByAsync(stage, Prune, ExitCode.Setup, "GitHub knows no repository ‹repository›, or does not show it to this token.", "openshift/instaler");
    }

    [Fact]
    public async Task A_known_build_that_the_scan_does_not_find()
    {
        await using var stage = await Stage.SetAsync();
        await ConfigureAsync(stage, "  known-builds:\n", "  known-builds:\n    - 410.84.199901010000-0\n");
        var known = (await File.ReadAllLinesAsync(stage.Servers.ConfigurationFile, Stage.Token)).SkipWhile(line => line != "  known-builds:").Skip(1).TakeWhile(line => line.StartsWith("    - ", StringComparison.Ordinal)).Count();
        await Told.ByAsync(
            stage,
            Prune,
            ExitCode.Refused,
            "The scan of ‹repository› did not find ‹number› of ‹number› builds that are known to be pinned there, ‹build› among them.",
            "openshift/installer",
            "1",
            $"{known}",
            "410.84.199901010000-0");
    }

    [Fact]
    public async Task A_release_branch_whose_boot_images_moved_to_another_file()
    {
        await using var seed = await Stage.SetAsync();
        using var repository = TestRepository.Clone(seed.Servers.RepositoryPath);
        var parent = repository.Git("rev-parse", "refs/heads/release-4.11");
        var files = repository.Lines("ls-tree", "-r", "--name-only", parent, "data/data").Select(path => (path, "100644", ""));
        repository.Special("refs/heads/release-4.11", [parent], "Fetch the stream at build time", [.. files]);
        await using var stage = await OverAsync(repository, seed);
        await Told.ByAsync(stage, Prune, ExitCode.Refused, "No boot image is pinned at the tip of ‹branch›.", "refs/heads/release-4.11");
    }

    [Fact]
    public async Task A_release_branch_that_is_gone()
    {
        await using var seed = await Stage.SetAsync();
        using var repository = TestRepository.Clone(seed.Servers.RepositoryPath);
        repository.Git("update-ref", "-d", "refs/heads/release-4.10");
        await using var stage = await OverAsync(repository, seed);
        await Told.ByAsync(stage, Prune, ExitCode.Refused, "The branch ‹branch› is missing.", "refs/heads/release-4.10");
    }

    [Fact]
    public async Task A_metadata_file_of_a_form_that_nobody_knows()
    {
        await using var seed = await Stage.SetAsync();
        using var repository = TestRepository.Clone(seed.Servers.RepositoryPath);
        var parent = repository.Git("rev-parse", "refs/heads/release-4.11");
        repository.Commit("refs/heads/release-4.11", [parent], "Next form", ("data/data/coreos/rhel-coreos-10.json", """{"version":2,"boot":{"aliyun":"m-0xi47nhv1zat67he9n4j"}}"""));
        await using var stage = await OverAsync(repository, seed);
        await Told.ByAsync(stage, Prune, ExitCode.Refused, UnknownForm, "data/data/coreos/rhel-coreos-10.json", "1", "1", "top level", Told.Anything, "an object with \"version\", \"boot\"", Told.Anything, "refs/heads/release-4.11");
    }

    private static Fault Always(Func<RecordedRequest, bool>? when = null) =>
        new(FaultKind.Reply, request => request.Service == "github" && (when is null || when(request))) { Times = int.MaxValue };

    private static Task<Stage> OverAsync(TestRepository repository, Stage seed) =>
        Stage.SetAsync(options: new SandboxOptions { RepositoryPath = repository.Path, PullsFile = Path.Combine(seed.Servers.Folder, "pulls.json") });

    private static async Task ConfigureAsync(Stage stage, string old, string @new)
    {
        var text = await File.ReadAllTextAsync(stage.Servers.ConfigurationFile, Stage.Token);
        Assert.Contains(old, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(stage.Servers.ConfigurationFile, text.Replace(old, @new, StringComparison.Ordinal), Stage.Token);
    }
}
