using System.Collections.Concurrent;

namespace Pruner.GitHub.Tests.Infrastructure;

/// <summary>A clock that stands still. Waits of up to a minute are noted and end at once; longer ones are time limits, and never end.</summary>
internal sealed class StoppedTime : TimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private readonly DateTimeOffset _now = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isWait = dueTime > TimeSpan.Zero && dueTime <= LongestWait;
        if (isWait)
        {
            Waits.Enqueue(dueTime);
        }

        return System.CreateTimer(callback, state, isWait ? TimeSpan.Zero : dueTime, period);
    }
}
