using System.Collections.Immutable;

namespace Pruner.Core.Reporting;

/// <summary>A band of ages. A month has no part in it: 90 days is what is usually kept, a year is 365 days.</summary>
/// <param name="Name">As reports spell it.</param>
/// <param name="UptoDays">The first day that is no longer in it.</param>
internal sealed record AgeBand(string Name, int UptoDays)
{
    /// <summary>All bands, the youngest first; together they hold every age.</summary>
    public static ImmutableArray<AgeBand> All { get; } =
    [
        new("under 30 days", 30),
        new("30 to 90 days", 90),
        new("90 days to 1 year", 365),
        new("1 to 2 years", 2 * 365),
        new("2 to 4 years", 4 * 365),
        new("4 years and more", int.MaxValue),
    ];

    /// <summary>The band of something made then; null when that is not known, or has not come yet.</summary>
    public static AgeBand? Of(DateTimeOffset? made, DateTimeOffset now) =>
        made is { } then && then <= now ? All.First(band => (now - then).TotalDays < band.UptoDays) : null;
}
