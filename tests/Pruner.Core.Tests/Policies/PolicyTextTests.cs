using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Policies;

public sealed class PolicyTextTests
{
    [Fact]
    public void Every_setting_has_its_own_digest()
    {
        Policy policy = new();
        Policy[] others =
        [
            policy,
            policy with { MinAge = TimeSpan.FromDays(91) },
            policy with { MinAge = TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1) },
            policy with { MinAge = TimeSpan.Zero },
            policy with { MinAge = null },
            policy with { KeepNewest = 4 },
            policy with { KeepNewest = 0 },
            policy with { KeepNewest = null },
            policy with { IncludeShared = true },
            policy with { Keep = [KeepRule.OfBuild(Some.Build(), "one")] },
            policy with { Keep = [KeepRule.OfBuild(Some.Build(), "other")] },
            policy with { Keep = [KeepRule.OfBuild(Some.Build(Some.OtherBuildText), "one")] },
            policy with { Keep = [KeepRule.OfBuild(Some.Build(), "one"), KeepRule.OfBuild(Some.Build(Some.OtherBuildText), "one")] },
            policy with { Keep = [KeepRule.OfBuild(Some.Build(), $"one\nkeep: {Some.OtherBuildText} one")] },
            policy with { Keep = [KeepRule.OfBuild(Some.Build(), $"one\\nkeep: {Some.OtherBuildText} one")] },
            policy with { MaxDeletions = 1 },
            policy with { MaxDeletions = 0 },
            policy with { MaxDeletions = null },
            policy with { MaxDeletionsPercent = 0 },
            policy with { MaxDeletionsPercent = 50 },
            policy with { MinPinnedBuilds = 0 },
            policy with { MinPinnedBuilds = null },
            policy with { MaxLostPins = 1 },
            policy with { MaxLostPins = null },
            policy with { Account = Some.Account },
            policy with { Branches = ["operations"] },
            policy with { Pins = [policy.Pins[0] with { Repository = "other/installer" }] },
            policy with { Pins = [policy.Pins[0] with { FirstRelease = null }] },
            policy with { Pins = [policy.Pins[0] with { FirstRelease = new ReleaseNumber(4, 10) }] },
            policy with { Pins = [policy.Pins[0] with { KnownBuilds = [.. policy.Pins[0].KnownBuilds.Skip(1)] }] },
            policy with { Pins = [policy.Pins[0] with { KnownBuilds = [] }] },
            policy with { Pins = [policy.Pins[0] with { References = [Pattern("refs/heads/*")] }] },
            policy with { Pins = [policy.Pins[0] with { Paths = [Pattern("streams/*.json")] }] },
            policy with { Pins = [policy.Pins[0] with { ReadsPullRequests = false }] },
            policy with { Pins = [policy.Pins[0], new PinSource("other/installer", null, [])] },
            policy with { Keep = [KeepRule.OfBuilds(Pattern("410.84.*"), "one")] },
            policy with { Keep = [KeepRule.OfTag(new TagPattern("keep", null), "one")] },
            policy with { Keep = [KeepRule.OfTag(new TagPattern("keep", Pattern("yes")), "one")] },
            policy with { Rules = [new RetentionRule()] },
            policy with { Rules = [new RetentionRule(), new RetentionRule()] },
            policy with { Rules = [new RetentionRule { Streams = [Pattern("rhcos-4.10")] }] },
            policy with { Rules = [new RetentionRule { Architectures = [Pattern("x86_64")] }] },
            policy with { Rules = [new RetentionRule { Platforms = [Pattern("aliyun")] }] },
            policy with { Rules = [new RetentionRule { MinAge = TimeSpan.FromDays(1) }] },
            policy with { Rules = [new RetentionRule { KeepNewest = 1 }] },
            policy with { Rules = [new RetentionRule { Keep = [KeepRule.OfBuild(Some.Build(), "one")] }] },
            policy with { Rules = [new RetentionRule(), new RetentionRule { Keep = [KeepRule.OfBuild(Some.Build(), "one")] }] },
            policy with { Grace = TimeSpan.FromDays(14) },
            policy with { Grace = TimeSpan.Zero },
            policy with { Concurrency = policy.Concurrency with { GitHub = 1 } },
            policy with { Concurrency = policy.Concurrency with { Builds = 1 } },
            policy with { Concurrency = policy.Concurrency with { Store = 1 } },
            policy with { Stores = [] },
            policy with { Stores = [new StoreChoice("aliyun", "ecs.example")] },
            policy with { Stores = [new StoreChoice("directory", null)] },
            policy with { Streams = [Stream] },
            policy with { Streams = [Stream with { Name = "other" }] },
            policy with { Streams = [Stream with { Base = "https://other.example" }] },
            policy with { Streams = [Stream with { Folder = "other" }] },
            policy with { Streams = [Stream with { Releases = [] }] },
            policy with { Streams = [Stream with { Architectures = ["aarch64"] }] },
        ];

