using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>Counts the calls and the writes of records of one run, and ends it where that is asked for.</summary>
/// <param name="stops">Where.</param>
/// <param name="simulation">The process.</param>
/// <param name="faults">Told of a full disk.</param>
/// <param name="happens">Something that happens meanwhile, and at which call; null for nothing.</param>
internal sealed class Stopper(StopPoint stops, Simulation simulation, FaultSchedule faults, (int AtCall, Action Happens)? happens) : IDisposable
{
    private readonly CancellationTokenSource _interrupt = new();
    private int _calls;
    private int _writes;

    /// <summary>Calls so far.</summary>
    public int Calls => _calls;

    /// <summary>Writes so far.</summary>
    public int Writes => _writes;

    /// <summary>Ctrl-C.</summary>
    public CancellationToken Interrupt => _interrupt.Token;

    /// <summary>A call arrives at a service.</summary>
    /// <returns>Whether it is carried out.</returns>
    public bool Arrives()
    {
        var number = Interlocked.Increment(ref _calls);
        if (number == happens?.AtCall)
        {
            happens.Value.Happens();
        }

        if (number != stops.AtCall)
        {
            return true;
        }

        if (stops.Kind == StopKind.Interrupt)
        {
            _interrupt.Cancel();
            return true;
        }

        simulation.Kill();
        return stops.Kind == StopKind.KillAfter;
    }

    /// <summary>The journal, a plan, its evidence or a ledger is written.</summary>
    /// <returns>What becomes of that, and how much of it is written.</returns>
    public (WriteFate Fate, double Part) NextWrite()
    {
        if (simulation.IsKilled)
        {
            return (WriteFate.Dies, 0);
        }

        var number = Interlocked.Increment(ref _writes);
        if (number != stops.AtWrite)
        {
            return (WriteFate.Written, 1);
        }

        if (stops.Kind == StopKind.DiskFull)
        {
            return faults.Strikes($"disk full at write {number}") ? (WriteFate.DiskFull, stops.Part) : (WriteFate.Written, 1);
        }

        simulation.Kill();
        return (WriteFate.Dies, stops.Part);
    }

    /// <inheritdoc />
    public void Dispose() => _interrupt.Dispose();
}
