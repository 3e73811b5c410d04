using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.GitHub;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Bumps;

/// <summary>Pull requests of the real installer: what they say is what git's own comparison of their documents shows.</summary>
public sealed class RealBumpTests(RealBumpTests.Installer installer) : IClassFixture<RealBumpTests.Installer>
{
    [Theory]
    [InlineData(91001, "cbb831c", "410.84.202111111322-0", "410.84.202112040202-0", 24)] // the first images on Alibaba Cloud
    [InlineData(91002, "8c6f6be", "410.84.202112040202-0", "410.84.202201251210-0", 25)]
    [InlineData(91003, "06c2c82", "410.84.202201251210-0", "410.84.202205191234-0", 25)]
    [InlineData(91004, "2d747cd", "410.84.202207061638-0", "410.84.202210040010-0", 25)]
    public async Task A_bump_of_4_10_names_its_builds_and_images(int number, string commit, string from, string to, int images)
    {
        var stage = await installer.StageAsync();
        installer.Merged(number, commit);
        using var json = await BumpAsync(stage, number);
        var aliyun = Changes(json, "aliyun");

        Assert.Equal(images, aliyun.Count(change => change.To is not null));
        Assert.All(aliyun.Where(change => change.To is not null), change => Assert.Equal(to, change.ToRelease));
        Assert.Equal(installer.AliyunAt(commit), aliyun.Where(change => change.To is not null).Select(change => $"{change.Location} {change.To}").Order(StringComparer.Ordinal));
        Assert.Contains(Changes(json, "aws"), change => change.FromRelease == from && change.ToRelease == to);
        Assert.Superset(new HashSet<string> { from, to }, json.RootElement.GetProperty("protected").EnumerateArray().Select(build => build.GetProperty("build").GetString()!).ToHashSet());
    }

    [Fact]
    public async Task The_proposal_of_411_86_202205051017_has_dashes_and_loses_regions()
    {
        var stage = await installer.StageAsync();
        using var json = await BumpAsync(stage, 90060);
        var kinds = json.RootElement.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("wrong").GetBoolean()).Select(finding => finding.GetProperty("kind").GetString()).ToHashSet();
        Assert.Superset(new HashSet<string?> { "dashed-release", "region-lost" }, kinds);
        Assert.Equal(["us-east-1"], Changes(json, "aliyun").Where(change => change.To is not null).Select(change => change.Location));
        Assert.Equal("m-0xi06kgurgv3h2n2in1b", Changes(json, "aliyun").Single(change => change.To is not null).To);
    }

    [Theory]
    [InlineData(90064, "414.92.202304252144-0")]
    [InlineData(90066, "416.94.202403071059-0")]
    public async Task A_proposed_bump_that_was_never_merged_is_told_with_its_build(int number, string build)
    {
        var stage = await installer.StageAsync();
        using var json = await BumpAsync(stage, number);
        Assert.Contains(Changes(json, "aliyun"), change => change.ToRelease == build);
        Assert.Equal("unreadable", json.RootElement.GetProperty("builds").EnumerateArray().First(look => look.GetProperty("build").GetString() == build).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Every_real_pull_request_is_told_and_none_ends_in_a_defect()
    {
        var stage = await installer.StageAsync();
        var failed = new List<string>();
        foreach (var number in installer.Numbers)
        {
            var called = await stage.CallAsync("bump", "--pull-request", $"{number}", "--format", "markdown");
            if (called.ExitCode is not (ExitCode.Done or ExitCode.Incomplete) || called.Out.Length is 0 or > 65_000)
            {
                failed.Add($"{number}: {called.ExitCode} {called.Out.Length} {called.Error}");
            }
        }

        Assert.Equal(68, installer.Numbers.Length);
        Assert.Empty(failed);
    }

    private static async Task<JsonDocument> BumpAsync(Stage stage, int number)
    {
        var called = await stage.CallAsync("bump", "--pull-request", $"{number}", "--format", "json");
        Assert.True(called.ExitCode is ExitCode.Done or ExitCode.Incomplete, called.Error);
        return JsonDocument.Parse(called.Out);
    }

    private static List<(string Location, string? FromRelease, string? ToRelease, string? To)> Changes(JsonDocument json, string platform) =>
    [
        .. json.RootElement.GetProperty("changes").EnumerateArray()
            .Where(change => change.GetProperty("platform").GetString() == platform)
            .Select(change => (change.GetProperty("location").GetString()!, Text(change, "fromRelease"), Text(change, "toRelease"), Text(change, "toImage"))),
    ];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The real repository behind the emulator, once for all tests of the class.</summary>
    public sealed class Installer : IAsyncDisposable
    {
        private TestRepository? _repository;
        private Stage? _stage;

        internal ImmutableArray<int> Numbers { get; private set; } = [];

        public async ValueTask DisposeAsync()
        {
            if (_stage is not null)
            {
                await _stage.DisposeAsync();
            }

            _repository?.Dispose();
        }

        internal async Task<Stage> StageAsync()
        {
            if (_stage is null)
            {
                var data = SharedData.InstallerHistory();
                var pulls = Path.Combine(data, "pulls.json");
                _repository = TestRepository.Clone(Path.Combine(data, "installer.bundle"));
                using var listed = JsonDocument.Parse(await File.ReadAllTextAsync(pulls, Stage.Token));
                Numbers = [.. listed.RootElement.EnumerateArray().Select(pull => pull.GetProperty("number").GetInt32())];
                _stage = await Stage.SetAsync(options: new SandboxOptions { RepositoryPath = _repository.Path, PullsFile = pulls });
            }

            return _stage;
        }

        /// <summary>Makes a pull request of a commit that is in release-4.10.</summary>
        internal void Merged(int number, string commit) => _stage!.Servers.GitHub.Repository.AddPullRequest(
            number, PullState.Merged, "Bump", "", _repository!.Git("rev-parse", commit), "release-4.10", DateTimeOffset.UnixEpoch);

        /// <summary>Regions and images as the commit's own file has them, read without our readers.</summary>
        internal IEnumerable<string> AliyunAt(string commit)
        {
            using var document = JsonDocument.Parse(_repository!.Git("show", $"{commit}:data/data/coreos/rhcos.json"));
            return
            [
                .. document.RootElement.GetProperty("architectures").GetProperty("x86_64").GetProperty("images").GetProperty("aliyun").GetProperty("regions")
                    .EnumerateObject().Select(region => $"{region.Name} {region.Value.GetProperty("image").GetString()}").Order(StringComparer.Ordinal),
            ];
        }
    }
}
