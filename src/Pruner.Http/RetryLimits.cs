namespace Pruner.Http;

/// <summary>How patient an exchange is.</summary>
public sealed record RetryLimits
{
    /// <summary>Most attempts after the first. Default 10: with the pauses below about 110 s, beyond the minute by which Aliyun throttles.</summary>
    public int Retries { get; init; } = 10;

    /// <summary>First pause between attempts; doubles, with jitter. Default 0.5 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest pause between attempts that we choose ourselves. Default 20 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Chance for the jitter of the pauses, from 0 to 1; null for the machine's own.</summary>
    public Func<double>? Jitter { get; init; }

    /// <summary>Longest wait that a server may ask for; more ends the exchange. Default 90 s: Aliyun throttles by the minute.</summary>
    public TimeSpan LongestServerWait { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Longest time for one attempt. Default 100 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Calls under way in a new lane. Default 8.</summary>
    public int StartWindow { get; init; } = 8;

    /// <summary>Most calls under way in a lane. Default 32.</summary>
    public int MostWindow { get; init; } = 32;
}
