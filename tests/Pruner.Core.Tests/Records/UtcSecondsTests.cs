using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

/// <summary>The machine's zone is the whole process's: while it is another one, no other test runs.</summary>
[CollectionDefinition(nameof(UtcSecondsTests), DisableParallelization = true)]
[Collection(nameof(UtcSecondsTests))]
public sealed class UtcSecondsTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("Asia/Tokyo")]
    [InlineData("America/New_York")]
    [InlineData("UTC")]
    public void A_time_is_in_UTC_whatever_zone_the_machine_is_in(string zone)
    {
        Assert.SkipUnless(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), $"This machine does not know the zone {zone}.");
        var before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();

            Assert.Equal(zone, TimeZoneInfo.Local.Id);
            Assert.Equal("2026-01-02T03:04:05Z", UtcSeconds.Write(Time.AddMilliseconds(999)));
            Assert.Equal("2026-01-02T03:04:05Z", UtcSeconds.Write(Time.ToOffset(TimeSpan.FromHours(9))));
            Assert.Equal((Some.BuildDate, TimeSpan.Zero), (Some.Build().Date, Some.Build().Date!.Value.Offset));
            Assert.Equal((Time, TimeSpan.Zero), (UtcSeconds.TryRead("2026-01-02T03:04:05Z"), UtcSeconds.TryRead("2026-01-02T03:04:05Z")!.Value.Offset));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-01-02T03:04:05")]
    [InlineData("2026-01-02T03:04:05+00:00")]
    [InlineData("2026-01-02T03:04:05.0Z")]
    [InlineData(" 2026-01-02T03:04:05Z")]
    [InlineData("2026-02-30T03:04:05Z")]
    public void Any_other_spelling_is_no_time(string? text) => Assert.Null(UtcSeconds.TryRead(text));
}
