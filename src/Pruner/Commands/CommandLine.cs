using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.Globalization;
using Pruner.Core;
using Pruner.OnRunner;
using Pruner.Output;

namespace Pruner.Commands;

/// <summary>The command line: commands, options, and how every ending becomes a message and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    public static async Task<ExitCode> RunAsync(string[] args, ProgramHost host, CancellationToken stop)
    {
        var root = Root(host);
        var parsed = root.Parse(WithoutEquals(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        // A line that is being completed is not finished yet.
        var isCompletion = root.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null);
        if (isCompletion ? !IsOfScripts(args) : parsed.Errors.Count > 0)
        {
            var errors = isCompletion ? ["A line is completed as '[suggest:POSITION]' and the line in one word."] : parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal);
            await SayAsync(host, new Refusal(
                $"The command line is not understood: {SafeText.Line(string.Join(' ', errors))}",
                "An option that is misread could be a protection that is lost.",
                "See 'pruner --help', or 'pruner COMMAND --help'."));
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
                await host.Error.WriteLineAsync(SafeText.Lines(inner.ToString()));
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
                await host.Error.WriteLineAsync(SafeText.Lines(defect.ToString()));
            }

            return ExitCode.Defect;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root(ProgramHost host)
    {
        var root = new RootCommand("Deletes cloud images that no installer ever named as a boot image, and proves what it did.");
        root.Add(PlanCommand.Create(host));
        root.Add(ApplyCommand.Create(host));
        root.Add(PruneCommand.Create(host));
        root.Add(ExplainCommand.Create(host));
        root.Add(ReportCommand.Create(host));
        root.Add(BumpCommand.Create(host));
        root.Add(LedgerCommand.Create(host));
        root.Add(PolicyCommand.Create(host));
        root.Add(ActionCommand.Create(host));
        root.Add(CompletionCommand.Create(host));
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new TeachingHelp(host);
            // Spellings of other systems, which would only be noise where a shell offers what can be typed.
            foreach (var alias in new[] { "-?", "/?", "/h" })
            {
                help.Aliases.Remove(alias);
            }
        }

        return root;
    }

    /// <summary>
    /// A line to be completed whose last word is <c>--option=val</c>, with a space for the sign: System.CommandLine 3.0.0 fails on the sign there.
    /// </summary>
    private static string[] WithoutEquals(string[] args)
    {
        if (args is not [var directive, var line] || !directive.StartsWith("[suggest:", StringComparison.Ordinal))
        {
            return args;
        }

        var word = line.LastIndexOf(' ') + 1;
        var sign = line.IndexOf('=', word);
        return sign > 0 && line.AsSpan(word).StartsWith("--") ? [directive, $"{line[..sign]} {line[(sign + 1)..]}"] : args;
    }

    /// <summary>True for a completion as the scripts ask for it: System.CommandLine 3.0.0 fails on a directive twice, and on a position that is no number.</summary>
    private static bool IsOfScripts(string[] args) =>
        args is [['[', 's', 'u', 'g', 'g', 'e', 's', 't', ':', .. var position, ']'], var line]
        && int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && !line.StartsWith('[');

    private static bool IsDebug(string[] args) => args.Contains("--debug", StringComparer.Ordinal) || args.Contains("-d", StringComparer.Ordinal);

    private static async Task SayAsync(ProgramHost host, Refusal refusal)
    {
        host.Live?.Dispose();
        host.Watch.Refused(refusal);
        var palette = new Palette(host.ErrorScreen.HasColour);
        await host.Error.WriteLineAsync($"{palette.Gone("pruner:")} {SafeText.Line(refusal.What)}");
        await host.Error.WriteLineAsync($"  {palette.Quiet("Why it matters:")} {SafeText.Line(refusal.Why)}");
        await host.Error.WriteLineAsync($"  {palette.Quiet("What to do:    ")} {SafeText.Line(refusal.Remedy)}");
    }
}
