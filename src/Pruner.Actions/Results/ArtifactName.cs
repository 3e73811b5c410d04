using System.Globalization;
using Pruner.Core;

namespace Pruner.Actions.Results;

/// <summary>
/// Names of artifacts. A name is unique in a run, all jobs and attempts together. Where it is taken, the attempt is appended (<c>ledger-attempt-2</c>), then a counter
/// from 2 (<c>ledger-attempt-2-2</c>); whoever looks for the newest of a run must know that.
/// </summary>
public static class ArtifactName
{
    /// <summary>Most names tried.</summary>
    private const int MostTried = 10;

    private const string Forbidden = "\":<>|*?\r\n\\/";

    /// <summary>Checks a name.</summary>
    /// <exception cref="SetupException">It is empty or holds a character that no artifact's name may hold.</exception>
    public static void Check(string name)
    {
        if (name.Length == 0 || name.Any(c => char.IsControl(c) || Forbidden.Contains(c, StringComparison.Ordinal)))
        {
            throw new SetupException(new Refusal(
                name.Length == 0 ? "The artifact's name is empty." : $"'{string.Concat(name.Where(c => !char.IsControl(c)))}' cannot be the name of an artifact.",
                "GitHub refuses it, and the ledger would not outlive this machine.",
                "Choose a name without quotes, colons, slashes, backslashes, angle brackets, bars, stars, question marks and line breaks."));
        }
    }

    /// <summary>The names to try, in order.</summary>
    /// <param name="name">The one wanted.</param>
    /// <param name="attempt">The run's attempt, from 1.</param>
    public static IEnumerable<string> Candidates(string name, int attempt)
    {
        var withAttempt = $"{name}-attempt-{attempt.ToString(CultureInfo.InvariantCulture)}";
        return [name, withAttempt, .. Enumerable.Range(2, MostTried - 2).Select(count => $"{withAttempt}-{count.ToString(CultureInfo.InvariantCulture)}")];
    }
}
