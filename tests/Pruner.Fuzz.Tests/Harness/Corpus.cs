using System.Collections.Immutable;

namespace Pruner.Fuzz.Tests.Harness;

/// <summary>The texts that lie beside the tests, a folder a reader. Those whose name begins with <c>found-</c> once broke it.</summary>
internal static class Corpus
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "corpus");

    /// <summary>The texts for a reader, sorted by name; none when it has no folder.</summary>
    public static ImmutableArray<Example> Of(string target) => Directory.Exists(Path.Combine(Folder, target))
        ? [.. Directory.GetFiles(Path.Combine(Folder, target)).Order(StringComparer.Ordinal).Select(file => new Example(Path.GetFileName(file), File.ReadAllBytes(file)))]
        : [];

    /// <summary>True for a text that once broke its reader.</summary>
    public static bool WasFound(Example example) => example.Name.StartsWith("found-", StringComparison.Ordinal);
}
