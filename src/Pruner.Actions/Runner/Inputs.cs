using System.Collections.Immutable;
using Pruner.Core;

namespace Pruner.Actions.Runner;

/// <summary>
/// The inputs of a step, as the runner hands them to a container: one variable each, <c>INPUT_</c> and the name in capitals, spaces as
/// underscores, dashes kept (<c>INPUT_DRY-RUN</c>). The rules are those of the official toolkit's <c>getInput</c> and its relatives.
/// </summary>
/// <param name="environment">Variables by their exact name.</param>
public sealed class Inputs(Func<string, string?> environment)
{
    /// <summary>The input without blanks around it; empty when it was not given.</summary>
    public string Text(string name) => environment(VariableOf(name))?.Trim() ?? "";

    /// <summary>The input's lines without blanks around them and without empty ones.</summary>
    public ImmutableArray<string> Lines(string name) =>
        [.. Text(name).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The input's words: lines, and on each line words between blanks or commas.</summary>
    public ImmutableArray<string> Words(string name) =>
        [.. Text(name).Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The input as YAML 1.2 spells a truth value; null when it was not given.</summary>
    /// <exception cref="SetupException">Any other text: a misspelt <c>false</c> must not delete, nor a misspelt <c>true</c> seem to.</exception>
    public bool? Truth(string name) => Text(name) switch
    {
        "" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        var other => throw new SetupException(new Refusal(
            $"The input {name} is '{other}', expected true or false.",
            "It decides what the run does.",
            $"Write {name}: true or {name}: false into the workflow.")),
    };

    /// <summary>The variable that holds an input.</summary>
    public static string VariableOf(string name) => "INPUT_" + name.Replace(' ', '_').ToUpperInvariant();
}
