using System.Collections.Immutable;
using Pruner.Configuration;
using Pruner.Core.Policies;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>What somebody who reviews a policy should look at besides guards that are off: weaker sources of pins, rules that may not do what was meant.</summary>
internal static class UnusualSettings
{
    // Of the builds that there are. Another one may come, so a rule for it is no mistake of form.
    private static readonly ImmutableArray<string> _architectures = ["x86_64", "aarch64", "ppc64le", "s390x"];

    /// <summary>One sentence for each, safe to be shown.</summary>
    public static ImmutableArray<string> Of(Policy policy) =>
    [
        .. policy.Pins.SelectMany(Of),
        .. Sources(policy),
        .. policy.Rules.SelectMany((rule, number) => Of(policy, rule).Select(says => $"Rule {number + 1} {says}")),
        .. policy.AllRules().SelectMany(rule => rule.Keep).Where(LooksLikeARelease).Select(rule =>
            $"The kept builds {Code(rule.Builds)} begin like a release, but ids of its builds begin without the dot: `410.84.2022*` for 4.10."),
        .. policy.Streams.Where(stream => !BuiltInPolicy.Has(stream)).SelectMany(Of),
        .. policy.MaxDeletions == 0 || policy.MaxDeletionsPercent == 0 ? (string[])["A limit of deletions is `0`: nothing is ever deleted."] : [],
    ];

    private static IEnumerable<string> Sources(Policy policy) =>
        policy.Pins.Any(source => Is(source.Repository, PinSource.OpenShiftInstaller.Repository)) ? [] : [$"`{PinSource.OpenShiftInstaller.Repository}` is no source of pins: what only it names is not protected."];

    private static IEnumerable<string> Of(PinSource source)
    {
        if (!source.ReadsPullRequests)
        {
            yield return $"Pull requests of {MarkdownText.Code(source.Repository)} are not read: what they propose is not protected.";
        }

        if (PinSource.AllReferences.Except(source.References).Any())
        {
            yield return $"Not every branch and tag of {MarkdownText.Code(source.Repository)} is read: what the others name is not protected.";
        }
    }

    private static IEnumerable<string> Of(Policy policy, RetentionRule rule)
    {
        var names = policy.Streams.Select(stream => stream.Name);
        foreach (var pattern in rule.Streams.Where(pattern => !names.Any(pattern.Matches)))
        {
            yield return $"names the streams {Code(pattern)}, and there are none such.";
        }

        foreach (var pattern in rule.Architectures.Where(pattern => !_architectures.Any(pattern.Matches)))
        {
            yield return $"names the architectures {Code(pattern)}, and builds are for {string.Join(", ", _architectures)}.";
        }

        foreach (var pattern in rule.Platforms.Where(pattern => !policy.Stores.Any(store => pattern.Matches(store.Platform))))
        {
            yield return $"names the platforms {Code(pattern)}, and no store is of such.";
        }

        if (rule.Keep.IsEmpty && (rule.MinAge ?? TimeSpan.Zero) <= (policy.MinAge ?? TimeSpan.Zero) && (rule.KeepNewest ?? 0) <= (policy.KeepNewest ?? 0))
        {
            yield return "keeps nothing that the general rule does not keep.";
        }
    }

    private static IEnumerable<string> Of(StreamSource stream)
    {
        if (BuiltInPolicy.Policy.Streams.Any(known => Is(known.Name, stream.Name)))
        {
            yield return $"The stream {MarkdownText.Code(stream.Name)} takes the place of the built-in one.";
        }

        if (stream.Base.StartsWith("http:", StringComparison.Ordinal))
        {
            yield return $"Builds of the stream {MarkdownText.Code(stream.Name)} are read without encryption: anybody on the way can change what they say.";
        }
    }

    // '4.10.*' is a likely slip for builds of 4.10, whose ids begin with 410.
    private static bool LooksLikeARelease(KeepRule rule) => rule.Builds is { IsPlain: false } builds && builds.Text.StartsWith("4.", StringComparison.Ordinal);

    private static string Code(Glob? pattern) => MarkdownText.Code(pattern?.Text ?? "");

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
