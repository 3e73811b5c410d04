namespace Pruner.Fuzz.Tests.Harness;

/// <summary>
/// A clock on which every wait is over at once, and has taken its time all the same. Limits of an hour or more never come: nothing that is done here takes so long.
/// </summary>
internal sealed class HastyClock : TimeProvider
{
    private static readonly TimeSpan NeverComes = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private long _passed;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Begin + TimeSpan.FromTicks(Interlocked.Read(ref _passed));

    /// <inheritdoc />
    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero && dueTime < NeverComes)
        {
            Interlocked.Add(ref _passed, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Spent();
    }

    private sealed class Spent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
