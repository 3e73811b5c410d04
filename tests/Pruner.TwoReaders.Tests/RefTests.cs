using Pruner.Core;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.TwoReaders.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests;

/// <summary>Branches and tags of every kind, in every form of clone.</summary>
public sealed class RefTests : IDisposable
{
    private const string Master = "refs/heads/master";

    /// <summary>How many tags in a row, each naming the next, GraphQL is asked to follow.</summary>
    private const int MostTags = 4;

    private readonly TestRepository _git = new();

    [Theory]
    [InlineData("--mirror")]
    [InlineData("--no-checkout")]
    public async Task Tags_of_everything(string form)
    {
        var first = Pin(Master, [], 0);
        Pin(Master, [first], 1);
        Tag("v1", first);
        _git.Git("tag", "light", first);
        Tag("of-a-blob", $"{first}:{Documents.Rhcos}");
        _git.Git("tag", "light-blob", $"{first}:{Documents.Rhcos}");
        Tag("of-a-tree", $"{first}^{{tree}}");
        _git.Git("tag", "light-tree", $"{first}:data");
        Tag("of-a-tag-of-a-tree", "of-a-tree");
        Tag("chain-1", first);
        for (var i = 2; i <= MostTags; i++)
        {
            Tag($"chain-{i}", $"chain-{i - 1}");
        }

        await using var ways = await TwoWays.StartAsync(_git, form);
        var pins = await ways.AssertSamePinsAsync();
        Assert.Equal(1 + 7 + MostTags, pins.Certificates[0].Heads.Count);
    }

    [Theory]
    [InlineData("--mirror")]
    [InlineData("--no-checkout")]
    public async Task Metadata_that_only_tags_reach(string form)
    {
        var first = Pin(Master, [], 0);
        Tag("v1", Pin("refs/heads/side", [first], 1));
        _git.Git("tag", "v2", Pin("refs/heads/side", [first], 2));
        Tag("alone", Pin("refs/heads/side", [], 3));
        _git.Git("update-ref", "-d", "refs/heads/side");

        await using var ways = await TwoWays.StartAsync(_git, form);
        var pins = await ways.AssertSamePinsAsync();
        Assert.Equal(4, pins.Certificates[0].Pins["aliyun"]);
        Assert.Equal("refs/tags/alone", pins.Index.OfImage(new Core.Artifacts.ArtifactId("aliyun", "us-east-1", Documents.Image(3)))?.Witness.Reference);
    }

    [Theory]
    [InlineData("--mirror")]
    [InlineData("--no-checkout")]
    public async Task Names_of_every_kind(string form)
    {
        var first = Pin(Master, [], 0);
        string[] names = ["größe", "本/日本", "😀", "a/b/c%20d", "plus+and&#;,='\"", "refs/heads/master", "v1.0-rc.1", "-dash", "cafe\u0301", "caf\u00e9"];
        for (var i = 0; i < names.Length; i++)
        {
            Pin($"refs/heads/{names[i]}", [first], 1 + i);
            Pin($"refs/tags/{names[i]}", [first], 50 + i);
        }

        _git.Git("symbolic-ref", "refs/heads/alias", Master);
        await using var ways = await TwoWays.StartAsync(_git, form);
        var pins = await ways.AssertSamePinsAsync();
        Assert.Equal(2 + (2 * names.Length), pins.Certificates[0].Heads.Count);
        Assert.Equal(1 + (2 * names.Length), pins.Certificates[0].Pins["aliyun"]);
    }

    [Theory]
    [InlineData("haupt/größe", "--mirror")]
    [InlineData("haupt/größe", "--no-checkout")]
    public async Task A_default_branch_of_another_name(string name, string form)
    {
        Pin(Master, [], 0);
        Pin("refs/heads/" + name, [], 1);
        _git.Git("symbolic-ref", "HEAD", "refs/heads/" + name);
        await using var ways = await TwoWays.StartAsync(_git, form);
        Assert.Equal(name, (await ways.AssertSamePinsAsync()).Certificates[0].DefaultBranch);
    }

    [Theory]
    [InlineData("--mirror", false)]
    [InlineData("--no-checkout", true)]
    public async Task A_thousand_refs(string form, bool arePacked)
    {
        var commits = new List<string> { Pin(Master, [], 0) };
        for (var i = 1; i < 20; i++)
        {
            commits.Add(Pin(Master, [commits[^1]], i));
        }

        _git.Git(["push", "-q", ".", .. Enumerable.Range(0, 1000).Select(i => $"{commits[i % 20]}:refs/{(i % 2 == 0 ? "heads" : "tags")}/r{i}")]);
        if (arePacked)
        {
            _git.Git("pack-refs", "--all");
            Pin("refs/heads/r0", [commits[3]], 20);
        }

        await using var ways = await TwoWays.StartAsync(_git, form);
        Assert.Equal(1001, (await ways.AssertSamePinsAsync()).Certificates[0].Heads.Count);
    }

    [Fact]
    public async Task A_branch_named_HEAD_is_read_in_a_mirror_and_refused_where_the_clone_has_its_own_HEAD_in_that_place()
    {
        Pin("refs/heads/HEAD", [Pin(Master, [], 0)], 1);
        await using (var mirror = await TwoWays.StartAsync(_git))
        {
            Assert.Equal(2, (await mirror.AssertSamePinsAsync()).Certificates[0].Heads.Count);
        }

        await using var ways = await TwoWays.StartAsync(_git, "--no-checkout");
        var refused = await Assert.ThrowsAsync<EvidenceException>(ways.ReadCloneAsync);
        Assert.Contains("refs/heads/HEAD", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_row_of_tags_than_the_API_follows_is_refused_there_and_read_in_the_clone()
    {
        var first = Pin(Master, [], 0);
        Tag("chain-1", first);
        for (var i = 2; i <= MostTags + 1; i++)
        {
            Tag($"chain-{i}", $"chain-{i - 1}");
        }

        await using var ways = await TwoWays.StartAsync(_git);
        Assert.All((await ways.ReadCloneAsync()).Refs, reference => Assert.Equal(first, reference.Commit?.Hex));
        var refused = await Assert.ThrowsAsync<EvidenceException>(ways.ReadApiAsync);
        Assert.Contains($"refs/tags/chain-{MostTags + 1}", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_branch_that_is_not_there_is_refused_by_both()
    {
        Pin("refs/heads/side", [], 0);
        await using var ways = await TwoWays.StartAsync(_git);
        await ways.AssertBothRefuseAsync("default branch");
    }

    public void Dispose() => _git.Dispose();

    private void Tag(string name, string target) => _git.Git("-c", "tag.gpgSign=false", "tag", "-a", "-m", name, name, target);

    private string Pin(string reference, string[] parents, int number) =>
        _git.Commit(reference, parents, $"pins {number}", (Documents.Rhcos, Documents.Stream(number)));
}
