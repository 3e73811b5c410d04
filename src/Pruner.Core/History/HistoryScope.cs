using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Core.History;

/// <summary>What of a repository is read: the history of which branches and tags, which files in it, and whether pull requests.</summary>
public sealed class HistoryScope : IEquatable<HistoryScope>
{
    /// <summary>Puts it together.</summary>
    /// <param name="references">Patterns of full names: <c>refs/heads/**</c>.</param>
    /// <param name="paths">Patterns of paths from the repository's root.</param>
    /// <param name="readsPullRequests">Whether pull requests are read.</param>
    public HistoryScope(ImmutableArray<Glob> references, ImmutableArray<Glob> paths, bool readsPullRequests) =>
        (References, Paths, ReadsPullRequests) = (references, new DocumentPaths(paths), readsPullRequests);

    /// <summary>Patterns of the branches and tags whose history is read, by their full names.</summary>
    public ImmutableArray<Glob> References { get; }

    /// <summary>The files that name boot images.</summary>
    public DocumentPaths Paths { get; }

    /// <summary>Whether pull requests are read.</summary>
    public bool ReadsPullRequests { get; }

    /// <summary>True when the history of this branch or tag is read.</summary>
    /// <param name="reference">Its full name.</param>
    public bool Reads(string reference) => References.Any(pattern => pattern.Matches(reference));

    /// <summary>True when all that another reads is read here too, as far as the patterns tell by being the same.</summary>
    public bool Covers(HistoryScope other) =>
        other.References.All(pattern => References.Contains(pattern))
        && other.Paths.Patterns.All(pattern => Paths.Patterns.Contains(pattern))
        && (ReadsPullRequests || !other.ReadsPullRequests);

    /// <inheritdoc />
    public bool Equals(HistoryScope? other) => other is not null && Covers(other) && other.Covers(this);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as HistoryScope);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(References.Length, Paths.Patterns.Length, ReadsPullRequests);
}
