using System.Collections.Immutable;

namespace Pruner.Sandbox.GitHub.Git;

/// <summary>Where a repository lies: in a folder that git reads, or in memory. Safe for many threads.</summary>
internal interface IGitBackend : IDisposable
{
    /// <summary>Type, id and content of what a revision expression names, or null when it names nothing.</summary>
    GitRaw? Read(string expression);

    /// <summary>Type, id and size, with an empty content.</summary>
    GitRaw? Look(string expression);

    /// <summary>All references, by name, ordinal.</summary>
    ImmutableArray<GitRef> Refs();

    /// <summary>The branch that HEAD names, without <c>refs/heads/</c>.</summary>
    string HeadBranch();

    /// <summary>Every commit reachable from one, newest first, each once; with filters, simplified as git does.</summary>
    OidList Walk(string head, ImmutableArray<string> filters);

    /// <summary>Commits of <paramref name="head"/> that are not in <paramref name="excluded"/>, oldest first.</summary>
    OidList Range(string excluded, string head);

    /// <summary>The best common ancestor, or null when there is none.</summary>
    string? MergeBase(string one, string other);

    /// <summary>The merge that brought a commit into a branch, or null when the commit is there without one.</summary>
    string? MergeOf(string commit, string tip);

    /// <summary>What differs between two trees or commits; the empty id stands for an empty tree.</summary>
    ImmutableArray<GitChange> Diff(string from, string to);

    /// <summary>Points a ref at an object that is there.</summary>
    void SetRef(string fullName, string oid);

    /// <summary>Removes a ref.</summary>
    void DeleteRef(string fullName);
}
