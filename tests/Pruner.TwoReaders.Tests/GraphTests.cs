using Pruner.Core.Pins;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.TwoReaders.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests;

/// <summary>Histories of every shape: both ways find the same commits, and every pin that any of them ever held.</summary>
public sealed class GraphTests : IDisposable
{
    private const string Master = "refs/heads/master";

    private readonly TestRepository _git = new();

    [Theory]
    [InlineData(3)]
    [InlineData(10)] // the most parents that one answer of GraphQL is asked for
    [InlineData(14)]
    public async Task A_merge_of_many_branches(int count)
    {
        var root = Pin(Master, [], 0);
        var sides = Enumerable.Range(1, count).Select(i => Pin($"refs/heads/side-{i}", [root], i)).ToArray();
        foreach (var i in Enumerable.Range(1, count))
        {
            _git.Git("update-ref", "-d", $"refs/heads/side-{i}");
        }

        Pin(Master, sides, 99);
        await AssertPinnedAsync([.. Enumerable.Range(0, count + 1), 99]);
    }

    [Fact]
    public async Task A_criss_cross_merge()
    {
        var root = Pin(Master, [], 0);
        var left = Pin("refs/heads/left", [root], 1);
        var right = Pin("refs/heads/right", [root], 2);
        var first = Pin("refs/heads/left", [left, right], 3);
        var second = Pin("refs/heads/right", [right, left], 4);
        Pin(Master, [first, second], 5);
        await AssertPinnedAsync(0, 1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_merge_that_drops_the_metadata_of_a_side()
    {
        var root = Pin(Master, [], 0);
        Pin(Master, [root], 1);
        Pin("refs/heads/side", [root], 2);
        var work = Path.Combine(_git.Path, "work");
        _git.Git("clone", "-q", ".", work);
        _git.Git("-C", work, "-c", "user.name=T", "-c", "user.email=t@example.org", "merge", "-q", "-s", "ours", "-m", "ours", "origin/side");
        _git.Git("-C", work, "push", "-q", "origin", "master");
        _git.Git("update-ref", "-d", "refs/heads/side");
        Assert.NotEqual("", _git.Git("rev-parse", "-q", "--verify", "master^2"));
        Assert.Equal("", _git.Git("diff", "--name-only", "master^1", "master"));
        await AssertPinnedAsync(0, 1, 2);
    }

    [Fact]
    public async Task Files_that_moved_and_went()
    {
        var first = Pin(Master, [], 0);
        var blob = _git.Git("rev-parse", $"master:{Documents.Rhcos}");
        var moved = _git.Special(Master, [first], "moved", (Documents.Rhcos, "", ""), ("data/data/rhcos-stream.json", "100755", blob));
        var deleted = _git.Special(Master, [moved], "deleted", ("data/data/rhcos-stream.json", "", ""), ("README.md", "100644", blob));
        var elsewhere = _git.Special(Master, [deleted], "where nobody looks", ("data/data/bootstrap/rhcos.json", "100644", blob));
        Pin(Master, [elsewhere], 1);
        await AssertPinnedAsync(0, 1);
    }

    [Fact]
    public async Task A_file_that_became_a_folder_and_a_file_again()
    {
        var first = _git.Commit(Master, [], "file", (Documents.Rhcos, Documents.Stream(0)), ("data/data/coreos/stream", "a file"));
        var folder = _git.Commit(Master, [first], "folder", ("data/data/coreos/stream/deep/rhcos.json", Documents.Stream(1)), ("data/data/coreos/stream/rhcos.json", Documents.Stream(2)));
        _git.Commit(Master, [folder], "file again", ("data/data/coreos/stream", "a file"));
        await AssertPinnedAsync(0, 1, 2);
    }

    [Fact]
    public async Task Links_and_submodules_where_no_document_can_be()
    {
        var first = Pin(Master, [], 0);
        _git.Special(Master, [first], "links",
            ("data/data/link", "120000", _git.Blob("coreos"u8.ToArray())),
            ("data/data/coreos.d", "160000", first),
            ("data/data/module.d", "160000", first));
        await AssertPinnedAsync(0);
    }

    [Fact]
    public async Task Roots_without_a_common_ancestor_and_commits_without_a_change()
    {
        var first = Pin(Master, [], 0);
        var other = Pin("refs/heads/other", [], 1);
        var empty = _git.Commit("refs/heads/nothing", [], "an empty root");
        _git.Commit("refs/heads/nothing", [empty], "and nothing again");
        var again = _git.Commit(Master, [first], "no change");
        _git.Commit(Master, [again, other, empty], "all together");
        await AssertPinnedAsync(0, 1);
    }

    [Fact]
    public async Task A_long_line_with_a_short_cut()
    {
        var root = Pin(Master, [], 0);
        var line = _git.Line("refs/heads/line", 230, root, "not pinned");
        _git.Git("update-ref", "-d", "refs/heads/line");
        Pin(Master, [root, line], 1);

        // Its texts are no documents, so that only the evidence can be compared.
        await using var ways = await TwoWays.StartAsync(_git);
        Assert.Equal(232, (await ways.AssertSameAsync()).Clone.Commits.Count);
    }

    [Fact]
    public async Task Texts_of_every_kind()
    {
        var text = Documents.Stream(0);
        var first = _git.Commit(Master, [], "kinds",
            (Documents.Rhcos, text.Replace("\n", "\r\n", StringComparison.Ordinal)),
            ("data/data/coreos/mark.json", "\uFEFF" + text),
            ("data/data/coreos/empty.json", ""),
            ("data/data/coreos/zero.json", text + "\0"),
            ("data/data/coreos/long.json", text + new string(' ', 600_000)),
            ("data/data/coreos/ünïcode 😀 \"quoted\" \\.json", text + "é😀"));
        var odd = _git.Special(Master, [first], "modes",
            (Documents.Rhcos, "100755", _git.Git("rev-parse", $"master:{Documents.Rhcos}")),
            ("data/data/coreos/UPPER.JSON", "100644", _git.Git("rev-parse", $"master:{Documents.Rhcos}")));
        Assert.NotEmpty(odd);
        await using var ways = await TwoWays.StartAsync(_git);
        var (clone, _) = await ways.AssertSameAsync();
        Assert.Equal(6, clone.Blobs.Count);
    }

    public void Dispose() => _git.Dispose();

    private string Pin(string reference, string[] parents, int number) =>
        _git.Commit(reference, parents, $"pins {number}", (Documents.Rhcos, Documents.Stream(number)));

    private async Task AssertPinnedAsync(params int[] numbers)
    {
        await using var ways = await TwoWays.StartAsync(_git);
        var pins = await ways.AssertSamePinsAsync();
        Assert.Equal(
            numbers.Select(Documents.Image).Order(StringComparer.Ordinal),
            pins.Pins.Where(pin => pin.Origin == PinOrigin.Merged && pin.ImageId.Length > 0).Select(pin => pin.ImageId).Distinct().Order(StringComparer.Ordinal));
    }
}
