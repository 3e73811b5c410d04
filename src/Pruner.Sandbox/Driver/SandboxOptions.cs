using System.Collections.Immutable;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Seed;

namespace Pruner.Sandbox.Driver;

/// <summary>What a sandbox serves; the default is a fresh world over the seed's repository.</summary>
public sealed record SandboxOptions
{
    /// <summary>A git repository to serve as openshift/installer; null writes the seed's.</summary>
    public string? RepositoryPath { get; init; }

    /// <summary>Its pull requests as JSON; null means none, or the seed's with the seed's repository.</summary>
    public string? PullsFile { get; init; }

    /// <summary>Further repositories on the same GitHub.</summary>
    public ImmutableArray<GitHubEmulatorOptions> OtherRepositories { get; init; } = [];

    /// <summary>How many builds of plain garbage the world holds. Default 240.</summary>
    public int OrdinaryBuilds { get; init; } = SeedWorld.OrdinaryBuildsByDefault;

    /// <summary>Added to every answer. Default none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>An existing folder for the repository, the configuration and the state; null makes one under the temporary path.</summary>
    public string? Folder { get; init; }

    /// <summary>True leaves the folder behind when the sandbox is disposed of.</summary>
    public bool KeepFolder { get; init; }
}
