using System.Collections.Immutable;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Sandbox.GitHub;

/// <summary>A pull request as one request sees it: what is written of it, its head ref, and what git says of both.</summary>
internal sealed class PullRequest
{
    private readonly GitStore _store;
    private readonly PullEntry _entry;
    private readonly Lazy<string> _diffBase;
    private readonly Lazy<string?> _mergeCommit;
    private readonly Lazy<ImmutableArray<GitChange>> _changes;

    public PullRequest(GitHubView view, PullEntry entry, string headOid)
    {
        (_store, _entry, HeadOid) = (view.Store, entry, headOid);
        BaseName = entry.Base ?? view.DefaultBranch;
        BaseRef = view.Ref($"refs/heads/{BaseName}");
        BaseOid = (BaseRef ?? view.Ref($"refs/heads/{view.DefaultBranch}"))?.Oid ?? headOid;
        HeadRef = entry.Head is null ? null : view.Ref($"refs/heads/{entry.Head}");
        Comments = view.Repository.Comments(entry.Number);
        _mergeCommit = new Lazy<string?>(() => view.Repository.Remember($"merge {headOid} {BaseOid}", () => _store.MergeOf(headOid, BaseOid)));
        _diffBase = new Lazy<string>(() => view.Repository.Remember($"base {headOid} {BaseOid}", FindDiffBase)!);
        _changes = new Lazy<ImmutableArray<GitChange>>(() => _store.Diff(_diffBase.Value, headOid));
    }

    public int Number => _entry.Number;

    public PullState State => _entry.State;

    public string Title => _entry.Title ?? Head.Headline;

    public string Body => _entry.Body;

    public string BaseName { get; }

    public GitRef? BaseRef { get; }

    /// <summary>Tip of the base branch; of the default branch when the base is gone.</summary>
    public string BaseOid { get; }

    /// <summary>Where it left the base branch; of a merged one, as it was before.</summary>
    public string DiffBase => _diffBase.Value;

    public string HeadOid { get; }

    public GitRef? HeadRef { get; }

    public string HeadName => _entry.Head ?? $"proposal-{Number}";

    public bool IsCrossRepository => _entry.Head is null;

    public string? Author => _entry.Author;

    public DateTimeOffset CreatedAt => _entry.CreatedAt ?? Head.Committer.Date;

    public DateTimeOffset UpdatedAt => _entry.UpdatedAt ?? CreatedAt;

    public DateTimeOffset? ClosedAt => State == PullState.Open ? null : UpdatedAt;

    public DateTimeOffset? MergedAt => State == PullState.Merged ? UpdatedAt : null;

    public string? MergeCommit => State == PullState.Merged ? _mergeCommit.Value ?? HeadOid : null;

    public IReadOnlyList<PullComment> Comments { get; }

    /// <summary>Paths it touches, as written of it, else as git says.</summary>
    public ImmutableArray<string> Files => _entry.Files ?? [.. _changes.Value.Select(change => change.Path)];

    /// <summary>Its commits, oldest first.</summary>
    public OidList Commits => _diffBase.Value == GitChange.EmptyTree ? OidList.Of([HeadOid]) : _store.Range(_diffBase.Value, HeadOid);

    /// <summary>Replaced heads and what replaced them, in order.</summary>
    public ImmutableArray<(string Before, string After)> ForcePushes =>
        [.. _entry.ForcePushedFrom.Zip(_entry.ForcePushedFrom.Skip(1).Append(HeadOid))];

    private GitCommit Head => _store.Need<GitCommit>(HeadOid);

    /// <summary>What git says of one of <see cref="Files"/>; a plain modification when git knows nothing.</summary>
    public GitChange Change(string path) =>
        _changes.Value.FirstOrDefault(change => change.Path == path)
        ?? new GitChange('M', path, PreviousPath: null, _store.Entry(Head.Tree, path)?.Oid ?? new string('0', 40), Additions: 0, Deletions: 0);

    // The base as it was before the merge: once merged, the head is its own merge base with the branch.
    private string FindDiffBase()
    {
        var common = _store.MergeBase(BaseOid, HeadOid);
        if (common is not null && common != HeadOid)
        {
            return common;
        }

        var before = common is not null && _mergeCommit.Value is { } merge ? _store.Need<GitCommit>(merge).Parents[0] : null;
        var earlier = before is null ? null : _store.MergeBase(before, HeadOid);
        return earlier is not null && earlier != HeadOid ? earlier : Head.Parents.FirstOrDefault() ?? GitChange.EmptyTree;
    }
}

/// <summary>A comment on a pull request.</summary>
/// <param name="Id">Unique in the repository.</param>
/// <param name="Number">The pull request's number.</param>
/// <param name="Author">Login.</param>
/// <param name="Body">Markdown.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="UpdatedAt">When it was last edited.</param>
public sealed record PullComment(long Id, int Number, string Author, string Body, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
