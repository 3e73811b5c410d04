using System.Collections.Immutable;

namespace Pruner.Core.History;

/// <summary>
/// Everything read of a repository's metadata: refs, commits, the metadata files at each commit and their contents,
/// and the pull requests. Facts only; whether it is complete is for <c>HistoryProof</c> to say.
/// </summary>
public sealed record MetadataHistory
{
    /// <summary>How it was read.</summary>
    public HistoryWay Way { get; init; }

    /// <summary>Where it was read.</summary>
    public required RepositoryIdentity Repository { get; init; }

    /// <summary>What of it was read.</summary>
    public required HistoryScope Scope { get; init; }

    /// <summary>The default branch: <c>master</c>.</summary>
    public required string DefaultBranch { get; init; }

    /// <summary>The branches and tags whose history was read, by name: all that the scope asks for.</summary>
    public required ImmutableArray<GitRef> Refs { get; init; }

    /// <summary>Full names of the branches and tags that the listings gave besides, and that the scope leaves out.</summary>
    public ImmutableArray<string> RefsLeftOut { get; init; } = [];

    /// <summary>The numbers of all refs that two independent listings gave; equal, or the history is refused.</summary>
    public required RefCounts RefCounts { get; init; }

    /// <summary>Every commit reached.</summary>
    public required ImmutableDictionary<ObjectId, GitCommit> Commits { get; init; }

    /// <summary>The metadata files in each distinct metadata folder (tree), sorted by path; paths from the repository's root.</summary>
    public required ImmutableDictionary<ObjectId, ImmutableArray<MetadataFile>> Folders { get; init; }

    /// <summary>The text of each distinct metadata file.</summary>
    public required ImmutableDictionary<ObjectId, string> Blobs { get; init; }

    /// <summary>The pull requests that touch a metadata file, by number.</summary>
    public required ImmutableArray<PullRequest> PullRequests { get; init; }

    /// <summary>When reading began; evidence is as old as its start. Not part of any hash.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Newest update time of any pull request seen, whether or not it touches metadata; null when there is none.</summary>
    public required DateTimeOffset? PullRequestsUpTo { get; init; }

    /// <summary>
    /// Commits, folders and blobs that only pull requests reach and that cannot be understood, each with the reason: a file in the
    /// folder's place, a blob that is too large, or not UTF-8 (its text is then in <see cref="Blobs"/> with replacement characters, so that
    /// ids in it still protect). Never anything that a branch or tag reaches: that is a refusal.
    /// </summary>
    public ImmutableDictionary<ObjectId, string> Unreadable { get; init; } = ImmutableDictionary<ObjectId, string>.Empty;
}

/// <summary>A repository.</summary>
/// <param name="Host">Host of the API or clone: <c>api.github.com</c>.</param>
/// <param name="Name"><c>owner/name</c>.</param>
/// <param name="Id">The host's numeric id, so that a renamed or re-made repository is noticed; 0 for a bare clone.</param>
public sealed record RepositoryIdentity(string Host, string Name, long Id);

/// <summary>A branch or tag.</summary>
/// <param name="Name">Full name: <c>refs/heads/master</c>.</param>
/// <param name="Target">The object it names (an annotated tag's own id).</param>
/// <param name="Commit">The commit it leads to; null for a tag of a tree or blob.</param>
public sealed record GitRef(string Name, ObjectId Target, ObjectId? Commit);

/// <summary>Numbers of refs by two independent listings.</summary>
/// <param name="Branches">First listing (GraphQL <c>refs.totalCount</c>).</param>
/// <param name="Tags">First listing.</param>
/// <param name="BranchesAgain">Second listing (REST <c>matching-refs</c>).</param>
/// <param name="TagsAgain">Second listing.</param>
public sealed record RefCounts(int Branches, int Tags, int BranchesAgain, int TagsAgain);

/// <summary>A commit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parents">Its parents' ids, in order.</param>
/// <param name="CommittedAt">Commit date (author dates lag by up to 359 days in real history).</param>
/// <param name="Folder">Id of the tree at the metadata folder; null when the folder is absent there.</param>
/// <param name="Message">The whole message.</param>
public sealed record GitCommit(ObjectId Id, ImmutableArray<ObjectId> Parents, DateTimeOffset CommittedAt, ObjectId? Folder, string Message);

/// <summary>A metadata file in a folder.</summary>
/// <param name="Path">Path from the repository's root.</param>
/// <param name="Blob">Its blob.</param>
/// <param name="IsFile">False for a symlink or submodule in the file's place: not readable as a document.</param>
public sealed record MetadataFile(string Path, ObjectId Blob, bool IsFile);

/// <summary>A pull request that touches a metadata file.</summary>
/// <param name="Number">Its number.</param>
/// <param name="State">open, closed or merged.</param>
/// <param name="Title">Untrusted text.</param>
/// <param name="Body">Untrusted text.</param>
/// <param name="Head">Its head commit.</param>
/// <param name="EarlierHeads">Heads that force pushes replaced and that could still be read.</param>
/// <param name="UpdatedAt">Last update.</param>
public sealed record PullRequest(
    int Number, string State, string Title, string Body, ObjectId Head, ImmutableArray<ObjectId> EarlierHeads, DateTimeOffset UpdatedAt);
