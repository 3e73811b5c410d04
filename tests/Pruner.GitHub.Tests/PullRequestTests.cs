using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests;

public sealed class PullRequestTests
{
    private const string Rhcos = "data/data/coreos/rhcos.json";
    private static readonly DateTimeOffset Noon = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Pull_requests_of_every_state_that_touch_metadata_are_kept_and_walked()
    {
        await using var scene = await StartAsync();
        Add(scene, 1, PullState.Open, (Rhcos, "open pins"));
        Add(scene, 2, PullState.Closed, ("data/data/rhcos-amd64.json", "closed pins"));
        Add(scene, 3, PullState.Merged, (Rhcos, "merged pins"));
        Add(scene, 4, PullState.Open, ("README.md", "words"));
        var history = await scene.ReadAsync();

        Assert.Equal([(1, "open"), (2, "closed"), (3, "merged")], history.PullRequests.Select(pull => (pull.Number, pull.State)));
        Assert.Equal(("title 1", "body 1", Noon.AddHours(1)), (history.PullRequests[0].Title, history.PullRequests[0].Body, history.PullRequests[0].UpdatedAt));
        Assert.Equal(Noon.AddHours(4), history.PullRequestsUpTo);
        GitTruth.AssertSame(scene.Repository, history, "--branches", "refs/pull/1/head", "refs/pull/2/head", "refs/pull/3/head");
    }

