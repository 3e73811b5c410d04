using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pruner.Sandbox.GitHub.Git;

/// <summary>
/// Reads one repository. References are read anew each time; objects never change, so commits and trees are kept.
/// Safe for many threads.
/// </summary>
internal sealed class GitStore(IGitBackend backend) : IDisposable
{
    private const int KeptWalks = 64;
    private const int KeptDiffs = 4096;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly ConcurrentDictionary<string, GitObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<OidList>> _walks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<ImmutableArray<GitChange>>> _diffs = new(StringComparer.Ordinal);

    /// <summary>True for 40 lower-case hex digits.</summary>
    public static bool IsOid(string? text) =>
        text is { Length: 40 } && text.AsSpan().IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>The object that a full id names, or null when the repository has none such.</summary>
    public GitObject? Get(string oid)
    {
        if (!IsOid(oid))
        {
            return null;
        }

        if (_objects.TryGetValue(oid, out var known))
        {
            return known;
        }

        // What is missing now may be fetched later: only what is there is kept, and blobs not at all, they are large and read once.
        GitObject? read = backend.Read(oid) is { } raw ? Parse(raw) : null;
        return read is null or GitBlob ? read : _objects.GetOrAdd(oid, read);
    }

    /// <summary>The object of that id, which another object says exists.</summary>
    public T Need<T>(string oid)
        where T : GitObject => Get(oid) as T ?? throw new GitFailureException($"{oid} is missing or no {typeof(T).Name}");

    /// <summary>The id that a revision expression (<c>master:data/data</c>) names, or null.</summary>
    public string? Resolve(string expression) => backend.Look(expression)?.Oid;

    /// <summary>Size of an object in bytes; 0 when it is missing.</summary>
    public int SizeOf(string oid) => backend.Look(oid)?.Size ?? 0;

    /// <summary>All references, by name, ordinal.</summary>
    public ImmutableArray<GitRef> Refs() => backend.Refs();

    /// <summary>The branch that HEAD names, without <c>refs/heads/</c>.</summary>
    public string HeadBranch() => backend.HeadBranch();

    /// <summary>The entry at a path below a tree, or null.</summary>
    public GitTreeEntry? Entry(string tree, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        GitTreeEntry? entry = null;
        for (var i = 0; i < segments.Length; i++)
        {
            if (i > 0 && entry is not { Type: "tree" })
            {
                return null;
            }

            entry = Need<GitTree>(entry?.Oid ?? tree).Find(segments[i]);
            if (entry is null)
            {
                return null;
            }
        }

        return entry;
    }

    /// <summary>Every commit reachable from one, newest first, each once: <c>git rev-list</c> without a path; with filters, simplified as git does.</summary>
    public OidList Walk(string head, params ImmutableArray<string> filters)
    {
        var key = $"{head} {string.Join('\n', filters)}";
        if (_walks.Count > KeptWalks)
        {
            _walks.Clear();
        }

        return _walks.GetOrAdd(key, _ => new Lazy<OidList>(() => backend.Walk(head, filters))).Value;
    }

