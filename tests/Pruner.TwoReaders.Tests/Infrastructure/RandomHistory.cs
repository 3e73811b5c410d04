using Pruner.GitHub.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests.Infrastructure;

/// <summary>
/// Makes a history by chance: commits upon any earlier ones, with any edits of metadata, some reached by branches, some by tags alone, some by
/// nothing. Equal seeds make equal histories. The tip of master pins an image, as the tool demands.
/// </summary>
internal sealed class RandomHistory(TestRepository git, int seed)
{
    private const int MostCommits = 60;
    private const string Scratch = "refs/heads/scratch";

    private static readonly string[] Places =
    [
        Documents.Rhcos, Documents.Fcos, "data/data/rhcos.json", "data/data/rhcos-stream.json", "data/data/coreos/a/b/rhcos.json", "data/data/coreos/a/b",
        "data/data/coreos/a", "data/data/bootstrap/rhcos.json", "data/data/install.yaml", "data/other/rhcos.json", "README.md",
    ];

    private static readonly string[] Folders = ["data/data/coreos/a", "data/data/coreos", "data/data", "data"];

    private readonly Random _random = new(seed);
    private readonly List<string> _commits = [];
    private readonly List<string> _blobs = [];

    public void Make()
    {
        var count = _random.Next(20, MostCommits);
        for (var i = 0; i < count; i++)
        {
            var edits = Enumerable.Range(0, _random.Next(4)).Select(_ => Edit()).ToArray();
            _commits.Add(git.Special(Scratch, Parents(), $"commit {i}", edits));
        }

        for (var i = 0; i < _random.Next(2, 12); i++)
        {
            git.Git("update-ref", $"refs/heads/branch-{i}", Any(_commits));
            string[] tag = _random.Next(2) == 0 ? ["tag", $"tag-{i}"] : ["tag", "-a", "-m", "a tag", $"tag-{i}"];
            git.Git([.. tag, _random.Next(6) == 0 ? Any(_blobs.DefaultIfEmpty(_commits[0])) : Any(_commits)]);
        }

        git.Commit("refs/heads/master", [_commits[^1], .. Parents()], "the end", (Documents.Rhcos, Documents.Stream(0)));
        git.Git("update-ref", "-d", Scratch);
    }

    /// <summary>None for a new root, mostly one, sometimes several, each once.</summary>
    private string[] Parents()
    {
        var count = _random.Next(20) switch { 0 => 0, < 13 => 1, < 19 => _random.Next(2, 4), _ => _random.Next(4, 14) };
        var recent = _commits.TakeLast(_random.Next(3) == 0 ? _commits.Count : 5).ToList();
        return [.. Enumerable.Range(0, recent.Count == 0 ? 0 : count).Select(_ => Any(recent)).Distinct()];
    }

    private (string Path, string Mode, string Id) Edit() => _random.Next(8) switch
    {
        0 => (Any(Places), "", ""),
        1 when _random.Next(3) == 0 => (Any(Folders), "", ""),
        2 when _blobs.Count > 0 => (Any(Places), "100755", Any(_blobs)),
        3 => ("data/data/link", "120000", git.Blob("rhcos.json"u8.ToArray())),
        _ => (Any(Places), "100644", Document()),
    };

    private string Document()
    {
        var blob = git.Blob(System.Text.Encoding.UTF8.GetBytes(Documents.Stream(_random.Next(1, 40))));
        _blobs.Add(blob);
        return blob;
    }

    private string Any(IEnumerable<string> choices)
    {
        var all = choices.ToList();
        return all[_random.Next(all.Count)];
    }
}
