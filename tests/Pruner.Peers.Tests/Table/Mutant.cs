using System.Collections.Immutable;

namespace Pruner.Peers.Tests.Table;

/// <summary>A peer's mistake, made in our own code by a small edit, and the tests that must turn red.</summary>
/// <param name="mistake">What the edit makes the program do.</param>
/// <param name="file">The source file, from the project's root.</param>
/// <param name="original">What stands in it, once.</param>
/// <param name="replacement">What the mistake would have written.</param>
/// <param name="killers">The tests, each as <see cref="Killer.Parse"/> reads it.</param>
internal sealed class Mutant(string mistake, string file, string original, string replacement, params ImmutableArray<string> killers)
{
    /// <summary>What the edit makes the program do.</summary>
    public string Mistake { get; } = mistake;

    /// <summary>The source file, from the project's root.</summary>
    public string File { get; } = file;

    /// <summary>The project that the file belongs to.</summary>
    public string Project { get; } = file.Split('/')[1];

    /// <summary>The tests that must turn red.</summary>
    public ImmutableArray<Killer> Killers { get; } = [.. killers.Select(Killer.Parse)];

    /// <summary>Number of times that the original stands in the source.</summary>
    public int Places(string source)
    {
        var places = 0;
        for (var at = source.IndexOf(original, StringComparison.Ordinal); at >= 0; at = source.IndexOf(original, at + original.Length, StringComparison.Ordinal))
        {
            places++;
        }

        return places;
    }

    /// <summary>Makes the edit.</summary>
    /// <exception cref="InvalidOperationException">The original does not stand in the source exactly once.</exception>
    public string Edit(string source) => Places(source) == 1
        ? source.Replace(original, replacement, StringComparison.Ordinal)
        : throw new InvalidOperationException($"In {File} this stands {Places(source)} times, not once: {original}");
}
