using System.Collections.Immutable;
using System.Globalization;
using Pruner.Actions.Events;
using Pruner.Actions.Results;
using Pruner.Actions.Runner;
using Pruner.Commands;
using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Http;
using Pruner.State;

namespace Pruner.OnRunner;

/// <summary>One step: its inputs become a command line, which runs as on any machine, and what comes of it is told to the runner.</summary>
internal sealed class ActionRun(ProgramHost host)
{
    private const string Started = "pruner-started";

    /// <summary>Runs the step; after a main step, its post step.</summary>
    /// <exception cref="PrunerException">The inputs are wrong, or the event may not change anything.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken stop)
    {
        var context = new RunnerContext(host.Environment);
        var inputs = new Inputs(host.Environment);
        var commands = new WorkflowCommands(host.RunnerOut);
        foreach (var secret in StepEnvironment.SecretsOf(context, inputs))
        {
            commands.Mask(secret);
        }

        using var http = host.Connect();
        var exchange = new HttpExchange(http, host.Time, new ServerClocks(), ArtifactClient.Limits);
        var report = new StepReport(context, inputs, commands, new StepArtifacts(context, inputs, commands, exchange), host);
        if (context.Noted(Started) is not null)
        {
            return await report.FinishAsync(stop);
        }

        if (context.StateFile is { } notes)
        {
            CommandFile.Add(notes, Started, "true");
        }

        try
        {
            return await RunCommandAsync(context, inputs, commands, report, stop);
        }
        catch (PrunerException refused)
        {
            commands.Annotate(AnnotationLevel.Error, "pruner", refused.Refusal.ToString());
            throw;
        }
        finally
        {
            commands.Close();
        }
    }

    private async Task<ExitCode> RunCommandAsync(RunnerContext context, Inputs inputs, WorkflowCommands commands, StepReport report, CancellationToken stop)
    {
        var triggered = EventFile.Read(context, StateFolder.TryRead);
        var arguments = WithDefaults(InputMap.Arguments(inputs), context, triggered);
        if (InputMap.MayChange(inputs))
        {
            var branches = PolicyOf(inputs).Branches;
            EvidenceException.ThrowIf(string.Equals(arguments[0], "bump", StringComparison.Ordinal) ? EventGate.Protection(triggered, branches) : EventGate.Changes(triggered, branches));
        }

        await report.RestoreAsync(stop);
        var watch = new StepWatch(report.KeepPlanAsync);
        var inner = host with { Environment = StepEnvironment.Of(context, inputs, host.Environment), IsInteractive = false, Watch = watch, AnnounceSecret = commands.Mask };
        commands.Group($"pruner {string.Join(' ', arguments)}");
        ExitCode ended;
        try
        {
            ended = await CommandLine.RunAsync([.. arguments], inner, stop);
        }
        finally
        {
            commands.EndGroup();
        }

        await report.WriteAsync(watch, ended);
        return ended;
    }

    /// <summary>What the run itself says, where the inputs do not.</summary>
    private static ImmutableArray<string> WithDefaults(ImmutableArray<string> arguments, RunnerContext context, TriggeringEvent triggered)
    {
        if (context.IsDebug && !arguments.Contains("--debug"))
        {
            arguments = arguments.Add("--debug");
        }

        if (!string.Equals(arguments[0], "bump", StringComparison.Ordinal))
        {
            return arguments;
        }

        if (!Has("--pull-request") && triggered.PullRequest is { } number)
        {
            arguments = arguments.Add($"--pull-request={number.ToString(CultureInfo.InvariantCulture)}");
        }

        // A pull request of this repository lies where the workflow runs; the installer's lies on the public GitHub.
        if (!Has("--repository"))
        {
            arguments = arguments.Add($"--repository={context.Repository}");
            arguments = Has("--github-url") ? arguments : arguments.Add($"--github-url={context.ApiUrl}");
        }

        return arguments;

        bool Has(string option) => arguments.Any(argument => argument.StartsWith(option + "=", StringComparison.Ordinal));
    }

    private static Policy PolicyOf(Inputs inputs)
    {
        var path = inputs.Text("config") is { Length: > 0 } given ? given : File.Exists("pruner.yml") ? "pruner.yml" : null;
        return path is null ? BuiltInPolicy.Policy : ConfigurationFile.Read(path);
    }
}
