using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub;

namespace Pruner.Sandbox.Tests.GitHub;

public sealed class PullRequestTests
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task All_real_pull_requests_are_there_with_state_files_head_and_date()
    {
        using var repository = TestRepository.Clone(TestRepository.SharedData("installer-history/installer.bundle"));
        var file = TestRepository.SharedData("installer-history/pulls.json");
        var written = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!.AsArray().Select(pull => pull!).OrderByDescending(pull => (int)pull["number"]!).ToList();
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, PullsFile = file });
        var found = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            Assert.True(found.Count <= written.Count, "the pages do not end");
            var page = (await client.AskRepositoryAsync(
                "pullRequests(first: 30, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) { totalCount pageInfo { hasNextPage endCursor } nodes { number state title baseRefName headRefOid createdAt updatedAt merged isCrossRepository headRef { name } author { __typename login } files(first: 100) { totalCount nodes { path } } commits(last: 1) { totalCount nodes { commit { oid } } } } }",
                new { after = cursor }, "($after: String)"))["pullRequests"]!;
            found.AddRange(page["nodes"]!.AsArray().Select(node => node!));
            Assert.Equal(written.Count, (int)page["totalCount"]!);
            cursor = (string?)page["pageInfo"]!["endCursor"];
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
            {
                break;
            }
        }

        Assert.Equal(written.Select(Describe).Order(StringComparer.Ordinal), found.Select(pull => string.Join('|', pull["number"], ((string)pull["state"]!).ToLowerInvariant(), pull["title"], pull["baseRefName"], pull["headRefOid"],
            DateTimeOffset.Parse((string)pull["updatedAt"]!).ToUnixTimeSeconds(), string.Join(',', pull["files"]!["nodes"]!.AsArray().Select(node => node!["path"])))).Order(StringComparer.Ordinal));
        Assert.Equal(found.Select(pull => (string)pull["createdAt"]!).OrderDescending(StringComparer.Ordinal), found.Select(pull => (string)pull["createdAt"]!));
        Assert.All(found, pull => Assert.Equal((string)pull["headRefOid"]!, (string)pull["commits"]!["nodes"]![0]!["commit"]!["oid"]!));
        Assert.All(found, pull => Assert.True((bool)pull["isCrossRepository"]! && pull["headRef"] is null));
        var rest = await client.GetPagesAsync("/repos/openshift/installer/pulls?state=all&per_page=20");
        Assert.Equal(found.Select(pull => (int)pull["number"]!), rest.Select(pull => (int)pull["number"]!));
        var open = await client.GetPagesAsync("/repos/openshift/installer/pulls");
        Assert.Equal(written.Where(pull => (string)pull["state"]! == "open").Select(pull => (int)pull["number"]!).Order(), open.Select(pull => (int)pull["number"]!).Order());
    }

    [Fact]
    public async Task A_pull_request_without_an_entry_is_open_titled_by_its_head_and_git_tells_its_files()
    {
        using var repository = Forked(out _, out var head);
        repository.Git("update-ref", "refs/pull/5/head", head);
        await using var client = await GitHubClient.StartAsync(repository);
        var pull = (await client.AskRepositoryAsync("pullRequest(number: 5) { state title body merged baseRefName changedFiles files(first: 9) { nodes { path changeType additions deletions } } commits(first: 9) { nodes { commit { messageHeadline } } } }"))["pullRequest"]!;
        Assert.Equal(("OPEN", "move it", "", "master"), ((string)pull["state"]!, (string)pull["title"]!, (string)pull["body"]!, (string)pull["baseRefName"]!));
        Assert.Equal(["c.txt|ADDED|1|0", "moved.txt|RENAMED|0|0"], pull["files"]!["nodes"]!.AsArray().Select(file => $"{file!["path"]}|{file["changeType"]}|{file["additions"]}|{file["deletions"]}"));
        Assert.Equal(["add c", "move it"], pull["commits"]!["nodes"]!.AsArray().Select(node => (string)node!["commit"]!["messageHeadline"]!));
        var files = await client.GetPagesAsync("/repos/openshift/installer/pulls/5/files?per_page=1");
        Assert.Equal(["c.txt|added|", "moved.txt|renamed|b.txt"], files.Select(file => $"{file["filename"]}|{file["status"]}|{file["previous_filename"]}"));
        Assert.Equal(2, (await client.GetPagesAsync("/repos/openshift/installer/pulls/5/commits")).Count);
        Assert.Equal((2, 2), ((int)(await client.GetAsync("/repos/openshift/installer/pulls/5"))["commits"]!, (int)(await client.GetAsync("/repos/openshift/installer/pulls/5"))["changed_files"]!));
    }

    [Fact]
    public async Task A_merged_pull_request_still_shows_what_it_brought()
    {
        using var repository = Forked(out _, out var head);
        repository.Git("merge", "--quiet", "--no-ff", "-m", "Merge pull request #6", head);
        await using var client = await GitHubClient.StartAsync(repository);
        client.Emulator.Repository.AddPullRequest(6, PullState.Merged, "Bump", "to 411.86", head, "master", Noon);
        var pull = (await client.AskRepositoryAsync("pullRequest(number: 6) { state merged mergedAt closedAt mergeCommit { oid } body files(first: 9) { nodes { path } } commits(first: 9) { totalCount } }"))["pullRequest"]!;
        Assert.Equal(("MERGED", true, "2025-06-01T12:00:00Z", "to 411.86"), ((string)pull["state"]!, (bool)pull["merged"]!, (string)pull["mergedAt"]!, (string)pull["body"]!));
        Assert.Equal(repository.Git("rev-parse", "master"), (string)pull["mergeCommit"]!["oid"]!);
        Assert.Equal(["c.txt", "moved.txt"], pull["files"]!["nodes"]!.AsArray().Select(file => (string)file!["path"]!));
        Assert.Equal(2, (int)pull["commits"]!["totalCount"]!);
        var rest = await client.GetAsync("/repos/openshift/installer/pulls/6");
        Assert.Equal(("closed", true, "2025-06-01T12:00:00Z"), ((string)rest["state"]!, (bool)rest["merged"]!, (string)rest["merged_at"]!));
    }

    [Fact]
    public async Task Pull_requests_are_filtered_by_state_and_base_and_paged_by_time_while_they_change()
    {
        using var repository = Forked(out var main, out var head);
        await using var client = await GitHubClient.StartAsync(repository);
        for (var number = 1; number <= 6; number++)
        {
            client.Emulator.Repository.AddPullRequest(number, (PullState)(number % 3), $"P{number}", "", number == 6 ? main : head, number > 4 ? "master" : "release-4.10", Noon.AddHours(number));
        }

        Assert.Equal([1, 4], await NumbersAsync(client, "states: [CLOSED], first: 9"));
        Assert.Equal([2, 3, 5, 6], await NumbersAsync(client, "states: [OPEN, MERGED], first: 9"));
        Assert.Equal([5, 6], await NumbersAsync(client, "baseRefName: \"master\", first: 9"));
        var order = "orderBy: {field: UPDATED_AT, direction: DESC}, first: 2";
        var first = (await client.AskRepositoryAsync($"pullRequests({order}) {{ pageInfo {{ endCursor }} nodes {{ number }} }}"))["pullRequests"]!;
        Assert.Equal([6, 5], first["nodes"]!.AsArray().Select(node => (int)node!["number"]!));
        client.Emulator.Repository.AddPullRequest(1, PullState.Open, "P1 again", "", head, "master", Noon.AddHours(9));
        Assert.Equal([4, 3], await NumbersAsync(client, $"{order}, after: \"{first["pageInfo"]!["endCursor"]}\""));
        Assert.Equal([1, 6], await NumbersAsync(client, order));
        Assert.Equal([1, 6], (await client.GetAsync("/repos/openshift/installer/pulls?state=all&sort=updated&direction=desc&per_page=2")).AsArray().Select(pull => (int)pull!["number"]!));
        Assert.Equal([2, 3], (await client.GetAsync("/repos/openshift/installer/pulls?state=all&sort=updated&direction=asc&per_page=2")).AsArray().Select(pull => (int)pull!["number"]!));
    }

    [Fact]
    public async Task Force_pushed_heads_are_told_and_readable_though_no_ref_names_them()
    {
        using var repository = Forked(out var main, out var head);
        var replaced = repository.Git("commit-tree", "-p", main, "-m", "first try", $"{head}^{{tree}}");
        await using var client = await GitHubClient.StartAsync(repository);
        client.Emulator.Repository.AddPullRequest(8, PullState.Open, "Pushed twice", "", head, "master", Noon, replaced);
        var query = "pullRequest(number: 8) { timelineItems(first: 10, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) { totalCount pageInfo { hasNextPage } nodes { __typename ... on HeadRefForcePushedEvent { createdAt beforeCommit { oid messageHeadline } afterCommit { oid } } } } }";
        var events = (await client.AskRepositoryAsync(query))["pullRequest"]!["timelineItems"]!;
        var push = Assert.Single(events["nodes"]!.AsArray())!;
        Assert.Equal(("HeadRefForcePushedEvent", replaced, "first try", head, "2025-06-01T12:00:00Z"),
            ((string)push["__typename"]!, (string)push["beforeCommit"]!["oid"]!, (string)push["beforeCommit"]!["messageHeadline"]!, (string)push["afterCommit"]!["oid"]!, (string)push["createdAt"]!));
        var all = (await client.AskRepositoryAsync("pullRequest(number: 8) { timelineItems(first: 10) { filteredCount nodes { __typename } } }"))["pullRequest"]!["timelineItems"]!;
        Assert.Equal(["PullRequestCommit", "PullRequestCommit", "HeadRefForcePushedEvent"], all["nodes"]!.AsArray().Select(node => (string)node!["__typename"]!));
        Assert.Equal(3, (int)all["filteredCount"]!);
        Assert.DoesNotContain(replaced, repository.Lines("for-each-ref", "--format=%(objectname)"));
    }

    private static async Task<IEnumerable<int>> NumbersAsync(GitHubClient client, string arguments) =>
        (await client.AskRepositoryAsync($"pullRequests({arguments}) {{ nodes {{ number }} }}"))["pullRequests"]!["nodes"]!.AsArray().Select(node => (int)node!["number"]!);

    // A base that went on, and two commits beside it: one adds a file, one moves one.
    private static TestRepository Forked(out string main, out string head)
    {
        var repository = TestRepository.Create();
        repository.Commit("first", ("a.txt", "a\n"), ("b.txt", "some text that is long enough to be recognised\n"));
        repository.Git("checkout", "--quiet", "-b", "topic");
        repository.Commit("add c", ("c.txt", "c\n"));
        repository.Git("mv", "b.txt", "moved.txt");
        head = repository.Commit("move it");
        repository.Git("checkout", "--quiet", "master");
        main = repository.Commit("meanwhile", ("d.txt", "d\n"));
        repository.Git("branch", "--quiet", "-D", "topic");
        repository.Git("branch", "release-4.10");
        return repository;
    }

    private static string Describe(JsonNode pull) => string.Join('|', pull["number"], pull["state"], pull["title"], pull["base"], pull["head_sha"],
        DateTimeOffset.Parse((string)pull["author_date"]!).ToUnixTimeSeconds(), string.Join(',', pull["files"]!.AsArray().Select(file => file)));
}
