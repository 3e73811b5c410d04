using System.Globalization;

namespace Pruner.Fuzz.Tests.Runner;

/// <summary>What the command line asks for.</summary>
internal sealed record RunnerOptions
{
    /// <summary>How it is called.</summary>
    public const string Usage = "--parser NAME|all [--seed N] [--from N] [--runs N] [--minutes N] [--whole N] [--keep FOLDER]";

    /// <summary>A reader's name, or <c>all</c>.</summary>
    public string Parser { get; init; } = "all";

    /// <summary>Which series of damaged texts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The first of the series.</summary>
    public int From { get; init; }

    /// <summary>How many for each reader; with <see cref="Minutes"/> the most.</summary>
    public int Runs { get; init; } = int.MaxValue;

    /// <summary>For how long, all readers together; null for as long as the runs take.</summary>
    public int? Minutes { get; init; }

    /// <summary>The number of one cut-off text, which alone is given again; null for none.</summary>
    public int? Whole { get; init; }

    /// <summary>A folder for the texts that something went wrong with; null for none.</summary>
    public string? Keep { get; init; }

    /// <summary>Reads arguments; null when they are not understood, or would never end.</summary>
    public static RunnerOptions? TryParse(string[] arguments)
    {
        var options = new RunnerOptions();
        for (var at = 0; at < arguments.Length; at += 2)
        {
            var value = at + 1 < arguments.Length ? arguments[at + 1] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : (int?)null;
            var next = (arguments[at], number) switch
            {
                ("--parser", _) when value.Length > 0 => options with { Parser = value },
                ("--keep", _) when value.Length > 0 => options with { Keep = value },
                ("--seed", { } seed) => options with { Seed = seed },
                ("--from", { } from) => options with { From = from },
                ("--runs", { } runs) => options with { Runs = runs },
                ("--minutes", { } minutes) => options with { Minutes = minutes },
                ("--whole", { } whole) => options with { Whole = whole },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return options.Minutes is null && options.Runs == int.MaxValue ? options with { Runs = 10_000 } : options;
    }
}
