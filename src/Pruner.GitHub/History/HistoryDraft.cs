using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.GitHub.Api;

namespace Pruner.GitHub.History;

/// <summary>What a scan has gathered so far. Written by one task at a time.</summary>
internal sealed class HistoryDraft
{
    public HistoryDraft(MetadataHistory? known)
    {
        if (known is null)
        {
            return;
        }

        foreach (var (id, commit) in known.Commits)
        {
            Commits[id] = commit;
        }

        foreach (var (id, files) in known.Folders)
        {
            Folders[id] = files;
        }

        foreach (var (id, why) in known.Unreadable)
        {
            Unreadable[id] = why;
        }

        foreach (var (id, text) in known.Blobs)
        {
            // What was kept may have been damaged meanwhile: a text that is not the object is read again.
            if (known.Unreadable.ContainsKey(id) || GitText.IsBlob(id, text))
            {
                Blobs[id] = text;
            }
        }
    }

    public Dictionary<ObjectId, GitCommit> Commits { get; } = [];

    public Dictionary<ObjectId, ImmutableArray<MetadataFile>> Folders { get; } = [];

    public Dictionary<ObjectId, string> Blobs { get; } = [];

    /// <summary>Commits, folders and blobs that cannot be understood, with the reason. A refusal when merged history holds one.</summary>
    public Dictionary<ObjectId, string> Unreadable { get; } = [];

    /// <summary>Adds a commit.</summary>
    /// <exception cref="Core.EvidenceException">The same commit was read before with other facts.</exception>
    public void Add(GitCommit commit)
    {
        if (Commits.TryGetValue(commit.Id, out var before))
        {
            if (before.Folder != commit.Folder || !before.Parents.AsSpan().SequenceEqual(commit.Parents.AsSpan()))
            {
                throw Refusals.Malformed($"GitHub gave two different accounts of commit {commit.Id}.");
            }

            return;
        }

        Commits[commit.Id] = commit;
    }

    /// <summary>Every commit that these reach.</summary>
    public HashSet<ObjectId> Reachable(IEnumerable<ObjectId> heads)
    {
        var reached = new HashSet<ObjectId>();
        var open = new Stack<ObjectId>(heads);
        while (open.TryPop(out var id))
        {
            if (reached.Add(id) && Commits.TryGetValue(id, out var commit))
            {
                foreach (var parent in commit.Parents)
                {
                    open.Push(parent);
                }
            }
        }

        return reached;
    }
}
