using System.Collections.Immutable;
using System.Text;
using Pruner.Core.History;
using Pruner.Core.Policies;

namespace Pruner.Core.Tests.Given;

/// <summary>Makes complete histories, commit by commit, as a scan would read them.</summary>
internal sealed class HistoryBuilder
{
    private readonly Dictionary<ObjectId, GitCommit> _commits = [];
    private readonly Dictionary<ObjectId, ImmutableArray<MetadataFile>> _folders = [];
    private readonly Dictionary<ObjectId, string> _blobs = [];
    private readonly List<GitRef> _refs = [];
    private readonly List<PullRequest> _pulls = [];

    public static DateTimeOffset Start { get; } = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ObjectId IdOf(string type, string text) => ObjectId.Of(type, Encoding.UTF8.GetBytes(text));

    /// <summary>A commit whose metadata folder holds these files. Each call is a day later than the one before, unless said.</summary>
    public ObjectId Commit(string message, ImmutableArray<ObjectId> parents, ImmutableArray<(string Path, string Text)> files, int? day = null)
    {
        ImmutableArray<MetadataFile> listed = [.. files.Select(file => new MetadataFile(file.Path, IdOf("blob", file.Text), IsFile: true)).OrderBy(file => file.Path, StringComparer.Ordinal)];
        foreach (var (_, text) in files)
        {
            _blobs[IdOf("blob", text)] = text;
        }

        return Commit(message, parents, files.IsEmpty ? null : listed, day);
    }

    /// <summary>A commit with a folder listed by hand.</summary>
    public ObjectId Commit(string message, ImmutableArray<ObjectId> parents, ImmutableArray<MetadataFile>? files, int? day = null)
    {
        ObjectId? folder = files is { } listed ? IdOf("tree", string.Join('\n', listed)) : null;
        if (folder is { } tree)
        {
            _folders[tree] = files!.Value;
        }

        var id = IdOf("commit", $"{message}\n{string.Join('\n', parents)}\n{folder}");
        _commits[id] = new GitCommit(id, parents, Start + TimeSpan.FromDays(day ?? _commits.Count), folder, message);
        return id;
    }

    public HistoryBuilder Branch(string name, ObjectId commit) => Ref("refs/heads/" + name, commit);

    public HistoryBuilder Tag(string name, ObjectId commit) => Ref("refs/tags/" + name, commit);

    public HistoryBuilder Pull(int number, ObjectId head, string title = "a title", string body = "a body", params ImmutableArray<ObjectId> earlierHeads)
    {
        _pulls.Add(new PullRequest(number, "open", title, body, head, earlierHeads, Start));
        return this;
    }

    public MetadataHistory Build()
    {
        var branches = _refs.Count(reference => reference.Name.StartsWith("refs/heads/", StringComparison.Ordinal));
        var tags = _refs.Count - branches;
        return new MetadataHistory
        {
            Way = HistoryWay.Api,
            Repository = new RepositoryIdentity("github.example.com", "openshift/installer", 130),
            Scope = PinSource.OpenShiftInstaller.Scope,
            DefaultBranch = "master",
            Refs = [.. _refs],
            RefCounts = new RefCounts(branches, tags, branches, tags),
            Commits = _commits.ToImmutableDictionary(),
            Folders = _folders.ToImmutableDictionary(),
            Blobs = _blobs.ToImmutableDictionary(),
            PullRequests = [.. _pulls],
            ReadAt = Start + TimeSpan.FromDays(400),
            PullRequestsUpTo = Start + TimeSpan.FromDays(399),
        };
    }

    private HistoryBuilder Ref(string name, ObjectId commit)
    {
        _refs.Add(new GitRef(name, commit, commit));
        return this;
    }
}
