using Pruner.Core.Builds;

namespace Pruner.Core.Pins;

/// <summary>How strong the ground of a pin is. Every one protects; the order is that of the reasons shown.</summary>
public enum PinOrigin
{
    /// <summary>Named by a document at a commit that a branch or tag reaches.</summary>
    Merged,

    /// <summary>Among the known answers of the policy.</summary>
    Known,

    /// <summary>Named by merged history in an earlier run's ledger.</summary>
    EarlierLedger,

    /// <summary>Named by a document at a commit that only a pull request reaches.</summary>
    PullRequest,

    /// <summary>Written in a pull request's title, body or commit message, or in a proposal that does not parse.</summary>
    Text,
}

/// <summary>Proof that an image or a build is a boot image.</summary>
/// <param name="Platform">The cloud as the document names it; empty when only a build or a bare id is named.</param>
/// <param name="Architecture">The architecture, or empty.</param>
/// <param name="Location">The region, or empty.</param>
/// <param name="ImageId">The image's id (or name, object, URL where a cloud has no id); empty when only a build is named.</param>
/// <param name="Build">The build, null when none is named or its id has no known shape.</param>
/// <param name="Origin">The kind of ground.</param>
/// <param name="Witness">Where it was seen.</param>
public sealed record Pin(
    string Platform, string Architecture, string Location, string ImageId, BuildId? Build, PinOrigin Origin, Witness Witness);
