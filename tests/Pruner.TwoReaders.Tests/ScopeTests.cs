using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Core.Policies;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.TwoReaders.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests;

/// <summary>Repositories other than the installer: their documents lie elsewhere, and not every branch counts.</summary>
public sealed partial class ScopeTests : IDisposable
{
    private const string Main = "refs/heads/master";

    private static readonly PinSource Private = new("example/images", null, []);

    private readonly TestRepository _git = new();

    [Fact]
    public async Task Streams_of_Fedora_CoreOS_as_a_raw_search_finds_them()
    {
        var data = SharedData.FcosStreams();
        using var git = TestRepository.Clone(Path.Combine(data, "fcos-streams.bundle"));
        var source = new PinSource("coreos/fedora-coreos-streams", null, []) { Paths = Globs("streams/*.json") };
        await using var ways = await TwoWays.StartAsync(git, source: source);
        var pins = await ways.AssertSamePinsAsync();

        // Independent of every reader: all that looks like an Amazon image id in any version of any file of that folder.
        var texts = git.Lines("rev-list", "--objects", "--all")
            .Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2 && parts[1].StartsWith("streams/", StringComparison.Ordinal) && parts[1].EndsWith(".json", StringComparison.Ordinal))
            .Select(parts => git.Git("cat-file", "blob", parts[0]))
            .ToList();
        var raw = texts.SelectMany(text => AmazonId().Matches(text)).Select(match => match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(raw.Order(StringComparer.Ordinal), pins.Pins.Where(pin => pin.Platform == "aws").Select(pin => pin.ImageId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal((510, texts.Count), (pins.Certificates[0].Commits, pins.Certificates[0].Documents));
        Assert.Equal(18831, pins.Certificates[0].Pins["aws"]);
        Assert.DoesNotContain("aliyun", pins.Certificates[0].Pins.Keys);
        Assert.Equal(["streams/*.json"], pins.Certificates[0].Paths);
    }

    [Theory]
    [InlineData("--mirror")]
    [InlineData("--no-checkout")]
    public async Task A_folder_of_another_name_in_a_repository_of_which_some_branches_count(string form)
    {
        var first = _git.Commit(Main, [], "first", ("boot/images/x86.json", Documents.Stream(1)), ("boot/images/notes/other.json", "no metadata"), ("data/data/coreos/rhcos.json", Documents.Stream(8)));
        _git.Commit("refs/heads/release/1.0", [first], "released", ("boot/images/x86.json", Documents.Stream(2)));
        _git.Commit("refs/heads/try/this", [first], "tried", ("boot/images/x86.json", Documents.Stream(3)));
        _git.Commit(Main, [first], "second", ("boot/images/arm.json", Documents.Stream(4)));
        _git.Git("tag", "v1", "refs/heads/try/this");
        var source = Private with { References = Globs("refs/heads/master", "refs/heads/release/**"), Paths = Globs("boot/images/*.json") };
        await using var ways = await TwoWays.StartAsync(_git, form, source: source);
        var pins = await ways.AssertSamePinsAsync();

        Assert.Equal(["refs/heads/master", "refs/heads/release/1.0"], pins.Certificates[0].Heads.Keys);
        Assert.Equal((2, 3), (pins.Certificates[0].RefsLeftOut, pins.Certificates[0].Commits));
        Assert.Equal(Images(1, 2, 4), pins.Pins.Select(pin => pin.ImageId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_was_renamed_is_read_under_both_names()
    {
        var first = _git.Commit(Main, [], "first", ("old/boot.json", Documents.Stream(1)));
        var second = _git.Special(Main, [first], "renamed", ("old/boot.json", "100644", ""), ("deep/er/new/boot.json", "100644", Blob(Documents.Stream(2))));
        _git.Commit(Main, [second], "bumped", ("deep/er/new/boot.json", Documents.Stream(3)), ("deep/other.json", "no metadata"));
        var source = Private with { Paths = Globs("old/*.json", "deep/er/new/*.json") };
        await using var ways = await TwoWays.StartAsync(_git, source: source);

        Assert.Equal(3, (await ways.AssertSamePinsAsync()).Certificates[0].Pins["aliyun"]);
    }

    [Fact]
    public async Task A_rename_that_the_paths_do_not_know_is_refused()
    {
        var first = _git.Commit(Main, [], "first", ("old/boot.json", Documents.Stream(1)));
        _git.Special(Main, [first], "renamed", ("old/boot.json", "100644", ""), ("new/boot.json", "100644", Blob(Documents.Stream(2))));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { Paths = Globs("old/*.json") });
        await ways.AssertBothRefuseAsync("No boot image is pinned at the tip of refs/heads/master");
    }

    [Fact]
    public async Task A_document_of_unknown_form_in_such_a_folder_is_refused()
    {
        _git.Commit(Main, [], "first", ("images/boot.json", Documents.Stream(1)), ("images/further.json", "{\"what\":\"is this\"}"));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { Paths = Globs("images/*.json") });
        await ways.AssertBothRefuseAsync("images/further.json");
    }

    [Theory]
    [InlineData("far/away/images")] // the folder itself
    [InlineData("far/away")]
    [InlineData("far")]
    public async Task A_link_anywhere_on_the_way_to_the_folder_is_refused(string path)
    {
        var first = _git.Commit(Main, [], "first", ("far/away/images/boot.json", Documents.Stream(1)), ("elsewhere/boot.json", Documents.Stream(2)));
        var linked = _git.Special(Main, [first], "a link", ("far", "100644", ""), (path, "120000", Blob("elsewhere")));
        _git.Special(Main, [linked], "no link", (path, "100644", ""), ("far/away/images/boot.json", "100644", Blob(Documents.Stream(1))));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { Paths = Globs("far/away/images/*.json") });
        await ways.AssertBothRefuseAsync("folder");
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_folder_that_a_pattern_names_below_is_refused()
    {
        _git.Special(Main, [], "first", ("a/boot.json", "100644", Blob(Documents.Stream(1))), ("b", "120000", Blob("a")));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { Paths = Globs("a/*.json", "b/*.json") });
        await ways.AssertBothRefuseAsync("b is no folder");
    }

    [Theory]
    [InlineData("120000", "streams/next", "streams/**/*.json")]
    [InlineData("160000", "streams/next", "streams/**/*.json")]
    [InlineData("120000", "streams/one/next", "streams/**/*.json")]
    [InlineData("120000", "streams/next", "streams/*/boot.json")]
    [InlineData("160000", "streams/next", "streams/*/boot.json")]
    [InlineData("120000", "next", "*/one/boot.json")]
    [InlineData("120000", "data/data/coreos/next", "data/data/*cos*.json", "data/data/coreos/**/*.json")]
    [InlineData("160000", "data/data/coreos/next", "data/data/*cos*.json", "data/data/coreos/**/*.json")]
    public async Task A_link_or_a_submodule_where_a_wildcard_could_enter_a_folder_is_refused_though_one_commit_alone_holds_it(string mode, string path, params string[] patterns)
    {
        var first = _git.Commit(Main, [], "first", ("streams/one/boot.json", Documents.Stream(1)), (Documents.Rhcos, Documents.Stream(1)), ("elsewhere/boot.json", Documents.Stream(2)));
        var linked = _git.Special(Main, [first], "a link", (path, mode, mode == "160000" ? new string('a', 40) : Blob("../elsewhere")));
        _git.Special(Main, [linked], "no link", (path, "", ""));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { Paths = Globs(patterns) });
        await ways.AssertBothRefuseAsync($"{path} is no folder");
    }

    [Theory]
    [InlineData("streams/next", "streams/*.json")] // documents lie beside it, not below
    [InlineData("elsewhere/next", "streams/**/*.json")]
    [InlineData("streams/next", "streams/one*/*.json", "streams/*.json")]
    public async Task A_link_that_no_pattern_could_enter_is_none_of_ours(string path, params string[] patterns)
    {
        _git.Special(Main, [], "first",
            ("streams/boot.json", "100644", Blob(Documents.Stream(1))),
            ("streams/one/boot.json", "100644", Blob(Documents.Stream(1))),
            ("streams/one/notes", "100644", Blob("a plain file")),
            (path, "120000", Blob("../elsewhere")));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { Paths = Globs(patterns) });
        Assert.Equal(1, (await ways.AssertSamePinsAsync()).Certificates[0].Pins["aliyun"]);
    }