        Assert.Equal(others.Length, others.Select(PolicyText.DigestOf).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void No_setting_of_a_policy_is_left_out() =>
        // A new setting must be written too, and be given a row above.
        Assert.Equal(
            [
                "Account", "Branches", "Concurrency", "Grace", "IncludeShared", "Keep", "KeepNewest", "MaxDeletions", "MaxDeletionsPercent", "MaxLostPins", "MinAge",
                "MinPinnedBuilds", "Pins", "Rules", "Stores", "Streams",
            ],
            typeof(Policy).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").Order(StringComparer.Ordinal));

    [Fact]
    public void The_order_of_lists_does_not_matter()
    {
        Policy policy = new() { Keep = [KeepRule.OfBuild(Some.Build(), "one"), KeepRule.OfBuild(Some.Build(Some.OtherBuildText), "two")] };
        var turned = policy with
        {
            Keep = [.. policy.Keep.Reverse()],
            Pins = [policy.Pins[0] with { KnownBuilds = [.. policy.Pins[0].KnownBuilds.Reverse()] }],
        };

        Assert.Equal(PolicyText.DigestOf(policy), PolicyText.DigestOf(turned));
    }

    [Fact]
    public void Settings_are_spelt_as_the_configuration_spells_them()
    {
        var text = PolicyText.Write(new Policy { MinAge = TimeSpan.FromDays(1.5), KeepNewest = null });

        Assert.Contains("\nmin-age: 1.5d\n", text, StringComparison.Ordinal);
        Assert.Contains("\nkeep-newest: none\n", text, StringComparison.Ordinal);
        Assert.Contains("\npins.first-release: openshift/installer 4.1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_are_written_in_order_and_rules_in_their_own()
    {
        var policy = new Policy
        {
            Branches = ["main", "build"],
            Keep = [KeepRule.OfBuild(Some.Build(Some.OtherBuildText), "b"), KeepRule.OfBuild(Some.Build(), "a"), KeepRule.OfTag(TagPattern.TryParse("keep")!, "c")],
            Pins = [new PinSource("b/installer", null, [Some.Build()]) { References = [Pattern("refs/tags/**"), Pattern("refs/heads/**")] }, new PinSource("a/installer", null, [])],
            Rules = [new RetentionRule { Streams = [Pattern("b"), Pattern("a")] }, new RetentionRule()],
            Streams = [Stream with { Name = "b" }, Stream with { Name = "a" }],
        };

        Assert.Equal(
            $"""
            actions.branches: build
            actions.branches: main
            pins.first-release: a/installer none
            pins.first-release: b/installer none
            pins.known-builds: b/installer {Some.BuildText}
            pins.paths: a/installer data/data/*cos*.json data/data/coreos/**/*.json
            pins.paths: b/installer data/data/*cos*.json data/data/coreos/**/*.json
            pins.pull-requests: a/installer true
            pins.pull-requests: b/installer true
            pins.refs: a/installer refs/heads/** refs/tags/**
            pins.refs: b/installer refs/heads/** refs/tags/**
            pins.repository: a/installer
            pins.repository: b/installer
            keep.tag: keep c
            keep: {Some.BuildText} a
            keep: {Some.OtherBuildText} b
            rules.0: streams a b architectures * platforms * min-age none keep-newest none
            rules.1: streams * architectures * platforms * min-age none keep-newest none
            stores: aliyun none
            streams: a https://builds.example rhcos-4.10 4.10 
            streams: b https://builds.example rhcos-4.10 4.10 

            """,
            string.Concat(PolicyText.Write(policy).Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => !line.StartsWith("actions", StringComparison.Ordinal)).Select(line => line + "\n")));
    }

    private static StreamSource Stream { get; } = new("rhcos-4.10", [new ReleaseNumber(4, 10)], "https://builds.example", "rhcos-4.10");

    private static Glob Pattern(string text) => Glob.TryParse(text)!;
}
