namespace Pruner.Core.Artifacts;

/// <summary>The tag that says, to people and to later runs, whether an image is a boot image. The original tool wrote it too.</summary>
public static class BootImageTag
{
    /// <summary>Its key.</summary>
    public const string Key = "bootimage";

    /// <summary>True when the artifact carries <c>bootimage=true</c>: key and value in any case, with any white space around the value. People type it.</summary>
    public static bool IsTrue(Artifact artifact) => Says(artifact, "true");

    /// <summary>True when the artifact carries <c>bootimage=false</c>, spelt as freely. Keys that differ in case are two tags: both may be true.</summary>
    public static bool IsFalse(Artifact artifact) => Says(artifact, "false");

    private static bool Says(Artifact artifact, string value) =>
        artifact.Tags is { } tags && tags.Any(tag =>
            string.Equals(tag.Key, Key, StringComparison.OrdinalIgnoreCase) && string.Equals(tag.Value.Trim(), value, StringComparison.OrdinalIgnoreCase));
}
