using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Sandbox.GitHub;

/// <summary>
/// The emulated repository: refs and objects live in git, or in memory, and are read anew for every request, pull requests and comments besides. Everything may change
/// while the emulator runs. Safe for many threads.
/// </summary>
public sealed class GitHubRepository : IDisposable
{
    private readonly Lock _gate = new();
    private readonly GitHubEmulatorOptions _options;
    private readonly Dictionary<int, PullEntry> _pulls;
    private readonly List<PullComment> _comments = [];
    private readonly ConcurrentDictionary<string, string?> _remembered = new(StringComparer.Ordinal);
    private long _lastCommentId = 1_000_000_000;

    internal GitHubRepository(GitHubEmulatorOptions options)
    {
        _options = options;
        Store = new GitStore(options.Backend ?? new GitFolder(options.RepositoryPath));
        _pulls = options.PullsFile is null ? [] : PullEntry.ReadFile(options.PullsFile).ToDictionary(entry => entry.Number);
    }

    /// <summary>The owner's login.</summary>
    public string Owner => _options.Owner;

    /// <summary>The repository's name.</summary>
    public string Name => _options.Name;

    /// <summary>Owner and name.</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>The repository's number.</summary>
    public int DatabaseId => _options.DatabaseId;

    /// <summary>The repository's node id.</summary>
    public string NodeId => _options.NodeId ?? NodeIds.Repository(DatabaseId);

    /// <summary>What its workflows did.</summary>
    public WorkflowHistory Workflows { get; } = new();

    /// <summary>Whether it is archived, that is read-only.</summary>
    public bool IsArchived { get; set; }

    /// <summary>Every comment, oldest first.</summary>
    public ImmutableArray<PullComment> AllComments
    {
        get
        {
            lock (_gate)
            {
                return [.. _comments];
            }
        }
    }

    internal GitStore Store { get; }

    internal string DefaultBranch => _options.DefaultBranch ?? Store.HeadBranch();

    /// <summary>Adds a pull request, or replaces the one of that number, and points <c>refs/pull/NUMBER/head</c> at its head.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="state">Its state. Merging into the base branch is the caller's business.</param>
    /// <param name="title">Its title.</param>
    /// <param name="body">Its description.</param>
    /// <param name="headSha">Its head commit, which the repository must have.</param>
    /// <param name="baseRef">The branch it wants to go to, without <c>refs/heads/</c>.</param>
    /// <param name="updatedAt">When it was last touched; also when a new one was made.</param>
    /// <param name="forcePushedFrom">Heads that force pushes replaced, oldest first.</param>
    public void AddPullRequest(
        int number, PullState state, string title, string body, string headSha, string baseRef, DateTimeOffset updatedAt, params ImmutableArray<string> forcePushedFrom)
    {
        SetRef($"refs/pull/{number}/head", headSha);
        lock (_gate)
        {
            _pulls[number] = new PullEntry(number)
            {
                State = state,
                Title = title,
                Body = body,
                Base = baseRef,
                CreatedAt = _pulls.GetValueOrDefault(number)?.CreatedAt ?? updatedAt,
                UpdatedAt = updatedAt,
                ForcePushedFrom = forcePushedFrom,
            };
        }
    }

    /// <summary>Points a ref at an object the repository has, making the ref when there is none.</summary>
    public void SetRef(string fullName, string oid) => Store.SetRef(fullName, oid);

    /// <summary>Removes a ref.</summary>
    public void DeleteRef(string fullName) => Store.DeleteRef(fullName);

    /// <summary>Writes a comment on a pull request.</summary>
    public PullComment AddComment(int number, string author, string body, DateTimeOffset now)
    {
        lock (_gate)
        {
            var comment = new PullComment(++_lastCommentId, number, author, body, now, now);
            _comments.Add(comment);
            return comment;
        }
    }

    /// <inheritdoc />
    public void Dispose() => Store.Dispose();

    internal PullComment? EditComment(long id, string body, DateTimeOffset now)
    {
        lock (_gate)
        {
            var index = _comments.FindIndex(comment => comment.Id == id);
            return index < 0 ? null : _comments[index] = _comments[index] with { Body = body, UpdatedAt = now };
        }
    }

    internal ImmutableArray<PullComment> Comments(int number)
    {
        lock (_gate)
        {
            return [.. _comments.Where(comment => comment.Number == number)];
        }
    }

    internal PullEntry EntryOf(int number)
    {
        lock (_gate)
        {
            return _pulls.GetValueOrDefault(number) ?? new PullEntry(number);
        }
    }

    // What git says of two fixed commits never changes.
    internal string? Remember(string question, Func<string?> ask) => _remembered.GetOrAdd(question, _ => ask());
}
