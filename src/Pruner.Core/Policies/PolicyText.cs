using System.Globalization;
using System.Text;
using Pruner.Core.Records;

namespace Pruner.Core.Policies;

/// <summary>The policy in one fixed text form, so that a plan can name the policy it was made under.</summary>
public static class PolicyText
{
    /// <summary>SHA-256 of <see cref="Write"/>.</summary>
    public static string DigestOf(Policy policy) => Document.Sha256(Encoding.UTF8.GetBytes(Write(policy)));

    /// <summary>One line a setting, in a fixed order, as the configuration file spells it.</summary>
    public static string Write(Policy policy)
    {
        string[] single =
        [
            $"account: {policy.Account ?? "none"}",
            $"concurrency: github {Number(policy.Concurrency.GitHub)} builds {Number(policy.Concurrency.Builds)} store {Number(policy.Concurrency.Store)}",
            $"grace: {Age(policy.Grace)}",
            $"include-shared: {(policy.IncludeShared ? "true" : "false")}",
            $"keep-newest: {Number(policy.KeepNewest)}",
            $"max-deletions: {Number(policy.MaxDeletions)}",
            $"max-deletions-percent: {Number(policy.MaxDeletionsPercent)}",
            $"max-lost-pins: {Number(policy.MaxLostPins)}",
            $"min-age: {Age(policy.MinAge)}",
            $"min-pinned-builds: {Number(policy.MinPinnedBuilds)}",
        ];
        IEnumerable<string> lines =
        [
            .. single,
            .. policy.Branches.Select(branch => $"actions.branches: {branch}").Order(StringComparer.Ordinal),
            .. policy.Pins.SelectMany(Lines).Order(StringComparer.Ordinal),
            .. Lines("", policy.Keep),
            .. policy.Rules.SelectMany(Lines),
            .. policy.Stores.Select(store => $"stores: {store.Platform} {store.Address ?? "none"}"),
            .. policy.Streams.Select(stream => $"streams: {stream.Name} {stream.Base} {stream.Folder} {string.Join(',', stream.Releases)} {string.Join(',', stream.Architectures)}").Order(StringComparer.Ordinal),
        ];
        return string.Concat(lines.Select(line => OneLine(line) + "\n"));
    }

    private static IEnumerable<string> Lines(PinSource source) =>
    [
        $"pins.repository: {source.Repository}",
        $"pins.first-release: {source.Repository} {source.FirstRelease?.ToString() ?? "none"}",
        $"pins.refs: {source.Repository} {Words(source.References)}",
        $"pins.paths: {source.Repository} {Words(source.Paths)}",
        $"pins.pull-requests: {source.Repository} {(source.ReadsPullRequests ? "true" : "false")}",
        .. source.KnownBuilds.Select(build => $"pins.known-builds: {source.Repository} {build}"),
    ];

    // In their order: the number of a rule is part of what it is called.
    private static IEnumerable<string> Lines(RetentionRule rule, int number) =>
    [
        $"rules.{number}: streams {Words(rule.Streams)} architectures {Words(rule.Architectures)} platforms {Words(rule.Platforms)} min-age {Age(rule.MinAge)} keep-newest {Number(rule.KeepNewest)}",
        .. Lines($"rules.{number}.", rule.Keep),
    ];

    private static IEnumerable<string> Lines(string prefix, IEnumerable<KeepRule> rules) =>
        rules.Select(rule => rule.Tag is { } tag ? $"{prefix}keep.tag: {tag} {rule.Reason}" : $"{prefix}keep: {rule.Builds} {rule.Reason}").Order(StringComparer.Ordinal);

    // A pattern holds no white space, so a list of them cannot be read in two ways.
    private static string Words(IEnumerable<Glob> globs) => string.Join(' ', globs.Select(glob => glob.Text).Order(StringComparer.Ordinal));

    private static string Age(TimeSpan? age) => age is { } some ? some.TotalDays.ToString("0.#########", CultureInfo.InvariantCulture) + "d" : "none";

    // A line break in a keep rule's reason must not read like a further setting.
    private static string OneLine(string line) =>
        line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
