namespace Pruner.Core.Artifacts;

/// <summary>The tag that says, to people and to later runs, whether an image is a boot image. The original tool wrote it too.</summary>
public static class BootImageTag
{
    /// <summary>Its key.</summary>
    public const string Key = "bootimage";

    /// <summary>True when the artifact carries <c>bootimage=true</c>: key and value in any case, with any white space around the value. People type it.</summary>
    public static bool IsTrue(Artifact artifact) =>
        artifact.Tags is { } tags && tags.Any(tag =>
            string.Equals(tag.Key, Key, StringComparison.OrdinalIgnoreCase) && string.Equals(tag.Value.Trim(), "true", StringComparison.OrdinalIgnoreCase));
}
