using System.Diagnostics;
using System.Text.Json;
using Pruner.Sandbox.Driver;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Output;

/// <summary>The real program with and without a terminal.</summary>
public sealed class TerminalTests
{
    private static readonly SandboxOptions Slow = new() { Latency = TimeSpan.FromMilliseconds(60) };

    [Fact]
    public async Task At_a_terminal_progress_is_drawn_in_place_in_colour_and_gives_way_to_the_result()
    {
        await using var stage = await Stage.SetAsync(options: Slow);
        var said = await AtTerminalAsync(stage, ["prune", "4.10", "--dry-run"], ("TERM", "xterm-256color"), ("LANG", "C.UTF-8"));
        Assert.Contains("Reading evidence", said, StringComparison.Ordinal);
        Assert.Contains("━", said, StringComparison.Ordinal);
        Assert.Contains("\e[1mImages done: ", said, StringComparison.Ordinal);
        Assert.Contains("\e[31mWould be pruned\e[0m: ", said, StringComparison.Ordinal);

        using var glass = new Glass(100);
        glass.Write(said);
        Assert.DoesNotContain(glass.Rows, row => row.StartsWith("Reading evidence", StringComparison.Ordinal) || row.Contains('━', StringComparison.Ordinal));
        Assert.Single(glass.Rows, row => row.StartsWith("Evidence read in ", StringComparison.Ordinal));
        Assert.Single(glass.Rows, row => row.StartsWith("Images done: ", StringComparison.Ordinal));
        Assert.Contains(glass.Rows, row => row.Contains("--full shows all", StringComparison.Ordinal));
        Assert.Contains(glass.Rows, row => row.StartsWith("Ledger written to ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_NO_COLOR_progress_is_drawn_without_colours()
    {
        await using var stage = await Stage.SetAsync(options: Slow);
        var said = await AtTerminalAsync(stage, ["plan", "4.10"], ("TERM", "xterm-256color"), ("NO_COLOR", "1"));
        Assert.Contains("Reading evidence", said, StringComparison.Ordinal);
        Assert.DoesNotMatch(Said.Colours(), said);
    }

    [Fact]
    public async Task On_a_dumb_terminal_nothing_is_drawn()
    {
        await using var stage = await Stage.SetAsync();
        var said = await AtTerminalAsync(stage, ["plan", "4.10"], ("TERM", "dumb"));
        Assert.DoesNotContain('\e', said);
        Assert.DoesNotContain("Reading evidence", said, StringComparison.Ordinal);
        Assert.Contains("builds: 298 of 298", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("markdown")]
    public async Task Without_a_terminal_there_are_plain_lines_and_the_result_alone_on_standard_output(string format)
    {
        await using var stage = await Stage.SetAsync();
        using var process = Start(stage, "dotnet", [Path.Combine(AppContext.BaseDirectory, "pruner.dll"), "plan", "4.10", "--format", format, .. stage.Servers.Arguments], ("TERM", "xterm-256color"));
        var error = process.StandardError.ReadToEndAsync(Stage.Token);
        var output = await process.StandardOutput.ReadToEndAsync(Stage.Token);
        Assert.DoesNotContain('\e', output + await error);
        Assert.DoesNotContain('\r', output + await error);
        Assert.Contains("builds: 298 of 298", await error, StringComparison.Ordinal);
        Assert.DoesNotContain("--full", output, StringComparison.Ordinal);
        Assert.DoesNotContain("builds: ", output, StringComparison.Ordinal);
        if (format == "json")
        {
            using var plan = JsonDocument.Parse(output);
            Assert.Equal(stage.ReadState("plan.json"), output);
        }
    }

    private static async Task<string> AtTerminalAsync(Stage stage, string[] arguments, params (string Name, string Value)[] variables)
    {
        // util-linux's script gives the command a terminal of its own and writes here what appears there.
        var command = string.Join(' ', new[] { "dotnet", Path.Combine(AppContext.BaseDirectory, "pruner.dll") }.Concat(arguments).Concat(stage.Servers.Arguments).Select(word => $"'{word}'"));
        using var process = Start(stage, "script", ["-qec", $"stty cols 100 rows 40; {command}", "/dev/null"], variables);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync(Stage.Token);
        await process.WaitForExitAsync(Stage.Token);
        Assert.True(process.ExitCode == 0, said);
        return said;
    }

    private static Process Start(Stage stage, string program, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = stage.Servers.Folder,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in new[] { "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "LC_ALL", "LC_CTYPE", "LANG" })
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in stage.Environment.Select(pair => (pair.Key, pair.Value!)).Concat(variables))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
