namespace Pruner.Worlds.Tests.Simulated;

/// <summary>
/// One process's time and everything that happens in it: the clock stands still while anybody works, and jumps to the next thing on the agenda when
/// everybody waits. All that the program does runs on the thread of <see cref="Run"/>, but for what it hands to the thread pool; the clock waits for that too.
/// </summary>
internal sealed class Simulation(DateTimeOffset start) : TimeProvider
{
    // Far beyond what any run needs: a run that waits for itself for ever ends here.
    private const int MostSteps = 1_000_000;

    private static readonly AsyncLocal<Simulation?> Here = new(CountThreads);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<(Action Happens, Func<bool> IsDue), (DateTimeOffset At, long Number)> _agenda = new();
    private DateTimeOffset _now = start;
    private long _number;
    private int _threads;
    private volatile bool _isKilled;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>True once the process was killed: nothing of it happens any more.</summary>
    public bool IsKilled => _isKilled;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc />
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Puts something on the agenda.</summary>
    /// <param name="after">How long from now.</param>
    /// <param name="happens">What happens.</param>
    /// <param name="isDue">Asked when its time has come; what is no longer due costs no time.</param>
    public void In(TimeSpan after, Action happens, Func<bool>? isDue = null)
    {
        lock (_gate)
        {
            _agenda.Enqueue((happens, isDue ?? (static () => true)), (_now + after, ++_number));
        }
    }

    /// <summary>Stops everything, as SIGKILL does: nobody cleans up, what is on the wire goes its way.</summary>
    public void Kill() => _isKilled = true;

    /// <summary>Runs a program to its end, or until it is killed.</summary>
    /// <returns>What it returned; null when it was killed.</returns>
    /// <exception cref="InvalidOperationException">It waits for something that will never happen.</exception>
    public T? Run<T>(Func<Task<T>> program)
        where T : struct
    {
        Here.Value = this;
        try
        {
            var task = program();
            for (var step = 0; step < MostSteps; step++)
            {
                Settle();
                if (_isKilled)
                {
                    return null;
                }

                if (task.IsCompleted)
                {
                    return task.GetAwaiter().GetResult();
                }

                if (!Step() && !WaitForWork(task))
                {
                    throw new InvalidOperationException($"The program waits for something that will never happen: {_threads} threads, {ThreadPool.PendingWorkItemCount} waiting for one.");
                }
            }

            throw new InvalidOperationException($"The program has not ended after {MostSteps} steps.");
        }
        finally
        {
            Here.Value = null;
        }
    }

    private static void CountThreads(AsyncLocalValueChangedArgs<Simulation?> change)
    {
        if (change.PreviousValue is { } left)
        {
            Interlocked.Decrement(ref left._threads);
        }

        if (change.CurrentValue is { } entered)
        {
            Interlocked.Increment(ref entered._threads);
        }
    }

    /// <summary>Lets the next thing happen.</summary>
    /// <returns>False when nothing is on the agenda.</returns>
    private bool Step()
    {
        Action happens;
        lock (_gate)
        {
            (Action Happens, Func<bool> IsDue) next;
            DateTimeOffset at;
            do
            {
                if (!_agenda.TryDequeue(out next, out var when))
                {
                    return false;
                }

                at = when.At;
            }
            while (!next.IsDue());

            _now = at > _now ? at : _now;
            happens = next.Happens;
        }

        happens();
        return true;
    }

    // Nothing is on the agenda: either a thread was caught on its way from the pool's queue to its first step, which may be its last, or this is the end.
    private bool WaitForWork(Task task) => SpinWait.SpinUntil(
        () =>
        {
            lock (_gate)
            {
                return _agenda.Count > 0 || task.IsCompleted || _isKilled;
            }
        },
        TimeSpan.FromSeconds(30));

    /// <summary>
    /// Waits until nothing of this simulation runs or waits for a thread. A thread between the pool's queue and its first step is in neither count for a
    /// moment, so both are asked twice; to miss one only means that it was slow by the clock.
    /// </summary>
    private void Settle()
    {
        var wait = new SpinWait();
        for (var calm = 0; calm < 2;)
        {
            if (Volatile.Read(ref _threads) <= 1 && ThreadPool.PendingWorkItemCount == 0)
            {
                calm++;
                Thread.SpinWait(30);
            }
            else
            {
                calm = 0;
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private sealed class SimulatedTimer(Simulation simulation, Action fire) : ITimer
    {
        private TimeSpan _period;
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            var setting = Interlocked.Increment(ref _setting);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                simulation.In(dueTime, Fire, () => Volatile.Read(ref _setting) == setting);
            }

            return true;
        }

        public void Dispose() => Interlocked.Increment(ref _setting);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            fire();
        }
    }
}
