namespace Pruner.Tests.Infrastructure;

/// <summary>A clock that stands still until it is moved, while timers run as usual.</summary>
internal sealed class MovableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
