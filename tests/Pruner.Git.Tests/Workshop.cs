using System.Diagnostics;
using Pruner.Core.History;
using Pruner.Core.Policies;

namespace Pruner.Git.Tests;

/// <summary>A folder with an upstream repository, made by real git, and clones of it.</summary>
internal sealed class Workshop : IDisposable
{
    public const string File = "data/data/coreos/rhcos.json";

    public static readonly DateTimeOffset Now = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    public Workshop()
    {
        Root = Directory.CreateTempSubdirectory("pruner-git-").FullName;
        Upstream = Path.Combine(Root, "openshift", "installer");
        Directory.CreateDirectory(Upstream);
        Git(Upstream, Now, "init", "-q", "-b", "master");
        Git(Upstream, Now, "config", "uploadpack.allowFilter", "true");
        Commit("{\"pin\": 1}", Now.AddDays(-3));
        Git(Upstream, Now, "branch", "release-4.0");
        Git(Upstream, Now, "tag", "-a", "-m", "first", "v1");
        Commit("{\"pin\": 2}", Now.AddDays(-2));
    }

    public string Root { get; }

    public string Upstream { get; }

    public void Commit(string text, DateTimeOffset at)
    {
        var path = Path.Combine(Upstream, File);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        Git(Upstream, at, "add", ".");
        Git(Upstream, at, "commit", "-q", "-m", "bump");
    }

    public string Clone(params string[] options)
    {
        var clone = Path.Combine(Root, "clone");
        Git(Root, Now, ["clone", "-q", .. options, "file://" + Upstream, clone]);
        return clone;
    }

    public static string Git(string folder, DateTimeOffset at, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var who in (string[])["AUTHOR", "COMMITTER"])
        {
            start.Environment[$"GIT_{who}_NAME"] = "someone";
            start.Environment[$"GIT_{who}_EMAIL"] = "someone@example.invalid";
            start.Environment[$"GIT_{who}_DATE"] = at.ToUnixTimeSeconds() + " +0000";
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, "git " + string.Join(' ', arguments));
        return output.TrimEnd('\n');
    }

    public static Task<MetadataHistory> ReadAsync(string path, DateTimeOffset? now = null, HistoryScope? scope = null) =>
        new GitDirHistoryReader(new FixedClock(now ?? Now), "openshift/installer")
            .ReadAsync(path, scope ?? Scope("data/data/*.json", "data/data/coreos/**/*.json"), TestContext.Current.CancellationToken);

    /// <summary>All branches and tags, and the files that patterns name.</summary>
    public static HistoryScope Scope(params string[] paths) => new(PinSource.AllReferences, [.. paths.Select(path => Glob.TryParse(path)!)], readsPullRequests: false);

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            System.IO.File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(Root, recursive: true);
    }
}
