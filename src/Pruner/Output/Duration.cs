namespace Pruner.Output;

/// <summary>Lengths of time for people.</summary>
internal static class Duration
{
    /// <summary>Minutes and seconds, and hours where there are some: <c>0:07</c>, <c>12:41</c>, <c>1:02:03</c>. Less than nothing is nothing.</summary>
    public static string Of(TimeSpan time)
    {
        var seconds = (long)Math.Max(0, time.TotalSeconds);
        return seconds < 3600 ? $"{seconds / 60}:{seconds % 60:00}" : $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}";
    }
}
