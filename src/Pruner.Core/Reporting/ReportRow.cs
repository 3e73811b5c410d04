namespace Pruner.Core.Reporting;

/// <summary>Counts over some images.</summary>
public sealed record ReportRow
{
    /// <summary>What the images have in common; absent where it is not known, and in a total.</summary>
    public string? Name { get; init; }

    /// <summary>Builds that they belong to, by the catalog or else by their names.</summary>
    public required int Builds { get; init; }

    /// <summary>Images.</summary>
    public required int Images { get; init; }

    /// <summary>GiB of those whose size is known.</summary>
    public required long SizeGiB { get; init; }

    /// <summary>Images whose size is not known; they are not in <see cref="SizeGiB"/>.</summary>
    public required int WithoutSize { get; init; }

    /// <summary>Images that neither the catalog nor their name gives a build.</summary>
    public required int WithoutBuild { get; init; }

    /// <summary>Counts images.</summary>
    internal static ReportRow Of(string? name, IReadOnlyCollection<HeldImage> images) => new()
    {
        Name = name,
        Builds = images.Where(image => !image.Builds.IsEmpty).Select(image => image.Builds[0]).Distinct().Count(),
        Images = images.Count,
        SizeGiB = images.Sum(image => image.Artifact.SizeGiB ?? 0),
        WithoutSize = images.Count(image => image.Artifact.SizeGiB is null),
        WithoutBuild = images.Count(image => image.Builds.IsEmpty),
    };
}
