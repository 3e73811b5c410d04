using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Pruner.Sandbox.Driver;

/// <summary>The built <c>pruner</c>, started as its own process with the sandbox's environment.</summary>
/// <param name="servers">What it is led to.</param>
/// <param name="file">Its file, a <c>.dll</c> or a program; null takes the one that was built with the sandbox.</param>
internal sealed class PrunerProgram(SandboxServers servers, string? file = null)
{
    /// <summary>The exit code of a process that SIGKILL ended: 128 and the signal's number.</summary>
    private const int Killed = 137;

    /// <summary>Variables of the surroundings that would lead <c>pruner</c> elsewhere: credentials, runners, proxies' exceptions.</summary>
    private static readonly string[] _foreign = ["ALIBABA_CLOUD_", "ALIYUN_", "ALICLOUD_", "GITHUB_", "GH_", "ACTIONS_", "INPUT_", "RUNNER_"];

    /// <summary>Runs it with the caller's terminal: its prompts, colours and Ctrl-C work as without the sandbox.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> RunAttachedAsync(IEnumerable<string> arguments)
    {
        using var process = Start(arguments, capture: false);
        // Ctrl-C reaches the process by itself; it ends in its own time.
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    /// <summary>Runs it and collects what it writes.</summary>
    /// <returns>Its exit code and its lines: standard output, then standard error.</returns>
    public async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, lines, _) = await RunAsync(arguments, new TaskCompletionSource().Task, cancellationToken);
        return (exitCode, lines);
    }

    /// <summary>Runs it and collects what it writes; kills it with SIGKILL when a task ends before it does.</summary>
    /// <returns>Its exit code, its lines, and whether it was killed.</returns>
    public async Task<(int ExitCode, IReadOnlyList<string> Lines, bool IsKilled)> RunAsync(IEnumerable<string> arguments, Task kill, CancellationToken cancellationToken)
    {
        using var process = Start(arguments, capture: true);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var ended = process.WaitForExitAsync(cancellationToken);
            if (await Task.WhenAny(kill, ended) == kill)
            {
                await kill;
                process.Kill();
            }

            var text = await output + await errors;
            await ended;
            // It may have ended while the signal was on its way.
            return (process.ExitCode, text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries), process.ExitCode == Killed);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Folder { get; } = Path.GetFullPath(
        typeof(PrunerProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "PrunerOutput").Value ?? "");

    private Process Start(IEnumerable<string> arguments, bool capture)
    {
        // The framework that runs the sandbox runs pruner too, wherever it is installed.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var program = file ?? Path.Combine(Folder, "pruner.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is not there: build the solution first.", program);
        }

        var isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(!isAssembly ? program : File.Exists(host) ? host : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = capture,
            RedirectStandardOutput = capture,
            RedirectStandardError = capture,
        };
        if (isAssembly)
        {
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => _foreign.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "127.0.0.1,localhost";
        foreach (var (name, value) in servers.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("pruner did not start.");
    }
}
