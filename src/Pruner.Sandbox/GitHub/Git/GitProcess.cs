using System.Diagnostics;
using System.Text;

namespace Pruner.Sandbox.GitHub.Git;

/// <summary>Runs git without a shell, on one repository, for a bounded time.</summary>
internal static class GitProcess
{
    /// <summary>The longest a single git command may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs git to its end and returns what it wrote.</summary>
    /// <exception cref="GitFailureException">git ended with another code than 0, or not in time.</exception>
    public static byte[] Run(string repository, params IEnumerable<string> arguments)
    {
        using var process = Start(repository, arguments);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        using var killer = new Timer(_ => Kill(process), state: null, Patience, Timeout.InfiniteTimeSpan);
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new GitFailureException($"git {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
    }

    /// <summary>Runs git and returns the lines it wrote, without their ends.</summary>
    public static string[] Lines(string repository, params IEnumerable<string> arguments) =>
        Encoding.UTF8.GetString(Run(repository, arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Starts git with all three streams redirected.</summary>
    public static Process Start(string repository, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["-C", repository, "-c", "safe.directory=*", "-c", "core.quotepath=off", "-c", "gc.auto=0", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // The answers must be those of the objects themselves, whatever the machine's own git is told.
        start.Environment["GIT_NO_REPLACE_OBJECTS"] = "1";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        foreach (var inherited in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"])
        {
            start.Environment.Remove(inherited);
        }

        return Process.Start(start) ?? throw new GitFailureException("git did not start");
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself while the timer fired: nothing is left to stop.
        }
    }
}
