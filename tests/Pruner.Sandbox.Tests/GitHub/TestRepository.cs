using System.Diagnostics;
using System.Text;

namespace Pruner.Sandbox.Tests.GitHub;

/// <summary>A real git repository in a temporary folder, driven by git itself.</summary>
internal sealed class TestRepository : IDisposable
{
    private int _seconds;

    private TestRepository(string path) => Path = path;

    public string Path { get; }

    public static TestRepository Create()
    {
        var repository = new TestRepository(Directory.CreateTempSubdirectory("pruner-git-").FullName);
        repository.Git("init", "--quiet", "--initial-branch=master", ".");
        return repository;
    }

    public static TestRepository Clone(string bundle)
    {
        var repository = new TestRepository(Directory.CreateTempSubdirectory("pruner-git-").FullName);
        repository.Git("clone", "--quiet", "--mirror", bundle, ".");
        return repository;
    }

    /// <summary>The folder with facts that are not part of the project; skips the test when it is absent.</summary>
    public static string SharedData(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = System.IO.Path.Join(folder.Parent?.FullName, "shared", "data", path);
            if (File.Exists(System.IO.Path.Join(folder.FullName, "Pruner.sln")) && File.Exists(shared))
            {
                return shared;
            }
        }

        Assert.Skip("skipped: ../shared/data not found");
        return "";
    }

    /// <summary>Writes files, commits everything a minute after the last commit, and returns the commit's id.</summary>
    public string Commit(string message, params IEnumerable<(string Path, string Content)> files)
    {
        foreach (var (path, content) in files)
        {
            Write(path, Encoding.UTF8.GetBytes(content));
        }

        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message);
        return Git("rev-parse", "HEAD");
    }

    public void Write(string path, byte[] content)
    {
        var file = System.IO.Path.Join(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public string[] Lines(params IEnumerable<string> arguments) => Git(arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Git(params IEnumerable<string> arguments) => Run(input: null, arguments);

    public string Run(byte[]? input, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git") { UseShellExecute = false, WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var date = $"{1_600_000_000 + (60 * _seconds++)} +0200";
        foreach (var (name, value) in (Dictionary<string, string>)new()
        {
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_AUTHOR_NAME"] = "Ann Author",
            ["GIT_AUTHOR_EMAIL"] = "ann@example.com",
            ["GIT_AUTHOR_DATE"] = date,
            ["GIT_COMMITTER_NAME"] = "Carl Committer",
            ["GIT_COMMITTER_EMAIL"] = "carl@example.com",
            ["GIT_COMMITTER_DATE"] = date,
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output.TrimEnd('\n');
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
