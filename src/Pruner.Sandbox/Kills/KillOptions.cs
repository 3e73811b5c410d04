using System.Globalization;

namespace Pruner.Sandbox.Kills;

/// <summary>What <c>kill</c> is asked for.</summary>
internal sealed record KillOptions
{
    /// <summary>How its arguments are given.</summary>
    public const string Usage = "kill [--kills N] [--seed N] [--builds N] [--program FILE]";

    /// <summary>How many kills. Default 50.</summary>
    public int Kills { get; init; } = 50;

    /// <summary>What the moments are drawn from. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Builds of garbage in each world, besides those that stand for a rule each. Default 60.</summary>
    public int Builds { get; init; } = 60;

    /// <summary>The program to be killed: a <c>.dll</c>, or a published file. Null takes the one that was built with the sandbox.</summary>
    public string? Program { get; init; }

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">Those after <c>kill</c>.</param>
    /// <returns>Null when they are not understood.</returns>
    public static KillOptions? TryParse(IReadOnlyList<string> arguments)
    {
        var options = new KillOptions();
        for (var at = 0; at < arguments.Count; at += 2)
        {
            var value = at + 1 < arguments.Count ? arguments[at + 1] : "";
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (arguments[at])
            {
                case "--kills" when isNumber && number > 0:
                    options = options with { Kills = number };
                    break;
                case "--seed" when isNumber:
                    options = options with { Seed = number };
                    break;
                case "--builds" when isNumber && number <= 1000:
                    options = options with { Builds = number };
                    break;
                case "--program" when File.Exists(value):
                    options = options with { Program = Path.GetFullPath(value) };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
