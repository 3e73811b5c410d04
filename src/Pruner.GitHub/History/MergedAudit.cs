using Pruner.Core.History;
using Pruner.GitHub.Api;

namespace Pruner.GitHub.History;

/// <summary>
/// What pull requests bring may be unreadable, since anyone can open one; what branches and tags reach may not. Asked at
/// the end of every scan, since a proposal that was only reported may have been merged since.
/// </summary>
internal static class MergedAudit
{
    /// <summary>Refuses merged history that holds anything unreadable.</summary>
    /// <exception cref="Core.EvidenceException">It does; names the commit, the path and the reason.</exception>
    public static void Check(HistoryDraft draft, IReadOnlyCollection<GitRef> refs)
    {
        if (draft.Unreadable.Count == 0)
        {
            return;
        }

        foreach (var id in draft.Reachable(refs.Select(item => item.Commit).OfType<ObjectId>()).Order())
        {
            var commit = draft.Commits[id];
            if (draft.Unreadable.TryGetValue(id, out var why))
            {
                throw Refusals.MergedUnreadable($"The commit {id}", why);
            }

            if (commit.Folder is not { } folder)
            {
                continue;
            }

            if (draft.Unreadable.TryGetValue(folder, out why))
            {
                throw Refusals.MergedUnreadable($"The metadata folder at commit {id}", why);
            }

            foreach (var file in draft.Folders[folder].Where(file => file.IsFile))
            {
                if (draft.Unreadable.TryGetValue(file.Blob, out why))
                {
                    throw Refusals.MergedUnreadable($"The file {file.Path} at commit {id}", why);
                }
            }
        }
    }
}
