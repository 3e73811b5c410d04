using System.Text;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests;

public sealed class ContentTests
{
    private const string Rhcos = "data/data/coreos/rhcos.json";
    private const string Pinned = "{\"image\": \"m-0xi00000000000000001\"}";

    [Theory]
    [InlineData("\"rhcos.json\"", "\"rhcos.jsom\"")] // the name as text alone
    [InlineData("\"mode\":33188", "\"mode\":33261")]
    [InlineData("cmhjb3MuanNvbg==", "cmhjb3Muanhvbg==")] // the raw name alone
    public async Task An_altered_folder_is_a_refusal(string from, string to)
    {
        await using var scene = await StartAsync(Pinned);
        scene.OnQuery("entries", FaultKind.Alter, fault => fault with { Rewrite = body => Replace(body, from, to), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("folder", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_lacks_an_entry_is_a_refusal()
    {
        await using var scene = await StartAsync(Pinned);
        scene.OnQuery("entries", FaultKind.Alter, fault => fault with { Rewrite = static body => Replace(body, "\"entries\":[{\"name\":\"coreos\"", "\"entries\":[],\"x\":[{\"name\":\"coreos\""), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("is not its content", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_GitHub_does_not_give_is_a_refusal()
    {
        await using var scene = await StartAsync(Pinned);
        scene.OnQuery("entries", FaultKind.Reply, static fault => fault with { Status = 200, Body = "{\"data\":{\"repository\":{\"t0\":null}}}" });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("does not give the folder", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_text_is_replaced_by_the_raw_file()
    {
        await using var scene = await StartAsync(Pinned);
        scene.OnQuery("isTruncated", FaultKind.Alter, static fault => fault with { Rewrite = static body => Replace(body, "m-0xi00000000000000001", "m-0xi00000000000000002") });
        var history = await scene.ReadAsync();
        Assert.Equal([Pinned], history.Blobs.Values);
        Assert.Equal(1, scene.Calls("/git/blobs/"));
    }

    [Fact]
    public async Task A_file_altered_on_both_ways_is_a_refusal_that_names_it()
    {
        await using var scene = await StartAsync(Pinned);
        scene.OnQuery("isTruncated", FaultKind.Alter, static fault => fault with { Rewrite = static body => Replace(body, "m-0xi00000000000000001", "m-0xi00000000000000002") });
        scene.OnRest("/git/blobs/", FaultKind.Alter, static fault => fault with { Rewrite = static body => Replace(body, "m-0xi00000000000000001", "m-0xi00000000000000002") });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains(Rhcos, refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Contains(scene.Repository.Git("rev-parse", $"master:{Rhcos}"), refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_nowhere_is_a_refusal()
    {
        await using var scene = await StartAsync(Pinned);
        scene.OnQuery("isTruncated", FaultKind.Reply, static fault => fault with { Status = 200, Body = "{\"data\":{\"repository\":{\"b0\":null}}}" });
        scene.OnRest("/git/blobs/", FaultKind.Reply, static fault => fault with { Status = 404, Body = "{\"message\":\"Not Found\"}" });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("does not give the file " + Rhcos, refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512_000, 0)] // exactly what GraphQL still gives whole
    [InlineData(512_001, 1)] // one byte more: the rest comes over REST
    public async Task A_file_that_GraphQL_cuts_off_is_read_whole(int length, int restCalls)
    {
        var text = new string('x', length);
        await using var scene = await StartAsync(text);
        var history = await scene.ReadAsync();
        Assert.Equal([text], history.Blobs.Values);
        Assert.Equal(restCalls, scene.Calls("/git/blobs/"));
    }

    [Fact]
    public async Task A_byte_order_mark_belongs_to_the_text()
    {
        const string Text = "\uFEFF{\"é\": \"😀\"}\r\n";
        await using var scene = await StartAsync(Text);
        var history = await scene.ReadAsync();
        Assert.Equal(Text, Assert.Single(history.Blobs.Values));
    }

    [Fact]
    public async Task Files_too_heavy_for_GraphQL_are_read_over_REST()
    {
        await using var scene = await StartAsync(Pinned);
        scene.OnQuery("isTruncated", FaultKind.Reply, static fault => fault with { Status = 502, Body = "busy", Times = int.MaxValue });
        var history = await scene.ReadAsync();
        Assert.Equal([Pinned], history.Blobs.Values);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_decoded_leniently_in_a_proposal_and_refused_once_merged()
    {
        byte[] odd = [.. "{\"image\": \"m-0xi00000000000000009 "u8, 0xE9, 0x00, .. "\"}"u8];
        await using var scene = await StartAsync(Pinned);
        var head = Propose(scene, odd);
        var history = await scene.ReadAsync();

        Assert.Contains(history.Blobs.Values, static text => text.Contains("m-0xi00000000000000009", StringComparison.Ordinal));
        Assert.Equal("it is not UTF-8 text", Assert.Single(history.Unreadable).Value);
        // Kept for the next time, not read again.
        scene.Traffic.Clear();
        Assert.Equal(history.Blobs.OrderBy(pair => pair.Key), (await scene.ReadAsync(history)).Blobs.OrderBy(pair => pair.Key));
        Assert.Equal(0, scene.Calls("/git/blobs/"));

        scene.Repository.Git("update-ref", "refs/heads/master", head);
        await AssertRefusedAsync(scene, history, head, "not UTF-8");
        await AssertRefusedAsync(scene, known: null, head, "not UTF-8");
    }

    [Fact]
    public async Task A_file_larger_than_ten_megabytes_is_reported_in_a_proposal_and_refused_once_merged()
    {
        await using var scene = await StartAsync(Pinned);
        var head = Propose(scene, Encoding.UTF8.GetBytes(new string('x', 10_000_001)));
        var history = await scene.ReadAsync();

        Assert.Equal([Pinned], history.Blobs.Values);
        Assert.Equal("it is larger than 10 MB", Assert.Single(history.Unreadable).Value);
        scene.Repository.Git("update-ref", "refs/heads/master", head);
        await AssertRefusedAsync(scene, history, head, "larger than 10 MB");
    }

    [Fact]
    public async Task A_file_of_exactly_ten_megabytes_is_read()
    {
        await using var scene = await StartAsync(new string('x', 10_000_000));
        var history = await scene.ReadAsync();
        Assert.Equal(10_000_000, Assert.Single(history.Blobs.Values).Length);
    }

    [Fact]
    public async Task Folders_nested_too_deep_or_unfolding_too_far_are_reported_in_a_proposal_and_refused_once_merged()
    {
        await using var scene = await StartAsync(Pinned);
        var git = scene.Repository;
        var file = git.Blob("{}"u8.ToArray());
        var root = git.Git("rev-parse", "master");
        var deep = git.Special("refs/heads/t", [root], "deep", ($"data/data/coreos/{string.Join('/', Enumerable.Repeat("d", 9))}/x.json", "100644", file));
        // Six levels of nine equal folders each: a handful of trees that unfold to half a million paths.
        var wide = file;
        var mode = "100644";
        for (var level = 0; level < 6; level++)
        {
            var entries = string.Concat(Enumerable.Range(0, 9).Select(i => $"{mode} {(mode == "040000" ? "tree" : "blob")} {wide}\t{i}\n"));
            wide = MakeTree(git, entries);
            mode = "040000";
        }

        var bomb = git.Special("refs/heads/t", [root], "bomb", ("data/data/coreos/wide", "040000", wide));
        git.Git("update-ref", "-d", "refs/heads/t");
        scene.Emulator.Repository.AddPullRequest(1, PullState.Open, "deep", "", deep, "master", scene.Time.GetUtcNow());
        scene.Emulator.Repository.AddPullRequest(2, PullState.Open, "bomb", "", Touching(git, bomb), "master", scene.Time.GetUtcNow());
        var history = await scene.ReadAsync();

        Assert.Contains(history.Unreadable.Values, static why => why.Contains("deeper than 8 levels", StringComparison.Ordinal));
        Assert.Contains(history.Unreadable.Values, static why => why.Contains("more than 20000 entries", StringComparison.Ordinal));
        git.Git("update-ref", "refs/heads/master", bomb);
        await AssertRefusedAsync(scene, history, bomb, "more than 20000 entries");
    }

    private static string Touching(TestRepository git, string parent)
    {
        var head = git.Commit("refs/heads/t", [parent], "touch", (Rhcos, "touched"));
        git.Git("update-ref", "-d", "refs/heads/t");
        return head;
    }

    private static string MakeTree(TestRepository git, string entries)
    {
        // Through fast-import, which needs no index: one commit whose tree is the wanted one.
        var files = entries.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', '\t')).Select(fields => (fields[3], fields[0], fields[2])).ToArray();
        return git.Git("rev-parse", git.Special("refs/scratch/tree", [], "tree", files) + "^{tree}");
    }

    private static async Task AssertRefusedAsync(Scene scene, MetadataHistory? known, string commit, string says)
    {
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync(known));
        Assert.Contains(commit, refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Refusal.What, StringComparison.Ordinal);
    }

    private static string Propose(Scene scene, byte[] content)
    {
        var git = scene.Repository;
        var head = git.Special("refs/heads/proposal", [git.Git("rev-parse", "master")], "proposal", (Rhcos, "100644", git.Blob(content)));
        git.Git("update-ref", "-d", "refs/heads/proposal");
        scene.Emulator.Repository.AddPullRequest(1, PullState.Open, "proposal", "", head, "master", scene.Time.GetUtcNow());
        return head;
    }

    private static async Task<Scene> StartAsync(string text)
    {
        var git = new TestRepository();
        git.Commit("refs/heads/master", [], "root", (Rhcos, text));
        return await Scene.StartAsync(git);
    }

    private static string Replace(string body, string from, string to) => body.Replace(from, to, StringComparison.Ordinal);
}
