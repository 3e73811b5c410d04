namespace Pruner.Stores.Tests.Given;

/// <summary>A clock that stands; waits are real.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
