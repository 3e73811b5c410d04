using System.Collections.Immutable;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Sandbox.GitHub;

/// <summary>Which repository the emulator serves, and how it treats its callers.</summary>
public sealed record GitHubEmulatorOptions
{
    /// <summary>A git repository on disk, bare or not. Adding pull requests and moving refs through the emulator changes it.</summary>
    public required string RepositoryPath { get; init; }

    /// <summary>The repository itself, when it is not on disk; <see cref="RepositoryPath"/> then says nothing.</summary>
    internal IGitBackend? Backend { get; init; }

    /// <summary>Further repositories on the same host, for the same callers: of these options their path, owner, name, number, pull requests and default branch count.</summary>
    public ImmutableArray<GitHubEmulatorOptions> Others { get; init; } = [];

    /// <summary>The owner's login. Compared without case, as GitHub does.</summary>
    public string Owner { get; init; } = "openshift";

    /// <summary>The repository's name. Compared without case.</summary>
    public string Name { get; init; } = "installer";

    /// <summary>The repository's number; the default is openshift/installer's own.</summary>
    public int DatabaseId { get; init; } = 113130120;

    /// <summary>The repository's node id; null derives it from <see cref="DatabaseId"/> in GitHub's form.</summary>
    public string? NodeId { get; init; }

    /// <summary>
    /// A JSON array of pull requests, joined by number to the heads under <c>refs/pull</c>: <c>number</c>, <c>state</c> (open, closed, merged), <c>title</c>, <c>base</c>,
    /// <c>files</c>, <c>author_date</c>; optional <c>body</c>, <c>author</c>, <c>head</c> (a branch of this repository), <c>updated_at</c> and <c>force_pushed_from</c>.
    /// </summary>
    public string? PullsFile { get; init; }

    /// <summary>The token that is accepted; null accepts any. Another one is answered with 401.</summary>
    public string? Token { get; init; }

    /// <summary>Requests (REST) and points (GraphQL) an hour for callers with a token, each with its own budget.</summary>
    public int RateLimit { get; init; } = 5000;

    /// <summary>REST requests an hour for callers without a token; GraphQL has none for them.</summary>
    public int AnonymousRateLimit { get; init; } = 60;

    /// <summary>The default branch; null takes what HEAD of the repository names.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>True: REST at <c>/api/v3</c> and GraphQL at <c>/api/graphql</c>, as on GitHub Enterprise Server.</summary>
    public bool EnterprisePath { get; init; }

    /// <summary>False: the token may only read, as in a workflow run for a fork's pull request; changes are answered with 403.</summary>
    public bool CanWrite { get; init; } = true;

    /// <summary>Who the token belongs to.</summary>
    public string ViewerLogin { get; init; } = "github-actions[bot]";
}
