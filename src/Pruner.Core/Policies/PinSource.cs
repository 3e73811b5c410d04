using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.History;

namespace Pruner.Core.Policies;

/// <summary>A repository that pins boot images, and what its scan must find to be believed.</summary>
/// <param name="Repository"><c>owner/name</c> on the GitHub host asked.</param>
/// <param name="FirstRelease">Release branches <c>release-X.Y</c> from this one on must hold pins at their tips, and those of its major, up to the newest seen, must all be there; null expects none.</param>
/// <param name="KnownBuilds">Builds known to be pinned there: a scan that misses one is refused, and they are protected for ever.</param>
public sealed record PinSource(string Repository, ReleaseNumber? FirstRelease, ImmutableArray<BuildId> KnownBuilds)
{
    /// <summary>All branches and tags, which nothing may narrow for the public installer.</summary>
    public static ImmutableArray<Glob> AllReferences { get; } = [Pattern("refs/heads/**"), Pattern("refs/tags/**")];

    /// <summary>Every place in which the installer ever named boot images, and every file that may come to stand there.</summary>
    public static ImmutableArray<Glob> InstallerPaths { get; } = [Pattern("data/data/*cos*.json"), Pattern("data/data/coreos/**/*.json")];

    /// <summary>The installer, with the builds known to be pinned when this version was made.</summary>
    public static PinSource OpenShiftInstaller { get; } =
        new("openshift/installer", new ReleaseNumber(4, 1), KnownAnswers.OpenShiftInstaller);

    /// <summary>The branches and tags whose history is read.</summary>
    public ImmutableArray<Glob> References { get; init; } = AllReferences;

    /// <summary>The files that name boot images.</summary>
    public ImmutableArray<Glob> Paths { get; init; } = InstallerPaths;

    /// <summary>Whether pull requests are read too. They are, for the public installer.</summary>
    public bool ReadsPullRequests { get; init; } = true;

    /// <summary>What is read of it.</summary>
    public HistoryScope Scope => new(References, Paths, ReadsPullRequests);

    /// <summary>True when a history is of this repository, and what is read of it now was read for it.</summary>
    public bool IsReadIn(MetadataHistory history) =>
        string.Equals(history.Repository.Name, Repository, StringComparison.OrdinalIgnoreCase) && history.Scope.Equals(Scope);

    /// <summary>The source as it holds for the repository that was really read: the public installer's known answers cannot be configured away.</summary>
    /// <param name="read">What was read, by whichever way.</param>
    public PinSource For(RepositoryIdentity read) =>
        IsPublicInstaller(read.Host, read.Name) ? this with { KnownBuilds = [.. KnownBuilds.Union(OpenShiftInstaller.KnownBuilds)] } : this;

    /// <summary>True for openshift/installer on GitHub itself.</summary>
    /// <param name="host">The host, without port; a dot at its end, which marks a name as complete, changes nothing.</param>
    /// <param name="repository"><c>owner/name</c></param>
    public static bool IsPublicInstaller(string host, string repository) =>
        PublicHosts.Contains(host.EndsWith('.') ? host[..^1] : host) && string.Equals(repository, OpenShiftInstaller.Repository, StringComparison.OrdinalIgnoreCase);

    /// <summary>GitHub as its API, its pages and a clone's remote name it.</summary>
    private static ImmutableHashSet<string> PublicHosts { get; } = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "api.github.com", "github.com", "www.github.com", "ssh.github.com");

    private static Glob Pattern(string text) => Glob.TryParse(text) ?? throw new InvalidOperationException($"{text} is no pattern");
}
