using System.Collections.Immutable;

namespace Pruner.Peers.Tests.Table;

/// <summary>A known defect of programs like ours, or an accident that such a program caused.</summary>
/// <param name="number">P01 … P40 for defects, A01 … for accidents.</param>
/// <param name="peers">Whose it is.</param>
/// <param name="mistake">What goes wrong there.</param>
/// <param name="ours">What ours does instead.</param>
internal sealed class Defect(string number, string peers, string mistake, string ours)
{
    /// <summary>P01 … P40 for defects, A01 … for accidents.</summary>
    public string Number { get; } = number;

    /// <summary>Whose it is.</summary>
    public string Peers { get; } = peers;

    /// <summary>What goes wrong there.</summary>
    public string Mistake { get; } = mistake;

    /// <summary>What ours does instead; or, where it cannot happen here, why.</summary>
    public string Ours { get; } = ours;

    /// <summary>Edits that make the mistake in our code.</summary>
    public ImmutableArray<Mutant> Mutants { get; init; } = [];

    /// <summary>Tests of what no edit of our code can express.</summary>
    public ImmutableArray<string> Scenarios { get; init; } = [];

    /// <summary>The mutants with their names: the defect's number and a letter.</summary>
    public IEnumerable<(string Name, Mutant Mutant)> Named() => Mutants.Select((mutant, i) => ($"{Number}{(char)('a' + i)}", mutant));
}
