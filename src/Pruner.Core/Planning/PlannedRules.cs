using System.Collections.Immutable;

namespace Pruner.Core.Planning;

/// <summary>The keeping rules' names in the order in which they are asked, for explanations.</summary>
public static class PlannedRules
{
    /// <summary>Most protective first.</summary>
    public static ImmutableArray<Reason> InOrder { get; } = [.. Rules.All.Select(rule => rule.Reason)];
}
