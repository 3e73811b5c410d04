using System.IO.Compression;

namespace Pruner.Core.Records;

/// <summary>One file out of a zip that somebody else may have packed. Nothing is ever unpacked to where an entry's name says.</summary>
public static class ZippedFile
{
    private const int MostEntries = 10_000;

    /// <summary>Reads a file.</summary>
    /// <param name="zip">The zip, whole.</param>
    /// <param name="name">The file's name in it, folders separated by <c>/</c>.</param>
    /// <param name="mostBytes">Most bytes that the file may have, unpacked.</param>
    /// <exception cref="InvalidDataException">It is no whole zip, an entry's name points outside of it, or the file is not in it, there twice or too long. The message says which.</exception>
    public static byte[] Read(ReadOnlyMemory<byte> zip, string name, long mostBytes)
    {
        using var stream = new MemoryStream(zip.ToArray(), writable: false);
        using var archive = Whole(() => new ZipArchive(stream, ZipArchiveMode.Read));
        var entries = Whole(() => archive.Entries);
        if (entries.Count > MostEntries)
        {
            throw new InvalidDataException($"It has more than {MostEntries} files.");
        }

        // One such name says that whoever packed it meant harm, whichever file is wanted.
        if (entries.Any(entry => PointsOutside(entry.FullName)))
        {
            throw new InvalidDataException("A file in it has a name that points outside of it.");
        }

        return entries.Where(entry => entry.FullName == name).ToList() switch
        {
            [var entry] => Unpack(entry, mostBytes),
            [] => throw new InvalidDataException($"It has no file {name}."),
            _ => throw new InvalidDataException($"It has more than one file {name}."),
        };
    }

    private static bool PointsOutside(string name) =>
        name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal) || name.Split('/').Contains("..");

    private static byte[] Unpack(ZipArchiveEntry entry, long mostBytes)
    {
        // What the entry says of its length is only believed when it comes true: a few bytes can unpack to gigabytes.
        using var packed = Whole(entry.Open);
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = Whole(() => packed.Read(buffer, 0, buffer.Length))) > 0)
        {
            if (whole.Length + read > mostBytes)
            {
                throw new InvalidDataException($"Its file {entry.FullName} is longer than {mostBytes} bytes.");
            }

            whole.Write(buffer, 0, read);
        }

        return whole.Length == entry.Length ? whole.ToArray() : throw new InvalidDataException($"Its file {entry.FullName} is not whole.");
    }

    // What a damaged one makes of the reader differs with where the damage is.
    private static T Whole<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new InvalidDataException("It is no whole zip.", error);
        }
    }
}
