using System.Collections.Immutable;

namespace Pruner.Core.Policies;

/// <summary>What all rules together keep of one stream, architecture and platform: the union of what each keeps.</summary>
/// <param name="MinAge">The longest age of any rule; null when none has one.</param>
/// <param name="KeepNewest">The largest number of newest builds of any rule; null when none has one.</param>
/// <param name="Keep">Everything kept by hand.</param>
public sealed record Retention(TimeSpan? MinAge, int? KeepNewest, ImmutableArray<KeepRule> Keep)
{
    /// <summary>Combines the rules for artifacts of any of the streams, of an architecture and a platform.</summary>
    public static Retention Of(Policy policy, IReadOnlyCollection<string> streams, string architecture, string platform) =>
        Union(policy.AllRules().Where(rule => streams.Any(stream => rule.AppliesTo(stream, architecture, platform))));

    /// <summary>Combines all rules: for an artifact of which it is not known to which they apply.</summary>
    public static Retention OfUnknown(Policy policy) => Union(policy.AllRules());

    private static Retention Union(IEnumerable<RetentionRule> rules)
    {
        var applying = rules.ToList();
        return new Retention(applying.Max(rule => rule.MinAge), applying.Max(rule => rule.KeepNewest), [.. applying.SelectMany(rule => rule.Keep)]);
    }
}
