using Pruner.Core.Policies;

namespace Pruner.Core.History;

/// <summary>For every commit, one ref that reaches it: the most telling one, for witnesses and to tell merged history from proposals.</summary>
internal sealed class Attribution
{
    private readonly Dictionary<ObjectId, string> _refs = [];

    /// <summary>Walks from every head, most telling first, marking what is not marked yet.</summary>
    public Attribution(MetadataHistory history)
    {
        var heads = history.Refs
            .Where(reference => reference.Commit is not null)
            .OrderBy(reference => Rank(reference.Name, history.DefaultBranch))
            .ThenBy(reference => Release(reference.Name))
            .ThenBy(reference => reference.Name, StringComparer.Ordinal)
            .Select(reference => (reference.Name, Commit: reference.Commit!.Value));
        var proposals = history.PullRequests
            .OrderBy(pull => pull.Number)
            .SelectMany(pull => pull.EarlierHeads.Prepend(pull.Head).Select(head => (Name: $"refs/pull/{pull.Number}/head", Commit: head)));
        foreach (var (name, commit) in heads.Concat(proposals))
        {
            Mark(history, name, commit);
        }

        // What an earlier scan read and no present ref reaches any more still protects, as a proposal does.
        foreach (var commit in history.Commits.Keys)
        {
            _refs.TryAdd(commit, "unreachable");
        }
    }

    /// <summary>The most telling ref that reaches the commit.</summary>
    public string RefOf(ObjectId commit) => _refs[commit];

    /// <summary>True when a branch or tag reaches the commit.</summary>
    public bool IsMerged(ObjectId commit) =>
        _refs[commit].StartsWith("refs/heads/", StringComparison.Ordinal) || _refs[commit].StartsWith("refs/tags/", StringComparison.Ordinal);

    private void Mark(MetadataHistory history, string name, ObjectId head)
    {
        var open = new Stack<ObjectId>([head]);
        while (open.TryPop(out var id))
        {
            if (history.Commits.TryGetValue(id, out var commit) && _refs.TryAdd(id, name))
            {
                foreach (var parent in commit.Parents)
                {
                    open.Push(parent);
                }
            }
        }
    }

    private static int Rank(string name, string defaultBranch) =>
        string.Equals(name, "refs/heads/" + defaultBranch, StringComparison.Ordinal) ? 0
        : Release(name) is not null ? 1
        // By their names, branches come before tags.
        : 2;

    private static ReleaseNumber? Release(string name) => HistoryProof.ReleaseOf(name);
}
