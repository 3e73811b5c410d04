using System.Collections.Immutable;
using Pruner.Actions.Runner;
using Pruner.Core;

namespace Pruner.OnRunner;

/// <summary>The one place that turns a step's inputs into a command line: the action can do nothing that the program cannot.</summary>
internal static class InputMap
{
    /// <summary>The commands that the input <c>command</c> takes; the first is the default.</summary>
    public static ImmutableArray<string> Commands { get; } = ["prune", "plan", "apply", "report", "bump", "explain", "ledger"];

    /// <summary>Inputs that are one option with one value, by the commands that know it.</summary>
    private static readonly ImmutableArray<(string Input, string Option, ImmutableArray<string> Commands)> Options =
    [
        ("config", "--config", ["prune", "plan", "apply", "report", "bump", "explain"]),
        ("state", "--state", ["prune", "plan", "apply", "report", "bump", "explain", "ledger"]),
        ("max-deletions", "--max-deletions", ["prune", "plan", "apply"]),
        ("platform", "--platform", ["prune", "plan", "apply", "report", "explain"]),
        ("quota", "--quota", ["report"]),
        ("plan-digest", "--digest", ["apply"]),
        ("github-url", "--github-url", ["prune", "plan", "apply", "report", "bump", "explain"]),
        ("builds-url", "--builds-url", ["prune", "plan", "apply", "report", "bump", "explain"]),
        ("aliyun-endpoint", "--aliyun-endpoint", ["prune", "plan", "apply", "report", "bump", "explain"]),
        ("sts-endpoint", "--sts-endpoint", ["prune", "plan", "apply", "report", "bump", "explain"]),
        ("role-arn", "--role-arn", ["prune", "plan", "apply", "report", "bump", "explain"]),
        ("oidc-provider-arn", "--oidc-provider-arn", ["prune", "plan", "apply", "report", "bump", "explain"]),
        ("pull-request", "--pull-request", ["bump"]),
        ("repository", "--repository", ["bump"]),
        ("comment", "--comment", ["bump"]),
    ];

    /// <summary>Inputs that are no option of their own, by the commands that they mean something to.</summary>
    private static readonly ImmutableArray<(string Input, ImmutableArray<string> Commands)> Others =
    [
        ("releases", ["prune", "plan", "report", "explain"]),
        ("regions", ["prune", "plan", "apply", "report", "explain"]),
        ("arch", ["prune", "plan", "apply", "report", "explain"]),
        ("plan", ["apply"]),
        ("image", ["explain"]),
        ("protect", ["bump"]),
    ];

    /// <summary>The command that a step asks for.</summary>
    /// <exception cref="SetupException">One that does not exist.</exception>
    public static string CommandOf(Inputs inputs)
    {
        var command = inputs.Text("command") is { Length: > 0 } given ? given : Commands[0];
        return Commands.Contains(command, StringComparer.Ordinal) ? command : throw new SetupException(new Refusal(
            $"The input command is '{command}', expected one of {string.Join(", ", Commands)}.",
            "Nothing was run.",
            "Correct it in the workflow; left out, it is prune as a dry run."));
    }

    /// <summary>True unless <c>dry-run</c> is an explicit <c>false</c>.</summary>
    /// <exception cref="SetupException">Neither true nor false.</exception>
    public static bool IsDryRun(Inputs inputs) => inputs.Truth("dry-run") ?? true;

    /// <summary>True when the step, run on these inputs, may change something outside its own workspace.</summary>
    /// <exception cref="SetupException">An input is wrong.</exception>
    public static bool MayChange(Inputs inputs) => CommandOf(inputs) switch
    {
        "prune" or "apply" => !IsDryRun(inputs),
        "bump" => inputs.Truth("protect") == true,
        _ => false,
    };

