namespace Pruner.Core.Bumps;

/// <summary>Something about a pull request that a reviewer should know.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Where">Document, cloud, region or image, joined by spaces.</param>
/// <param name="What">A sentence, which may quote the document.</param>
/// <param name="IsWrong">True when it looks like a mistake; false when it is only worth a look.</param>
public sealed record Finding(FindingKind Kind, string Where, string What, bool IsWrong = true);

/// <summary>Kinds of <see cref="Finding"/>, in the order shown.</summary>
public enum FindingKind
{
    /// <summary>A document cannot be read, or holds an image id that its reader did not find.</summary>
    NotUnderstood,

    /// <summary>An image slot holds an empty string.</summary>
    EmptyId,

    /// <summary>An image is of another build than the document says.</summary>
    OtherBuild,

    /// <summary>A release is no build id.</summary>
    NoBuild,

    /// <summary>A build id is spelled with dashes for dots.</summary>
    DashedRelease,

    /// <summary>The stream's builds.json does not list the build.</summary>
    UnknownBuild,

    /// <summary>Images of one document are of several builds.</summary>
    MixedBuilds,

    /// <summary>One image id stands in several places.</summary>
    IdTwice,

    /// <summary>A region, or a cloud without regions, goes.</summary>
    RegionLost,

    /// <summary>The cloud does not show the image.</summary>
    ImageMissing,

    /// <summary>The image is not public.</summary>
    ImageNotPublic,

    /// <summary>The image is still being made, or its making failed.</summary>
    ImageNotReady,
}
