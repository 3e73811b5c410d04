using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.History;

namespace Pruner.Core.Policies;

/// <summary>What to keep besides pins, and how much a run may do. Comes from the reviewed configuration and the command line, never from a plan.</summary>
public sealed record Policy
{
    /// <summary>Younger builds are kept. Default 90 days (real bumps came up to 88 days after the build); null is written <c>none</c>.</summary>
    public TimeSpan? MinAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Newest builds kept per stream and architecture. Default 3; null is written <c>none</c>; 0 keeps none.</summary>
    public int? KeepNewest { get; init; } = 3;

    /// <summary>Prunes images shared with single accounts too. Default false.</summary>
    public bool IncludeShared { get; init; }

    /// <summary>Builds that are kept whatever else holds.</summary>
    public ImmutableArray<KeepRule> Keep { get; init; } = [];

    /// <summary>Most images deleted in one run. Default 2,000; 0 means zero; null is written <c>none</c>.</summary>
    public int? MaxDeletions { get; init; } = 2000;

    /// <summary>Most images deleted, in percent of all images seen, 0 to 100. Default null (<c>none</c>); 0 means zero.</summary>
    public int? MaxDeletionsPercent { get; init; }

    /// <summary>Fewest boot image builds a scan must find. Default 1; null is written <c>none</c>.</summary>
    public int? MinPinnedBuilds { get; init; } = 1;

    /// <summary>Most pins of an earlier ledger that a scan may no longer find. Default 0; null is written <c>none</c>.</summary>
    public int? MaxLostPins { get; init; } = 0;

    /// <summary>The only account that may be changed; null accepts the caller's.</summary>
    public string? Account { get; init; }

    /// <summary>Branches on which a GitHub workflow may change anything, besides the default one: plain names.</summary>
    public ImmutableArray<string> Branches { get; init; } = [];

    /// <summary>Where pins come from.</summary>
    public PinSource Pins { get; init; } = PinSource.OpenShiftInstaller;
}

/// <summary>A build that is kept by hand.</summary>
/// <param name="Build">The build id.</param>
/// <param name="Reason">Why, for the ledger.</param>
public sealed record KeepRule(BuildId Build, string Reason);

/// <summary>A repository that pins boot images, and what its scan must find to be believed.</summary>
/// <param name="Repository"><c>owner/name</c> on the GitHub host asked.</param>
/// <param name="FirstRelease">Release branches <c>release-X.Y</c> from this minor on, up to the newest seen, must be there and hold pins; null expects none.</param>
/// <param name="KnownBuilds">Builds known to be pinned there: a scan that misses one is refused, and they are protected for ever.</param>
public sealed record PinSource(string Repository, ReleaseNumber? FirstRelease, ImmutableArray<BuildId> KnownBuilds)
{
    /// <summary>The installer, with the builds known to be pinned when this version was made.</summary>
    public static PinSource OpenShiftInstaller { get; } =
        new("openshift/installer", new ReleaseNumber(4, 1), KnownAnswers.OpenShiftInstaller);

    /// <summary>The source as it holds for the repository that was really read: the public installer's known answers cannot be configured away.</summary>
    /// <param name="read">What was read, by whichever way.</param>
    public PinSource For(RepositoryIdentity read) =>
        PublicHosts.Contains(read.Host) && string.Equals(read.Name, OpenShiftInstaller.Repository, StringComparison.OrdinalIgnoreCase)
            ? this with { KnownBuilds = [.. KnownBuilds.Union(OpenShiftInstaller.KnownBuilds)] }
            : this;

    /// <summary>GitHub as its API and as a clone's remote name it.</summary>
    private static ImmutableHashSet<string> PublicHosts { get; } = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "api.github.com", "github.com", "ssh.github.com");
}
