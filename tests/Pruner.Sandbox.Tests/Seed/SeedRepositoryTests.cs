using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pruner.Sandbox.Seed;

namespace Pruner.Sandbox.Tests.Seed;

public sealed partial class SeedRepositoryTests(SeedRepositoryFixture fixture) : IClassFixture<SeedRepositoryFixture>
{
    private const string StreamPath = "data/data/coreos/rhcos.json";

    private readonly SeedRepository _repository = fixture.Repository;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_seeds_have_the_same_commits_tags_and_pull_requests()
    {
        var other = fixture.Folder.CreateSubdirectory("other");
        var again = await SeedRepository.WriteAsync(other.FullName, Cancellation);
        Assert.Equal(await GitAsync(_repository, "for-each-ref"), await GitAsync(again, "for-each-ref"));
        Assert.Equal(
            await File.ReadAllTextAsync(_repository.PullsFile, Cancellation), await File.ReadAllTextAsync(again.PullsFile, Cancellation));
    }

    [Fact]
    public async Task The_newest_commits_are_the_same_on_every_machine()
    {
        var heads = await LinesAsync("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads", "refs/tags");
        Assert.Equal(ExpectedHeads, heads);
    }

    [Fact]
    public async Task Git_finds_no_fault_and_nothing_that_no_reference_holds() =>
        Assert.Equal("", await GitAsync(_repository, "fsck", "--strict", "--no-progress", "--unreachable"));

    [Fact]
    public async Task Every_branch_pins_an_aliyun_image_at_its_newest_commit()
    {
        foreach (var branch in await LinesAsync("for-each-ref", "--format=%(refname)", "refs/heads"))
        {
            var document = JsonNode.Parse(await GitAsync(_repository, "cat-file", "blob", $"{branch}:{StreamPath}"));
            Assert.NotEmpty(document!["architectures"]!["x86_64"]!["images"]!["aliyun"]!["regions"]!.AsObject());
        }
    }