    [Fact]
    public async Task Each_new_or_updated_pull_request_is_read_and_no_other()
    {
        await using var scene = await StartAsync();
        Add(scene, 1, PullState.Open, (Rhcos, "pins 1"));
        Add(scene, 2, PullState.Open, (Rhcos, "pins 2"));
        var known = await scene.ReadAsync();
        Add(scene, 3, PullState.Open, (Rhcos, "pins 3"));
        scene.Traffic.Clear();
        var history = await scene.ReadAsync(known);

        Assert.Equal([1, 2, 3], history.PullRequests.Select(pull => pull.Number));
        InstallerHistoryTests.AssertEqual(await scene.ReadAsync(), history);
        Assert.Equal(1, scene.Traffic.Requests.Take(11).Count(request => request.Body.Contains("timelineItems", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_pull_request_that_was_closed_since_is_closed()
    {
        await using var scene = await StartAsync();
        var head = Add(scene, 1, PullState.Open, (Rhcos, "pins"));
        var known = await scene.ReadAsync();
        scene.Emulator.Repository.AddPullRequest(1, PullState.Closed, "another title", "another body", head, "master", Noon.AddDays(1));
        var pull = Assert.Single((await scene.ReadAsync(known)).PullRequests);
        Assert.Equal(("closed", "another title", "another body"), (pull.State, pull.Title, pull.Body));
    }

    [Fact]
    public async Task Heads_that_force_pushes_replaced_are_read_where_GitHub_still_has_them()
    {
        await using var scene = await StartAsync();
        var first = Add(scene, 1, PullState.Open, (Rhcos, "m-0xi00000000000000001"));
        var second = Add(scene, 1, PullState.Open, (Rhcos, "m-0xi00000000000000002"));
        var third = Add(scene, 1, PullState.Open, (Rhcos, "m-0xi00000000000000003"));
        scene.Emulator.Repository.AddPullRequest(1, PullState.Open, "t", "b", third, "master", Noon, first, second, new string('d', 40));
        var history = await scene.ReadAsync();

        var pull = Assert.Single(history.PullRequests);
        Assert.Equal(third, pull.Head.Hex);
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), pull.EarlierHeads.Select(head => head.Hex));
        Assert.Contains("m-0xi00000000000000001", history.Blobs.Values);
        Assert.Contains("m-0xi00000000000000002", history.Blobs.Values);
    }

    [Fact]
    public async Task A_list_of_force_pushes_that_comes_short_is_refused()
    {
        await using var scene = await StartAsync();
        var first = Add(scene, 1, PullState.Open, (Rhcos, "m-0xi00000000000000001"));
        var second = Add(scene, 1, PullState.Open, (Rhcos, "m-0xi00000000000000002"));
        scene.Emulator.Repository.AddPullRequest(1, PullState.Open, "t", "b", second, "master", Noon, first);
        scene.OnQuery("timelineItems", FaultKind.Alter, static fault => fault with { Rewrite = WithoutForcePushes });

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());

        Assert.Contains("force pushes to pull request 1, but lists 0", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_head_whose_commit_can_no_longer_be_read_is_left_out()
    {
        await using var scene = await StartAsync();
        var first = Add(scene, 1, PullState.Open, (Rhcos, "gone"));
        var second = Add(scene, 1, PullState.Open, (Rhcos, "here"));
        scene.Emulator.Repository.AddPullRequest(1, PullState.Open, "t", "b", second, "master", Noon, first);
        scene.Traffic.Script(new Fault(FaultKind.Reply, request => request.Body.Contains("history(", StringComparison.Ordinal) && request.Body.Contains(first, StringComparison.Ordinal))
        {
            Status = 200,
            Body = """{"data":{"repository":{"h0":null}}}""",
            Times = int.MaxValue,
        });
        var history = await scene.ReadAsync();
        Assert.Empty(Assert.Single(history.PullRequests).EarlierHeads);
        Assert.DoesNotContain(new ObjectId(first), history.Commits.Keys);
    }

    [Fact]
    public async Task A_head_seen_before_a_force_push_stays_though_no_event_tells_of_it()
    {
        await using var scene = await StartAsync();
        var first = Add(scene, 1, PullState.Open, (Rhcos, "m-0xi00000000000000001"));
        var known = await scene.ReadAsync();
        var second = Add(scene, 1, PullState.Open, ("README.md", "no pins any more"));
        var history = await scene.ReadAsync(known);

        var pull = Assert.Single(history.PullRequests);
        Assert.Equal((second, first), (pull.Head.Hex, Assert.Single(pull.EarlierHeads).Hex));
        Assert.Contains(new ObjectId(second), history.Commits.Keys);
        Assert.Contains("m-0xi00000000000000001", history.Blobs.Values);
    }

    [Fact]
    public async Task The_present_head_of_a_pull_request_must_be_readable()
    {
        await using var scene = await StartAsync();
        var head = Add(scene, 1, PullState.Open, (Rhcos, "pins"));
        scene.Traffic.Script(new Fault(FaultKind.Reply, request => request.Body.Contains("history(", StringComparison.Ordinal) && request.Body.Contains(head, StringComparison.Ordinal))
        {
            Status = 200,
            Body = """{"data":{"repository":{"h0":null}}}""",
            Times = int.MaxValue,
        });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains(head, refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metadata_file_behind_hundreds_of_others_is_found()
    {
        await using var scene = await StartAsync();
        Add(scene, 1, PullState.Open, [.. Enumerable.Range(0, 250).Select(i => ($"aaa/{i:D3}", "x")), (Rhcos, "pins")]);
        Add(scene, 2, PullState.Open, [.. Enumerable.Range(0, 250).Select(i => ($"aaa/{i:D3}", "x"))]);
        var history = await scene.ReadAsync();
        Assert.Equal([1], history.PullRequests.Select(pull => pull.Number));
    }

    [Theory]
    [InlineData("\"totalCount\":2,", "\"totalCount\":3,")] // one path is missing
    [InlineData("\"totalCount\":2,", "\"totalCount\":3001,")] // more than GitHub ever lists
    [InlineData("\"files\":{", "\"files\":null,\"x\":{")] // no list at all
    public async Task A_pull_request_whose_list_of_files_is_not_complete_counts_as_touching(string from, string to)
    {
        await using var scene = await StartAsync();
        Add(scene, 1, PullState.Open, ("README.md", "a"), ("LICENSE", "b"));
        Assert.Empty((await scene.ReadAsync()).PullRequests);
        scene.OnQuery("pullRequests(", FaultKind.Alter, fault => fault with { Rewrite = body => body.Replace(from, to, StringComparison.Ordinal) });
        Assert.Equal([1], (await scene.ReadAsync()).PullRequests.Select(pull => pull.Number));
    }

    [Fact]
    public async Task A_pull_request_whose_files_GitHub_cannot_compute_counts_as_touching()
    {
        await using var scene = await StartAsync();
        Add(scene, 1, PullState.Open, ("README.md", "a"));
        Add(scene, 2, PullState.Open, ("README.md", "b"));
        scene.OnQuery("\"withFiles\":true", FaultKind.Reply, static fault => fault with { Status = 502, Body = "busy", Times = int.MaxValue });
        var history = await scene.ReadAsync();
        Assert.Equal([1, 2], history.PullRequests.Select(pull => pull.Number));
    }

    [Fact]
    public async Task Many_pull_requests_are_listed_from_both_ends_and_all_are_there()
    {
        await using var scene = await StartAsync();
        AddMany(scene, 350);
        var history = await scene.ReadAsync();
        Assert.Equal(Enumerable.Range(1, 350), history.PullRequests.Select(pull => pull.Number));
    }

    [Fact]
    public async Task A_list_that_stays_short_of_GitHubs_own_number_is_a_refusal()
    {
        await using var scene = await StartAsync();
        AddMany(scene, 130);
        scene.OnQuery("pullRequests(", FaultKind.Alter, static fault => fault with { Rewrite = static body => DropPull(body, 77), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("there are 130 pull requests, but lists 129", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_that_moved_while_the_list_was_read_is_not_lost()
    {
        await using var scene = await StartAsync();
        AddMany(scene, 130);
        // Whatever lists by creation does not show number 77; meanwhile it is updated.
        scene.OnQuery("CREATED_AT", FaultKind.Alter, fault => fault with
        {
            Times = int.MaxValue,
            Rewrite = body =>
            {
                scene.Emulator.Repository.AddPullRequest(77, PullState.Open, "moved", "", scene.Repository.Git("rev-parse", "refs/pull/77/head"), "master", Noon.AddYears(1));
                return DropPull(body, 77);
            },
        });
        var history = await scene.ReadAsync();
        Assert.Equal(130, history.PullRequests.Length);
        Assert.Equal("moved", history.PullRequests[76].Title);
    }

    [Fact]
    public async Task An_update_during_a_reading_of_several_pages_is_seen_by_the_look_after_it()
    {
        await using var scene = await StartAsync();
        Add(scene, 1, PullState.Open, (Rhcos, "before"));
        var known = await scene.ReadAsync();
        AddMany(scene, 250);
        var head = scene.Repository.Git("rev-parse", "refs/pull/5/head");
        var pages = 0;
        scene.OnQuery("UPDATED_AT", FaultKind.Alter, fault => fault with
        {
            Times = int.MaxValue,
            Rewrite = body =>
            {
                // After the first page, the oldest but one comes to the front and so is on none of the pages still to come.
                if (++pages == 1)
                {
                    scene.Emulator.Repository.AddPullRequest(5, PullState.Closed, "jumped", "", head, "master", Noon.AddYears(2));
                }

                return body;
            },
        });
        var history = await scene.ReadAsync(known);
        Assert.Equal("jumped", history.PullRequests.Single(pull => pull.Number == 5).Title);
        Assert.Equal(250, history.PullRequests.Length);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_a_text_does_not_stop_the_scan_and_hides_no_id()
    {
        await using var scene = await StartAsync();
        Add(scene, 1, PullState.Open, (Rhcos, "pins"));
        scene.OnQuery("pullRequests(", FaultKind.Alter, static fault => fault with { Rewrite = static body => body.Replace("body 1", "m-0xi00000000000000007 \\ud800", StringComparison.Ordinal) });
        var history = await scene.ReadAsync();
        Assert.Contains("m-0xi00000000000000007", history.PullRequests[0].Body, StringComparison.Ordinal);
    }

    private static string DropPull(string body, int number)
    {
        var json = JsonNode.Parse(body)!;
        var nodes = json["data"]!["repository"]!["pullRequests"]!["nodes"]!.AsArray();
        if (nodes.FirstOrDefault(node => node!["number"]!.GetValue<int>() == number) is { } found)
        {
            nodes.Remove(found);
        }

        return json.ToJsonString();
    }

    private static string WithoutForcePushes(string body)
    {
        var json = JsonNode.Parse(body)!;
        json["data"]!["repository"]!["p0"]!["timelineItems"]!["nodes"]!.AsArray().Clear();
        return json.ToJsonString();
    }

    private static void AddMany(Scene scene, int count)
    {
        string[] heads = [.. Enumerable.Range(1, 3).Select(number => Add(scene, number, PullState.Open, (Rhcos, $"pins {number}")))];
        for (var number = 1; number <= count; number++)
        {
            var head = heads[number % 3];
            scene.Emulator.Repository.AddPullRequest(number, (PullState)(number % 3), $"title {number}", $"body {number}", head, "master", Noon.AddHours(number));
        }
    }

    private static string Add(Scene scene, int number, PullState state, params (string Path, string Text)[] files)
    {
        var git = scene.Repository;
        var head = git.Commit("refs/heads/proposal", [git.Git("rev-parse", "master")], $"proposal {number}", files);
        git.Git("update-ref", "-d", "refs/heads/proposal");
        scene.Emulator.Repository.AddPullRequest(number, state, $"title {number}", $"body {number}", head, "master", Noon.AddHours(number));
        return head;
    }

    private static async Task<Scene> StartAsync()
    {
        var git = new TestRepository();
        git.Commit("refs/heads/master", [], "root", (Rhcos, "root pins"));
        return await Scene.StartAsync(git);
    }
}