    [Fact]
    public async Task Release_branches_alone_can_be_read_whatever_the_default_branch_holds()
    {
        var first = _git.Commit("refs/heads/release-1.0", [], "first", ("boot.json", Documents.Stream(1)));
        _git.Commit("refs/heads/release-1.1", [first], "second", ("boot.json", Documents.Stream(2)));
        _git.Commit(Main, [], "elsewhere", ("README.md", "no boot image"));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { References = Globs("refs/heads/release-*"), Paths = Globs("*.json") });
        var pins = await ways.AssertSamePinsAsync();

        Assert.Equal(["refs/heads/release-1.0", "refs/heads/release-1.1"], pins.Certificates[0].Heads.Keys);
        Assert.Equal((1, 2), (pins.Certificates[0].RefsLeftOut, pins.Certificates[0].Commits));
        Assert.Equal(2, pins.Certificates[0].Pins["aliyun"]);
    }

    [Fact]
    public async Task Branches_none_of_which_names_a_boot_image_are_refused()
    {
        _git.Commit(Main, [], "first", ("boot.json", Documents.Stream(1)));
        _git.Commit("refs/heads/release-1.0", [], "elsewhere", ("README.md", "no boot image"));
        await using var ways = await TwoWays.StartAsync(_git, source: Private with { References = Globs("refs/heads/release-*"), Paths = Globs("*.json") });
        await ways.AssertBothRefuseAsync("No boot image is pinned at the tip of any branch of example/images");
    }

    public void Dispose() => _git.Dispose();

    private string Blob(string text) => _git.Blob(System.Text.Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Images(params int[] numbers) => numbers.Select(Documents.Image).Order(StringComparer.Ordinal);

    private static ImmutableArray<Glob> Globs(params string[] patterns) => [.. patterns.Select(pattern => Glob.TryParse(pattern)!)];

    [GeneratedRegex("\"(?<id>ami-[0-9a-f]{8,17})\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AmazonId();
}
