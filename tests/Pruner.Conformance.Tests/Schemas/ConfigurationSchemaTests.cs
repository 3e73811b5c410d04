using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Sandbox.Seed;

namespace Pruner.Conformance.Tests.Schemas;

public sealed class ConfigurationSchemaTests
{
    private const string Build = "410.84.202201251210-0";

    private static readonly string[] _good =
    [
        "",
        "# nothing but a comment\n",
        "{}",
        "account: \"1234567890123456\"",
        "account: 1234567890123456",
        "account: \"0012\"",
        "min-age: 90d",
        "min-age: 12w",
        "min-age: 24M",
        "min-age: 2y",
        "min-age: 0d",
        "min-age: 36500d",
        "min-age: 000000036500d",
        "min-age: none",
        "keep-newest: 0",
        "keep-newest: 100000",
        "keep-newest: none",
        "keep-newest: \"3\"",
        "keep-newest: '007'",
        "include-shared: true",
        "include-shared: false",
        "include-shared: \"true\"",
        "max-deletions: 10000000",
        "max-deletions: \"none\"",
        "max-deletions-percent: 100",
        "max-deletions-percent: \"0099\"",
        "min-pinned-builds: 0",
        "max-lost-pins: none",
        "keep: []",
        $"keep:\n  - build: {Build}\n    reason: a partner's image is made from it",
        "keep:\n  - {build: 411-86-202205051017-0, reason: dashes}\n  - {build: 39.20231101.3.0, reason: dots}\n  - {build: 4.20231101.okd.1, reason: words}",
        "keep:\n  - {build: 4el.84.20220125.1, reason: letters}",
        "actions: {}",
        "actions: {branches: []}",
        "actions: {branches: [operations, team/images]}",
        "pins: {}",
        "pins: {repository: someone/else}",
        "pins: {first-release: \"4.10\"}",
        "pins: {first-release: none}",
        "pins: {known-builds: []}",
        $"pins:\n  repository: someone/else\n  known-builds: [{Build}, {Build}]",
        "pins: [{repository: openshift/installer}]",
        "pins: [{}, {repository: someone/else, refs: [\"refs/heads/main\"], paths: [\"a/**/*.json\", \"*.json\"], pull-requests: false}]",
        "pins: {refs: [\"refs/tags/**\", \"refs/heads/**\"], paths: [\"x.json\", \"data/data/*cos*.json\", \"data/data/coreos/**/*.json\"], pull-requests: \"true\"}",
        "grace: none",
        "grace: 14d",
        "keep: [{build: \"410.84.2022*\", reason: x}, {build: \"?\", reason: x}]",
        "keep: [{tag: keep, reason: x}, {tag: keep=yes, reason: x}, {tag: \"env=prod*=?\", reason: x}]",
        "rules: []",
        "rules: [{min-age: 1d}, {keep-newest: 1}, {keep-newest: \"01\"}]",
        $"rules: [{{min-age: none, keep-newest: 0, keep: [{{build: {Build}, reason: x}}]}}]",
        "rules: [{streams: [\"rhcos-4.1?\", \"4.12\"], architectures: [aarch64, \"x86*\"], platforms: [aliyun], min-age: 2y, keep-newest: none}]",
        "streams: []",
        "streams: [{name: x, base: \"https://b.example\", architectures: [aarch64, x86_64]}]",
        "streams: [{name: x, base: \"https://b.example\"}, {name: y_1.2-3, releases: [\"4.10\", \"5.0\"], base: \"http://127.0.0.1:80/a/\", builds: a/b}]",
        "streams: [{name: x, releases: [], base: \"https://b.example/%20\", builds: .hidden/..a}]",
        "stores: [{platform: aliyun}, {platform: directory, address: /srv/images}]",
        "concurrency: {}",
        "concurrency: {github: 1, builds: 256, store: \"016\"}",
    ];

