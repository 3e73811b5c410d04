using System.Collections.Immutable;
using Pruner.Core.Pins;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Worlds.Tests.Made;

/// <summary>A whole world: what the services hold, how pruner is called, and what the oracle knows of it.</summary>
internal sealed record MadeWorld
{
    /// <summary>The account that is pruned.</summary>
    public const string Account = "1234567890123456";

    /// <summary>When it all happens.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    /// <summary>The account's images; a run changes them.</summary>
    public required EcsCloud Cloud { get; init; }

    /// <summary>The repository of pins.</summary>
    public required GitMemory Repository { get; init; }

    /// <summary>Pull requests; their heads are in the repository.</summary>
    public required ImmutableArray<MadePull> Pulls { get; init; }

    /// <summary>Documents of the builds server, by path.</summary>
    public required ImmutableArray<(string Path, string Text)> Documents { get; init; }

    /// <summary>Text of pruner.yml.</summary>
    public required string Configuration { get; init; }

    /// <summary>Releases and options that choose what is decided on.</summary>
    public required ImmutableArray<string> Chosen { get; init; }

    /// <summary>Every pin, found by walking all commits.</summary>
    public required ImmutableArray<Pin> Pins { get; init; }

    /// <summary>Images that may go, as region and id.</summary>
    public required ImmutableHashSet<(string Region, string Id)> Doomed { get; init; }

    /// <summary>
    /// Images that only the image of a region speaks for which no catalog names: nobody can know of it while that region cannot be read.
    /// </summary>
    public required ImmutableHashSet<(string Region, string Id)> SpokenForUnseen { get; init; }

    /// <summary>True of images that may be tagged as boot images.</summary>
    public required Func<(string Region, string Id), bool> IsPinned { get; init; }

    /// <summary>How long images must have been marked before they go; null when they go at once.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>A pin that appears while all this goes on; null when none does.</summary>
    public MadeSurprise? Surprise { get; init; }

    /// <summary>True when pruner works with a role for an id token instead of keys.</summary>
    public bool HasRole { get; init; }

    /// <summary>How long a request takes there, and an answer back, at most as a rule.</summary>
    public required TimeSpan Pace { get; init; }

    /// <summary>A region that takes more than a page to list; empty when none does.</summary>
    public string CrowdedRegion { get; init; } = "";
}

/// <summary>A pin that appears.</summary>
/// <param name="Pull">The proposal that holds it.</param>
/// <param name="IsPushed">True when it is pushed to a branch as well.</param>
/// <param name="Doomed">Images that may go all the same.</param>
/// <param name="IsPinned">True of images that may be tagged as boot images from then on.</param>
internal sealed record MadeSurprise(MadePull Pull, bool IsPushed, ImmutableHashSet<(string Region, string Id)> Doomed, Func<(string Region, string Id), bool> IsPinned);

/// <summary>A pull request.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Head">Its head commit.</param>
/// <param name="ForcePushedFrom">Heads that were replaced.</param>
internal sealed record MadePull(int Number, string Title, string Head, ImmutableArray<string> ForcePushedFrom);

/// <summary>A build and what it uploaded.</summary>
internal sealed record MadeBuild
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The release whose stream lists it: 4.10 or 4.11.</summary>
    public required string Release { get; init; }

    /// <summary>Its architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>When it was made; null when its document does not say.</summary>
    public required DateTimeOffset? BuiltAt { get; init; }

    /// <summary>Its images, whether or not its document names them.</summary>
    public required ImmutableArray<EcsImage> Images { get; init; }

    /// <summary>The images that its document names: of this build as a rule.</summary>
    public ImmutableArray<(string Region, string Id)> Catalogued { get; init; } = [];

    /// <summary>True of a build that the root of history names: nothing of it may ever go.</summary>
    public bool IsAnchor { get; init; }
}
