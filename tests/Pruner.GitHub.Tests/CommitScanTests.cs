using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests;

public sealed class CommitScanTests
{
    private const string Rhcos = "data/data/coreos/rhcos.json";

    [Fact]
    public async Task A_merge_of_twelve_parents_is_read_whole()
    {
        var git = new TestRepository();
        var root = git.Commit("refs/heads/master", [], "root", (Rhcos, "{}"));
        var sides = Enumerable.Range(0, 11).Select(i => git.Commit($"refs/heads/side-{i}", [root], $"side {i}", (Rhcos, $"side {i}"))).ToArray();
        var merge = git.Commit("refs/heads/master", [root, .. sides], "octopus", (Rhcos, "merged"));
        await using var scene = await Scene.StartAsync(git);
        var history = await scene.ReadAsync();

        GitTruth.AssertSame(git, history, "--all");
        Assert.Equal(12, history.Commits[new ObjectId(merge)].Parents.Length);
        Assert.Equal(1, scene.Calls("/git/commits/"));
    }

    [Fact]
    public async Task Parents_that_no_listing_gives_are_a_refusal()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 3);
        await using var scene = await Scene.StartAsync(git);
        scene.OnQuery("history(", FaultKind.Alter, fault => fault with { Rewrite = body => body.Replace("\"parents\":{\"totalCount\":1", "\"parents\":{\"totalCount\":2", StringComparison.Ordinal), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("has 2 parents, but lists 1", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_of_tags_are_peeled_and_tags_of_blobs_lead_nowhere()
    {
        var git = new TestRepository();
        var first = git.Commit("refs/heads/master", [], "first", (Rhcos, "1"));
        var tagged = git.Commit("refs/heads/gone", [first], "only tagged", (Rhcos, "2"));
        git.Git("update-ref", "-d", "refs/heads/gone");
        git.Git("tag", "-a", "-m", "x", "v1", tagged);
        git.Git("tag", "-a", "-m", "x", "v1-again", "v1");
        git.Git("tag", "-a", "-m", "x", "v1-thrice", "v1-again");
        git.Git("tag", "light", first);
        git.Git("tag", "a-blob", git.Blob([1, 2, 3]));
        git.Git("tag", "-a", "-m", "x", "a-tree", first + "^{tree}");
        await using var scene = await Scene.StartAsync(git);
        var history = await scene.ReadAsync();

        GitTruth.AssertSame(git, history, "refs/heads/master", "refs/tags/v1", "refs/tags/light");
        var commits = history.Refs.ToDictionary(item => item.Name, item => item.Commit?.Hex);
        Assert.Equal(tagged, commits["refs/tags/v1-thrice"]);
        Assert.Equal(first, commits["refs/tags/light"]);
        Assert.Null(commits["refs/tags/a-blob"]);
        Assert.Null(commits["refs/tags/a-tree"]);
        Assert.Equal(git.Git("rev-parse", "v1-again"), history.Refs.Single(item => item.Name == "refs/tags/v1-again").Target.Hex);
        Assert.Equal(new RefCounts(1, 6, 1, 6), history.RefCounts);
    }

    [Fact]
    public async Task A_tag_nested_deeper_than_is_followed_is_a_refusal()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 1);
        git.Git("tag", "-a", "-m", "x", "t0", "master");
        for (var i = 1; i < 5; i++)
        {
            git.Git("tag", "-a", "-m", "x", $"t{i}", $"t{i - 1}");
        }

        await using var scene = await Scene.StartAsync(git);
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("refs/tags/t4", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_refs_are_listed_and_walked()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 120);
        var heads = git.Lines("rev-list", "master");
        for (var i = 0; i < 60; i++)
        {
            git.Line($"refs/heads/branch/{i:D4}", 3, heads[i], $"branch {i}");
        }

        git.Git("pack-refs", "--all");
        File.AppendAllLines(Path.Combine(git.Path, "packed-refs"), Enumerable.Range(0, 940).Select(i => $"{heads[i % 100]} refs/tags/v{i:D4}").Order(StringComparer.Ordinal));
        await using var scene = await Scene.StartAsync(git);
        var history = await scene.ReadAsync();

        GitTruth.AssertSame(git, history, "--all");
        Assert.Equal(new RefCounts(61, 940, 61, 940), history.RefCounts);
        Assert.Equal(1001, history.Refs.Length);
        Assert.Contains(history.Refs, item => item.Name == "refs/heads/branch/0007");
        // One page of the default branch, its second, six queries of ten branches each: tags cost nothing.
        Assert.Equal(8, scene.Calls("history("));
    }

    [Fact]
    public async Task What_stands_in_the_place_of_a_file_is_no_file()
    {
        var git = new TestRepository();
        var link = git.Blob("../elsewhere"u8.ToArray());
        var file = git.Blob("{}"u8.ToArray());
        var module = new string('a', 40);
        git.Special("refs/heads/master", [], "odd", (Rhcos, "120000", link), ("data/data/coreos/fcos.json", "160000", module), ("data/data/rhcos.json/x", "100644", file), ("data/data/rhcos-amd64.json", "100755", file), ("data/data/other/rhcos.json", "100644", file), ("data/data/coreos/deep/er/x.json", "100644", file));
        await using var scene = await Scene.StartAsync(git);
        var history = await scene.ReadAsync();

        Assert.Equal([
            ("data/data/coreos/deep/er/x.json", file, true),
            ("data/data/coreos/fcos.json", module, false),
            (Rhcos, link, false),
            ("data/data/rhcos-amd64.json", file, true),
            ("data/data/rhcos.json", git.Git("rev-parse", "master:data/data/rhcos.json"), false),
        ], history.Folders.Values.Single().Select(found => (found.Path, found.Blob.Hex, found.IsFile)));
        Assert.Equal([file], history.Blobs.Keys.Select(id => id.Hex));
    }

    [Fact]
    public async Task Names_that_are_not_UTF8_do_not_break_the_check_of_a_folder()
    {
        var git = new TestRepository();
        var file = git.Blob("{}"u8.ToArray());
        git.Special("refs/heads/master", [], "odd name", ("\"data/data/caf\\351.txt\"", "100644", file), ("\"data/data/é.txt\"", "100644", file), (Rhcos, "100644", file));
        await using var scene = await Scene.StartAsync(git);
        var history = await scene.ReadAsync();
        Assert.Equal([Rhcos], history.Folders.Values.Single().Select(found => found.Path));
    }

    [Fact]
    public async Task A_long_history_is_read_in_parallel_pages_and_a_page_that_came_back_empty_is_found_missing()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 950);
        await using var scene = await Scene.StartAsync(git);
        scene.OnQuery(" 399\"", FaultKind.Alter, fault => fault with { Rewrite = EmptyPages, Times = int.MaxValue });
        var history = await scene.ReadAsync();

        GitTruth.AssertSame(git, history, "--all");
        Assert.InRange(scene.Calls("history("), 11, 12);
    }

    [Fact]
    public async Task A_commit_that_no_page_shows_is_a_refusal()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 30);
        await using var scene = await Scene.StartAsync(git);
        scene.OnQuery("history(", FaultKind.Alter, fault => fault with { Rewrite = EmptyPages, Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("cannot be closed", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parent_that_GitHub_does_not_have_is_a_refusal()
    {
        var git = new TestRepository();
        var head = git.Line("refs/heads/master", 3);
        var parent = git.Git("rev-parse", head + "^");
        var unknown = new string('b', 40);
        await using var scene = await Scene.StartAsync(git);
        scene.OnQuery("history(", FaultKind.Alter, fault => fault with { Rewrite = body => body.Replace($"\"nodes\":[{{\"oid\":\"{parent}\"}}]", $"\"nodes\":[{{\"oid\":\"{unknown}\"}}]", StringComparison.Ordinal), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains(unknown, refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursors_of_another_form_are_followed_in_order()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 450);
        await using var scene = await Scene.StartAsync(git);
        // The emulator reads positions with leading zeros, too.
        scene.OnQuery("history(", FaultKind.Alter, fault => fault with { Rewrite = body => body.Replace(" 99\"", " 0099\"", StringComparison.Ordinal), Times = int.MaxValue });
        var history = await scene.ReadAsync();

        GitTruth.AssertSame(git, history, "--all");
        Assert.Equal(5, scene.Calls("history("));
        Assert.Equal(1, scene.Traffic.Requests.Count(request => request.Body.Contains(" 0099\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pages_that_are_too_heavy_are_asked_for_in_smaller_ones()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 450);
        await using var scene = await Scene.StartAsync(git);
        foreach (var (size, status) in new[] { (100, 502), (50, 504) })
        {
            scene.Traffic.Script(new Fault(FaultKind.Reply, request => request.Body.Contains("history(", StringComparison.Ordinal) && request.Body.Contains($"\"first\":{size}", StringComparison.Ordinal))
            {
                Status = status,
                Body = "<html>busy</html>",
                ContentType = "text/html",
                Times = int.MaxValue,
            });
        }

        var history = await scene.ReadAsync();
        GitTruth.AssertSame(git, history, "--all");
    }

    [Fact]
    public async Task Resource_limits_shrink_the_page_and_nothing_of_such_an_answer_is_used()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 150);
        await using var scene = await Scene.StartAsync(git);
        scene.Traffic.Script(new Fault(FaultKind.Alter, request => request.Body.Contains("history(", StringComparison.Ordinal) && request.Body.Contains("\"first\":100", StringComparison.Ordinal))
        {
            Times = int.MaxValue,
            // Commits without their folders, as a partial answer would show them.
            Rewrite = body => WithErrors(body.Replace("\"type\":\"tree\"", "\"type\":\"blob\"", StringComparison.Ordinal), "RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded."),
        });
        var history = await scene.ReadAsync();
        GitTruth.AssertSame(git, history, "--all");
        Assert.Empty(history.Unreadable);
    }

    [Fact]
    public async Task A_new_commit_costs_only_itself()
    {
        var git = new TestRepository();
        var head = git.Line("refs/heads/master", 150);
        await using var scene = await Scene.StartAsync(git);
        var known = await scene.ReadAsync();
        git.Commit("refs/heads/master", [head], "bump", (Rhcos, "new pins"));
        scene.Traffic.Clear();
        var history = await scene.ReadAsync(known);

        GitTruth.AssertSame(git, history, "--all");
        // Six as ever, one page of commits, the new folder, its subfolder, the new file.
        Assert.Equal(10, scene.Traffic.Requests.Length);
    }

    [Fact]
    public async Task Commits_that_a_force_push_left_behind_stay_and_protect()
    {
        var git = new TestRepository();
        var root = git.Commit("refs/heads/master", [], "root", (Rhcos, "0"));
        var old = git.Commit("refs/heads/master", [root], "pinned for a day", (Rhcos, "m-0xi00000000000000001"));
        await using var scene = await Scene.StartAsync(git);
        var known = await scene.ReadAsync();
        git.Commit("refs/heads/master", [root], "as if it never was", (Rhcos, "2"));
        var history = await scene.ReadAsync(known);

        Assert.Contains(new ObjectId(old), history.Commits.Keys);
        Assert.Contains("m-0xi00000000000000001", history.Blobs.Values);
        Assert.Contains("2", history.Blobs.Values);
        GitTruth.AssertSame(git, history, "--all", old);
    }

    [Fact]
    public async Task A_known_history_of_another_repository_is_not_used()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 3);
        await using var scene = await Scene.StartAsync(git);
        var known = await scene.ReadAsync();
        var stray = new ObjectId(new string('c', 40));
        var foreign = known with
        {
            Repository = known.Repository with { Id = 1 },
            Commits = known.Commits.Add(stray, new GitCommit(stray, [], DateTimeOffset.UnixEpoch, Folder: null, "")),
        };
        var history = await scene.ReadAsync(foreign);
        InstallerHistoryTests.AssertEqual(known, history);
    }

    [Fact]
    public async Task A_kept_text_that_was_damaged_is_read_again()
    {
        var git = new TestRepository();
        git.Commit("refs/heads/master", [], "root", (Rhcos, "m-0xi00000000000000001"));
        await using var scene = await Scene.StartAsync(git);
        var known = await scene.ReadAsync();
        var history = await scene.ReadAsync(known with { Blobs = known.Blobs.SetItem(known.Blobs.Keys.Single(), "nothing pinned here") });
        InstallerHistoryTests.AssertEqual(known, history);
    }

    [Theory]
    [InlineData("data/data", "100644", "blob")]
    [InlineData("data/data", "120000", "blob")]
    [InlineData("data/data", "160000", "commit")]
    [InlineData("data/data/coreos", "120000", "no folder")]
    [InlineData("data/data/coreos", "100644", "no folder")]
    [InlineData("data/data/coreos/next", "120000", "no folder")]
    [InlineData("data/data/coreos/next", "160000", "no folder")]
    public async Task Something_else_in_the_folders_place_is_reported_in_a_proposal_and_refused_once_merged(string path, string mode, string says)
    {
        var git = new TestRepository();
        var root = git.Commit("refs/heads/master", [], "root", (Rhcos, "{}"));
        var id = mode == "160000" ? new string('a', 40) : git.Blob("elsewhere"u8.ToArray());
        var odd = git.Special("refs/heads/odd", [root], "odd", ("data/data", "", ""), (path, mode, id));
        git.Git("update-ref", "-d", "refs/heads/odd");
        await using var scene = await Scene.StartAsync(git);
        scene.Emulator.Repository.AddPullRequest(7, Sandbox.GitHub.PullState.Open, "odd", "", odd, "master", scene.Time.GetUtcNow());
        // Deleting the only metadata file touches it.
        var history = await scene.ReadAsync();
        Assert.Contains(says, Assert.Single(history.Unreadable).Value, StringComparison.Ordinal);

        git.Git("update-ref", "refs/heads/master", odd);
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync(history));
        Assert.Contains(odd, refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Refusal.What, StringComparison.Ordinal);
    }

    internal static string WithErrors(string body, string type, string message)
    {
        var json = JsonNode.Parse(body)!;
        json["errors"] = new JsonArray(new JsonObject { ["type"] = type, ["message"] = message, ["path"] = new JsonArray("repository", "h0") });
        return json.ToJsonString();
    }

    private static string EmptyPages(string body)
    {
        var json = JsonNode.Parse(body)!;
        foreach (var (_, commit) in json["data"]!["repository"]!.AsObject())
        {
            commit!["history"]!["nodes"] = new JsonArray();
        }

        return json.ToJsonString();
    }
}
