using System.Collections.Immutable;
using System.IO.Compression;

namespace Pruner.Actions.Results;

/// <summary>Packs files so that equal files give equal bytes: one fixed time, one mode, the order given.</summary>
internal static class ArtifactZip
{
    /// <summary>What the content of such an artifact is called.</summary>
    public const string MimeType = "application/zip";

    // The earliest time that the format can tell.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A plain file, rw-r--r--, in the upper half where unzip programs look for it.
    private const int Mode = 0x81A4 << 16;

    /// <summary>Writes the archive; the stream stays open.</summary>
    public static async Task WriteAsync(Stream stream, ImmutableArray<ArtifactFile> files, CancellationToken cancellationToken)
    {
        await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var file in files)
        {
            await using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, useAsync: true);
            var entry = archive.CreateEntry(file.Name, CompressionLevel.Optimal);
            entry.LastWriteTime = Time;
            entry.ExternalAttributes = Mode;
            await using var packed = await entry.OpenAsync(cancellationToken);
            await source.CopyToAsync(packed, cancellationToken);
        }
    }
}
