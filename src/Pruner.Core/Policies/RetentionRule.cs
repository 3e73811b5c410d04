using System.Collections.Immutable;

namespace Pruner.Core.Policies;

/// <summary>
/// What is kept besides, of the streams, architectures and platforms that it names. Rules are combined by the union of what they keep: a
/// further rule can only keep more.
/// </summary>
public sealed record RetentionRule
{
    /// <summary>The streams it is for.</summary>
    public ImmutableArray<Glob> Streams { get; init; } = [Glob.Any];

    /// <summary>The architectures it is for.</summary>
    public ImmutableArray<Glob> Architectures { get; init; } = [Glob.Any];

    /// <summary>The platforms it is for, as meta.json names them.</summary>
    public ImmutableArray<Glob> Platforms { get; init; } = [Glob.Any];

    /// <summary>Younger builds are kept; null keeps none for its age.</summary>
    public TimeSpan? MinAge { get; init; }

    /// <summary>Newest builds kept of each stream and architecture; null or 0 keeps none for being so.</summary>
    public int? KeepNewest { get; init; }

    /// <summary>What is kept by hand.</summary>
    public ImmutableArray<KeepRule> Keep { get; init; } = [];

    /// <summary>True when the rule is for artifacts of this stream, architecture and platform.</summary>
    public bool AppliesTo(string stream, string architecture, string platform) =>
        Streams.Any(glob => glob.Matches(stream))
        && Architectures.Any(glob => glob.Matches(architecture))
        && Platforms.Any(glob => glob.Matches(platform));
}
