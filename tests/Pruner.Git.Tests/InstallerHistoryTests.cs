namespace Pruner.Git.Tests;

public sealed class InstallerHistoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pruner-git-").FullName;

    [Fact]
    public async Task The_real_history_is_read_as_git_itself_tells_it()
    {
        var now = new DateTimeOffset(2024, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var mirror = Path.Combine(_root, "mirror");
        Workshop.Git(_root, now, "clone", "-q", "--mirror", Path.Combine(Data(), "installer.bundle"), mirror);
        Workshop.Git(mirror, now, "remote", "remove", "origin");
        var history = await Workshop.ReadAsync(mirror, now);

        string[] branches = [.. Lines(Workshop.Git(mirror, now, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/"))];
        Assert.Equal(21, branches.Length);
        Assert.Equal(branches, history.Refs.Select(item => $"{item.Name} {item.Commit}"));
        string[] commits = [.. Lines(Workshop.Git(mirror, now, "rev-list", "--branches"))];
        Assert.Equal(251, commits.Length);
        Assert.Equal(commits.Order(StringComparer.Ordinal), history.Commits.Keys.Order().Select(id => id.Hex));
        foreach (var commit in history.Commits.Values)
        {
            Assert.Equal(
                Workshop.Git(mirror, now, "rev-parse", $"{commit.Id}^{{tree}}:data/data"), commit.Folder?.Hex);
        }

        // The folders' files, and with them every blob, by git's own listing of each folder.
        foreach (var (folder, files) in history.Folders)
        {
            var listed = Lines(Workshop.Git(mirror, now, "ls-tree", "-r", folder.Hex)).Select(line => line.Split(' ', '\t')).Select(parts => $"data/data/{parts[3]} {parts[2]}");
            Assert.Equal(listed.Order(StringComparer.Ordinal), files.Select(file => $"{file.Path} {file.Blob}").Order(StringComparer.Ordinal));
        }

        Assert.Equal(history.Folders.Values.SelectMany(files => files).Select(file => file.Blob).Distinct().Order(), history.Blobs.Keys.Order());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Data()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", "installer-history"));
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")) && Directory.Exists(data))
            {
                return data;
            }
        }

        Assert.Skip("skipped: ../shared/data not found");
        return "";
    }
}
