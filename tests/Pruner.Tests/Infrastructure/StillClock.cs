namespace Pruner.Tests.Infrastructure;

/// <summary>A clock that tells the same time until it is set, while timers run as usual.</summary>
internal sealed class StillClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public void Set(DateTimeOffset time) => Interlocked.Exchange(ref _ticks, time.UtcTicks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
