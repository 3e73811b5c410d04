using System.Collections.Immutable;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>Finds the metadata folder of root trees and lists it, and below it every folder in which a pattern can match.</summary>
internal sealed class FolderReader(GitProcess git, DocumentPaths paths)
{
    private const int MostLevels = 8;
    private const int MostEntries = 20_000;
    private const int MostBytes = 10_000_000;

    /// <summary>For each root tree the id of its metadata folder; null where it is absent.</summary>
    /// <exception cref="Core.EvidenceException">A tree is missing or damaged, or a file is in the folder's place.</exception>
    public async Task<Dictionary<ObjectId, ObjectId?>> FindAsync(IReadOnlyCollection<ObjectId> roots, CancellationToken cancellationToken)
    {
        var places = roots.ToDictionary(root => root, root => (ObjectId?)root);
        foreach (var name in paths.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new Dictionary<ObjectId, ObjectId?>();
            await git.ReadObjectsAsync(
                "tree",
                [.. places.Values.OfType<ObjectId>().Distinct()],
                MostBytes,
                Name,
                (id, content) => next[id] = Child(id, content, name),
                cancellationToken);
            places = places.ToDictionary(place => place.Key, place => place.Value is { } id ? next[id] : null);
        }

        return places;
    }

    /// <summary>The metadata files of each folder, sorted by path.</summary>
    public async Task<ImmutableDictionary<ObjectId, ImmutableArray<MetadataFile>>> ListAsync(
        IReadOnlyCollection<ObjectId> folders, CancellationToken cancellationToken)
    {
        var trees = new Dictionary<ObjectId, List<TreeEntry>>();
        List<(ObjectId Id, RemainingPatterns Remaining)> open = [.. folders.Select(id => (id, paths.InFolder))];
        var seen = open.ToHashSet();
        for (var level = 0; level <= MostLevels && open.Count > 0; level++)
        {
            List<ObjectId> unread = [.. open.Select(item => item.Id).Distinct().Where(id => !trees.ContainsKey(id))];
            await git.ReadObjectsAsync("tree", unread, MostBytes, Name, (id, content) => trees[id] = TreeEntry.ReadAll(id, content), cancellationToken);
            open = [.. open.SelectMany(item => Below(trees[item.Id], item.Remaining)).Where(seen.Add)];
        }

        return folders.ToImmutableDictionary(folder => folder, folder => Unfold(folder, trees));
    }

    private static string Name(ObjectId tree) => Refusals.Name("tree", tree);

    private IEnumerable<(ObjectId Id, RemainingPatterns Remaining)> Below(List<TreeEntry> tree, RemainingPatterns here)
    {
        foreach (var entry in tree.Where(entry => entry.IsTree))
        {
            if (paths.Enter(here, entry.Name) is { } below)
            {
                yield return (entry.Id, below);
            }
        }
    }

    private ObjectId? Child(ObjectId tree, byte[] content, string name) =>
        TreeEntry.ReadAll(tree, content).Find(entry => entry.Name == name) switch
        {
            null => null,
            { IsTree: true } entry => entry.Id,
            _ => throw Refusals.MergedUnreadable(Name(tree), $"'{name}' is no folder in it, and {paths.Folder} should be"),
        };

    private ImmutableArray<MetadataFile> Unfold(ObjectId folder, Dictionary<ObjectId, List<TreeEntry>> trees)
    {
        var files = new List<MetadataFile>();
        var open = new Stack<(string Path, ObjectId Tree, RemainingPatterns Remaining, int Level)>([(paths.Folder, folder, paths.InFolder, 0)]);
        var seen = 0;
        while (open.TryPop(out var current))
        {
            foreach (var entry in trees[current.Tree])
            {
                var path = DocumentPaths.Join(current.Path, entry.Name);
                if (++seen > MostEntries)
                {
                    throw Unreadable(folder, $"it unfolds to more than {MostEntries} entries");
                }

                if (paths.IsDocument(path))
                {
                    files.Add(new MetadataFile(path, entry.Id, entry.IsFile));
                }

                if (!entry.IsTree && paths.Hides(current.Remaining, path, entry.IsFile))
                {
                    throw Unreadable(folder, $"{Refusals.OneLine(path)} is no folder");
                }

                if (entry.IsTree && paths.Enter(current.Remaining, entry.Name) is { } below)
                {
                    open.Push(
                        trees.ContainsKey(entry.Id) && current.Level < MostLevels
                            ? (path, entry.Id, below, current.Level + 1)
                            : throw Unreadable(folder, $"{Refusals.OneLine(path)} lies deeper than {MostLevels} levels"));
                }
            }
        }

        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static Core.EvidenceException Unreadable(ObjectId folder, string why) => Refusals.MergedUnreadable($"The metadata folder (tree) {folder}", why);
}
