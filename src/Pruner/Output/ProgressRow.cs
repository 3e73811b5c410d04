namespace Pruner.Output;

/// <summary>How far one subject is.</summary>
/// <param name="Subject">What is counted: <c>commits</c>, a region.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are; null when not known yet.</param>
/// <param name="FirstDone">How many were done when it was first heard of: rates count from there.</param>
/// <param name="First">When it was first heard of.</param>
/// <param name="Last">When it was last heard of.</param>
internal sealed record ProgressRow(string Subject, int Done, int? Total, int FirstDone, DateTimeOffset First, DateTimeOffset Last)
{
    /// <summary>Rates of shorter times are noise.</summary>
    private static readonly TimeSpan ShortestForRate = TimeSpan.FromSeconds(2);

    /// <summary>True when all are done.</summary>
    public bool IsDone => Done >= Total;

    /// <summary>Things a second since it was first heard of; null when that says nothing yet.</summary>
    /// <param name="now">Now; of a finished row its last report counts instead.</param>
    public double? RateAt(DateTimeOffset now)
    {
        var time = (IsDone ? Last : now) - First;
        return time >= ShortestForRate && Done > FirstDone ? (Done - FirstDone) / time.TotalSeconds : null;
    }

    /// <summary>Time until all are done at the present rate; null when that cannot be told.</summary>
    public TimeSpan? RemainingAt(DateTimeOffset now) =>
        !IsDone && Total is { } total && RateAt(now) is { } rate ? TimeSpan.FromSeconds(Math.Min((total - Done) / rate, TimeSpan.FromDays(99).TotalSeconds)) : null;

    /// <summary>The row after a report.</summary>
    public ProgressRow With(int done, int? total, DateTimeOffset now) =>
        // A subject that begins anew (pins are renewed during a long run) is measured anew.
        done < Done ? new ProgressRow(Subject, done, total, done, now, now) : this with { Done = done, Total = total, Last = now };
}
