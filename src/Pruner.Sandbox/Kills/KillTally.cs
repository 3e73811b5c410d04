using System.Globalization;

namespace Pruner.Sandbox.Kills;

/// <summary>Counts kills by where they struck.</summary>
/// <param name="wanted">How many are wanted.</param>
/// <param name="time">The clock.</param>
internal sealed class KillTally(int wanted, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Kills before the run's first change.</summary>
    public int Reading { get; private set; }

    /// <summary>Kills between its first change and the end of its journal.</summary>
    public int Changing { get; private set; }

    /// <summary>Kills after that.</summary>
    public int Ending { get; private set; }

    /// <summary>Runs that ended by themselves.</summary>
    public int Ended { get; set; }

    /// <summary>Worlds that were run to their end.</summary>
    public int Worlds { get; set; }

    /// <summary>Changing calls of all runs.</summary>
    public int Changes { get; set; }

    /// <summary>What was wrong.</summary>
    public int Wrong { get; set; }

    /// <summary>All kills.</summary>
    public int Kills => Reading + Changing + Ending;

    /// <summary>How many are left to do.</summary>
    public int Left => wanted - Kills;

    /// <summary>Counts one kill.</summary>
    /// <param name="changes">Changing calls of the killed run.</param>
    /// <param name="isFinished">Whether its journal had come to its end.</param>
    public void Count(int changes, bool isFinished)
    {
        if (changes == 0)
        {
            Reading++;
        }
        else if (isFinished)
        {
            Ending++;
        }
        else
        {
            Changing++;
        }
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Kills} of {wanted} kills ({Reading} before the first change, {Changing} among changes, {Ending} after the last) in {Worlds} worlds, {Ended} runs ended by themselves, {Changes} changing calls, {Wrong} things wrong; {seconds:0} s, {seconds / Math.Max(1, Kills):0.00} s a kill");
    }
}
