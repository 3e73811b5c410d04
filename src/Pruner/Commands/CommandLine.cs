using System.CommandLine;
using Pruner.Core;

namespace Pruner.Commands;

/// <summary>The command line: commands, options, and how every ending becomes a message and an exit code.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Deletes cloud images that no installer ever named as a boot image, and proves what it did.

        A first look, which changes nothing:      pruner plan 4.10
        The same as a rehearsal of every step:    pruner prune 4.10 --dry-run
        Carry out the plan that you have read:    pruner apply pruner-state/plan.json --digest SHA256
        Both in one go:                           pruner prune 4.10
        Why is this image kept?                   pruner explain m-0xi47nhv1zat67he9n4j

        Credentials come from the environment: GITHUB_TOKEN (or GH_TOKEN) to read the history of boot images, and
        ALIBABA_CLOUD_ACCESS_KEY_ID with ALIBABA_CLOUD_ACCESS_KEY_SECRET (or the Aliyun CLI's profile).

        Exit codes: 0 done, 2 flags or credentials, 3 refused, 4 finished with gaps or failures, 130/143 interrupted.
        """;

    /// <summary>Parses and runs.</summary>
    public static async Task<ExitCode> RunAsync(string[] args, ProgramHost host, CancellationToken stop)
    {
        var root = Root(host);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await host.Error.WriteLineAsync(error.Message);
            }

            await host.Error.WriteLineAsync("See 'pruner --help'.");
            return ExitCode.Setup;
        }

        try
        {
            return (ExitCode)await parsed.InvokeAsync(
                new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop);
        }
        catch (PrunerException refused)
        {
            await SayAsync(host, refused.Refusal);
            if (IsDebug(args) && refused.InnerException is { } inner)
            {
                await host.Error.WriteLineAsync(inner.ToString());
            }

            return refused.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await SayAsync(host, new Refusal("Interrupted.", "Every change begun is in the journal.", "Run the same command again to go on where it stopped."));
            return host.WasTerminated() ? ExitCode.Terminated : ExitCode.Interrupted;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A log or an output that cannot be written (a full disk, a closed pipe) is no defect of ours.
            await SayAsync(host, new Refusal($"Something could not be written or read: {error.Message}", "The run stops rather than go on unrecorded.", "Make room, or give other folders, and run again."));
            return ExitCode.Refused;
        }
        catch (Exception defect)
        {
            await SayAsync(host, new Refusal(
                $"A defect in pruner: {defect.GetType().Name}: {defect.Message}", "Nothing further is changed.", "Run again with --debug and report what it prints."));
            if (IsDebug(args))
            {
                await host.Error.WriteLineAsync(defect.ToString());
            }

            return ExitCode.Defect;
        }
    }

    private static RootCommand Root(ProgramHost host)
    {
        var root = new RootCommand(Examples);
        root.Add(PlanCommand.Create(host));
        root.Add(ApplyCommand.Create(host));
        root.Add(PruneCommand.Create(host));
        root.Add(ExplainCommand.Create(host));
        root.Add(LedgerCommand.Create(host));
        return root;
    }

    private static bool IsDebug(string[] args) => args.Contains("--debug", StringComparer.Ordinal) || args.Contains("-d", StringComparer.Ordinal);

    private static async Task SayAsync(ProgramHost host, Refusal refusal)
    {
        await host.Error.WriteLineAsync($"pruner: {refusal.What}");
        await host.Error.WriteLineAsync($"  Why it matters: {refusal.Why}");
        await host.Error.WriteLineAsync($"  What to do:     {refusal.Remedy}");
    }
}
