using System.Collections.Immutable;
using System.Text.Json;

namespace Pruner.Directories;

/// <summary>The tags of an image: a JSON object of texts beside it.</summary>
internal static class TagFile
{
    /// <summary>What its name has after the image's.</summary>
    public const string Ending = ".tags.json";

    /// <summary>What the name of tags has that are being written.</summary>
    public const string UnfinishedEnding = Ending + ".new";

    private const long MostBytes = 1 << 20;

    /// <summary>The tags of an image; none when it has no such file, null when that cannot be understood.</summary>
    public static ImmutableSortedDictionary<string, string>? Read(string image)
    {
        try
        {
            // A pipe, a socket or a device has no length, and opening one may wait forever; nor has a file that holds no object.
            var file = new FileInfo(image + Ending);
            if (file.LinkTarget is not null || (file.Exists && file.Length == 0))
            {
                return null;
            }

            using var stream = file.OpenRead();
            if (stream.Length > MostBytes)
            {
                return null;
            }

            // What grows meanwhile is read no further.
            var text = new byte[stream.Length];
            stream.ReadExactly(text);
            var tags = JsonSerializer.Deserialize(text, TagJson.Default.DictionaryStringString);
            return tags is null || tags.ContainsValue(null!) ? null : tags.ToImmutableSortedDictionary(StringComparer.Ordinal);
        }
        catch (FileNotFoundException)
        {
            return ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the tags of an image: whole or not at all, and on disk.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be written.</exception>
    public static void Write(string image, ImmutableSortedDictionary<string, string> tags)
    {
        // What an attempt left that was cut off, or somebody put there: a new file follows no link.
        var beside = image + UnfinishedEnding;
        File.Delete(beside);
        using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, tags.ToDictionary(StringComparer.Ordinal), TagJson.Default.DictionaryStringString);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, image + Ending, overwrite: true);
    }

    /// <summary>Removes the tags of an image that is gone. Tags that stay behind are shown by the next listing.</summary>
    public static void Remove(string image)
    {
        try
        {
            File.Delete(image + Ending);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The image is deleted, and that is the answer.
        }
    }
}
