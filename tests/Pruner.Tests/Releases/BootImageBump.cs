using System.Collections.Immutable;

namespace Pruner.Tests.Releases;

/// <summary>A commit of the installer that makes a build of each architecture the boot image.</summary>
/// <param name="Where">A branch, such as <c>release-4.19</c>; <see cref="PullRequest"/> for one that was only proposed.</param>
/// <param name="Builds">Architecture to build id: most often the same for all four.</param>
internal sealed record BootImageBump(string Where, ImmutableSortedDictionary<string, string> Builds)
{
    /// <summary>Where nothing was merged.</summary>
    public const string PullRequest = "a pull request";
}
