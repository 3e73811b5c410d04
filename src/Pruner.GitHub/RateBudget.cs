namespace Pruner.GitHub;

/// <summary>GitHub's primary rate limit, from the <c>x-ratelimit-*</c> headers of an answer.</summary>
/// <param name="Resource">Which limit: <c>graphql</c> or <c>core</c>.</param>
/// <param name="Limit">Calls (GraphQL: points) an hour.</param>
/// <param name="Remaining">How many of them are left.</param>
/// <param name="ResetAt">When the count starts anew (UTC, whole seconds).</param>
public sealed record RateBudget(string Resource, int Limit, int Remaining, DateTimeOffset ResetAt);
