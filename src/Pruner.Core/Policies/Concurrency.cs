namespace Pruner.Core.Policies;

/// <summary>Most calls under way at once, of each kind of service. What a service throttles is slowed down below that by itself.</summary>
/// <param name="GitHub">Calls of each of GitHub's two APIs, REST and GraphQL.</param>
/// <param name="Builds">Documents of builds.</param>
/// <param name="Store">Calls of the store, for each region and action.</param>
public sealed record Concurrency(int GitHub, int Builds, int Store)
{
    /// <summary>What one call at a time is to be raised to at most.</summary>
    public const int Most = 256;

    /// <summary>16 for GitHub, 64 for builds, 16 for the store.</summary>
    public static Concurrency Default { get; } = new(16, 64, 16);
}
