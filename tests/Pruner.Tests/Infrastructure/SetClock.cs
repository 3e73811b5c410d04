namespace Pruner.Tests.Infrastructure;

/// <summary>The machine's clock, set forward or back; waits take their real time.</summary>
internal sealed class SetClock : TimeProvider
{
    private long _ticks;

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
}
