using System.Text;
using Pruner.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pruner.Configuration;

/// <summary>From a file to YAML as a policy may be written: UTF-8, one document, no aliases, no key twice. Anything else is refused with its place.</summary>
internal static class StrictYaml
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="SetupException">Not there, too large, or not UTF-8.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return Decoded(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SetupException(
                new Refusal($"The configuration {path} is not there.", "Its protections and limits would be lost.", "Give its path. Without any, the built-in policy holds: 'pruner policy show'."), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException(
                new Refusal($"The configuration {path} cannot be read: {error.Message.TrimEnd('.')}.", "Its protections and limits would be lost.", "Give the right file, or mend this one."), error);
        }
    }

    /// <summary>The root of the one document; null when there is none.</summary>
    /// <exception cref="SetupException">No YAML, or YAML that hides what it says; names line and column.</exception>
    public static YamlNode? Load(string path, string text)
    {
        var stream = new YamlStream();
        var parser = new PlainParser(path, new Parser(new StringReader(text)));
        try
        {
            stream.Load(parser);
        }
        catch (YamlException error)
        {
            throw Wrong(path, error.Start, $"it is no YAML: {error.Message.TrimEnd('.')}");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 16.3.0 comes to such an end itself, for example after a bracket that is not closed.
            throw Wrong(path, parser.Current?.End ?? Mark.Empty, "it is no YAML: a quote or a bracket before this may not be closed");
        }

        return stream.Documents.Count <= 1
            ? stream.Documents.SingleOrDefault()?.RootNode
            : throw Wrong(path, stream.Documents[1].RootNode.Start, "it holds more than one document");
    }

    /// <summary>A refusal of what stands at a place.</summary>
    public static SetupException Wrong(string path, Mark at, string what) => new(new Refusal(
        $"{path}, line {at.Line}, column {at.Column}: {what}.",
        "A setting that is misread could be a protection that is lost.",
        "Correct that place; 'pruner policy show' explains every key of pruner.yml."));

    // Strict: a damaged character in a key or a build would be a protection that holds for nothing.
    private static string Decoded(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        var bytes = new byte[MostBytes + 1];
        using var file = File.OpenRead(path);
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes)
        {
            throw new IOException("it is larger than 1 MiB");
        }

        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new IOException("it holds a NUL character: it is not UTF-8, or damaged") : text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new IOException("it is not UTF-8", error);
        }
    }
}
