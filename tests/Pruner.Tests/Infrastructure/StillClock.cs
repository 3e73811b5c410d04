namespace Pruner.Tests.Infrastructure;

/// <summary>A clock that always tells the same time, while timers run as usual.</summary>
internal sealed class StillClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
