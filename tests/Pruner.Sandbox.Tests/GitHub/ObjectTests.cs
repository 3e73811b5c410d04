using System.Text;

namespace Pruner.Sandbox.Tests.GitHub;

public sealed class ObjectTests
{
    [Theory]
    [InlineData(511_999, false)]
    [InlineData(512_000, false)]
    [InlineData(512_001, true)]
    public async Task The_text_of_a_blob_is_cut_at_exactly_512000_bytes(int size, bool isTruncated)
    {
        using var repository = TestRepository.Create();
        repository.Commit("large", ("large.txt", new string('x', size)));
        await using var client = await GitHubClient.StartAsync(repository);
        var blob = (await client.AskRepositoryAsync("object(expression: \"HEAD:large.txt\") { ... on Blob { text byteSize isTruncated isBinary } }"))["object"]!;
        Assert.Equal((isTruncated, false, size), ((bool)blob["isTruncated"]!, (bool)blob["isBinary"]!, (int)blob["byteSize"]!));
        Assert.Equal(Math.Min(size, 512_000), ((string)blob["text"]!).Length);
        var oid = repository.Git("rev-parse", "HEAD:large.txt");
        using var raw = await client.SendAsync(HttpMethod.Get, $"/repos/openshift/installer/git/blobs/{oid}", headers: ("Accept", "application/vnd.github.raw+json"));
        Assert.Equal(oid, HistoryTests.BlobId(await raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_cut_through_a_character_does_not_show_half_of_it()
    {
        using var repository = TestRepository.Create();
        repository.Commit("large", ("large.txt", new string('x', 511_999) + "€ and more"));
        await using var client = await GitHubClient.StartAsync(repository);
        Assert.Equal(new string('x', 511_999), (string)(await client.AskRepositoryAsync("object(expression: \"HEAD:large.txt\") { ... on Blob { text } }"))["object"]!["text"]!);
    }

    [Fact]
    public async Task Binary_content_has_no_text_and_marks_and_other_encodings_keep_theirs()
    {
        using var repository = TestRepository.Create();
        repository.Write("image.bin", [1, 0, 2]);
        repository.Write("bom.json", [0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}']);
        repository.Write("latin.txt", [(byte)'h', 0xE9]);
        repository.Write("empty", []);
        repository.Commit("files");
        await using var client = await GitHubClient.StartAsync(repository);
        string[] files = ["image.bin", "bom.json", "latin.txt", "empty"];
        var objects = string.Concat(files.Select((file, i) => $"{(char)('a' + i)}: object(expression: \"HEAD:{file}\") {{ ... on Blob {{ isBinary text }} }} "));
        var answer = await client.AskRepositoryAsync(objects);
        Assert.True((bool)answer["a"]!["isBinary"]! && answer["a"]!["text"] is null);
        Assert.Equal("\uFEFF{}", (string)answer["b"]!["text"]!);
        Assert.Equal("hé", (string)answer["c"]!["text"]!);
        Assert.Equal("", (string)answer["d"]!["text"]!);
    }

    [Fact]
    public async Task Entries_tell_mode_type_path_and_object_and_a_submodule_has_none()
    {
        using var repository = TestRepository.Create();
        repository.Commit("files", ("data/coreos/rhcos.json", "{}"));
        File.CreateSymbolicLink(Path.Join(repository.Path, "data/link"), "coreos");
        repository.Git("add", "--all");
        repository.Git("update-index", "--add", "--cacheinfo", $"160000,{new string('a', 40)},data/sub");
        repository.Git("commit", "--quiet", "-m", "submodule and link");
        await using var client = await GitHubClient.StartAsync(repository);
        var entries = (await client.AskRepositoryAsync("object(expression: \"HEAD:data\") { ... on Tree { entries { name nameRaw path type mode size oid extension object { __typename oid } } } }"))["object"]!["entries"]!.AsArray();
        Assert.Equal(
            [("coreos", "data/coreos", "tree", 16384, "Tree"), ("link", "data/link", "blob", 40960, "Blob"), ("sub", "data/sub", "commit", 57344, null)],
            entries.Select(entry => ((string)entry!["name"]!, (string)entry["path"]!, (string)entry["type"]!, (int)entry["mode"]!, (string?)entry["object"]?["__typename"])));
        Assert.Equal("bGluaw==", (string)entries[1]!["nameRaw"]!);
        var file = (await client.AskRepositoryAsync("object(expression: \"master\") { ... on Commit { f: file(path: \"data/coreos/rhcos.json\") { mode size extension path object { ... on Blob { text } } } no: file(path: \"data/coreos/none\") { oid } below: file(path: \"data/coreos/rhcos.json/x\") { oid } } }"))["object"]!;
        Assert.Equal((33188, 2, ".json", "{}"), ((int)file["f"]!["mode"]!, (int)file["f"]!["size"]!, (string)file["f"]!["extension"]!, (string)file["f"]!["object"]!["text"]!));
        Assert.True(file["no"] is null && file["below"] is null);
        var rest = await client.GetAsync("/repos/openshift/installer/git/trees/master?recursive=1");
        Assert.Equal(repository.Lines("ls-tree", "-r", "-t", "--format=%(objectmode) %(objecttype) %(objectname) %(path)", "HEAD"),
            rest["tree"]!.AsArray().Select(entry => $"{entry!["mode"]} {entry["type"]} {entry["sha"]} {entry["path"]}"));
        Assert.False((bool)rest["truncated"]!);
    }

    [Fact]
    public async Task Objects_that_are_not_there_are_null_and_appear_once_they_are()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(repository);
        var later = HistoryTests.BlobId(Encoding.UTF8.GetBytes("later"));
        var ask = $"object(oid: \"{later}\") {{ oid ... on Blob {{ text }} }} none: object(expression: \"nowhere:no file\") {{ oid }} odd: object(expression: \"a\\nb\") {{ oid }}";
        var before = await client.AskRepositoryAsync(ask);
        Assert.True(before["object"] is null && before["none"] is null && before["odd"] is null);
        Assert.Equal(later, repository.Run(Encoding.UTF8.GetBytes("later"), "hash-object", "-w", "--stdin"));
        var after = (await client.AskRepositoryAsync(ask))["object"]!;
        Assert.Equal((later, "later"), ((string)after["oid"]!, (string)after["text"]!));
    }

    [Fact]
    public async Task Tags_may_point_at_commits_blobs_and_other_tags()
    {
        using var repository = TestRepository.Create();
        var commit = repository.Commit("first", ("key.asc", "a key"));
        repository.Git("tag", "light");
        repository.Git("tag", "-a", "v1", "-m", "release\n\nnotes");
        repository.Git("tag", "-a", "key", "-m", "a blob", "HEAD:key.asc");
        repository.Git("tag", "-a", "signed-v1", "-m", "again", "v1");
        await using var client = await GitHubClient.StartAsync(repository);
        var refs = (await client.AskRepositoryAsync(
            "refs(refPrefix: \"refs/tags/\", first: 10) { totalCount nodes { name prefix target { __typename oid ... on Tag { name message tagger { name date } target { __typename oid ... on Blob { text } ... on Tag { target { oid } } } } } } }"))["refs"]!;
        var byName = refs["nodes"]!.AsArray().ToDictionary(node => (string)node!["name"]!, node => node!["target"]!);
        Assert.Equal(["key", "light", "signed-v1", "v1"], byName.Keys);
        Assert.Equal(("Commit", commit), ((string)byName["light"]["__typename"]!, (string)byName["light"]["oid"]!));
        Assert.Equal(("Tag", "release\n\nnotes", commit), ((string)byName["v1"]["__typename"]!, (string)byName["v1"]["message"]!, (string)byName["v1"]["target"]!["oid"]!));
        Assert.EndsWith("+02:00", (string)byName["v1"]["tagger"]!["date"]!, StringComparison.Ordinal);
        Assert.Equal("a key", (string)byName["key"]["target"]!["text"]!);
        Assert.Equal(commit, (string)byName["signed-v1"]["target"]!["target"]!["oid"]!);
        var oid = repository.Git("rev-parse", "key");
        var rest = await client.GetAsync($"/repos/openshift/installer/git/tags/{oid}");
        Assert.Equal(("key", "blob", repository.Git("rev-parse", "HEAD:key.asc")), ((string)rest["tag"]!, (string)rest["object"]!["type"]!, (string)rest["object"]!["sha"]!));
    }

    [Fact]
    public async Task Refs_are_read_anew_by_name_by_prefix_and_as_default_branch()
    {
        using var repository = TestRepository.Create();
        var first = repository.Commit("first");
        repository.Git("branch", "release-4.10");
        await using var client = await GitHubClient.StartAsync(repository);
        var ask = "databaseId nameWithOwner defaultBranchRef { name target { oid } } ref(qualifiedName: \"refs/heads/release-4.10\") { name prefix target { oid } } refs(refPrefix: \"refs/heads/\", first: 1, orderBy: {field: ALPHABETICAL, direction: DESC}) { totalCount pageInfo { hasNextPage endCursor } nodes { name } }";
        var before = await client.AskRepositoryAsync(ask);
        Assert.Equal(("master", "release-4.10", "refs/heads/", 113130120), ((string)before["defaultBranchRef"]!["name"]!, (string)before["ref"]!["name"]!, (string)before["ref"]!["prefix"]!, (int)before["databaseId"]!));
        Assert.Equal(("release-4.10", 2, true), ((string)before["refs"]!["nodes"]![0]!["name"]!, (int)before["refs"]!["totalCount"]!, (bool)before["refs"]!["pageInfo"]!["hasNextPage"]!));
        var second = repository.Commit("second");
        client.Emulator.Repository.SetRef("refs/heads/release-4.10", second);
        var moved = await client.AskRepositoryAsync(ask);
        Assert.Equal((second, second), ((string)moved["defaultBranchRef"]!["target"]!["oid"]!, (string)moved["ref"]!["target"]!["oid"]!));
        client.Emulator.Repository.DeleteRef("refs/heads/release-4.10");
        Assert.Null((await client.AskRepositoryAsync(ask))["ref"]);
        Assert.NotEqual(first, second);
    }
}
