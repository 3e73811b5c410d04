using System.Diagnostics;

namespace Pruner.Sandbox.Seed;

/// <summary>Runs git without a shell and without the user's configuration.</summary>
internal static class GitProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs one git command and returns what it wrote to standard output.</summary>
    /// <param name="folder">Working directory.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="input">What it reads from standard input; null closes it at once.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <exception cref="InvalidOperationException">git is not there, failed, or took longer than two minutes; the message holds what it said.</exception>
    public static async Task<string> RunAsync(string folder, IEnumerable<string> arguments, byte[]? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var command = "git " + start.ArgumentList[0];
        using var process = Start(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await FeedAsync(process, input ?? [], limit.Token);
            var text = await output;
            var complaint = await errors;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{command} ended with {process.ExitCode}: {complaint.Trim()}");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{command} took longer than {_patience.TotalMinutes} minutes.", exception);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task FeedAsync(Process process, byte[] input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command stopped reading: its exit code and what it wrote say why, a broken pipe does not.
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException($"git could not be started ({exception.Message}): the sandbox needs git on the PATH.", exception);
        }
    }
}
