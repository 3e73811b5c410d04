using System.Collections.Immutable;
using Pruner.Fuzz.Tests.Harness;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>Every reader of what others wrote.</summary>
internal static class AllTargets
{
    /// <summary>All, by name.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        .. ((IEnumerable<Target>)[.. DocumentTargets.All, .. RecordTargets.All, .. ConfigurationTargets.All, .. AliyunTargets.All, .. GitHubTargets.All, .. GitTargets.All, .. RunnerTargets.All])
            .OrderBy(target => target.Name, StringComparer.Ordinal),
    ];

    /// <summary>One of them.</summary>
    public static Target Named(string name) => All.Single(target => target.Name == name);
}
