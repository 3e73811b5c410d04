using System.Collections.Immutable;
using Pruner.Core.History;

namespace Pruner.Core.Bumps;

/// <summary>A pull request's metadata files, as they are where it left its base branch and at its head: two commits, by id, so that nothing of it can move.</summary>
public sealed record Proposal
{
    /// <summary>The repository it is proposed to: <c>openshift/installer</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Its number there.</summary>
    public required int Number { get; init; }

    /// <summary>Its title, as somebody wrote it.</summary>
    public required string Title { get; init; }

    /// <summary>Login of its author; empty for a deleted account.</summary>
    public required string Author { get; init; }

    /// <summary>How far it is.</summary>
    public required ProposalState State { get; init; }

    /// <summary>True when it comes from another repository, or from one that is gone.</summary>
    public required bool IsFromFork { get; init; }

    /// <summary>The branch it wants to go to.</summary>
    public required string BaseBranch { get; init; }

    /// <summary>The newest commit that it shares with that branch.</summary>
    public required ObjectId Base { get; init; }

    /// <summary>Its newest commit.</summary>
    public required ObjectId Head { get; init; }

    /// <summary>The metadata files it touches, by path.</summary>
    public required ImmutableArray<ProposedDocument> Documents { get; init; }
}

/// <summary>How far a pull request is.</summary>
public enum ProposalState
{
    /// <summary>Not decided.</summary>
    Open,

    /// <summary>Closed without a merge.</summary>
    Closed,

    /// <summary>Merged.</summary>
    Merged,
}

/// <summary>One metadata file of a pull request.</summary>
/// <param name="Path">Its path, from the repository's root; that before, when it is removed.</param>
/// <param name="PreviousPath">Its path before, when it was moved; else null.</param>
/// <param name="Before">What it was; null when it is new.</param>
/// <param name="After">What it becomes; null when it is removed.</param>
public sealed record ProposedDocument(string Path, string? PreviousPath, DocumentVersion? Before, DocumentVersion? After);

/// <summary>One version of a file.</summary>
/// <param name="Text">The whole text; empty when it cannot be read.</param>
/// <param name="Unreadable">Why it cannot be read; null when it can.</param>
public sealed record DocumentVersion(string Text, string? Unreadable);
