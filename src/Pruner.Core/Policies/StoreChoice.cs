namespace Pruner.Core.Policies;

/// <summary>A store that may be pruned.</summary>
/// <param name="Platform">The platform as meta.json names it: <c>aliyun</c>.</param>
/// <param name="Address">Where the store is, in the words of its platform: an endpoint, a folder. Null for its usual one.</param>
public sealed record StoreChoice(string Platform, string? Address);