    /// <summary>A filter by commit date for <see cref="Walk"/>, or null when the text is no date. git itself would take a bare date for that day at the present hour.</summary>
    /// <param name="bound">since or until.</param>
    /// <param name="text">ISO 8601; without an offset, UTC.</param>
    public static string? DateFilter(string bound, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? $"--{bound}={time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : null;

    /// <summary>Commits of <paramref name="head"/> that are not in <paramref name="excluded"/>, oldest first.</summary>
    public OidList Range(string excluded, string head) => backend.Range(excluded, head);

    /// <summary>The best common ancestor, or null when there is none.</summary>
    public string? MergeBase(string one, string other) => backend.MergeBase(one, other);

    /// <summary>The merge that brought a commit into a branch, or null when the commit is there without one.</summary>
    public string? MergeOf(string commit, string tip) => backend.MergeOf(commit, tip);

    /// <summary>What differs between two trees or commits; the empty id stands for an empty tree.</summary>
    public ImmutableArray<GitChange> Diff(string from, string to)
    {
        if (_diffs.Count > KeptDiffs)
        {
            _diffs.Clear();
        }

        return _diffs.GetOrAdd($"{from} {to}", _ => new Lazy<ImmutableArray<GitChange>>(() => backend.Diff(from, to))).Value;
    }

    /// <summary>What a commit changed against its first parent.</summary>
    public ImmutableArray<GitChange> Changes(GitCommit commit) => Diff(commit.Parents is [var first, ..] ? first : GitChange.EmptyTree, commit.Oid);

    /// <summary>Points a ref at an object that is there.</summary>
    public void SetRef(string fullName, string oid) => backend.SetRef(fullName, oid);

    /// <summary>Removes a ref.</summary>
    public void DeleteRef(string fullName) => backend.DeleteRef(fullName);

    public void Dispose() => backend.Dispose();

    private static GitObject Parse(GitRaw raw) => raw.Type switch
    {
        "commit" => GitCommit.Parse(raw),
        "tree" => new GitTree(raw.Oid, raw.Content),
        "tag" => GitTag.Parse(raw),
        _ => new GitBlob(raw.Oid, raw.Content),
    };
}

/// <summary>Many object ids, 20 bytes each.</summary>
internal sealed class OidList
{
    private readonly byte[] _bytes;

    private OidList(byte[] bytes) => _bytes = bytes;

    public int Count => _bytes.Length / 20;

    public string this[int index] => Convert.ToHexStringLower(_bytes.AsSpan(index * 20, 20));

    public static OidList Of(IReadOnlyCollection<string> oids)
    {
        var bytes = new byte[oids.Count * 20];
        var at = 0;
        foreach (var oid in oids)
        {
            Convert.FromHexString(oid, bytes.AsSpan(at), out _, out _);
            at += 20;
        }

        return new OidList(bytes);
    }
}

/// <summary>One file that differs between two trees.</summary>
/// <param name="Status">git's letter: A, D, M, T, R or C.</param>
/// <param name="Path">The path now; of a deleted file, the path it had.</param>
/// <param name="PreviousPath">Where a renamed or copied file was, else null.</param>
/// <param name="Oid">The blob now; of a deleted file, the blob it had.</param>
/// <param name="Additions">Lines added; 0 for binary files.</param>
/// <param name="Deletions">Lines removed; 0 for binary files.</param>
internal sealed record GitChange(char Status, string Path, string? PreviousPath, string Oid, int Additions, int Deletions)
{
    /// <summary>The id git gives to the tree without entries.</summary>
    public const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    public static ImmutableArray<GitChange> Between(string repository, string from, string to)
    {
        var fields = Encoding.UTF8.GetString(GitProcess.Run(repository, "diff-tree", "-r", "-M", "-z", "--raw", "--numstat", from, to)).Split('\0');
        var raws = new List<GitChange>();
        var lines = new Dictionary<string, (int Added, int Removed)>(StringComparer.Ordinal);
        for (var at = 0; at < fields.Length && fields[at].Length > 0;)
        {
            at = fields[at][0] == ':' ? ReadRaw(fields, at, raws) : ReadNumbers(fields, at, lines);
        }

        return [.. raws.Select(change => lines.TryGetValue(change.Path, out var count) ? change with { Additions = count.Added, Deletions = count.Removed } : change)];
    }

    private static int ReadRaw(string[] fields, int at, List<GitChange> changes)
    {
        var head = fields[at].Split(' ');
        var status = head[4][0];
        var oid = status == 'D' ? head[2] : head[3];
        if (status is 'R' or 'C')
        {
            changes.Add(new GitChange(status, fields[at + 2], fields[at + 1], oid, 0, 0));
            return at + 3;
        }

        changes.Add(new GitChange(status, fields[at + 1], PreviousPath: null, oid, 0, 0));
        return at + 2;
    }

    private static int ReadNumbers(string[] fields, int at, Dictionary<string, (int Added, int Removed)> lines)
    {
        var numbers = fields[at].Split('\t');
        var count = (int.TryParse(numbers[0], out var added) ? added : 0, int.TryParse(numbers[1], out var removed) ? removed : 0);
        if (numbers[2].Length > 0)
        {
            lines[numbers[2]] = count;
            return at + 1;
        }

        lines[fields[at + 2]] = count;
        return at + 3;
    }
}
