using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.GitHub.Api;
using Pruner.GitHub.Queries;

namespace Pruner.GitHub.History;

/// <summary>Lists each distinct metadata folder once, and below it every folder in which the scope's patterns can match.</summary>
internal sealed class FolderReader(ScanContext scan, HistoryDraft draft)
{
    /// <summary>Deepest nesting followed below the metadata folder.</summary>
    private const int MostLevels = 8;

    /// <summary>Most entries of one folder, all levels together: a few trees that name each other can unfold to billions of paths.</summary>
    private const int MostEntries = 20_000;

    private readonly SizeLadder _ladder = new(50, 25, 10, 1);

    /// <summary>Reads the folders of all commits that are not known yet.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var folders = draft.Commits.Values.Select(commit => commit.Folder).OfType<ObjectId>().Distinct().Where(id => !draft.Folders.ContainsKey(id)).ToList();
        var trees = new ConcurrentDictionary<ObjectId, GitTree>();
        // By what can still match, not by path: a few trees that name each other have more paths than can be walked.
        var open = folders.ConvertAll(id => (Id: id, Remaining: Paths.InFolder));
        var seen = open.ToHashSet();
        for (var level = 0; level <= MostLevels && open.Count > 0; level++)
        {
            await ReadTreesAsync([.. open.Select(item => item.Id).Distinct().Where(id => !trees.ContainsKey(id))], trees, cancellationToken);
            open = [.. open.SelectMany(item => Below(trees[item.Id], item.Remaining)).Where(seen.Add)];
        }

        foreach (var folder in folders)
        {
            draft.Folders[folder] = Unfold(folder, trees);
        }
    }

    private DocumentPaths Paths => scan.Scope.Paths;

    private IEnumerable<(ObjectId Id, RemainingPatterns Remaining)> Below(GitTree tree, RemainingPatterns here) =>
        from entry in tree.Entries
        where entry.IsTree
        let below = Paths.Enter(here, entry.Name)
        where below is not null
        select (entry.Id, below.Value);

    private async Task ReadTreesAsync(List<ObjectId> ids, ConcurrentDictionary<ObjectId, GitTree> trees, CancellationToken cancellationToken) =>
        await ScanContext.ForEachBatchAsync(
            ids,
            _ladder,
            async (batch, mayShrink, token) =>
            {
                var repository = await scan.Api.QueryAsync("folders", GitHubQueries.Trees(batch.Length), scan.Variables(batch), mayShrink, token);
                for (var i = 0; i < batch.Length; i++)
                {
                    trees[batch[i]] = GitTree.Read(batch[i], repository.Optional("t" + ScanContext.Text(i)));
                }

                scan.Report(HistoryPhase.Folders, trees.Count, null);
            },
            cancellationToken);

    /// <summary>All metadata files of a folder, sorted by path.</summary>
    private ImmutableArray<MetadataFile> Unfold(ObjectId folder, ConcurrentDictionary<ObjectId, GitTree> trees)
    {
        var files = new List<MetadataFile>();
        var open = new Stack<(string Path, GitTree Tree, RemainingPatterns Remaining, int Level)>([(Paths.Folder, trees[folder], Paths.InFolder, 0)]);
        var seen = 0;
        while (open.TryPop(out var current))
        {
            foreach (var entry in current.Tree.Entries)
            {
                var path = DocumentPaths.Join(current.Path, entry.Name);
                if (++seen > MostEntries)
                {
                    draft.Unreadable[folder] = $"it unfolds to more than {MostEntries} entries";
                    return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
                }

                if (Paths.IsDocument(path))
                {
                    files.Add(new MetadataFile(path, entry.Id, entry.IsFile));
                }

                if (!entry.IsTree && Paths.Hides(current.Remaining, path, entry.IsFile))
                {
                    draft.Unreadable[folder] = $"{Refusals.OneLine(path)} is no folder";
                }

                if (entry.IsTree && Paths.Enter(current.Remaining, entry.Name) is { } below)
                {
                    if (trees.TryGetValue(entry.Id, out var tree) && current.Level < MostLevels)
                    {
                        open.Push((path, tree, below, current.Level + 1));
                    }
                    else
                    {
                        draft.Unreadable[folder] = $"{path} lies deeper than {MostLevels} levels";
                    }
                }
            }
        }

        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }
}