    /// <summary>The command line.</summary>
    /// <param name="inputs">The step's inputs.</param>
    /// <exception cref="SetupException">An input is wrong, missing, or given to a command that does not know it.</exception>
    public static ImmutableArray<string> Arguments(Inputs inputs)
    {
        var command = CommandOf(inputs);
        RefuseForeign(inputs, command);
        List<string> arguments = [command, .. Subjects(inputs, command)];
        foreach (var (input, option, commands) in Options)
        {
            if (commands.Contains(command, StringComparer.Ordinal) && inputs.Text(input) is { Length: > 0 } value)
            {
                // One word, so that a value that begins with a dash is still a value.
                arguments.Add($"{option}={value}");
            }
        }

        arguments.AddRange(inputs.Words("regions").Select(region => $"--region={region}"));
        arguments.AddRange(ArchitecturesFor(inputs, command).Select(architecture => $"--arch={architecture}"));
        switch (command)
        {
            case "prune":
                arguments.Add(IsDryRun(inputs) ? "--dry-run" : "--yes");
                break;
            case "apply" when IsDryRun(inputs):
                arguments.Add("--dry-run");
                break;
            case "bump" when inputs.Truth("protect") == true:
                arguments.Add("--protect");
                arguments.Add("--yes");
                break;
        }

        if (inputs.Truth("debug") == true)
        {
            arguments.Add("--debug");
        }

        return [.. arguments];
    }

    private static IEnumerable<string> Subjects(Inputs inputs, string command) => command switch
    {
        "prune" or "plan" or "report" => inputs.Words("releases") is { IsEmpty: false } releases
            ? releases.Select(NoOption)
            : throw Missing("releases", "Which releases are meant decides what is looked at.", "Write for example releases: 4.10 4.11."),
        "apply" => [NoOption(inputs.Text("plan") is { Length: > 0 } plan ? plan : $"{(inputs.Text("state") is { Length: > 0 } state ? state : "pruner-state")}/plan.json")],
        "explain" =>
        [
            NoOption(inputs.Text("image") is { Length: > 0 } image ? image : throw Missing("image", "One image is explained at a time.", "Write for example image: m-0xi47nhv1zat67he9n4j.")),
            .. inputs.Words("releases").Select(release => $"--release={release}"),
        ],
        "ledger" => ["show"],
        _ => [],
    };

    /// <summary>apply looks at what its plan was made for; the default of action.yml, which is always given, must not narrow that.</summary>
    private static ImmutableArray<string> ArchitecturesFor(Inputs inputs, string command) => command switch
    {
        "prune" or "plan" or "report" or "explain" => inputs.Words("arch"),
        "apply" when inputs.Words("arch") is var words && words is not ["x86_64"] => words,
        _ => [],
    };

    /// <summary>A word of an input is never an option: inputs may come from whoever starts a workflow by hand.</summary>
    private static string NoOption(string word) => !word.StartsWith('-') ? word : throw new SetupException(new Refusal(
        $"'{word}' begins with a dash.",
        "An input names a release, a file or an image; options have inputs of their own.",
        "Correct the inputs of the step."));

    private static void RefuseForeign(Inputs inputs, string command)
    {
        var known = Options.Select(option => (option.Input, option.Commands)).Concat(Others);
        foreach (var (input, commands) in known)
        {
            if (!commands.Contains(command, StringComparer.Ordinal) && inputs.Text(input).Length > 0 && !IsDefault(input, inputs.Text(input)))
            {
                throw new SetupException(new Refusal(
                    $"The input {input} means nothing to {command}.",
                    "What it asks for would not be done.",
                    $"Leave it out, or use it with {string.Join(", ", commands)}."));
            }
        }
    }

    /// <summary>Inputs that have a default in action.yml are always given.</summary>
    private static bool IsDefault(string input, string value) =>
        (input, value) is ("comment", "changes") or ("protect", "false" or "False" or "FALSE") or ("arch", "x86_64");

    private static SetupException Missing(string input, string why, string remedy) => new(new Refusal($"The input {input} is missing.", why, remedy));
}
