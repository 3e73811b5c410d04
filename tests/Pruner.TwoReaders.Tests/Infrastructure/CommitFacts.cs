using System.Text;
using Pruner.Core.History;
using Pruner.GitHub.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests.Infrastructure;

/// <summary>What is known of one commit: its parents, its date in seconds, and every pin in its metadata folder, as lines in order.</summary>
internal sealed record CommitFacts(string Id, string Parents, long Seconds, string Pins)
{
    /// <summary>The facts of every commit of a history that is among these, by id.</summary>
    public static IEnumerable<CommitFacts> Of(MetadataHistory history, IReadOnlySet<string> among)
    {
        var reader = new PinReader();
        return history.Commits.Values
            .Where(commit => among.Contains(commit.Id.Hex))
            .OrderBy(commit => commit.Id)
            .Select(commit => new CommitFacts(
                commit.Id.Hex,
                string.Join(' ', commit.Parents),
                commit.CommittedAt.ToUnixTimeSeconds(),
                Lines((commit.Folder is { } folder ? history.Folders[folder] : []).SelectMany(file =>
                    reader.Of(file.Path, file.Blob.Hex, file.IsFile ? history.Blobs[file.Blob] : null)))))
            .ToList();
    }

    /// <summary>The facts of every commit that the branches and tags of a scope reach, by id: by git's own walk and listings, sharing nothing with the two readers.</summary>
    public static IReadOnlyList<CommitFacts> OfGit(TestRepository git, HistoryScope scope)
    {
        var heads = git.Lines("for-each-ref", "--format=%(refname)", "refs/heads/", "refs/tags/").ToList();
        string[] revisions = heads.TrueForAll(scope.Reads) ? ["--branches", "--tags"] : [.. heads.Where(scope.Reads)];
        var reader = new PinReader();
        var trees = new Dictionary<string, string>();
        var texts = new Dictionary<string, string>();
        return
        [
            .. git.Lines(["log", .. revisions, "--format=%H|%T|%ct|%P"])
                .Order(StringComparer.Ordinal)
                .Select(line => line.Split('|'))
                .Select(parts => new CommitFacts(parts[0], parts[3], long.Parse(parts[2]), PinsAt(parts[1]))),
        ];

        string PinsAt(string tree) => trees.TryGetValue(tree, out var pins) ? pins : trees[tree] = Lines(
            git.Git(["ls-tree", "-r", "-t", "-z", tree, .. scope.Paths.Folder.Length > 0 ? [scope.Paths.Folder + "/"] : Array.Empty<string>()]).Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t', 2))
                .Where(parts => scope.Paths.IsDocument(parts[1]))
                .SelectMany(parts => PinsOf(parts[1], parts[0].Split(' '))));

        IEnumerable<string> PinsOf(string path, string[] modeTypeId) =>
            reader.Of(path, modeTypeId[2], modeTypeId[0].StartsWith("100", StringComparison.Ordinal) ? TextOf(modeTypeId[2]) : null);

        string TextOf(string blob) => texts.TryGetValue(blob, out var text) ? text : texts[blob] = Encoding.UTF8.GetString(git.Bytes("cat-file", "blob", blob));
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
