using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;

namespace Pruner.Core.Bumps;

/// <summary>What a pull request changes, and what was seen of its images and builds.</summary>
public sealed record BumpReport
{
    private BumpReport(Bump bump, ImmutableArray<BuildLook> builds, ImmutableArray<ImageLook> images) =>
        (Bump, Builds, Images, Findings) = (bump, builds, images, BumpFindings.Sorted(bump.Findings.Concat(builds.SelectMany(Of)).Concat(images.SelectMany(Of))));

    /// <summary>The changes.</summary>
    public Bump Bump { get; }

    /// <summary>The builds that come, looked up.</summary>
    public ImmutableArray<BuildLook> Builds { get; }

    /// <summary>The images that come, looked at.</summary>
    public ImmutableArray<ImageLook> Images { get; }

    /// <summary>Everything found, what looks wrong first.</summary>
    public ImmutableArray<Finding> Findings { get; }

    /// <summary>True when something looks wrong.</summary>
    public bool IsWrong => Findings.Any(finding => finding.IsWrong);

    /// <summary>True when it changes an image, or a document in a way that is not understood.</summary>
    public bool ChangesImages => !Bump.Slots.IsEmpty || Findings.Any(finding => finding.Kind is FindingKind.NotUnderstood or FindingKind.EmptyId);

    /// <summary>True when everything that was asked for was answered.</summary>
    public bool IsWhole => Builds.All(look => look.Status != LookStatus.Unreadable) && Images.All(look => look.Status != LookStatus.Unreadable);

    /// <summary>Puts a report together.</summary>
    /// <param name="bump">The changes.</param>
    /// <param name="builds">The builds that come, looked up.</param>
    /// <param name="images">The images that come, looked at.</param>
    public static BumpReport From(Bump bump, ImmutableArray<BuildLook> builds, ImmutableArray<ImageLook> images) => new(bump, builds, images);

    private static IEnumerable<Finding> Of(BuildLook look)
    {
        if (look.Status == LookStatus.NotShown)
        {
            yield return new Finding(FindingKind.UnknownBuild, $"{look.Build} {look.Architecture}", look.Note);
        }
    }

    private static IEnumerable<Finding> Of(ImageLook look)
    {
        var place = $"{look.Pin.Location} {look.Pin.ImageId}";
        if (look.Status == LookStatus.NotShown)
        {
            yield return new Finding(FindingKind.ImageMissing, place, "The account does not show this image.");
        }

        if (look.Artifact is not { } image)
        {
            yield break;
        }

        if (image.State is not (ArtifactState.Available or ArtifactState.Deprecated or ArtifactState.Unknown))
        {
            yield return new Finding(FindingKind.ImageNotReady, place, "The image is still being made, or its making failed.");
        }

        if (image.Visibility == Visibility.Private)
        {
            yield return new Finding(FindingKind.ImageNotPublic, place, "The image is private: nobody but its account can boot from it.");
        }

        if (BuildId.TryParse(look.Pin.Release) is { } build && BuildId.FindIn(image.Name) is { IsEmpty: false } named && !named.Contains(build))
        {
            yield return new Finding(FindingKind.OtherBuild, place, $"The image is called {image.Name}, the document says {look.Pin.Release}.");
        }
    }
}
