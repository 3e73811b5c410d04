using System.Net;
using Pruner.GitHub.Api;
using Pruner.Http;

namespace Pruner.GitHub.Tests.Api;

public sealed class RateLimitsTests
{
    private static readonly DateTimeOffset Now = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Retry_after_comes_before_the_reset() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Wait(403, "", ("Retry-After", "7"), ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", Reset(600))));

    [Fact]
    public void Retry_after_may_be_a_date() =>
        Assert.Equal(TimeSpan.FromSeconds(30), Wait(429, "", ("Retry-After", Now.AddSeconds(30).ToString("R"))));

    [Fact]
    public void A_used_up_limit_waits_a_second_longer_than_its_reset() =>
        Assert.Equal(TimeSpan.FromSeconds(601), Wait(403, "", ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", Reset(600))));

    [Fact]
    public void A_reset_that_is_over_waits_a_second() =>
        Assert.Equal(TimeSpan.FromSeconds(1), Wait(403, "", ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", Reset(-600))));

    [Theory]
    [InlineData(403, "You have exceeded a secondary rate limit")]
    [InlineData(403, "You have triggered an abuse detection mechanism")]
    [InlineData(429, "")]
    public void A_secondary_limit_without_a_time_waits_a_minute(int status, string said) =>
        Assert.Equal(TimeSpan.FromMinutes(1), Wait(status, said, ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", Reset(600))));

    [Theory]
    [InlineData(403, "Resource not accessible by integration")]
    [InlineData(401, "Bad credentials, rate limit")]
    [InlineData(500, "rate limit")]
    public void Anything_else_is_no_limit(int status, string said) =>
        Assert.Null(Wait(status, said, ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", Reset(600))));

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("99999999999999")]
    public void A_reset_that_is_no_time_is_no_budget(string reset) =>
        Assert.Null(RateLimits.Read(Reply(200, ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset))));

    private static string Reset(int seconds) => $"{Now.AddSeconds(seconds).ToUnixTimeSeconds()}";

    private static TimeSpan? Wait(int status, string said, params (string Name, string Value)[] headers) =>
        RateLimits.Wait(Reply(status, headers), said, knownLimit: false, Now);

    private static HttpReply Reply(int status, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        foreach (var (name, value) in headers)
        {
            Assert.True(response.Headers.TryAddWithoutValidation(name, value));
        }

        return new HttpReply(response.StatusCode, response.Headers, response.Content.Headers, ReadOnlyMemory<byte>.Empty);
    }
}
