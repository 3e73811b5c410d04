using System.Collections.Immutable;
using Pruner.Core.History;

namespace Pruner.Core.Pins;

/// <summary>What was read of one repository's metadata history and what shows that nothing is missing. Part of every plan.</summary>
public sealed record Certificate
{
    /// <summary>How it was read.</summary>
    public required HistoryWay Way { get; init; }

    /// <summary>Host of the API or clone.</summary>
    public required string Host { get; init; }

    /// <summary><c>owner/name</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>The host's id of the repository.</summary>
    public required long RepositoryId { get; init; }

    /// <summary>The default branch.</summary>
    public required string DefaultBranch { get; init; }

    /// <summary>Patterns of the branches and tags whose history was read, sorted.</summary>
    public required ImmutableArray<string> References { get; init; }

    /// <summary>Patterns of the files that were read, sorted.</summary>
    public required ImmutableArray<string> Paths { get; init; }

    /// <summary>Whether pull requests were read.</summary>
    public required bool ReadsPullRequests { get; init; }

    /// <summary>Branch and tag heads whose history was read, by name.</summary>
    public required ImmutableSortedDictionary<string, string> Heads { get; init; }

    /// <summary>Branches and tags that the patterns leave out.</summary>
    public required int RefsLeftOut { get; init; }

    /// <summary>Pull requests that touch metadata; each head was read.</summary>
    public required int PullRequests { get; init; }

    /// <summary>Commits reached from these branches and tags; for all of them what <c>git rev-list --count --branches --tags</c> prints.</summary>
    public required int Commits { get; init; }

    /// <summary>Commits reached from pull requests only.</summary>
    public required int ProposedCommits { get; init; }

    /// <summary>Distinct metadata folders.</summary>
    public required int Folders { get; init; }

    /// <summary>Distinct documents read in merged history.</summary>
    public required int Documents { get; init; }

    /// <summary>Distinct pins (architecture, region, build, image) of merged history, by platform.</summary>
    public required ImmutableSortedDictionary<string, int> Pins { get; init; }

    /// <summary>Distinct builds that merged history names.</summary>
    public required int PinnedBuilds { get; init; }

    /// <summary>Known answers, each of which was found.</summary>
    public required int KnownAnswers { get; init; }

    /// <summary>Proposals that could not be read as documents; their ids protect all the same.</summary>
    public required ImmutableArray<string> UnreadProposals { get; init; }
}
