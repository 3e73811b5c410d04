namespace Pruner.TwoReaders.Tests.Infrastructure;

internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
