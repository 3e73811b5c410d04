namespace Pruner.Core.Artifacts;

/// <summary>The tag that says, to people and to later runs, whether an image is a boot image. The original tool wrote it too.</summary>
public static class BootImageTag
{
    /// <summary>Its key.</summary>
    public const string Key = "bootimage";

    /// <summary>True when the artifact carries <c>bootimage=true</c>, in any case and with any white space around it.</summary>
    public static bool IsTrue(Artifact artifact) =>
        artifact.Tags is { } tags && tags.TryGetValue(Key, out var value) && string.Equals(value.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}
