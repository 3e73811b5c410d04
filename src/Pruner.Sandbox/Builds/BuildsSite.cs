using System.Text;

namespace Pruner.Sandbox.Builds;

/// <summary>
/// The documents of a builds server: those put here, then those of a folder on disk, if one is given. Paths are compared with case, as object stores do.
/// Safe for many threads.
/// </summary>
public sealed class BuildsSite(TimeProvider time, string? folder = null)
{
    private readonly Lock _gate = new();
    // Null marks a document of the folder that was removed here.
    private readonly Dictionary<string, BuildsDocument?> _documents = new(StringComparer.Ordinal);
    private readonly string? _folder = folder is null ? null : Path.GetFullPath(folder);

    /// <summary>Stores text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">Absolute path, such as <c>/rhcos-4.10/builds.json</c>.</param>
    /// <param name="text">The text.</param>
    public BuildsDocument Put(string path, string text) => Put(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Stores bytes.</summary>
    /// <param name="path">Absolute path, such as <c>/rhcos-4.10/builds.json</c>.</param>
    /// <param name="content">The bytes; they are copied.</param>
    public BuildsDocument Put(string path, ReadOnlySpan<byte> content)
    {
        Check(path);
        var document = new BuildsDocument([.. content], DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()));
        lock (_gate)
        {
            _documents[path] = document;
        }

        return document;
    }

    /// <summary>Stores bytes if the stored document is still as expected.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="ifMatch">The entity tag the stored document must have; null asks nothing.</param>
    /// <param name="ifNew">True: there must be no document yet.</param>
    /// <returns>What was stored, or null when the condition does not hold.</returns>
    public BuildsDocument? PutIf(string path, ReadOnlySpan<byte> content, string? ifMatch, bool ifNew)
    {
        lock (_gate)
        {
            var stored = Get(path);
            var holds = !(ifNew && stored is not null) && (ifMatch is null || (stored is not null && (ifMatch == "*" || ifMatch == stored.ETag)));
            return holds ? Put(path, content) : null;
        }
    }

    /// <summary>Removes a document; true when there was one.</summary>
    public bool Remove(string path)
    {
        Check(path);
        lock (_gate)
        {
            var existed = Get(path) is not null;
            _documents[path] = null;
            return existed;
        }
    }

    /// <summary>The document of that path, or null.</summary>
    public BuildsDocument? Get(string path)
    {
        lock (_gate)
        {
            return _documents.TryGetValue(path, out var document) ? document : FromFolder(path);
        }
    }

    private BuildsDocument? FromFolder(string path)
    {
        if (_folder is null)
        {
            return null;
        }

        var file = Path.GetFullPath(Path.Join(_folder, path));
        // Nothing outside the folder is served, whatever dots the path holds.
        return file.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file)
            ? new BuildsDocument([.. File.ReadAllBytes(file)], DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero).ToUnixTimeSeconds()))
            : null;
    }

    private static void Check(string path)
    {
        if (!path.StartsWith('/') || path.Contains("//", StringComparison.Ordinal))
        {
            throw new ArgumentException($"a document's path starts with one slash: {path}", nameof(path));
        }
    }
}
