using System.Diagnostics;
using System.Text;

namespace Pruner.CoreOS.Tests.Real;

/// <summary>A bundle cloned with real git into a folder of its own, gone when disposed.</summary>
public abstract class GitBundle : IDisposable
{
    private readonly DirectoryInfo? _folder;
    private readonly Dictionary<string, (string Path, string Blob)[]> _trees = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    protected GitBundle(string bundle)
    {
        if (SharedData.Folder is { } data)
        {
            _folder = Directory.CreateTempSubdirectory("pruner-coreos-");
            Git("clone", "-q", "--mirror", Path.Combine(data, bundle), _folder.FullName);
        }
    }

    /// <summary>All commits that the arguments of <c>git rev-list</c> reach.</summary>
    public string[] Commits(params string[] revisions) => Lines(Git(["rev-list", .. revisions]));

    /// <summary>The files at a commit.</summary>
    public (string Path, string Blob)[] Files(string commit)
    {
        if (!_trees.TryGetValue(commit, out var files))
        {
            files = [.. Lines(Git("ls-tree", "-r", commit)).Select(line => line.Split('\t')).Select(parts => (parts[1], parts[0].Split(' ')[2]))];
            _trees.Add(commit, files);
        }

        return files;
    }

    public string Text(string blob)
    {
        if (!_texts.TryGetValue(blob, out var text))
        {
            text = Git("cat-file", "blob", blob);
            _texts.Add(blob, text);
        }

        return text;
    }

    public void Dispose()
    {
        _folder?.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Git(params string[] arguments)
    {
        Assert.SkipWhen(_folder is null, "skipped: ../shared/data not found");
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8, UseShellExecute = false, WorkingDirectory = _folder!.FullName };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)} ended with {git.ExitCode}");
        return output;
    }
}

public sealed class InstallerHistory() : GitBundle("installer-history/installer.bundle");

public sealed class FcosStreams() : GitBundle("fcos-streams/fcos-streams.bundle");
