using System.CommandLine;
using Pruner.Commands;
using Pruner.Http;

namespace Pruner.Stores;

/// <summary>What a store can be opened with; each takes what it needs.</summary>
internal sealed record StoreOpening
{
    /// <summary>Where the store is, as the configuration says it; null for its usual place.</summary>
    public required string? Address { get; init; }

    /// <summary>The options given.</summary>
    public required ParseResult Parsed { get; init; }

    /// <summary>What they mean.</summary>
    public required CommonOptions Options { get; init; }

    /// <summary>The surroundings: environment, home folder, clock, and whom to tell of secrets.</summary>
    public required ProgramHost Host { get; init; }

    /// <summary>Sends the store's calls; they are counted.</summary>
    public required HttpExchange Exchange { get; init; }

    /// <summary>Asks GitHub for an id token.</summary>
    public required HttpExchange GitHub { get; init; }
}
