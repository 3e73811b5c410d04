namespace Pruner.GitHub.Tests.Infrastructure;

/// <summary>A clock on which a minute passes in 60 ms, so that real waits can be tested; notes every wait of a second or more.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private const int Factor = 1000;
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _since = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + (System.GetElapsedTime(_since) * Factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Hurry(dueTime), Hurry(period));

    private static TimeSpan Hurry(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
}