    private static readonly string[] _bad =
    [
        "keep",
        "- keep",
        "7",
        "unknown: 1",
        "Account: \"12\"",
        "keep_newest: 3",
        "1: 2",
        "min-age: 90d\nmin-age: 91d",
        "min-age: [90d",
        "min-age: 90d\n---\nmin-age: 1d",
        "account: 12a",
        "account: \"\"",
        "account: none",
        "account: -12",
        "account: [\"12\"]",
        "min-age: 90",
        "min-age: d",
        "min-age: 1.5d",
        "min-age: -1d",
        "min-age: 90 d",
        "min-age: 90h",
        "min-age: 36501d",
        "min-age: 99999d",
        "min-age:",
        "min-age: ~",
        "min-age: null",
        "min-age: None",
        "min-age: {days: 90}",
        "keep-newest: -1",
        "keep-newest: 100001",
        "keep-newest: \"100001\"",
        "keep-newest: 1.5",
        "keep-newest: all",
        "keep-newest: true",
        "keep-newest: [3]",
        "include-shared: yes",
        "include-shared: none",
        "include-shared: 1",
        "include-shared:",
        "max-deletions: 10000001",
        "max-deletions: 1_000",
        "max-deletions-percent: 101",
        "max-deletions-percent: 50%",
        "max-deletions-percent: \"101\"",
        "min-pinned-builds: few",
        "max-lost-pins: -1",
        "keep:",
        "keep: {}",
        $"keep: {Build}",
        $"keep: [{Build}]",
        $"keep:\n  - build: {Build}",
        "keep:\n  - reason: no build",
        $"keep:\n  - {{build: {Build}, reason: \"\"}}",
        $"keep:\n  - {{build: {Build}, reason: x, until: 2030}}",
        "keep:\n  - {build: 4.10, reason: a release}",
        $"keep:\n  - {{build: x{Build}, reason: x}}",
        $"keep:\n  - {{build: {Build}.1, reason: x}}",
        "actions:",
        "actions: {branch: operations}",
        "actions: {branches: operations}",
        "actions: {branches: [\"\"]}",
        "actions: {branches: [refs/heads/operations]}",
        "actions: {branches: [\"release-*\"]}",
        "pins:",
        "pins: openshift/installer",
        "pins: []",
        "pins: [openshift/installer]",
        "pins: {refs: []}",
        "pins: {refs: [\"refs/heads/**\"]}",
        "pins: {repository: OPENSHIFT/installer, refs: [\"refs/heads/**\"]}",
        "pins: {paths: [\"data/data/*cos*.json\"]}",
        "pins: {pull-requests: false}",
        "pins: {repository: a/b, pull-requests: none}",
        "pins: {repository: a/b, refs: [main]}",
        "pins: {repository: a/b, refs: [\"refs/pull/**\"]}",
        "pins: {repository: a/b, refs: [\"refs/heads/\"]}",
        "pins: {repository: a/b, refs: [\"refs/heads/a b\"]}",
        "pins: {repository: a/b, paths: []}",
        "pins: {repository: a/b, paths: [\"**/a.json\"]}",
        "pins: {repository: a/b, paths: [\"a*/**/b.json\"]}",
        "pins: {repository: a/b, paths: [/a.json]}",
        "pins: {repository: a/b, paths: [a//b.json]}",
        "pins: {repository: a/b, paths: [../a.json]}",
        "pins: {repository: a/b, paths: [a/./b.json]}",
        "pins: {repository: a/b, paths: [a.yaml]}",
        "pins: {repository: a/b, paths: [\"a b.json\"]}",
        "grace: soon",
        "grace: 14",
        "keep: [{tag: \"\", reason: x}]",
        "keep: [{tag: keep=, reason: x}]",
        "keep: [{tag: \"k*\", reason: x}]",
        "keep: [{tag: \"a b\", reason: x}]",
        "keep: [{tag: keep}]",
        $"keep: [{{tag: keep, build: {Build}, reason: x}}]",
        "keep: [{build: \"410/*\", reason: x}]",
        "keep: [{build: \"RHCOS*\", reason: x}]",
        "rules: {}",
        "rules: [{}]",
        "rules: [{streams: [\"*\"]}]",
        "rules: [{min-age: none, keep-newest: none, keep: []}]",
        "rules: [{min-age: 0d}, {min-age: 1d}]",
        "rules: [{min-age: 1d, streams: []}]",
        "rules: [{min-age: 1d, streams: [\"\"]}]",
        "rules: [{min-age: 1d, streams: [\"a/*\"]}]",
        "rules: [{min-age: 1d, platforms: aliyun}]",
        "rules: [{min-age: 1d, platforms: [~]}]",
        "rules: [{min-age: 1d, architectures: [arm64]}]",
        "rules: [{min-age: 1d, max-deletions: 5}]",
        "streams: [{name: x}]",
        "streams: [{name: x, base: \"https://b.example\", architectures: []}]",
        "streams: [{name: x, base: \"https://b.example\", architectures: [AArch64]}]",
        "streams: [{base: \"https://b.example\"}]",
        "streams: [{name: x, base: \"https://u:p@b.example\"}]",
        "streams: [{name: x, base: \"https://b.example?a\"}]",
        "streams: [{name: x, base: \"https://b.example#a\"}]",
        "streams: [{name: x, base: \"ftp://b.example\"}]",
        "streams: [{name: x, base: b.example}]",
        "streams: [{name: a/b, base: \"https://b.example\"}]",
        "streams: [{name: x, base: \"https://b.example\", builds: /a}]",
        "streams: [{name: x, base: \"https://b.example\", builds: a/}]",
        "streams: [{name: x, base: \"https://b.example\", builds: a/../b}]",
        "streams: [{name: x, base: \"https://b.example\", builds: ..}]",
        "streams: [{name: x, base: \"https://b.example\", releases: [four]}]",
        "stores: []",
        "stores: [aliyun]",
        "stores: [{address: /srv}]",
        "stores: [{platform: Aliyun}]",
        "stores: [{platform: aliyun, address: \"\"}]",
        "concurrency: 16",
        "concurrency: {github: 0}",
        "concurrency: {github: 257}",
        "concurrency: {github: none}",
        "concurrency: {aliyun: 1}",
        "pins: {branch: master}",
        "pins: {repository: installer}",
        "pins: {repository: a/b/c}",
        "pins: {repository: /b}",
        "pins: {repository: \"\"}",
        "pins: {first-release: \"4\"}",
        "pins: {first-release: \"4.10.1\"}",
        "pins: {first-release: 4.x}",
        "pins: {first-release: \"\"}",
        $"pins: {{known-builds: {Build}}}",
        "pins: {known-builds: [4.10.3]}",
        "pins: {known-builds: [[]]}",
        "pins: {known-builds: [~]}",
    ];

