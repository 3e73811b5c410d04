using System.Globalization;

namespace Pruner.Worlds.Tests.Runner;

/// <summary>What the command line asks for.</summary>
internal sealed record RunnerOptions
{
    /// <summary>decision, or flow.</summary>
    public string Level { get; init; } = "decision";

    /// <summary>The first seed; the others follow it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many worlds.</summary>
    public int Runs { get; init; } = 1000;

    /// <summary>How many at once.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether every world is told of.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Reads arguments; null when they are not understood.</summary>
    public static RunnerOptions? TryParse(string[] arguments)
    {
        var options = new RunnerOptions();
        for (var at = 0; at < arguments.Length; at++)
        {
            var value = at + 1 < arguments.Length ? arguments[at + 1] : "";
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (arguments[at])
            {
                case "--verbose":
                    options = options with { IsVerbose = true };
                    continue;
                case "--level" when value is "decision" or "flow" or "crash":
                    options = options with { Level = value };
                    break;
                case "--seed" when isNumber:
                    options = options with { Seed = number };
                    break;
                case "--runs" when isNumber:
                    options = options with { Runs = number };
                    break;
                case "--threads" when isNumber && number > 0:
                    options = options with { Threads = number };
                    break;
                default:
                    return null;
            }

            at++;
        }

        return options;
    }
}
