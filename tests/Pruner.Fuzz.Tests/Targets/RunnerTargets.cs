using System.Collections.Immutable;
using System.CommandLine;
using Pruner.Actions.Events;
using Pruner.Actions.Oidc;
using Pruner.Actions.Results;
using Pruner.Actions.Runner;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Fuzz.Tests.Harness;
using Pruner.OnRunner;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>What a runner hands over, the answers of its services, and the command line.</summary>
internal static class RunnerTargets
{
    private static readonly ImmutableSortedDictionary<string, string> Variables = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GITHUB_SERVER_URL"] = "https://github.com",
        ["GITHUB_REPOSITORY"] = "o/n",
        ["GITHUB_RUN_ID"] = "1",
        ["GITHUB_EVENT_NAME"] = "push",
        ["GITHUB_EVENT_PATH"] = "event.json",
        ["GITHUB_REF"] = "refs/heads/main",
        ["ACTIONS_ID_TOKEN_REQUEST_URL"] = "https://example.com/token?a=b",
        ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "made-up",
        ["ACTIONS_RESULTS_URL"] = "https://results.example.com/",
        ["ACTIONS_RUNTIME_TOKEN"] = AliyunTargets.JwtOf("{\"scp\":\"Actions.Results:a:b\"}"u8.ToArray()),
    });

    private static readonly RunnerContext Runner = new(Variables.GetValueOrDefault);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("actions-event", Form.Json, ReadEvent),
        new("id-token-answer", Form.Json, input => new IdTokenClient(Answering(input), Runner, _ => { }).RequestAsync("a", CancellationToken.None).GetAwaiter().GetResult().Length > 0),
        new("runtime-token", Form.Json, input => RuntimeToken.Parse(AliyunTargets.JwtOf(input.Bytes)).RunId.Length > 0) { Promised = [typeof(ResultsException)] },
        new("results-answer", Form.Json, ReadResults),
        new("artifact-list", Form.Json, input => !new ArtifactClient(Answering(input), Runner).ListAsync(null, CancellationToken.None).GetAwaiter().GetResult().IsDefault),
        new("runner-variables", Form.Lines, ReadVariables),
        new("step-inputs", Form.Lines, ReadInputs),
        new("command-line", Form.Lines, ReadCommandLine),
    ];

    private static Http.HttpExchange Answering(Input input) => CannedServer.Exchange((_, _) => new Canned(200, input.Bytes));

    /// <summary>What cannot be read of an event never opens the gate: the branch must be the one that it names.</summary>
    private static bool ReadEvent(Input input)
    {
        var run = EventFile.Read(Runner, _ => input.Bytes);
        WrongException.Unless(EventGate.Changes(run, []) is not null || run.DefaultBranch == "main", $"the gate opened for the default branch '{run.DefaultBranch}'");
        return true;
    }

    private static bool ReadResults(Input input)
    {
        if (ResultsReply.TryRead(new Canned(200, input.Bytes).ToReply()) is not { } reply)
        {
            return false;
        }

        _ = (reply.IsClash, reply.IsOutOfStorage, reply.Said, ResultsReply.Number(reply.Json, "artifact_id"), ResultsReply.Text(reply.Json, "signed_upload_url"));
        return true;
    }

    private static bool ReadVariables(Input input)
    {
        var variables = PairsOf(input);
        var context = new RunnerContext(variables.GetValueOrDefault);
        _ = (context.RepositoryId, context.RetentionDays, context.WorkflowPath, context.ServerHost, context.RunUrl, context.IsPublicGitHub);
        return true;
    }

    /// <summary>Inputs come to a command line of the command that they name, and nothing in them becomes another option.</summary>
    private static bool ReadInputs(Input input)
    {
        var pairs = PairsOf(input);
        var inputs = new Inputs(name => pairs.FirstOrDefault(pair => Inputs.VariableOf(pair.Key) == name).Value);
        var arguments = InputMap.Arguments(inputs);
        WrongException.Unless(arguments[0] == InputMap.CommandOf(inputs), $"{arguments[0]} was not asked for");
        WrongException.Unless(InputMap.MayChange(inputs) || !arguments.Contains("--yes", StringComparer.Ordinal), "what may change nothing was told to go on without asking");
        return Parse([.. arguments]).Errors.Count == 0;
    }

    /// <summary>A line that is not understood ends with 2, and no line is a defect. Lines that are understood are not carried out.</summary>
    private static bool ReadCommandLine(Input input)
    {
        string[] arguments = [.. Texts.Decode(input.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        var isCompletion = arguments is [var first, ..] && first.StartsWith("[suggest", StringComparison.Ordinal);
        if (Parse(arguments).Errors.Count == 0 && !isCompletion)
        {
            return true;
        }

        var ended = CommandLine.RunAsync(arguments, Quiet.Host(), CancellationToken.None).GetAwaiter().GetResult();
        WrongException.Unless(ended == ExitCode.Setup || (isCompletion && ended == ExitCode.Done), $"it ended with {ended}");
        return ended == ExitCode.Done;
    }

    private static ParseResult Parse(string[] arguments) => CommandLine.Root(Quiet.Host()).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static ImmutableDictionary<string, string> PairsOf(Input input) => Texts.Decode(input.Bytes)
        .Split('\n')
        .Select(line => line.Split('=', 2))
        .Where(parts => parts.Length == 2)
        .DistinctBy(parts => parts[0], StringComparer.Ordinal)
        .ToImmutableDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
