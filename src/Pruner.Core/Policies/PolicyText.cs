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
        var lines = new List<string>
        {
            $"account: {policy.Account ?? "none"}",
            $"include-shared: {(policy.IncludeShared ? "true" : "false")}",
            $"keep-newest: {Number(policy.KeepNewest)}",
            $"max-deletions: {Number(policy.MaxDeletions)}",
            $"max-deletions-percent: {Number(policy.MaxDeletionsPercent)}",
            $"max-lost-pins: {Number(policy.MaxLostPins)}",
            $"min-age: {(policy.MinAge is { } age ? age.TotalDays.ToString("0.#########", CultureInfo.InvariantCulture) + "d" : "none")}",
            $"min-pinned-builds: {Number(policy.MinPinnedBuilds)}",
            $"pins.repository: {policy.Pins.Repository}",
            $"pins.first-release: {policy.Pins.FirstRelease?.ToString() ?? "none"}",
        };
        lines.AddRange(policy.Branches.Select(branch => $"actions.branches: {branch}").Order(StringComparer.Ordinal));
        lines.AddRange(policy.Pins.KnownBuilds.Select(build => $"pins.known-builds: {build}").Order(StringComparer.Ordinal));
        lines.AddRange(policy.Keep.Select(rule => $"keep: {rule.Build} {rule.Reason}").Order(StringComparer.Ordinal));
        return string.Concat(lines.Select(line => OneLine(line) + "\n"));
    }

    // A line break in a keep rule's reason must not read like a further setting.
    private static string OneLine(string line) =>
        line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
