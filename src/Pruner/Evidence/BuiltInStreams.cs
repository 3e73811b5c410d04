using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Evidence;

/// <summary>The table of known streams.</summary>
internal static class BuiltInStreams
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<StreamSource> All { get; } =
    [
        .. Enumerable.Range(2, 11).Select(minor => new StreamSource(
            $"rhcos-4.{minor}", [new ReleaseNumber(4, minor)], "https://rhcos.mirror.openshift.com/art/storage/releases", $"rhcos-4.{minor}")),
        Newer("4.11", 11), Newer("4.12", 12), Newer("4.13", 13), Newer("4.13-9.2", 13), Newer("4.14-9.2", 14), Newer("4.15-9.2", 15), Newer("4.16-9.4", 16),
        Newer("4.17-9.4", 17), Newer("4.18-9.4", 18), Newer("rhel-9.6", 19, 20, 21), Newer("rhel-9.8", 22, 23), Newer("rhel-10.2", 22, 23),
    ];

    private static StreamSource Newer(string name, params int[] minors) => new(
        name, [.. minors.Select(minor => new ReleaseNumber(4, minor))], "https://rhcos.mirror.openshift.com/art/storage", StreamSource.UsualFolder(name));
}
