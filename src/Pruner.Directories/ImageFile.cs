using System.Globalization;
using Pruner.Core.Artifacts;

namespace Pruner.Directories;

/// <summary>From a file to an artifact. What is not understood becomes the unknown value, which keeps.</summary>
internal static class ImageFile
{
    private const string LockEnding = ".lock";
    private const long BytesPerGiB = 1L << 30;

    private static readonly string[] CompanionEndings = [TagFile.Ending, TagFile.UnfinishedEnding, LockEnding];

    /// <summary>Whether a name is that of an image's tags or lock. Without their image they are listed, as something unknown.</summary>
    /// <param name="name">The name.</param>
    /// <param name="names">All names of the folder.</param>
    public static bool IsCompanion(string name, IReadOnlySet<string> names) =>
        ImageOf(name) is { } image && names.Contains(image) && ImageOf(image) is null;

    /// <summary>Describes one entry of a folder.</summary>
    /// <returns>The artifact; null when nothing of that name is there.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public static Artifact? Describe(string folder, ArtifactId id)
    {
        var path = Path.Combine(folder, id.Id);
        try
        {
            // The attributes are the link's own, never those of what it leads to.
            var isImage = (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == FileAttributes.None && ImageOf(id.Id) is null;
            return isImage ? Image(new FileInfo(path), id) : Strange(id);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A folder, a link, tags without an image: known to be there, and nothing else.</summary>
    public static Artifact Strange(ArtifactId id) => new()
    {
        Id = id,
        Name = id.Id,
        CreatedAt = null,
        Ownership = Ownership.Unknown,
        State = ArtifactState.Unknown,
        Usage = Usage.Unknown,
        Tags = null,
        SizeGiB = null,
        // A folder knows neither of these: the applier never asks about them.
        Visibility = Visibility.Private,
        Sharing = Sharing.NotShared,
        Family = Membership.None,
        Encryption = Encryption.Plain,
        Snapshots = [],
    };

    private static Artifact Image(FileInfo file, ArtifactId id) => Strange(id) with
    {
        // Not all file systems know when a file was made. Plans hold whole seconds.
        CreatedAt = DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeSeconds()),
        Ownership = Ownership.Own,
        State = file.Length == 0 ? ArtifactState.BeingMade : ArtifactState.Available,
        Usage = IsThere(file.FullName + LockEnding) ? Usage.InUse : Usage.Unused,
        Tags = TagFile.Read(file.FullName),
        SizeGiB = (file.Length + BytesPerGiB - 1) / BytesPerGiB,
        Fingerprint = FingerprintOf(file),
    };

    /// <summary>Dates to the tick, since copies keep the second (cp -p, rsync -t). When a file was made, not all systems tell; there it is the date of writing again.</summary>
    private static string FingerprintOf(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes, written {file.LastWriteTimeUtc:O}, made {file.CreationTimeUtc:O}");

    private static string? ImageOf(string companion) =>
        Array.Find(CompanionEndings, ending => companion.EndsWith(ending, StringComparison.Ordinal)) is { } ending ? companion[..^ending.Length] : null;

    /// <summary>Whether anything has that name, be it a link that leads nowhere.</summary>
    private static bool IsThere(string path)
    {
        try
        {
            File.GetAttributes(path);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
