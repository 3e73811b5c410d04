namespace Pruner.Sandbox.Kills;

/// <summary>What is noticed of a run from outside.</summary>
internal enum KillSign
{
    /// <summary>A changing call arrives at a service.</summary>
    Change,

    /// <summary>Any call arrives at a service.</summary>
    Request,

    /// <summary>The journal grows.</summary>
    JournalWrite,

    /// <summary>Another file of the state is begun, or takes its name.</summary>
    StateFile,
}

/// <summary>When a run is killed: when a sign was noticed so many times, and a moment later. A run that shows fewer signs ends by itself.</summary>
/// <param name="Sign">What is counted.</param>
/// <param name="Number">How often it must be noticed, from 1.</param>
/// <param name="Delay">The moment; zero to ten milliseconds, in which a small run makes some steps.</param>
internal sealed record KillMoment(KillSign Sign, int Number, TimeSpan Delay)
{
    /// <summary>Never.</summary>
    public static KillMoment Never { get; } = new(KillSign.Change, int.MaxValue, TimeSpan.Zero);

    /// <summary>Draws a moment. The numbers are small beside what a run does, so that a world is killed several times before its run is through.</summary>
    /// <param name="random">Where it is drawn from.</param>
    public static KillMoment Draw(Random random)
    {
        var lot = random.Next(100);
        var delay = TimeSpan.FromMilliseconds(10 * random.NextDouble());
        return lot switch
        {
            < 50 => new KillMoment(KillSign.Change, random.Next(1, 9), delay),
            < 65 => new KillMoment(KillSign.Request, random.Next(1, 301), delay),
            < 85 => new KillMoment(KillSign.JournalWrite, random.Next(1, 31), delay),
            _ => new KillMoment(KillSign.StateFile, random.Next(1, 8), delay),
        };
    }
}
