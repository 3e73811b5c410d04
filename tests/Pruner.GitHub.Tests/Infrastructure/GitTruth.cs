using System.Text;
using Pruner.Core.History;

namespace Pruner.GitHub.Tests.Infrastructure;

/// <summary>Compares what was read with what real git says.</summary>
internal static class GitTruth
{
    public static void AssertSame(TestRepository git, MetadataHistory history, params string[] revisions)
    {
        var commits = git.Lines(["rev-list", "--parents", .. revisions]).Select(line => line.Split(' ')).ToDictionary(line => line[0], line => line[1..]);
        Assert.Equal(commits.Keys.Order(StringComparer.Ordinal), history.Commits.Keys.Select(id => id.Hex).Order(StringComparer.Ordinal));
        var folders = new HashSet<string>();
        foreach (var (id, parents) in commits)
        {
            var commit = history.Commits[new ObjectId(id)];
            Assert.Equal(parents, commit.Parents.Select(parent => parent.Hex));
            var folder = git.Git("rev-parse", "-q", "--verify", "--end-of-options", $"{id}:data/data");
            Assert.Equal(folder, commit.Folder?.Hex);
            folders.Add(folder);
        }

        Assert.Equal(folders.Order(StringComparer.Ordinal), history.Folders.Keys.Select(id => id.Hex).Order(StringComparer.Ordinal));
        var blobs = new HashSet<string>();
        foreach (var folder in folders)
        {
            var files = git.Lines("ls-tree", "-r", folder)
                .Select(line => (Path: "data/data/" + line.Split('\t')[1], Fields: line.Split(' ', '\t')))
                .Where(file => Scene.Scope.Paths.IsDocument(file.Path)).ToList();
            Assert.Equal(files.Select(file => (file.Path, file.Fields[2], file.Fields[0].StartsWith("100", StringComparison.Ordinal))), history.Folders[new ObjectId(folder)].Select(file => (file.Path, file.Blob.Hex, file.IsFile)));
            blobs.UnionWith(files.Where(file => file.Fields[0].StartsWith("100", StringComparison.Ordinal)).Select(file => file.Fields[2]));
        }

        Assert.Equal(blobs.Order(StringComparer.Ordinal), history.Blobs.Keys.Select(id => id.Hex).Order(StringComparer.Ordinal));
        foreach (var blob in blobs)
        {
            Assert.Equal(git.Bytes("cat-file", "blob", blob), Encoding.UTF8.GetBytes(history.Blobs[new ObjectId(blob)]));
        }
    }
}
