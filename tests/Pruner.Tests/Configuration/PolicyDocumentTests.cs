using System.Text.Json.Nodes;
using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Policies;
using Pruner.Tests.BadInput;

namespace Pruner.Tests.Configuration;

public sealed class PolicyDocumentTests
{
    /// <summary>Every key with a value that is not the usual one.</summary>
    internal const string Whole = """
        account: "123"
        min-age: 91d
        keep-newest: 4
        include-shared: true
        keep:
          - build: "410.84.2022*"
            reason: asked for by QE
          - tag: env=Prod*
            reason: hand-tagged
        rules:
          - streams: ["rhcos-4.1?", "4.12"]
            architectures: [aarch64]
            platforms: [aliyun]
            min-age: 2y
            keep-newest: 10
            keep:
              - build: 410-84-202201251210-0
                reason: a partner's
          - min-age: 100d
        pins:
          - repository: openshift/installer
            first-release: "4.2"
            known-builds: [410.84.202201251210-0]
            refs: ["refs/tags/**", "refs/heads/**"]
            paths: ["data/data/*cos*.json", "data/data/coreos/**/*.json", images.json]
            pull-requests: true
          - repository: okd/installer
            refs: ["refs/heads/release-*"]
            paths: ["streams/**/fcos.json"]
            pull-requests: false
        streams:
          - name: rhcos-5.0
            releases: ["5.0", "4.23"]
            base: https://builds.example/storage/
          - name: rhcos-4.10
            base: http://builds.example
            builds: old/rhcos-4.10
        stores:
          - platform: directory
            address: /srv/images
        grace: 14d
        max-deletions: 1
        max-deletions-percent: 2
        min-pinned-builds: 3
        max-lost-pins: 4
        concurrency: {github: 1, builds: 256, store: 3}
        actions: {branches: [operations]}
        """;

    [Fact]
    public void The_built_in_document_says_what_the_defaults_are() =>
        Assert.Equal(PolicyText.Write(new Policy()), PolicyText.Write(BuiltInPolicy.Policy with { Streams = [] }));

