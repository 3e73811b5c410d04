using System.CommandLine;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Output;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Output;

public sealed class HelpTextTests
{
    public static TheoryData<string> Commands => ["", "plan", "apply", "prune", "explain", "report", "bump", "ledger", "ledger show", "ledger verify", "ledger undo", "policy", "policy check", "policy show", "policy import", "completion"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_help_begins_with_examples_that_are_right_and_fits_eighty_columns(string path)
    {
        var root = Root();
        var command = path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate((Command)root, (at, name) => at.Subcommands.Single(sub => sub.Name == name));
        string[] lines = [.. HelpText.Lines(command, HelpText.MostColumns, new Palette(false))];

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.InRange(Array.IndexOf(lines, "Examples:"), 1, Array.IndexOf(lines, "Usage:") - 1);
        string[] examples = [.. lines.Where(line => line.StartsWith("  pruner ", StringComparison.Ordinal)).TakeWhile(line => !line.Contains("COMMAND", StringComparison.Ordinal) && !line.Contains("[options]", StringComparison.Ordinal)).Select(line => line.Split('|', '#')[0].Trim()["pruner ".Length..])];
        Assert.All(examples, example => Assert.Empty(root.Parse(example).Errors));
        Assert.All(command.Options, option => Assert.Contains(lines, line => line.Contains(option.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Defaults_are_shown()
    {
        var text = string.Join('\n', HelpText.Lines(Root().Subcommands.Single(sub => sub.Name == "plan"), 80, new Palette(false)));
        Assert.Contains("Form of the output. Default: text", text, StringComparison.Ordinal);
        Assert.Matches(@"Default:\s+pruner-state", text);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void A_narrow_window_is_respected(int columns) =>
        Said.AssertFits(Root().Subcommands.SelectMany(sub => HelpText.Lines(sub, columns, new Palette(false))).Where(line => !line.StartsWith("  pruner", StringComparison.Ordinal) && !line.StartsWith("  source", StringComparison.Ordinal)), columns);

    [Fact]
    public async Task Help_is_given_even_when_the_rest_is_wrong()
    {
        await using var output = new StringWriter();
        Assert.Equal(ExitCode.Done, await CommandLine.RunAsync(["plan", "--format", "colourful", "--help"], Host(output), Stage.Token));
        Assert.Contains("Examples:", output.ToString(), StringComparison.Ordinal);
    }

    private static RootCommand Root() => CommandLine.Root(Host(TextWriter.Null));

    private static ProgramHost Host(TextWriter output) => new()
    {
        Out = output,
        Error = TextWriter.Null,
        In = TextReader.Null,
        IsInteractive = false,
        Environment = _ => null,
        Home = "/nowhere",
        Time = TimeProvider.System,
    };
}
