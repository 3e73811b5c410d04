using System.Text;
using Pruner.GitHub.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests.Counts;

/// <summary>The JSON files that real git lists for a revision, with their texts: no reader of ours has a part in it.</summary>
internal sealed class GitTexts(TestRepository git)
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Every file that any commit of the revisions put anywhere, against any of its parents. One text may stand in two places.</summary>
    public IReadOnlyList<(string Blob, string Path)> Of(string revisions)
    {
        // ":100644 100644 BEFORE AFTER M", a tab, and the path.
        IReadOnlyList<(string Blob, string Path)> files =
        [
            .. git.Lines("log", revisions, "--format=", "--raw", "--no-abbrev", "--no-renames", "--root", "-m")
                .Select(line => line.Split('\t', 2))
                .Select(parts => (Blob: parts[0].Split(' ')[3], Path: parts[1]))
                .Where(file => file.Path.EndsWith(".json", StringComparison.Ordinal) && file.Blob.Any(digit => digit != '0'))
                .Distinct(),
        ];
        Assert.Equal(BlobsOf(revisions), files.Select(file => file.Blob).ToHashSet());
        return files;
    }

    public string TextOf(string blob)
    {
        if (!_texts.TryGetValue(blob, out var text))
        {
            text = Encoding.UTF8.GetString(git.Bytes("cat-file", "blob", blob));
            _texts.Add(blob, text);
        }

        return text;
    }

    /// <summary>What <c>git grep</c> itself finds in files, each once.</summary>
    public HashSet<string> Grep(string pattern, IEnumerable<(string Blob, string Path)> files) =>
        [.. git.Lines(["grep", "-h", "-o", "-E", pattern, .. files.Select(file => file.Blob).Distinct()])];

    /// <summary>The same without the places, by another walk of git's.</summary>
    private HashSet<string> BlobsOf(string revisions) =>
    [
        .. git.Lines("rev-list", "--objects", revisions)
            .Select(line => line.Split(' ', 2))
            .Where(parts => parts is [_, var path] && path.EndsWith(".json", StringComparison.Ordinal))
            .Select(parts => parts[0]),
    ];
}
