using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pruner.Sandbox.GitHub.Git;

/// <summary>
/// A repository in memory: objects with the ids and bytes that git would give them. Walks are never filtered or simplified, and renames are told as
/// a removal and an addition. Safe for many threads.
/// </summary>
internal sealed class GitMemory(string headBranch) : IGitBackend
{
    private const string Person = "Maker <maker@example.com>";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, GitRaw> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GitCommit> _commits = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _refs = new(StringComparer.Ordinal);

    /// <summary>Adds a file's content.</summary>
    public string AddBlob(string text) => Add("blob", Encoding.UTF8.GetBytes(text));

    /// <summary>Adds the trees of files: paths with slashes, and the blob of each.</summary>
    /// <returns>The id of the root.</returns>
    public string AddTree(IReadOnlyDictionary<string, string> blobs)
    {
        using var content = new MemoryStream();
        var entries = blobs
            .GroupBy(file => file.Key.Split('/', 2)[0], StringComparer.Ordinal)
            .Select(group => group.First().Key == group.Key
                ? (Name: group.Key, Mode: "100644", Oid: group.First().Value, Sort: group.Key)
                : (Name: group.Key, Mode: "40000", Oid: AddTree(group.ToDictionary(file => file.Key[(group.Key.Length + 1)..], file => file.Value, StringComparer.Ordinal)), Sort: group.Key + "/"))
            .OrderBy(entry => entry.Sort, StringComparer.Ordinal);
        foreach (var (name, mode, oid, _) in entries)
        {
            content.Write(Encoding.UTF8.GetBytes($"{mode} {name}\0"));
            content.Write(Convert.FromHexString(oid));
        }

        return Add("tree", content.ToArray());
    }

    /// <summary>Adds a commit.</summary>
    public string AddCommit(string tree, IEnumerable<string> parents, DateTimeOffset date, string message)
    {
        var who = string.Create(CultureInfo.InvariantCulture, $"{Person} {date.ToUnixTimeSeconds()} +0000");
        return Add("commit", Encoding.UTF8.GetBytes($"tree {tree}\n{string.Concat(parents.Select(parent => $"parent {parent}\n"))}author {who}\ncommitter {who}\n\n{message}\n"));
    }

    /// <summary>Adds an annotated tag of a commit.</summary>
    public string AddTag(string name, string commit, DateTimeOffset date) => Add("tag", Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"object {commit}\ntype commit\ntag {name}\ntagger {Person} {date.ToUnixTimeSeconds()} +0000\n\n{name}\n")));

    public GitRaw? Read(string expression)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(expression);
        }
    }

    public GitRaw? Look(string expression) => Read(expression) is { } raw ? raw with { Content = [] } : null;

    public ImmutableArray<GitRef> Refs()
    {
        lock (_gate)
        {
            return [.. _refs.Select(reference => new GitRef(reference.Key, reference.Value, _objects[reference.Value].Type))];
        }
    }

    public string HeadBranch() => headBranch;

    public OidList Walk(string head, ImmutableArray<string> filters) => filters.IsEmpty
        ? OidList.Of([.. Ancestors(head).OrderByDescending(DateOf).ThenBy(oid => oid, StringComparer.Ordinal)])
        : throw new NotSupportedException("A history in memory is not simplified.");

    public OidList Range(string excluded, string head) => OidList.Of([.. Ancestors(head).Except(Ancestors(excluded)).OrderBy(DateOf).ThenBy(oid => oid, StringComparer.Ordinal)]);

    public string? MergeBase(string one, string other)
    {
        var common = Ancestors(one);
        common.IntersectWith(Ancestors(other));
        return common.Where(oid => !common.Any(later => later != oid && Ancestors(later).Contains(oid))).OrderByDescending(DateOf).FirstOrDefault();
    }

    public string? MergeOf(string commit, string tip) =>
        Ancestors(tip).Where(oid => oid != commit && CommitOf(oid).Parents.Length > 1 && Ancestors(oid).Contains(commit)).OrderBy(DateOf).FirstOrDefault();

    public ImmutableArray<GitChange> Diff(string from, string to)
    {
        var (before, after) = (FilesOf(from), FilesOf(to));
        return
        [
            .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
                .Select(path => new GitChange(
                    !before.ContainsKey(path) ? 'A' : !after.ContainsKey(path) ? 'D' : 'M', path, PreviousPath: null, after.GetValueOrDefault(path) ?? before[path], Additions: 1, Deletions: 0)),
        ];
    }

    public void SetRef(string fullName, string oid)
    {
        lock (_gate)
        {
            _refs[fullName] = oid;
        }
    }

    public void DeleteRef(string fullName)
    {
        lock (_gate)
        {
            _refs.Remove(fullName);
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private string Add(string type, byte[] content)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type} {content.Length}\0"));
#pragma warning disable CA5350 // git's ids are SHA-1.
        var oid = Convert.ToHexStringLower(SHA1.HashData([.. header, .. content]));
#pragma warning restore CA5350
        lock (_gate)
        {
            _objects[oid] = new GitRaw(oid, type, content.Length, content);
        }

        return oid;
    }

    private GitCommit CommitOf(string oid)
    {
        lock (_gate)
        {
            return _commits.TryGetValue(oid, out var known) ? known : _commits[oid] = GitCommit.Parse(_objects[oid]);
        }
    }

    private DateTimeOffset DateOf(string oid) => CommitOf(oid).Committer.Date;

    private HashSet<string> Ancestors(string head)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { head };
        var open = new Stack<string>(seen);
        while (open.TryPop(out var oid))
        {
            foreach (var parent in CommitOf(oid).Parents.Where(seen.Add))
            {
                open.Push(parent);
            }
        }

        return seen;
    }

    private Dictionary<string, string> FilesOf(string treeish)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (treeish != GitChange.EmptyTree)
        {
            var raw = Read(treeish)!;
            AddFiles(raw.Type == "commit" ? CommitOf(treeish).Tree : treeish, "");
        }

        return files;

        void AddFiles(string tree, string below)
        {
            foreach (var entry in new GitTree(tree, Read(tree)!.Content).Entries)
            {
                if (entry.Type == "tree")
                {
                    AddFiles(entry.Oid, below + entry.Name + "/");
                }
                else
                {
                    files[below + entry.Name] = entry.Oid;
                }
            }
        }
    }
}
