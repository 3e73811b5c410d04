using System.Text;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.TwoReaders.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests;

/// <summary>What neither way may take for evidence: both refuse it as such, and both name the path.</summary>
public sealed class RefusedTests : IDisposable
{
    private const string Master = "refs/heads/master";

    private readonly TestRepository _git = new();

    [Theory]
    [InlineData("data/data/coreos/rhcos.json")]
    [InlineData("data/data/rhcos-stream.json")]
    public async Task A_link_in_the_place_of_a_document(string path) =>

        // Whoever took it for a file would find a good document in it.
        await AssertRefusedAsync(path, "120000", _git.Blob(Encoding.UTF8.GetBytes(Documents.Stream(1))), path);

    [Theory]
    [InlineData("data/data/coreos/rhcos.json")]
    [InlineData("data/data/rhcos-stream.json")]
    public async Task A_submodule_in_the_place_of_a_document(string path) =>
        await AssertRefusedAsync(path, "160000", new string('a', 40), path);

    [Fact]
    public async Task A_folder_in_the_place_of_a_document() =>
        await AssertRefusedAsync(Documents.Rhcos + "/deep.json", "100644", _git.Blob("{}"u8.ToArray()), Documents.Rhcos);

    [Theory]
    [InlineData("data/data/coreos", "100644")]
    [InlineData("data/data/coreos", "120000")]
    [InlineData("data/data/coreos", "160000")]
    [InlineData("data/data", "100644")]
    [InlineData("data/data", "120000")]
    [InlineData("data/data", "160000")]
    [InlineData("data", "100644")]
    [InlineData("data", "120000")] // leads to a folder that holds documents, perhaps
    [InlineData("data", "160000")]
    public async Task Something_else_in_the_place_of_a_folder(string path, string mode) =>
        await AssertRefusedAsync(path, mode, mode == "160000" ? new string('a', 40) : _git.Blob("elsewhere"u8.ToArray()), path == "data" ? "data/data" : path);

    [Fact]
    public async Task A_document_that_is_not_UTF8() =>
        await AssertRefusedAsync(Documents.Rhcos, "100644", _git.Blob([.. "{\"é\": \""u8, 0xE9, .. "\"}"u8]), Documents.Rhcos, "not UTF-8");

    [Fact]
    public async Task A_document_of_more_than_ten_megabytes() =>
        await AssertRefusedAsync(Documents.Rhcos, "100644", _git.Blob(new byte[10_000_001]), Documents.Rhcos, "larger than 10 MB");

    [Fact]
    public async Task A_document_of_no_known_shape() =>
        await AssertRefusedAsync(Documents.Rhcos, "100644", _git.Blob("{}"u8.ToArray()), Documents.Rhcos);

    [Fact]
    public async Task A_document_whose_name_is_not_UTF8()
    {
        var blob = _git.Blob("{}"u8.ToArray());
        await AssertRefusedAsync("\"data/data/coreos/\\351.json\"", "100644", blob, "data/data/coreos/\uFFFD.json");
    }

    [Fact]
    public async Task A_document_deeper_than_is_followed()
    {
        var path = "data/data/coreos/" + string.Join('/', Enumerable.Repeat("d", 9));
        await AssertRefusedAsync(path + "/rhcos.json", "100644", _git.Blob("{}"u8.ToArray()), "data/data/coreos/d/d/d/d/d/d/d/d", "deeper than 8 levels");
    }

    [Fact]
    public async Task A_document_as_deep_as_is_followed_is_read()
    {
        var path = "data/data/coreos/" + string.Join('/', Enumerable.Repeat("d", 7)) + "/rhcos.json";
        _git.Commit(Master, [], "deep", (Documents.Rhcos, Documents.Stream(0)), (path, Documents.Stream(1)));
        await using var ways = await TwoWays.StartAsync(_git);
        Assert.Equal(2, (await ways.AssertSamePinsAsync()).Certificates[0].Pins["aliyun"]);
    }

    public void Dispose() => _git.Dispose();

    /// <summary>A history with good ends, on a tag of which alone something else was in that place for one commit.</summary>
    private async Task AssertRefusedAsync(string path, string mode, string id, params string[] says)
    {
        var first = _git.Commit(Master, [], "good", (Documents.Rhcos, Documents.Stream(0)));
        var odd = _git.Special("refs/heads/odd", [first], "odd", (path, mode, id));
        var good = _git.Special("refs/heads/odd", [odd], "good again", ("data", "", ""), (Documents.Rhcos, "100644", _git.Git("rev-parse", $"{first}:{Documents.Rhcos}")));
        _git.Git("tag", "v1", good);
        _git.Git("update-ref", "-d", "refs/heads/odd");
        await using var ways = await TwoWays.StartAsync(_git);
        await ways.AssertBothRefuseAsync(says);
    }
}
