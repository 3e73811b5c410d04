using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>Asserts that a command ends in one clear message, word for word as docs/troubleshooting.md has it, with nothing changed and nothing lost.</summary>
internal static partial class Told
{
    /// <summary>Stands for what a test cannot know, such as a time.</summary>
    public const string Anything = "…";

    /// <summary>Calls pruner and checks how it ends.</summary>
    /// <param name="stage">The servers.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="code">How it must end.</param>
    /// <param name="row">The message as the page has it.</param>
    /// <param name="values">What stands in the place of each ‹›, in order.</param>
    public static Task<Invocation> ByAsync(Stage stage, string[] arguments, ExitCode code, string row, params string[] values) =>
        ByAsync(stage, arguments, with: null, code, row, values);

    /// <summary>Calls pruner with other surroundings and checks how it ends.</summary>
    public static async Task<Invocation> ByAsync(
        Stage stage, string[] arguments, Func<ProgramHost, ProgramHost>? with, ExitCode code, string row, params string[] values)
    {
        if (!Path.Exists(stage.State))
        {
            // Of an earlier run: a refused one must leave it as it is.
            Directory.CreateDirectory(stage.State);
            await File.WriteAllTextAsync(Path.Combine(stage.State, "plan.json"), "the plan of an earlier run", Stage.Token);
            await File.WriteAllTextAsync(Path.Combine(stage.State, "evidence.json"), "its evidence", Stage.Token);
        }

        var before = Files(stage);
        var called = await stage.CallAsync(arguments, with);

        var said = called.Error.Split('\n').FirstOrDefault(line => line.StartsWith("pruner: ", StringComparison.Ordinal))?["pruner: ".Length..] ?? called.Error;
        Says(said, row, values);
        IsOnThePage(row, code);
        stage.AssertRefused(called, code);
        Assert.Empty(before.Except(Files(stage)));
        return called;
    }

    /// <summary>Asserts that docs/troubleshooting.md has a message under an exit code.</summary>
    public static void IsOnThePage(string row, ExitCode code) =>
        Assert.True(TroubleshootingPage.Rows.Contains((row, code)), $"docs/troubleshooting.md has no row | `{row}` | … | … | {(int)code} |");

    /// <summary>Asserts that a line is a row of the page with its places filled in.</summary>
    public static void Says(string line, string row, params string[] values)
    {
        var next = 0;
        var expected = Place().Replace(row, _ => values[next++]);
        Assert.Equal(values.Length, next);
        if (values.Contains(Anything))
        {
            Assert.Matches("^" + Regex.Escape(expected).Replace(Anything, ".+", StringComparison.Ordinal) + "$", line);
        }
        else
        {
            Assert.Equal(expected, line);
        }
    }

    [GeneratedRegex("‹[^›]*›", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Place();

    private static HashSet<(string Name, string Content)> Files(Stage stage) => !Directory.Exists(stage.State) ? [] :
    [
        .. Directory.EnumerateFiles(stage.State, "*", SearchOption.AllDirectories)
            .Where(file => File.ResolveLinkTarget(file, returnFinalTarget: false) is null)
            .Select(file => (file, Convert.ToBase64String(File.ReadAllBytes(file)))),
    ];
}