    // The program takes every value as the text that stands there. Other readers of YAML make numbers and truths of some texts first,
    // and the schema sees what they made.
    private static readonly (string Yaml, bool IsRead)[] _different =
    [
        ("keep-newest: 0x10", false), // 16
        ("keep-newest: +3", false), // 3
        ("keep-newest: 3.0", false), // 3
        ("max-deletions: 1e3", false), // 1000
        ("include-shared: True", false), // true
        ("keep-newest: &most 2\nmax-lost-pins: *most", false), // 2 and 2
        ("--- ~", false), // as if the file were empty
        ("pins: {first-release: 4.10}", true), // 4.1, another release
        ($"keep:\n  - {{build: {Build}, reason: 7}}", true), // a number is no sentence
        ("rules: [{streams: [4.12], min-age: 1d}]", true), // a number is no name
    ];

    // What a schema cannot say: two places that do not fit together, and what the built-in table holds.
    private static readonly string[] _badForTheReader =
    [
        "rules: [{min-age: 1d, streams: [rhcos-4.1O]}]",
        "pins: [{repository: a/b}, {repository: A/b}]",
        "streams: [{name: x, base: \"https://b.example\"}, {name: X, base: \"https://b.example\"}]",
        "stores: [{platform: aliyun}, {platform: aliyun}]",
        "streams: [{name: x, base: \"https://b.example:port\"}]",
    ];

    [Fact]
    public async Task The_schema_and_the_reader_agree_about_every_configuration()
    {
        string[] good = [.. _good, BuiltInPolicy.Text, SeedWorld.Create(TimeProvider.System.GetUtcNow()).Configuration, FromReadme()];
        Assert.All(good, yaml => Assert.True(IsRead(yaml), yaml));
        Assert.All(_bad, yaml => Assert.False(IsRead(yaml), yaml));
        Assert.All(_badForTheReader, yaml => Assert.False(IsRead(yaml), yaml));
        Assert.All(_different, row => Assert.True(row.IsRead == IsRead(row.Yaml), row.Yaml));

        await SchemaCase.JudgeAsync(
        [
            .. good.Select(yaml => Case(yaml, isValid: true)),
            .. _bad.Select(yaml => Case(yaml, isValid: false)),
            .. _different.Select(row => Case(row.Yaml, !row.IsRead)),
            .. _badForTheReader.Select(yaml => Case(yaml, isValid: true)),
        ]);
    }

    [Fact]
    public void The_defaults_are_those_of_the_program()
    {
        var properties = SchemaFile.Read(SchemaFile.Policy)["properties"]!.AsObject();
        var defaults = properties.Where(member => member.Value!["default"] is not null)
            .ToDictionary(member => member.Key, member => member.Value!["default"]!.ToString(), StringComparer.Ordinal);
        string[] keys = ["grace", "include-shared", "keep-newest", "max-deletions", "max-deletions-percent", "max-lost-pins", "min-age", "min-pinned-builds"];
        Assert.Equal(keys, defaults.Keys.Order(StringComparer.Ordinal));
        var written = string.Concat(defaults.Select(pair => $"{pair.Key}: {pair.Value}\n"));
        Assert.Equal(PolicyText.Write(BuiltInPolicy.Policy), PolicyText.Write(ConfigurationFile.Parse("pruner.yml", written)));

        var repository = SchemaFile.Definition(SchemaFile.Policy, "pinSource")["properties"]!["repository"]!["default"]!.ToString();
        Assert.Equal(Assert.Single(BuiltInPolicy.Policy.Pins).Repository, repository);
    }

    private static SchemaCase Case(string yaml, bool isValid) => new(SchemaFile.Policy, yaml.ReplaceLineEndings("; ").Replace('#', ' '), isValid, Document: null, yaml);

    private static bool IsRead(string yaml)
    {
        try
        {
            ConfigurationFile.Parse("pruner.yml", yaml);
            return true;
        }
        catch (SetupException)
        {
            return false;
        }
    }

    private static string FromReadme()
    {
        var readme = File.ReadAllText(Path.Combine(NodeTests.Root(), "README.md"));
        var start = readme.IndexOf("```yaml\n", readme.IndexOf("### pruner.yml", StringComparison.Ordinal), StringComparison.Ordinal) + "```yaml\n".Length;
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
