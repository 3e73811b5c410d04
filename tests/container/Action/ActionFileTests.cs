using System.Text.RegularExpressions;
using Pruner.Actions.Runner;
using Pruner.Container.Tests.Infrastructure;
using Pruner.Core;
using Pruner.OnRunner;

namespace Pruner.Container.Tests.Action;

/// <summary>action.yml and the code that reads its inputs say the same.</summary>
public sealed partial class ActionFileTests
{
    /// <summary>Inputs that are no part of the command line: identities and what becomes of files.</summary>
    private static readonly string[] _surroundings =
    [
        "token", "pins-token", "role-arn", "oidc-provider-arn", "access-key-id", "access-key-secret", "security-token", "ledger-artifact", "previous-ledger",
    ];

    /// <summary>What each command must be given.</summary>
    private static readonly Dictionary<string, (string Input, string Value)[]> _needed = new(StringComparer.Ordinal)
    {
        ["prune"] = [("releases", "4.10")],
        ["plan"] = [("releases", "4.10")],
        ["apply"] = [],
        ["report"] = [("releases", "4.10")],
        ["bump"] = [],
        ["explain"] = [("image", "m-0xi1")],
        ["ledger"] = [],
    };

    private readonly ActionFile _action = ActionFile.Read();

    public static TheoryData<string> Commands() => [.. InputMap.Commands];

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_defaults_suit_every_command_and_change_nothing(string command)
    {
        var inputs = Given(command);
        Assert.Equal(command, InputMap.Arguments(inputs)[0]);
        Assert.False(InputMap.MayChange(inputs));
    }

    [Fact]
    public void A_step_that_names_releases_only_is_a_dry_run_of_prune() =>
        Assert.Equal(["prune", "4.10", "--dry-run"], InputMap.Arguments(Given(null, ("releases", "4.10"))).Where(word => !word.StartsWith("--arch", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_variable_that_is_read_is_an_input_of_the_action(string command)
    {
        var declared = _action.Inputs.Select(input => Inputs.VariableOf(input.Name)).ToHashSet(StringComparer.Ordinal);
        var values = Values(command, []);
        var read = new List<string>();
        InputMap.Arguments(new Inputs(name =>
        {
            read.Add(name);
            return values.GetValueOrDefault(name);
        }));
        Assert.NotEmpty(read);
        Assert.Empty(read.Except(declared));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void No_input_is_ignored_it_changes_the_command_line_or_is_refused(string command)
    {
        var plain = InputMap.Arguments(Given(command));
        var ignored = _action.Inputs
            .Where(input => input.Name is not "command" && !_surroundings.Contains(input.Name, StringComparer.Ordinal))
            .Where(input =>
            {
                try
                {
                    return InputMap.Arguments(Given(command, (input.Name, Other(input)))).SequenceEqual(plain);
                }
                catch (SetupException)
                {
                    return false;
                }
            })
            .Select(input => input.Name);

        // dry-run says how prune and apply run; the others change nothing of their own, whatever it says.
        Assert.Equal(command is "prune" or "apply" ? [] : ["dry-run"], ignored);
    }

    [Fact]
    public void The_inputs_outside_the_command_line_are_there() =>
        Assert.Empty(_surroundings.Except(_action.Inputs.Select(input => input.Name)));

    [Fact]
    public void The_commands_of_the_description_are_those_of_the_program()
    {
        var description = _action.Inputs.Single(input => input.Name == "command").Description;
        Assert.Contains($"{string.Join(", ", InputMap.Commands[..^1])} or {InputMap.Commands[^1]}.", description, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_description_says_what_the_type_is_and_the_default_or_need()
    {
        foreach (var input in _action.Inputs)
        {
            Assert.Equal("false", input.Required);
            Assert.NotNull(input.Default);
            Assert.Matches(Form(), input.Description);
            // GitHub refuses an action whose descriptions hold expressions.
            Assert.DoesNotContain("${{", input.Description, StringComparison.Ordinal);
            if (input.Given.Length > 0)
            {
                Assert.Contains("default " + input.Given, input.Description, StringComparison.Ordinal);
            }
        }

        Assert.All(_action.Outputs, output => Assert.NotEqual("", output.Description));
    }

    [Fact]
    public void Names_are_lower_case_words_with_dashes() =>
        Assert.All([.. _action.Inputs.Select(input => input.Name), .. _action.Outputs.Select(output => output.Name)], name => Assert.Matches(Name(), name));

    [Fact]
    public void The_same_program_runs_the_step_and_its_end()
    {
        var runs = _action.Root.Find("runs")!;
        Assert.Equal("docker", runs.Text("using"));
        Assert.Equal(["args", "image", "post-entrypoint", "using"], _action.Root.Entries("runs").Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Contains($"ENTRYPOINT [\"{runs.Text("post-entrypoint")}\"]", File.ReadAllLines(ProjectRoot.PathOf("Dockerfile")));
    }

    private Inputs Given(string? command, params (string Input, string Value)[] given) => new(Values(command, given).GetValueOrDefault);

    /// <summary>The variables as the runner sets them: every declared input, given or by its default.</summary>
    private Dictionary<string, string> Values(string? command, (string Input, string Value)[] given)
    {
        var values = _action.Inputs.ToDictionary(input => Inputs.VariableOf(input.Name), input => input.Given, StringComparer.Ordinal);
        if (command is not null)
        {
            values[Inputs.VariableOf("command")] = command;
        }

        foreach (var (input, value) in command is null ? given : [.. _needed[command], .. given])
        {
            values[Inputs.VariableOf(input)] = value;
        }

        return values;
    }

    private static string Other(ActionFile.Input input) => input.Description.Contains("Truth value", StringComparison.Ordinal)
        ? input.Given == "true" ? "false" : "true"
        : "other";

    [GeneratedRegex(@"^[^;]+\. (Word|Words|Text|Number|Path|Truth value|Secret)\b[^;]*; (default|needed) [^;]+; [^;]+\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
