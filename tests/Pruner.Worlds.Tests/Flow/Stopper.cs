using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>Counts the calls and journal writes of one run, and ends it where that is asked for.</summary>
internal sealed class Stopper(StopPoint stops, Simulation simulation, FaultSchedule faults) : IDisposable
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
        if (Interlocked.Increment(ref _calls) != stops.AtCall)
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

    /// <summary>The journal is written.</summary>
    /// <returns>What becomes of that, and how much of it is written.</returns>
    public (WriteFate Fate, double Part) NextWrite()
    {
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
