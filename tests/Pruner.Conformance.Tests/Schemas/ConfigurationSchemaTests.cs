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
        "pins: [{repository: openshift/installer}]",
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
    ];

    [Fact]
    public async Task The_schema_and_the_reader_agree_about_every_configuration()
    {
        string[] good = [.. _good, SeedWorld.Create(TimeProvider.System.GetUtcNow()).Configuration, FromReadme()];
        Assert.All(good, yaml => Assert.True(IsRead(yaml), yaml));
        Assert.All(_bad, yaml => Assert.False(IsRead(yaml), yaml));
        Assert.All(_different, row => Assert.True(row.IsRead == IsRead(row.Yaml), row.Yaml));

        await SchemaCase.JudgeAsync(
        [
            .. good.Select(yaml => Case(yaml, isValid: true)),
            .. _bad.Select(yaml => Case(yaml, isValid: false)),
            .. _different.Select(row => Case(row.Yaml, !row.IsRead)),
        ]);
    }

    [Fact]
    public void The_defaults_are_those_of_the_program()
    {
        var properties = SchemaFile.Read(SchemaFile.Policy)["properties"]!.AsObject();
        var defaults = properties.Where(member => member.Value!["default"] is not null)
            .ToDictionary(member => member.Key, member => member.Value!["default"]!.ToString(), StringComparer.Ordinal);
        string[] keys = ["include-shared", "keep-newest", "max-deletions", "max-deletions-percent", "max-lost-pins", "min-age", "min-pinned-builds"];
        Assert.Equal(keys, defaults.Keys.Order(StringComparer.Ordinal));
        var written = string.Concat(defaults.Select(pair => $"{pair.Key}: {pair.Value}\n"));
        Assert.Equal(PolicyText.Write(new Policy()), PolicyText.Write(ConfigurationFile.Parse("pruner.yml", written)));

        var repository = SchemaFile.Definition(SchemaFile.Policy, "pinSource")["properties"]!["repository"]!["default"]!.ToString();
        Assert.Equal(new Policy().Pins[0].Repository, repository);
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
