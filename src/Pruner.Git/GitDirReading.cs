using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>What a local clone gave.</summary>
/// <param name="History">The history of its branches and tags.</param>
public sealed record GitDirReading(MetadataHistory History)
{
    /// <summary>
    /// True when the pull requests are not in it. Git keeps no titles, bodies or states of them, and two real builds are named only
    /// there, so nothing may be deleted on this evidence: it serves plans.
    /// </summary>
    public bool ServesPlansOnly => History.PullRequests.IsEmpty;
}
