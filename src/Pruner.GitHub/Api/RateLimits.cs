using System.Globalization;
using System.Net;
using Pruner.Http;

namespace Pruner.GitHub.Api;

/// <summary>
/// Recognises GitHub's limits. Documented order: <c>retry-after</c>, else a used-up primary limit until its reset, else at
/// least a minute (secondary limits). A 403 that is none of these is a matter of permission.
/// </summary>
internal static class RateLimits
{
    /// <summary>The least wait after a secondary limit that names none.</summary>
    internal static readonly TimeSpan SecondaryWait = TimeSpan.FromMinutes(1);

    /// <summary>The limit headers, or null when there are none (GitHub Enterprise Server has limits off by default).</summary>
    public static RateBudget? Read(HttpReply reply) =>
        int.TryParse(reply.Header("x-ratelimit-limit"), CultureInfo.InvariantCulture, out var limit)
        && int.TryParse(reply.Header("x-ratelimit-remaining"), CultureInfo.InvariantCulture, out var remaining)
        && long.TryParse(reply.Header("x-ratelimit-reset"), CultureInfo.InvariantCulture, out var reset)
        && reset is > 0 and < 253_402_300_800 // year 10000
            ? new RateBudget(reply.Header("x-ratelimit-resource") ?? "core", limit, remaining, DateTimeOffset.FromUnixTimeSeconds(reset))
            : null;

    /// <summary>How long to wait when the answer says that a limit was reached; null when it says no such thing.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="said">Its error message.</param>
    /// <param name="knownLimit">True when the answer says so by other means: a GraphQL error of type RATE_LIMITED.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan? Wait(HttpReply reply, string said, bool knownLimit, DateTimeOffset now)
    {
        var status = reply.Status;
        if (!knownLimit && status is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests))
        {
            return null;
        }

        if (reply.Headers.RetryAfter is { } retryAfter)
        {
            return AtLeastASecond(retryAfter.Delta ?? (retryAfter.Date - now) ?? SecondaryWait);
        }

        if (Read(reply) is { Remaining: 0 } budget)
        {
            // One second more: the reset is given in whole seconds, and clocks differ.
            return AtLeastASecond(budget.ResetAt - now + TimeSpan.FromSeconds(1));
        }

        return knownLimit || status == HttpStatusCode.TooManyRequests
            || said.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
            || said.Contains("abuse", StringComparison.OrdinalIgnoreCase)
                ? SecondaryWait
                : null;
    }

    private static TimeSpan AtLeastASecond(TimeSpan wait) => wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait;
}