    [Fact]
    public async Task The_commits_of_all_branches_pin_exactly_the_images_of_the_table()
    {
        var found = await PinsAsync(await BlobsAsync("--branches"));
        var table = BootImageTable.Load();
        Assert.Equal(
            table.Images.SelectMany(build => build.Value.Select(image => $"{build.Key} {image.Key} {image.Value}")).Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [InlineData("master")]
    [InlineData("release-4.12")]
    public async Task A_plain_log_of_the_path_loses_the_builds_that_a_side_branch_merge_hides(string branch)
    {
        var plain = (await LinesAsync("log", "--format=%H", branch, "--", StreamPath)).Select(commit => $"{commit}:{StreamPath}");
        var lost = (await PinsAsync(await BlobsAsync(branch))).Except(await PinsAsync(plain), StringComparer.Ordinal);
        Assert.Equal(["411.86.202206301504-0", "411.86.202207150124-0"], lost.Select(pin => pin.Split(' ')[0]).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_plain_log_of_release_4_11_has_the_builds_that_master_loses()
    {
        var plain = (await LinesAsync("log", "--format=%H", "release-4.11", "--", StreamPath)).Select(commit => $"{commit}:{StreamPath}");
        var builds = (await PinsAsync(plain)).Select(pin => pin.Split(' ')[0]).ToList();
        Assert.Contains("411.86.202206301504-0", builds);
        Assert.Contains("411.86.202207150124-0", builds);
    }

    [Fact]
    public async Task No_commit_is_older_than_its_parents()
    {
        var commits = (await LinesAsync("log", "--all", "--format=%H %ct %P"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(cells => cells[0], cells => (At: long.Parse(cells[1]), Parents: cells[2..]), StringComparer.Ordinal);
        Assert.All(commits.Values, commit => Assert.All(commit.Parents, parent => Assert.True(commits[parent].At <= commit.At)));
        Assert.Contains(commits.Values, commit => commit.Parents.Length == 2);
    }

    [Fact]
    public async Task Every_metadata_document_of_a_branch_is_json_with_a_stream_or_a_build()
    {
        foreach (var blob in await BlobsAsync("--branches", ".json"))
        {
            using var document = JsonDocument.Parse(await GitAsync(_repository, "cat-file", "blob", blob));
            Assert.True(document.RootElement.TryGetProperty("architectures", out _) || document.RootElement.TryGetProperty("buildid", out _));
        }
    }

    [Fact]
    public async Task Legacy_documents_end_and_the_stream_document_moves()
    {
        var paths = (await LinesAsync("log", "--branches", "--name-only", "--no-renames", "-m", "--format=", "--diff-filter=D"))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["data/data/fcos-stream.json", "data/data/rhcos-aarch64.json", "data/data/rhcos-amd64.json", "data/data/rhcos-ppc64le.json", "data/data/rhcos-s390x.json", "data/data/rhcos-stream.json", "data/data/rhcos.json"],
            paths);
    }

    [Fact]
    public async Task Each_pull_request_has_a_head_and_the_files_that_git_says_it_changes()
    {
        var entries = JsonNode.Parse(await File.ReadAllTextAsync(_repository.PullsFile, Cancellation))!.AsArray();
        Assert.Equal(_repository.Pulls.Length, entries.Count);
        foreach (var entry in entries)
        {
            var head = (string)entry!["head_sha"]!;
            Assert.Equal([head], await LinesAsync("rev-parse", $"refs/pull/{(int)entry["number"]!}/head"));
            var files = await LinesAsync("diff", "--name-only", "--no-renames", $"{head}^", head);
            Assert.Equal(files, entry["files"]!.AsArray().Select(file => (string)file!));
            var holders = await LinesAsync("branch", "--contains", head);
            Assert.Equal((string?)entry["state"] == "merged", holders.Count > 0);
        }
    }

    [Fact]
    public async Task The_malformed_proposal_names_an_image_and_is_no_json()
    {
        var text = await GitAsync(_repository, "cat-file", "blob", $"refs/pull/7002/head:{StreamPath}");
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
        Assert.Contains(MadeUp.ImageId("0xi", "410.84.202208171103-0/us-east-1"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("410.84.202208171103-0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_proposal_pins_its_image_and_writes_a_release_with_dashes()
    {
        var text = await GitAsync(_repository, "cat-file", "blob", $"refs/pull/7004/head:{StreamPath}");
        Assert.Contains("m-0xi06kgurgv3h2n2in1b", text, StringComparison.Ordinal);
        Assert.Contains("\"release\": \"411-86-202205051017-0\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("m-0xi06kgurgv3h2n2in1b", string.Join('\n', await PinsAsync(await BlobsAsync("--branches"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_that_only_text_names_is_in_no_document()
    {
        var pull = Assert.Single(_repository.Pulls, pull => pull.Number == 7003);
        Assert.Contains("410.84.202209120945-0", pull.Title, StringComparison.Ordinal);
        foreach (var blob in await BlobsAsync("--all"))
        {
            Assert.DoesNotContain("410.84.202209120945-0", await GitAsync(_repository, "cat-file", "blob", blob), StringComparison.Ordinal);
        }
    }

    private static string[] ExpectedHeads { get; } =
    [
        "master 12e6f38c851c23574010d8eb88353ce04bf84a7b",
        "release-4.10 d67a0d0b7c558aba551296a2e25656cd4cd2f891",
        "release-4.11 bbe7e13b0ca642a218b02d2ce8e10b5685c97121",
        "release-4.12 5d025b2013bd3ec96d7fb3af3d5a5bf918b73be0",
        "v0.16.0 41483437bbd14c8f8d40d4c45f3ae9b57bf24180",
        "v0.16.1 6d19fc5bfb4f221d5c1048bf12191afea4ca3633",
    ];

    private async Task<IReadOnlyList<string>> BlobsAsync(string revisions, string suffix = "rhcos.json")
    {
        var objects = await LinesAsync("rev-list", "--objects", revisions);
        return [.. objects.Select(line => line.Split(' ', 2)).Where(cells => cells.Length == 2 && cells[1].EndsWith(suffix, StringComparison.Ordinal)).Select(cells => cells[0])];
    }

    private async Task<IReadOnlyList<string>> PinsAsync(IEnumerable<string> blobs)
    {
        var pins = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var blob in blobs)
        {
            string text;
            try
            {
                text = await GitAsync(_repository, "cat-file", "blob", blob);
            }
            catch (InvalidOperationException) when (blob.Contains(':', StringComparison.Ordinal))
            {
                // A log of a path lists the commit that removed it, too.
                continue;
            }

            foreach (Match match in AliyunPin().Matches(text))
            {
                pins.Add($"{match.Groups["release"].Value} {match.Groups["region"].Value} {match.Groups["image"].Value}");
            }
        }

        return [.. pins];
    }

    private async Task<IReadOnlyList<string>> LinesAsync(params string[] arguments) =>
        (await GitAsync(_repository, arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Task<string> GitAsync(SeedRepository repository, params string[] arguments) =>
        GitProcess.RunAsync(repository.Path, arguments, input: null, Cancellation);

    [GeneratedRegex("\"(?<region>[a-z0-9-]+)\": \\{\\s*\"release\": \"(?<release>[^\"]+)\",\\s*\"image\": \"(?<image>m-[a-z0-9]{20})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex AliyunPin();
}
