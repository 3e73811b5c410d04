using System.Collections.Immutable;
using System.Text;

namespace Pruner.Core.History;

/// <summary>
/// Whether two readings of one repository, from a local clone and over the host's API, found the same evidence. Two readers that share no
/// code would have to fail alike for a pin to be missed.
/// </summary>
public static class HistoryComparison
{
    private const string Absent = "absent";

    /// <summary>Most parents or files that a message names.</summary>
    private const int MostNamed = 5;

    /// <summary>The first difference in what branches and tags reach, or null when there is none. Equal inputs give an equal message.</summary>
    /// <param name="clone">The reading of the clone: branches and tags, and exactly what they reach.</param>
    /// <param name="api">
    /// The reading over the API. It may hold more commits than branches and tags reach: those of pull requests, and those of an earlier scan.
    /// </param>
    /// <remarks>
    /// Commit messages are not compared: the two ways give them in different forms (line ends at the end, other encodings than UTF-8), and
    /// what they name protects and never authorises. Nor are the hosts and ids of the repository, of which a clone knows little or nothing.
    /// </remarks>
    public static Refusal? Differ(MetadataHistory clone, MetadataHistory api) =>
        DefaultBranchesDiffer(clone, api)
            ?? RefsDiffer(clone, api)
            ?? CommitsDiffer(clone, api)
            ?? CommitOnlyInApi(clone, api)
            ?? FoldersDiffer(clone, api)
            ?? TextsDiffer(clone, api)
            ?? ReadableInOneOnly(clone, api);

    /// <summary>Refuses when the default branch is not the same.</summary>
    internal static Refusal? DefaultBranchesDiffer(MetadataHistory clone, MetadataHistory api) =>
        string.Equals(clone.DefaultBranch, api.DefaultBranch, StringComparison.Ordinal)
            ? null
            : Difference(api, "the default branch", clone.DefaultBranch, api.DefaultBranch);

    /// <summary>Refuses when a branch or tag is in one reading only, is there twice, or leads elsewhere.</summary>
    internal static Refusal? RefsDiffer(MetadataHistory clone, MetadataHistory api)
    {
        var inClone = clone.Refs.ToLookup(reference => reference.Name, StringComparer.Ordinal);
        var inApi = api.Refs.ToLookup(reference => reference.Name, StringComparer.Ordinal);
        var name = FirstKey(inClone, inApi);
        return name is null ? null : Difference(api, name, Text(inClone[name]), Text(inApi[name]));

        static string Text(IEnumerable<GitRef> refs) =>
            Joined(refs, reference => reference.Commit == reference.Target
                ? $"commit {reference.Target}"
                : $"object {reference.Target}, which leads to {(reference.Commit is { } commit ? $"commit {commit}" : "no commit")}");
    }

    /// <summary>Refuses when the API's reading lacks a commit of the clone, or tells other facts of it.</summary>
    internal static Refusal? CommitsDiffer(MetadataHistory clone, MetadataHistory api)
    {
        foreach (var commit in clone.Commits.Values.OrderBy(commit => commit.Id))
        {
            var name = $"commit {commit.Id}";
            if (!api.Commits.TryGetValue(commit.Id, out var other))
            {
                return Difference(api, name, "there", Absent);
            }

            if (!commit.Parents.AsSpan().SequenceEqual(other.Parents.AsSpan()))
            {
                return Difference(api, $"the parents of {name}", Joined(commit.Parents, Text), Joined(other.Parents, Text));
            }

            if (commit.CommittedAt != other.CommittedAt)
            {
                return Difference(api, $"the date of {name}", Date(commit), Date(other));
            }

            if (commit.Folder != other.Folder)
            {
                return Difference(api, $"the metadata folder at {name}", Tree(commit), Tree(other));
            }
        }

        return null;

        static string Text(ObjectId id) => id.Hex;
        static string Date(GitCommit commit) => $"{commit.CommittedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        static string Tree(GitCommit commit) => commit.Folder is { } folder ? $"tree {folder}" : Absent;
    }

    /// <summary>
    /// Refuses when branches and tags reach a commit in the API's reading that the clone's does not hold. With equal refs and parents that can
    /// only be a clone that is not closed, which its reader refuses; one walk is cheaper than relying on it.
    /// </summary>
    internal static Refusal? CommitOnlyInApi(MetadataHistory clone, MetadataHistory api)
    {
        var reached = new HashSet<ObjectId>();
        var open = new Stack<ObjectId>(api.Refs.Select(reference => reference.Commit).OfType<ObjectId>());
        while (open.TryPop(out var id))
        {
            if (reached.Add(id) && api.Commits.TryGetValue(id, out var commit))
            {
                foreach (var parent in commit.Parents)
                {
                    open.Push(parent);
                }
            }
        }

        return reached.Where(id => !clone.Commits.ContainsKey(id)).Order().Select(id => (ObjectId?)id).FirstOrDefault() is { } further
            ? Difference(api, $"commit {further}", Absent, "there")
            : null;
    }

