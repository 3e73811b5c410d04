using Pruner.Core.Artifacts;
using Pruner.Core.Pins;

namespace Pruner.Core.Bumps;

/// <summary>An image that a pull request names, as its cloud shows it.</summary>
/// <param name="Pin">The image as the document names it.</param>
/// <param name="Status">Whether it was looked at.</param>
/// <param name="Artifact">What was seen; only with <see cref="LookStatus.Seen"/>.</param>
/// <param name="Note">Why it was not looked at, or could not be; else empty.</param>
public sealed record ImageLook(DocumentPin Pin, LookStatus Status, Artifact? Artifact, string Note);

/// <summary>A build that a pull request brings, as its stream's builds.json shows it.</summary>
/// <param name="Build">The build id as the document writes it.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Status">Whether it was looked up.</param>
/// <param name="Note">Why it was not looked up, or could not be; else empty.</param>
public sealed record BuildLook(string Build, string Architecture, LookStatus Status, string Note);

/// <summary>What came of a look.</summary>
public enum LookStatus
{
    /// <summary>Not asked for: no credentials, or nobody to ask.</summary>
    NotLooked,

    /// <summary>Seen.</summary>
    Seen,

    /// <summary>Asked for, and not shown.</summary>
    NotShown,

    /// <summary>Asked for, and no answer could be used.</summary>
    Unreadable,
}
