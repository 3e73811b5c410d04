using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>Policies that are not what they should be, each with all that is said: where, what is wrong, and what is meant.</summary>
public sealed class PolicyTests : IDisposable
{
    private const string Name = "a name, or a pattern of such with * and ?";
    private const string Builds = "a build id such as 410.84.202201251210-0, or a pattern of such as 410.84.2022*";
    private const string Tag = "a tag's key, or key=value with * and ? in the value, such as env=prod*; without white space";
    private const string Age = "a number and d, w, m or y, such as 90d, 12w, 24m, 2y; or none";
    private const string Newest = "a whole number from 0 to 100000, or none";
    private const string Reference = "a pattern that begins with refs/heads/ or refs/tags/, such as refs/heads/release-*";
    private const string PathForm = "JSON files of the repository, such as data/data/coreos/**/*.json; a pattern with ** begins with a folder that is written out";
    private const string Empty = "an empty list, which would fit nothing; fill it, or leave it out";
    private const string Base = "base: https://b.example";

    private readonly string _folder = Directory.CreateTempSubdirectory("pruner-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    // Keys.
    [InlineData("rule: []", "line 1, column 1: unknown key 'rule'; the nearest is 'rules'")]
    [InlineData("min-age: 1d\nmax_deletions: 5", "line 2, column 1: unknown key 'max_deletions'; the nearest is 'max-deletions'")]
    [InlineData("rules:\n  - stream: [stable]\n    min-age: 1y", "line 2, column 5: unknown key 'rules.stream'; the nearest is 'rules.streams'")]
    [InlineData("keep:\n  - {build: 410.84.202201251210-0, reson: x}", "line 2, column 36: unknown key 'keep.reson'; the nearest is 'keep.reason'")]
    [InlineData("pins:\n  - repository: a/b\n    pull-request: false", "line 3, column 5: unknown key 'pins.pull-request'; the nearest is 'pins.pull-requests'")]
    [InlineData("streams:\n  - name: x\n    " + Base + "\n    build: y", "line 4, column 5: unknown key 'streams.build'; the nearest is 'streams.builds'")]
    [InlineData("concurrency: {gitub: 4}", "line 1, column 15: unknown key 'concurrency.gitub'; the nearest is 'concurrency.github'")]
    [InlineData("min-age: 1d\nmin-age: 2d", "line 2, column 1: it is no YAML: Duplicate key min-age")]
    [InlineData("rules:\n  - min-age: 1d\n    min-age: 2d", "line 3, column 5: it is no YAML: Duplicate key min-age")]
    // Rules.
    [InlineData("rules:\n  - streams: [stable]", "line 2, column 5: an entry of rules protects nothing; give it min-age, keep-newest or keep")]
    [InlineData("rules: [{min-age: none, keep-newest: 0, keep: []}]", "line 1, column 9: an entry of rules protects nothing; give it min-age, keep-newest or keep")]
    [InlineData("rules: {min-age: 1y}", "line 1, column 8: rules must be a list")]
    [InlineData("rules: [stable]", "line 1, column 9: 'rules' must hold keys with values")]
    [InlineData("rules: [{streams: [], min-age: 1y}]", "line 1, column 19: rules.streams is " + Empty)]
    [InlineData("rules: [{streams: stable, min-age: 1y}]", "line 1, column 19: rules.streams must be a list")]
    [InlineData("rules: [{streams: [[stable]], min-age: 1y}]", "line 1, column 20: rules.streams must be a list of texts")]
    [InlineData("rules: [{streams: [rhcos-4.1O], min-age: 1y}]", "line 1, column 20: rules.streams is 'rhcos-4.1O', which is no known stream; the nearest is 'rhcos-4.10'")]
    [InlineData("rules: [{streams: [\"rhcos 4.*\"], min-age: 1y}]", "line 1, column 20: rules.streams is 'rhcos 4.*', expected " + Name)]
    [InlineData("rules: [{platforms: [\"\"], min-age: 1y}]", "line 1, column 22: rules.platforms is '', expected " + Name)]
    [InlineData("rules: [{architectures: [amd64], min-age: 1y}]", "line 1, column 26: rules.architectures is 'amd64', which builds do not name; the nearest is 'x86_64'")]
    [InlineData("rules: [{architectures: [ARM64], min-age: 1y}]", "line 1, column 26: rules.architectures is 'ARM64', which builds do not name; the nearest is 'aarch64'")]
    [InlineData("rules: [{architectures: [x86-64], min-age: 1y}]", "line 1, column 26: rules.architectures is 'x86-64', which builds do not name; the nearest is 'x86_64'")]
    [InlineData("rules: [{platforms: [Aliyun], min-age: 1y}]", "line 1, column 22: rules.platforms is 'Aliyun', which build documents do not name; the nearest is 'aliyun'")]
    [InlineData("rules: [{architectures: [\"[ax]*\"], min-age: 1y}]", "line 1, column 26: rules.architectures is '[ax]*', expected " + Name)]
    [InlineData("rules: [{min-age: 2 years}]", "line 1, column 19: rules.min-age is '2 years', expected " + Age)]
    [InlineData("rules: [{keep-newest: ten}]", "line 1, column 23: rules.keep-newest is 'ten', expected " + Newest)]
    // Keep lists.
    [InlineData("keep:\n  - reason: why not", "line 2, column 5: an entry of keep needs the key 'build' or 'tag'")]
    [InlineData("keep:\n  - build: \"410.*\"", "line 2, column 5: an entry of keep needs the key 'reason'")]
    [InlineData("keep:\n  - {build: \"410.*\", tag: keep, reason: x}", "line 2, column 5: an entry of keep holds both 'build' and 'tag'; write an entry for each")]
    [InlineData("keep: [{build: 4.10, reason: x}]", "line 1, column 16: keep.build is '4.10', expected " + Builds)]
    [InlineData("keep: [{build: \"410.84.2022/*\", reason: x}]", "line 1, column 16: keep.build is '410.84.2022/*', expected " + Builds)]
    [InlineData("keep: [{build: \"RHCOS-410*\", reason: x}]", "line 1, column 16: keep.build is 'RHCOS-410*', expected " + Builds)]
    [InlineData("keep: [{build: \"rhcos-410.84.2022*\", reason: x}]", "line 1, column 16: keep.build is 'rhcos-410.84.2022*', expected " + Builds)]
    [InlineData("keep: [{tag: \"*=yes\", reason: x}]", "line 1, column 14: keep.tag is '*=yes', expected " + Tag)]
    [InlineData("keep: [{tag: keep=, reason: x}]", "line 1, column 14: keep.tag is 'keep=', expected " + Tag)]
    [InlineData("rules:\n  - keep: [{tag: keep, reason: \"\"}]", "line 2, column 32: rules.keep.reason is '', expected a sentence that says why")]
    // Sources of pins.
    [InlineData("pins: [{repository: a/b, left-out: never used}]", "line 1, column 36: pins.left-out is for openshift/installer only; a source that is not named is not read")]
    [InlineData("pins: {repository: openshift/installer, left-out: never used}", "line 1, column 7: pins leaves out the only source; without any, every image looks like garbage")]
    [InlineData("pins: [{repository: openshift/installer, left-out: no need, refs: [refs/heads/x]}, {repository: a/b}]", "line 1, column 61: unknown key 'pins.refs'; the nearest is 'pins.left-out'")]
    [InlineData("pins: []", "line 1, column 7: pins is " + Empty)]
    [InlineData("pins: openshift/installer", "line 1, column 7: pins must hold keys with values, or a list of such")]
    [InlineData("pins: [{repository: a/b}, {repository: A/B}]", "line 1, column 40: pins.repository is 'A/B' a second time; write one entry for each")]
    [InlineData("pins: {repository: https://github.com/a/b}", "line 1, column 20: pins.repository is 'https://github.com/a/b', expected owner/name")]
    [InlineData("pins: {refs: [\"refs/heads/main\"]}", "line 1, column 14: pins.refs lacks 'refs/heads/**', which always counts for openshift/installer; add it, or leave refs out")]
    [InlineData("pins: {repository: OpenShift/Installer, paths: [\"data/data/*cos*.json\"]}", "line 1, column 48: pins.paths lacks 'data/data/coreos/**/*.json', which always counts for openshift/installer; add it, or leave paths out")]
    [InlineData("pins:\n  pull-requests: false", "line 2, column 18: pins.pull-requests is 'false', but pull requests of openshift/installer always count; leave it out")]
    [InlineData("pins: {repository: a/b, refs: [main]}", "line 1, column 32: pins.refs is 'main', expected " + Reference)]
    [InlineData("pins: {repository: a/b, paths: [\"**/*.json\"]}", "line 1, column 33: pins.paths is '**/*.json', expected " + PathForm)]
    [InlineData("pins: {repository: a/b, paths: []}", "line 1, column 32: pins.paths is " + Empty)]
    [InlineData("pins: {repository: a/b, first-release: four}", "line 1, column 40: pins.first-release is 'four', expected a release such as \"4.10\" (quoted), or none")]
    [InlineData("pins: {repository: a/b, known-builds: [4.10]}", "line 1, column 40: '4.10' is no build id")]
    // Streams and stores.
    [InlineData("streams: [{" + Base + "}]", "line 1, column 11: an entry of streams needs the key 'name'")]
    [InlineData("streams: [{name: x}]", "line 1, column 11: an entry of streams needs the key 'base'")]
    [InlineData("streams: [{name: a/b, " + Base + "}]", "line 1, column 18: streams.name is 'a/b', expected a stream's name: letters, digits, dots, dashes and underscores, at most 128")]
    [InlineData("streams:\n  - {name: x, " + Base + "}\n  - {name: x, " + Base + "}", "line 3, column 12: streams.name is 'x' a second time; write one entry for each")]
    [InlineData("streams: [{name: x, base: \"https://me:secret@b.example\"}]", "line 1, column 27: streams.base is no http or https address without user name, query or fragment")]
    [InlineData("streams: [{name: x, base: /srv/builds}]", "line 1, column 27: streams.base is no http or https address without user name, query or fragment")]
    [InlineData("streams: [{name: x, " + Base + ", builds: ../x}]", "line 1, column 54: streams.builds is '../x', expected a folder below base, such as prod/streams/NAME/builds, without a slash at its ends")]
    [InlineData("streams: [{name: x, " + Base + ", releases: [\"4\"]}]", "line 1, column 57: streams.releases is '4', expected a release such as \"4.10\" (quoted)")]
    [InlineData("stores: []", "line 1, column 9: stores is " + Empty)]
    [InlineData("stores: [{address: /srv}]", "line 1, column 10: an entry of stores needs the key 'platform'")]
    [InlineData("stores: [{platform: aliyun}, {platform: aliyun}]", "line 1, column 41: stores.platform is 'aliyun' a second time; write one entry for each")]
    [InlineData("stores: [{platform: Alibaba Cloud}]", "line 1, column 21: stores.platform is 'Alibaba Cloud', expected a platform as meta.json names it, such as aliyun")]
    // What a run may do.
    [InlineData("grace: soon", "line 1, column 8: grace is 'soon', expected " + Age)]
    [InlineData("concurrency: {store: 0}", "line 1, column 22: concurrency.store is '0', expected a whole number from 1 to 256")]
    [InlineData("concurrency: {builds: 257}", "line 1, column 23: concurrency.builds is '257', expected a whole number from 1 to 256")]
    [InlineData("concurrency: {github: none}", "line 1, column 23: concurrency.github is 'none', expected a whole number from 1 to 256")]
    [InlineData("concurrency: 16", "line 1, column 14: 'concurrency' must hold keys with values")]
    [InlineData("actions: {branches: [\"release-*\"]}", "line 1, column 22: 'release-*' is no branch, expected its plain name")]
    [InlineData("min-age: [90d]", "line 1, column 10: min-age must be a single value")]
    [InlineData("- min-age: 90d", "line 1, column 1: the configuration must be keys with values")]
    public async Task A_bad_policy(string text, string message)
    {
        var file = await WriteAsync("pruner.yml", text);

        var called = await Quiet.CallAsync("policy", "check", file);

        Assert.Equal(
            $"""
            pruner: {file}, {message}.
              Why it matters: A setting that is misread could be a protection that is lost.
              What to do:     Correct that place; 'pruner policy show' explains every key of pruner.yml.

            """,
            called.Error);
        Assert.Equal((ExitCode.Setup, ""), (called.ExitCode, called.Out));
        AssertIsOnThePage($"{file}, {message}.");
    }

    [Theory]
    [InlineData("stable: {cloud-uploads: 12}", "line 1, column 25: stable.cloud-uploads is '12', expected a number and d, w, m or y, such as 90d, 12w, 24m, 2y")]
    [InlineData("stable:\n  images: 1.5y", "line 2, column 11: stable.images is '1.5y', expected a number and d, w, m or y, such as 90d, 12w, 24m, 2y")]
    [InlineData("stable:\n  build: none", "line 2, column 10: stable.build is 'none', expected a number and d, w, m or y, such as 90d, 12w, 24m, 2y")]
    [InlineData("stable:\n  containers: 99999d", "line 2, column 15: stable.containers is '99999d', expected a number and d, w, m or y, such as 90d, 12w, 24m, 2y")]
    [InlineData("stable:\n  cloud_uploads: 12m", "line 2, column 3: unknown key 'stable.cloud_uploads'; the nearest is 'stable.cloud-uploads'")]
    [InlineData("stable:\n  images-kept: [qemu]", "line 2, column 3: unknown key 'stable.images-kept'; the nearest is 'stable.images-keep'")]
    [InlineData("stable:\n  images-keep: qemu", "line 2, column 16: stable.images-keep must be a list")]
    [InlineData("stable: 12m", "line 1, column 9: 'stable' must hold keys with values")]
    [InlineData("stable:\nrawhide: {}", "line 1, column 8: 'stable' must hold keys with values")]
    [InlineData("a b: {}", "line 1, column 6: 'a b' is no name of a stream")]
    [InlineData("[a]: {}", "line 1, column 1: a key must be a single text")]
    [InlineData("stable: {}\nstable: {}", "line 2, column 1: it is no YAML: Duplicate key stable")]
    public async Task A_bad_policy_of_coreos_assembler(string text, string message)
    {
        var file = await WriteAsync("gc-policy.yaml", text);

        var called = await Quiet.CallAsync("policy", "import", file);

        Assert.Equal($"pruner: {file}, {message}.", called.Error.Split('\n')[0]);
        Assert.Equal((ExitCode.Setup, ""), (called.ExitCode, called.Out));
        AssertIsOnThePage($"{file}, {message}.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("{}")]
    public async Task A_policy_of_coreos_assembler_without_a_stream(string text)
    {
        var file = await WriteAsync("gc-policy.yaml", text);
        var called = await Quiet.CallAsync("policy", "import", file);
        Assert.Equal($"pruner: {file} names no stream.", called.Error.Split('\n')[0]);
        Assert.Equal(ExitCode.Setup, called.ExitCode);
        AssertIsOnThePage($"{file} names no stream.");
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_replaced()
    {
        var source = await WriteAsync("gc-policy.yaml", "stable: {cloud-uploads: 12m}");
        var target = await WriteAsync("pruner.yml", "keep-newest: 7\n");

        var called = await Quiet.CallAsync("policy", "import", source, "--out", target);

        Assert.Contains($"pruner: --out is {target}, which is there already.", called.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Setup, called.ExitCode);
        Assert.Equal("keep-newest: 7\n", await File.ReadAllTextAsync(target, Stage.Token));
        AssertIsOnThePage($"--out is {target}, which is there already.");
    }

    [Fact]
    public async Task A_policy_that_is_not_there()
    {
        var called = await Quiet.CallAsync("policy", "check", "/no/pruner.yml");
        Assert.StartsWith("pruner: The configuration /no/pruner.yml is not there.", called.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Setup, called.ExitCode);
    }

    private static void AssertIsOnThePage(string line) => Assert.Contains(
        TroubleshootingPage.Rows,
        row => row.ExitCode == ExitCode.Setup && Regex.IsMatch(line, "^" + string.Join(".*", Told.Place().Split(row.Message).Select(Regex.Escape)) + "$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    private async Task<string> WriteAsync(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, text, Stage.Token);
        return file;
    }
}