    [Fact]
    public void The_built_in_document_shows_every_key_that_the_schema_has()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(TroubleshootingPage.Root, "docs", "schemas", "policy.schema.json")))!;
        var keys = schema["$defs"]!.AsObject().Select(pair => pair.Value!).Append(schema)
            .SelectMany(noun => noun["properties"]?.AsObject().Select(pair => pair.Key) ?? [])
            .Append("branches")
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("first-release", keys);
        Assert.All(keys, key => Assert.Contains(key + ":", BuiltInPolicy.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("4.2", "rhcos-4.2", "rhcos-4.2-s390x")]
    [InlineData("4.7", "rhcos-4.7", "rhcos-4.7-ppc64le", "rhcos-4.7-s390x")]
    [InlineData("4.10", "rhcos-4.10", "rhcos-4.10-aarch64", "rhcos-4.10-ppc64le", "rhcos-4.10-s390x")]
    [InlineData("4.11", "rhcos-4.11", "rhcos-4.11-aarch64", "rhcos-4.11-ppc64le", "rhcos-4.11-s390x", "4.11")]
    [InlineData("4.12", "rhcos-4.12", "rhcos-4.12-aarch64", "rhcos-4.12-ppc64le", "rhcos-4.12-s390x", "4.12")]
    [InlineData("4.13", "4.13", "4.13-9.2")]
    [InlineData("4.14", "4.14-9.2")]
    [InlineData("4.18", "4.18-9.4")]
    [InlineData("4.19", "rhel-9.6")]
    [InlineData("4.21", "rhel-9.6")]
    [InlineData("5.0", "rhel-9.8", "rhel-10.2")]
    [InlineData("4.1")]
    [InlineData("5.1")]
    public void A_release_has_its_streams(string release, params string[] streams) => Assert.Equal(
        streams, BuiltInPolicy.Policy.Streams.Where(stream => stream.Releases.Contains(ReleaseNumber.TryParse(release)!.Value)).Select(stream => stream.Name));

    [Theory]
    [InlineData("rhcos-4.10", "https://rhcos.mirror.openshift.com/art/storage/releases/rhcos-4.10")]
    [InlineData("4.13-9.2", "https://rhcos.mirror.openshift.com/art/storage/prod/streams/4.13-9.2/builds")]
    [InlineData("stable", "https://builds.coreos.fedoraproject.org/prod/streams/stable/builds")]
    public void A_stream_is_listed_where_the_installers_metadata_says(string name, string address)
    {
        var stream = Assert.Single(BuiltInPolicy.Policy.Streams, stream => stream.Name == name);
        Assert.Equal(address, $"{stream.Base}/{stream.Folder}");
    }

    [Fact]
    public void A_document_that_says_everything_is_read_whole()
    {
        var expected = new Policy
        {
            Account = "123",
            MinAge = TimeSpan.FromDays(91),
            KeepNewest = 4,
            IncludeShared = true,
            Keep = [KeepRule.OfBuilds(Pattern("410.84.2022*"), "asked for by QE"), KeepRule.OfTag(new TagPattern("env", Pattern("Prod*")), "hand-tagged")],
            Rules =
            [
                new RetentionRule
                {
                    Streams =
                    [
                        Pattern("rhcos-4.1?"), Pattern("rhcos-4.12"), Pattern("rhcos-4.12-aarch64"), Pattern("rhcos-4.12-ppc64le"), Pattern("rhcos-4.12-s390x"), Pattern("4.12"),
                    ],
                    Architectures = [Pattern("aarch64")],
                    Platforms = [Pattern("aliyun")],
                    MinAge = TimeSpan.FromDays(730),
                    KeepNewest = 10,
                    Keep = [KeepRule.OfBuild(BuildId.TryParse("410.84.202201251210-0")!, "a partner's")],
                },
                new RetentionRule { MinAge = TimeSpan.FromDays(100) },
            ],
            Pins =
            [
                new PinSource("openshift/installer", new ReleaseNumber(4, 2), [BuildId.TryParse("410.84.202201251210-0")!])
                {
                    Paths = [.. PinSource.InstallerPaths, Pattern("images.json")],
                },
                new PinSource("okd/installer", null, [])
                {
                    References = [Pattern("refs/heads/release-*")],
                    Paths = [Pattern("streams/**/fcos.json")],
                    ReadsPullRequests = false,
                },
            ],
            Streams =
            [
                .. BuiltInPolicy.Policy.Streams.Where(stream => stream.Name != "rhcos-4.10"),
                new StreamSource("rhcos-5.0", [new ReleaseNumber(4, 23), new ReleaseNumber(5, 0)], "https://builds.example/storage", "prod/streams/rhcos-5.0/builds"),
                new StreamSource("rhcos-4.10", [], "http://builds.example", "old/rhcos-4.10"),
            ],
            Stores = [new StoreChoice("directory", "/srv/images")],
            Grace = TimeSpan.FromDays(14),
            MaxDeletions = 1,
            MaxDeletionsPercent = 2,
            MinPinnedBuilds = 3,
            MaxLostPins = 4,
            Concurrency = new Concurrency(1, 256, 3),
            Branches = ["operations"],
        };
        Assert.Equal(PolicyText.Write(expected), PolicyText.Write(Parse(Whole)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("rules: []\nstreams: []\nkeep: []\n")]
    public void A_document_that_says_nothing_leaves_the_built_in_policy(string text) =>
        Assert.Equal(PolicyText.Write(BuiltInPolicy.Policy), PolicyText.Write(Parse(text)));

    [Fact]
    public void One_source_of_pins_needs_no_list_and_does_not_take_the_installers_place() =>
        Assert.Equal(["okd/installer", "openshift/installer"], Parse("pins: {repository: okd/installer}").Pins.Select(source => source.Repository));

    [Fact]
    public void The_installer_is_left_out_with_a_word_of_its_own() =>
        Assert.Equal(
            ["okd/installer"],
            Parse("pins: [{repository: okd/installer}, {repository: OpenShift/Installer, left-out: no image of it is in this cloud}]").Pins.Select(source => source.Repository));

    [Theory]
    [InlineData("4.12", "rhcos-4.12 rhcos-4.12-aarch64 rhcos-4.12-ppc64le rhcos-4.12-s390x 4.12")]
    [InlineData("rhcos-4.12", "rhcos-4.12")]
    [InlineData("4.13*", "4.13*")]
    public void A_release_in_a_rule_stands_for_all_its_streams(string named, string streams) =>
        Assert.Equal(streams.Split(' '), Assert.Single(Parse($"rules: [{{streams: [\"{named}\"], min-age: 1y}}]").Rules).Streams.Select(pattern => pattern.Text));

    [Theory]
    [InlineData("410.84.202201251210-0", "410-84-202201251210-0", true)]
    [InlineData("410-84-2022*", "410.84.202201251210-0", true)]
    [InlineData("410.84.2022*", "410.84.202101251210-0", false)]
    [InlineData("*", "39.20231101.3.0", true)]
    public void A_kept_build_is_an_id_or_a_pattern_in_either_spelling(string kept, string build, bool isKept) =>
        Assert.Equal(isKept, Assert.Single(Parse($"keep: [{{build: \"{kept}\", reason: x}}]").Keep).Names(BuildId.TryParse(build)!));

    [Theory]
    [InlineData("images.json", true)]
    [InlineData("*cos*.json", true)]
    [InlineData("*/images.json", true)]
    [InlineData("streams/**/*.json", true)]
    [InlineData("streams/**.json", true)]
    [InlineData("a.b/.hidden/..json", true)]
    [InlineData("**/*.json", false)]
    [InlineData("**.json", false)]
    [InlineData("*/**/a.json", false)]
    [InlineData("/images.json", false)]
    [InlineData("./images.json", false)]
    [InlineData("a/../images.json", false)]
    [InlineData("a//images.json", false)]
    [InlineData("a\\images.json", false)]
    [InlineData("images.yaml", false)]
    [InlineData("streams/", false)]
    public void A_path_is_of_JSON_files_and_begins_somewhere(string path, bool isRead)
    {
        var text = $"pins: {{repository: a/b, paths: ['{path}']}}";
        if (isRead)
        {
            Assert.Equal(path, Assert.Single(Parse(text).Pins[0].Paths).Text);
        }
        else
        {
            Assert.Throws<SetupException>(() => Parse(text));
        }
    }

    private static Policy Parse(string text) => ConfigurationFile.Parse("pruner.yml", text);

    private static Glob Pattern(string text) => Glob.TryParse(text)!;
}
