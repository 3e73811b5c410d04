using Pruner.Core.Records;

namespace Pruner.Core.Artifacts;

/// <summary>The tag that says since when an image is marked: to be deleted in a later run, when the grace is over, if nothing keeps it by then.</summary>
public static class MarkTag
{
    /// <summary>Its key.</summary>
    public const string Key = "pruner-marked-at";

    /// <summary>Since when the artifact is marked by its tag; null without the tag, and when its value is not exactly a time as we write it.</summary>
    public static DateTimeOffset? Read(Artifact artifact) => UtcSeconds.TryRead(artifact.Tags?.GetValueOrDefault(Key));

    /// <summary>True when the artifact carries the tag, whatever its value.</summary>
    public static bool IsOn(Artifact artifact) => artifact.Tags?.ContainsKey(Key) == true;
}
