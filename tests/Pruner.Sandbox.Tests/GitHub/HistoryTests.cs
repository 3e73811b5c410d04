using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.Tests.GitHub;

public sealed class HistoryTests
{
    [Fact]
    public async Task The_whole_real_history_paged_by_cursor_equals_what_git_lists()
    {
        using var repository = TestRepository.Clone(TestRepository.SharedData("installer-history/installer.bundle"));
        await using var client = await GitHubClient.StartAsync(repository);
        foreach (var head in repository.Lines("for-each-ref", "--format=%(objectname)", "refs/heads"))
        {
            Assert.Equal(repository.Lines("rev-list", head), await PageAsync(client, head));
        }
    }

    [Fact]
    public async Task Every_commit_says_its_parents_dates_message_and_metadata_folder_as_git_does()
    {
        using var repository = TestRepository.Clone(TestRepository.SharedData("installer-history/installer.bundle"));
        await using var client = await GitHubClient.StartAsync(repository);
        foreach (var line in repository.Lines("log", "--format=%H|%P|%ct|%at|%T|%s|%ae", "master").Take(100))
        {
            var parts = line.Split('|');
            var commit = (await client.AskRepositoryAsync(
                $"object(oid: \"{parts[0]}\") {{ ... on Commit {{ parents(first: 10) {{ totalCount nodes {{ oid }} }} committedDate authoredDate tree {{ oid }} messageHeadline message messageBody author {{ email }} file(path: \"data/data\") {{ oid type mode }} }} }}"))["object"]!;
            Assert.Equal(parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), commit["parents"]!["nodes"]!.AsArray().Select(parent => (string)parent!["oid"]!));
            Assert.Equal(parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, (int)commit["parents"]!["totalCount"]!);
            Assert.Equal(long.Parse(parts[2]), DateTimeOffset.Parse((string)commit["committedDate"]!).ToUnixTimeSeconds());
            Assert.Equal(long.Parse(parts[3]), DateTimeOffset.Parse((string)commit["authoredDate"]!).ToUnixTimeSeconds());
            Assert.EndsWith("Z", (string)commit["authoredDate"]!, StringComparison.Ordinal);
            Assert.Equal(parts[4], (string)commit["tree"]!["oid"]!);
            Assert.Equal(parts[5], (string)commit["messageHeadline"]!);
            Assert.Equal(parts[6], (string)commit["author"]!["email"]!);
            Assert.Contains("upstream: ", (string)commit["messageBody"]!, StringComparison.Ordinal);
            Assert.Equal(repository.Git("rev-parse", $"{parts[0]}:data/data"), (string)commit["file"]!["oid"]!);
            Assert.Equal(("tree", 16384), ((string)commit["file"]!["type"]!, (int)commit["file"]!["mode"]!));
        }
    }

    [Fact]
    public async Task Pages_may_be_asked_at_once_by_computed_cursors()
    {
        using var repository = LongHistory(commits: 1_050);
        await using var client = await GitHubClient.StartAsync(repository);
        var head = repository.Git("rev-parse", "master");
        var cursors = Enumerable.Range(0, 11).Select(page => page == 0 ? null : $"{head} {(page * 100) - 1}");
        var pages = await Task.WhenAll(cursors.Select(cursor => AskPageAsync(client, head, cursor)));
        Assert.Equal(repository.Lines("rev-list", head), pages.SelectMany(page => page["nodes"]!.AsArray()).Select(node => (string)node!["oid"]!));
        Assert.All(pages, page => Assert.Equal(1_050, (int)page["totalCount"]!));
        Assert.Equal($"{head} 99", (string)pages[0]["pageInfo"]!["endCursor"]!);
        Assert.True((bool)pages[9]["pageInfo"]!["hasNextPage"]!);
        Assert.False((bool)pages[10]["pageInfo"]!["hasNextPage"]!);
    }

    [Fact]
    public async Task A_cursor_of_another_head_is_refused()
    {
        using var repository = LongHistory(commits: 3);
        await using var client = await GitHubClient.StartAsync(repository);
        var (head, other) = (repository.Git("rev-parse", "master"), repository.Git("rev-parse", "master~1"));
        var answer = await client.AskAsync($"{{ repository(owner: \"openshift\", name: \"installer\") {{ object(oid: \"{head}\") {{ ... on Commit {{ history(first: 1, after: \"{other} 0\") {{ totalCount }} }} }} }} }}");
        Assert.Equal("INVALID_CURSOR_ARGUMENTS", (string)answer["errors"]![0]!["type"]!);
        Assert.Null(answer["data"]!["repository"]!["object"]);
    }

    [Fact]
    public async Task History_of_a_path_is_simplified_as_git_simplifies_it()
    {
        using var repository = TestRepository.Clone(TestRepository.SharedData("installer-history/installer.bundle"));
        await using var client = await GitHubClient.StartAsync(repository);
        var path = "data/data/coreos/rhcos.json";
        var (head, simplified) = (repository.Git("rev-parse", "master"), repository.Lines("rev-list", "master", "--", path));
        Assert.True(simplified.Length < repository.Lines("rev-list", "--full-history", "master", "--", path).Length, "the data must be of the kind that is simplified");
        var answer = await client.AskRepositoryAsync($"object(oid: \"{head}\") {{ ... on Commit {{ history(first: 100, path: \"{path}\") {{ totalCount nodes {{ oid }} }} }} }}");
        Assert.Equal(simplified, answer["object"]!["history"]!["nodes"]!.AsArray().Select(node => (string)node!["oid"]!));
        Assert.Equal(simplified, (await client.GetPagesAsync($"/repos/openshift/installer/commits?sha=master&path={Uri.EscapeDataString(path)}&per_page=7")).Select(commit => (string)commit["sha"]!));
    }

    [Fact]
    public async Task Every_file_that_ever_was_can_be_listed_and_read_and_has_its_own_git_id()
    {
        using var repository = TestRepository.Clone(TestRepository.SharedData("installer-history/installer.bundle"));
        await using var client = await GitHubClient.StartAsync(repository);
        var trees = repository.Lines("rev-list", "--branches").Select(commit => repository.Git("rev-parse", $"{commit}:data/data")).Distinct().ToList();
        var blobs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in trees.Take(60))
        {
            var answer = await client.AskRepositoryAsync($"object(oid: \"{tree}\") {{ ...tree ... on Tree {{ entries {{ object {{ ...tree }} }} }} }} }} }} fragment tree on Tree {{ oid entries {{ name mode type oid ");
            Check(answer["object"]!, blobs);
            foreach (var below in answer["object"]!["entries"]!.AsArray().Select(entry => entry!["object"]!).Where(below => below["entries"] is not null))
            {
                Check(below, blobs);
            }
        }

        Assert.True(blobs.Count > 50, $"{blobs.Count} blobs");
        foreach (var batch in blobs.Chunk(20))
        {
            var answer = await client.AskRepositoryAsync(string.Concat(batch.Select(oid => $"b{oid}: object(oid: \"{oid}\") {{ ... on Blob {{ text byteSize isTruncated isBinary }} }} ")));
            Assert.All(batch, oid => Assert.Equal(oid, BlobId(Encoding.UTF8.GetBytes((string)answer[$"b{oid}"]!["text"]!))));
            Assert.All(batch, oid => Assert.Equal((false, false), ((bool)answer[$"b{oid}"]!["isTruncated"]!, (bool)answer[$"b{oid}"]!["isBinary"]!)));
        }
    }

    internal static TestRepository LongHistory(int commits)
    {
        var repository = TestRepository.Create();
        var stream = new StringBuilder();
        for (var i = 1; i <= commits; i++)
        {
            // Every tenth commit is a merge of the one before the last, so the walk is not one line.
            stream.Append($"commit refs/heads/master\nmark :{i}\ncommitter A <a@example.com> {1_500_000_000 + (i * 30)} +0000\ndata 1\nx\n");
            stream.Append(i > 2 && i % 10 == 0 ? $"from :{i - 1}\nmerge :{i - 2}\n" : "");
            stream.Append($"M 100644 inline data/data/coreos/rhcos.json\ndata {i.ToString().Length}\n{i}\nM 100644 inline other/{i % 40}.txt\ndata 1\ny\n\n");
        }

        repository.Run(Encoding.UTF8.GetBytes(stream.ToString()), "fast-import", "--quiet");
        return repository;
    }

    internal static async Task<List<string>> PageAsync(GitHubClient client, string head)
    {
        var oids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await AskPageAsync(client, head, cursor);
            oids.AddRange(page["nodes"]!.AsArray().Select(node => (string)node!["oid"]!));
            cursor = (bool)page["pageInfo"]!["hasNextPage"]! ? (string?)page["pageInfo"]!["endCursor"] : null;
        }
        while (cursor is not null && oids.Count < 100_000);
        return oids;
    }

    private static async Task<JsonNode> AskPageAsync(GitHubClient client, string head, string? cursor) => (await client.AskRepositoryAsync(
        "object(oid: $head) { ... on Commit { history(first: 100, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { oid parents(first: 10) { totalCount nodes { oid } } file(path: \"data/data\") { oid } } } } }",
        new { head, after = cursor }, "($head: GitObjectID!, $after: String)"))["object"]!["history"]!;

    private static void Check(JsonNode tree, HashSet<string> blobs)
    {
        using var content = new MemoryStream();
        foreach (var entry in tree["entries"]!.AsArray().Select(entry => entry!))
        {
            content.Write(Encoding.UTF8.GetBytes($"{Convert.ToString((int)entry["mode"]!, 8)} {(string)entry["name"]!}\0"));
            content.Write(Convert.FromHexString((string)entry["oid"]!));
            if ((string)entry["type"]! == "blob")
            {
                blobs.Add((string)entry["oid"]!);
            }
        }

        Assert.Equal((string)tree["oid"]!, ObjectId("tree", content.ToArray()));
    }

    internal static string BlobId(byte[] content) => ObjectId("blob", content);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "git names objects by SHA-1")]
    private static string ObjectId(string type, byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"{type} {content.Length}\0"), .. content]));
}
