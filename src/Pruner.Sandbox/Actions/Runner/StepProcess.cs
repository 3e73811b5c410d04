using System.Collections.Immutable;
using System.Diagnostics;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>Runs a program as the step of a stage, and reads it as the runner does.</summary>
public static class StepProcess
{
    /// <summary>What a program needs of this machine to start at all; a container has them from its image.</summary>
    private static readonly ImmutableArray<string> _kept = ["PATH", "DOTNET_ROOT"];

    /// <summary>Runs it to its end.</summary>
    /// <param name="stage">Folders and variables.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="reader">Reads its streams while it runs, and its command files afterwards.</param>
    /// <param name="cancellationToken">Ends the program and all it has started.</param>
    public static async Task<StepReport> RunAsync(RunnerStage stage, ImmutableArray<string> command, RunnerReader reader, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = stage.Workspace,
        };
        foreach (var foreign in start.Environment.Keys.Except(_kept, StringComparer.Ordinal).ToList())
        {
            start.Environment.Remove(foreign);
        }

        foreach (var (name, value) in stage.ProcessEnvironment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        try
        {
            process.StandardInput.Close();
            var output = Task.Run(() => reader.Read(process.StandardOutput), CancellationToken.None);
            var errors = Task.Run(() => reader.Read(process.StandardError), CancellationToken.None);
            await Task.WhenAll(output, errors).WaitAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        reader.Read(stage.Files);
        return reader.Report(process.ExitCode);
    }
}
