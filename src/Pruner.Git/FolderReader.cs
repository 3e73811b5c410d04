using System.Collections.Immutable;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>Finds the metadata folder of root trees and lists it: its own files, and everything below its subfolder.</summary>
internal sealed class FolderReader(GitProcess git, Func<string, bool> isMetadataPath)
{
    private const string Folder = "data/data";
    private const string Subfolder = "coreos";
    private const int MostLevels = 8;
    private const int MostEntries = 20_000;
    private const int MostBytes = 10_000_000;

    /// <summary>For each root tree the id of its metadata folder; null where it is absent.</summary>
    /// <exception cref="Core.EvidenceException">A tree is missing or damaged, or a file is in the folder's place.</exception>
    public async Task<Dictionary<ObjectId, ObjectId?>> FindAsync(IReadOnlyCollection<ObjectId> roots, CancellationToken cancellationToken)
    {
        var places = roots.ToDictionary(root => root, root => (ObjectId?)root);
        foreach (var name in Folder.Split('/'))
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
        List<ObjectId> open = [.. folders];
        for (var level = 0; level <= MostLevels && open.Count > 0; level++)
        {
            await git.ReadObjectsAsync("tree", open, MostBytes, Name, (id, content) => trees[id] = TreeEntry.ReadAll(id, content), cancellationToken);
            var isTop = level == 0;
            open =
            [
                .. open.SelectMany(id => trees[id]).Where(entry => entry.IsTree && (!isTop || entry.Name == Subfolder))
                    .Select(entry => entry.Id).Distinct().Where(id => !trees.ContainsKey(id)),
            ];
        }

        return folders.ToImmutableDictionary(folder => folder, folder => Unfold(folder, trees));
    }

    private static string Name(ObjectId tree) => Refusals.Name("tree", tree);

    private static ObjectId? Child(ObjectId tree, byte[] content, string name) =>
        TreeEntry.ReadAll(tree, content).Find(entry => entry.Name == name) switch
        {
            null => null,
            { IsTree: true } entry => entry.Id,
            _ => throw Refusals.MergedUnreadable(Name(tree), $"'{name}' is no folder in it, and {Folder} should be"),
        };

    private ImmutableArray<MetadataFile> Unfold(ObjectId folder, Dictionary<ObjectId, List<TreeEntry>> trees)
    {
        var files = new List<MetadataFile>();
        var open = new Stack<(string Path, ObjectId Tree, int Level)>([(Folder, folder, 0)]);
        var seen = 0;
        while (open.TryPop(out var current))
        {
            foreach (var entry in trees[current.Tree])
            {
                var path = $"{current.Path}/{entry.Name}";
                if (++seen > MostEntries)
                {
                    throw Unreadable(folder, $"it unfolds to more than {MostEntries} entries");
                }

                if (isMetadataPath(path))
                {
                    files.Add(new MetadataFile(path, entry.Id, entry.IsFile));
                }

                var isSubfolder = current.Level == 0 && entry.Name == Subfolder;
                if (isSubfolder && !entry.IsTree)
                {
                    throw Unreadable(folder, $"{path} is no folder");
                }

                if (entry.IsTree && (current.Level > 0 || isSubfolder))
                {
                    open.Push(
                        trees.ContainsKey(entry.Id) && current.Level < MostLevels
                            ? (path, entry.Id, current.Level + 1)
                            : throw Unreadable(folder, $"{Refusals.OneLine(path)} lies deeper than {MostLevels} levels"));
                }
            }
        }

        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static Core.EvidenceException Unreadable(ObjectId folder, string why) => Refusals.MergedUnreadable($"The metadata folder (tree) {folder}", why);
}