    /// <summary>Refuses when a metadata folder was listed in one reading only, or with other files.</summary>
    internal static Refusal? FoldersDiffer(MetadataHistory clone, MetadataHistory api)
    {
        foreach (var folder in Folders(clone))
        {
            if (!clone.Folders.TryGetValue(folder, out var here) | !api.Folders.TryGetValue(folder, out var there))
            {
                return Difference(api, $"the metadata folder (tree) {folder}", Listed(here), Listed(there));
            }

            // Names that are not UTF-8 may look the same as text, so a path can stand for more than one file; their order says nothing.
            var inClone = here.OrderBy(file => file.Blob).ToLookup(file => file.Path, StringComparer.Ordinal);
            var inApi = there.OrderBy(file => file.Blob).ToLookup(file => file.Path, StringComparer.Ordinal);
            if (FirstKey(inClone, inApi) is { } path)
            {
                return Difference(api, $"{path} in the metadata folder (tree) {folder}", Text(inClone[path]), Text(inApi[path]));
            }
        }

        return null;

        static string Listed(ImmutableArray<MetadataFile> files) => files.IsDefault ? Absent : "listed";
        static string Text(IEnumerable<MetadataFile> files) => Joined(files, file => file.IsFile ? $"blob {file.Blob}" : $"{file.Blob}, which is no file");
    }

    /// <summary>Refuses when a metadata file was read in one reading only, or with another text.</summary>
    internal static Refusal? TextsDiffer(MetadataHistory clone, MetadataHistory api)
    {
        foreach (var file in Files(clone))
        {
            var here = clone.Blobs.GetValueOrDefault(file.Blob);
            var there = api.Blobs.GetValueOrDefault(file.Blob);
            if (here is null || !string.Equals(here, there, StringComparison.Ordinal))
            {
                return Difference(api, $"the text of {file.Path} (blob {file.Blob})", Id(here), Id(there));
            }
        }

        return null;

        // The id of each text tells which of the two is not what it should be.
        static string Id(string? text) => text is null ? Absent : $"that of blob {ObjectId.Of("blob", Encoding.UTF8.GetBytes(text))}";
    }

    /// <summary>Refuses when what one reading holds to be unreadable is readable to the other.</summary>
    internal static Refusal? ReadableInOneOnly(MetadataHistory clone, MetadataHistory api) =>
        clone.Commits.Keys.Order().Concat(Folders(clone)).Concat(Files(clone).Select(file => file.Blob))
            .Where(id => clone.Unreadable.ContainsKey(id) != api.Unreadable.ContainsKey(id))
            .Select(id => Difference(api, $"object {id}", Reason(clone, id), Reason(api, id)))
            .FirstOrDefault();

    private static string Reason(MetadataHistory history, ObjectId id) => history.Unreadable.ContainsKey(id) ? "unreadable" : "readable";

    /// <summary>The first key, in order, for which two look-ups differ; null when they are equal.</summary>
    private static string? FirstKey<T>(ILookup<string, T> left, ILookup<string, T> right) =>
        left.Concat(right).Select(group => group.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .FirstOrDefault(key => !left[key].SequenceEqual(right[key]));

    private static IEnumerable<ObjectId> Folders(MetadataHistory history) =>
        history.Commits.Values.Select(commit => commit.Folder).OfType<ObjectId>().Distinct().Order();

    private static IEnumerable<MetadataFile> Files(MetadataHistory history) =>
        Folders(history).SelectMany(folder => history.Folders.GetValueOrDefault(folder, [])).Where(file => file.IsFile)
            .OrderBy(file => file.Path, StringComparer.Ordinal).ThenBy(file => file.Blob).DistinctBy(file => file.Blob);

    private static string Joined<T>(IEnumerable<T> items, Func<T, string> text) =>
        items.Select(text).ToList() switch
        {
            [] => Absent,
            { Count: > MostNamed } all => $"{string.Join(", ", all.Take(MostNamed))} and {all.Count - MostNamed} more",
            var all => string.Join(", ", all),
        };

    private static Refusal Difference(MetadataHistory api, string what, string clone, string overApi) => new(
        $"The clone and the API differ on {Plain(what)} of {api.Repository.Name}: {Plain(clone)} in the clone, {Plain(overApi)} over the API.",
        "One of the two readings is wrong, or the repository moved in between; a boot image pinned in what was misread would look like garbage.",
        "Run git fetch --prune --prune-tags --tags in the clone, then run again; if it stays so, make a fresh clone, and report it.");

    /// <summary>Names of branches and files are anybody's text.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
