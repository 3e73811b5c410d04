using System.Text;
using Pruner.Core.Policies;

namespace Pruner.Configuration;

/// <summary>The policy that holds where <c>pruner.yml</c> says nothing: a document like it, which is part of the program.</summary>
internal static class BuiltInPolicy
{
    private const string Name = "built-in.yml";

    /// <summary>The document, with its comments.</summary>
    public static string Text { get; } = Read();

    /// <summary>What it says.</summary>
    public static Policy Policy { get; } = ConfigurationFile.Parse(Name, Text, new Policy());

    /// <summary>True for a stream as the document has it.</summary>
    public static bool Has(StreamSource stream) => Policy.Streams.Any(known =>
        string.Equals(known.Name, stream.Name, StringComparison.Ordinal)
        && string.Equals(known.Base, stream.Base, StringComparison.Ordinal)
        && string.Equals(known.Folder, stream.Folder, StringComparison.Ordinal)
        && known.Releases.SequenceEqual(stream.Releases));

    private static string Read()
    {
        using var stream = typeof(BuiltInPolicy).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"{Name} is not in the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
