namespace Pruner.Sandbox.Builds;

/// <summary>Where the documents of a stream lie on a builds server. Streams named after a release are folders at the top; later ones lie deeper.</summary>
public static class StreamPaths
{
    /// <summary>The list of a stream's builds.</summary>
    /// <param name="stream">The stream: <c>rhcos-4.10</c>, <c>4.18-9.4</c>, <c>rhel-9.6</c>.</param>
    public static string Builds(string stream) => $"{FolderOf(stream)}/builds.json";

    /// <summary>What one architecture of a build tells of itself.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="build">The build id.</param>
    /// <param name="architecture">Its architecture, as coreos-assembler names it.</param>
    public static string Meta(string stream, string build, string architecture) => $"{FolderOf(stream)}/{build}/{architecture}/meta.json";

    private static string FolderOf(string stream) =>
        stream.StartsWith("rhcos-", StringComparison.Ordinal) ? $"/{stream}" : $"/prod/streams/{stream}/builds";
}
