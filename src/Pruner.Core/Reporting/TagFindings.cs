using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Pins;

namespace Pruner.Core.Reporting;

/// <summary>Tags that contradict the pins, or each other.</summary>
/// <param name="Contradictions">By region and id.</param>
/// <param name="Unknown">Images whose tags the store does not tell.</param>
public sealed record TagFindings(ImmutableArray<TagContradiction> Contradictions, int Unknown)
{
    /// <summary>Compares tags with pins.</summary>
    internal static TagFindings Of(IReadOnlyCollection<HeldImage> images) => new(
        [
            .. from image in images
               let kind = KindOf(image)
               where kind is not null
               select new TagContradiction
               {
                   Kind = kind.Value,
                   Location = image.Artifact.Id.Location,
                   Id = image.Artifact.Id.Id,
                   Name = image.Artifact.Name,
                   Witness = image.Pin?.Witness,
               },
        ],
        images.Count(image => image.Artifact.Tags is null));

    private static TagKind? KindOf(HeldImage image) => (BootImageTag.IsTrue(image.Artifact), BootImageTag.IsFalse(image.Artifact), image.Pin) switch
    {
        (true, true, _) => TagKind.TrueAndFalse,
        (true, false, null) => TagKind.TrueThoughUnpinned,
        (false, true, not null) => TagKind.FalseThoughPinned,
        _ => null,
    };
}

/// <summary>An image whose tag contradicts.</summary>
public sealed record TagContradiction
{
    /// <summary>What contradicts what.</summary>
    public required TagKind Kind { get; init; }

    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Name; empty when the store told none.</summary>
    public required string Name { get; init; }

    /// <summary>Where its pin, or that of its build, was seen; absent when nothing pins it.</summary>
    public Witness? Witness { get; init; }
}

/// <summary>What contradicts what.</summary>
public enum TagKind
{
    /// <summary>Tagged <c>bootimage=false</c>, and pinned, by itself or with its build.</summary>
    FalseThoughPinned,

    /// <summary>Tagged <c>bootimage=true</c>, and nothing pins it. It may have been tagged by hand, to be kept.</summary>
    TrueThoughUnpinned,

    /// <summary>Tagged both, in different spellings of the key.</summary>
    TrueAndFalse,
}
