using System.Collections.Immutable;

namespace Pruner.Worlds.Tests.Runner;

/// <summary>What became of one world.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Wrong">What must not be; empty when all is well.</param>
/// <param name="Told">How it went, line by line.</param>
/// <param name="Said">What pruner said last.</param>
/// <param name="Doomed">Images that had to go.</param>
internal sealed record WorldVerdict(int Seed, ImmutableArray<string> Wrong, ImmutableArray<string> Told, string Said, int Doomed)
{
    /// <summary>What really went wrong in it: mishaps and calls, or the places at which it died.</summary>
    public ImmutableArray<string> Struck { get; init; } = [];

    /// <inheritdoc />
    public override string ToString() =>
        $"seed {Seed}: {(Wrong.IsEmpty ? "right" : "WRONG")}, {Doomed} to go\n{string.Join("", Wrong.Select(wrong => $"! {wrong}\n"))}{string.Join("", Told.Select(line => $"  {line}\n"))}{(Wrong.IsEmpty ? "" : Said)}";
}
