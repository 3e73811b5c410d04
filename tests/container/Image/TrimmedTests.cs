using System.Text.RegularExpressions;
using Pruner.Container.Tests.Infrastructure;
using Pruner.Sandbox.Seed;

namespace Pruner.Container.Tests.Image;

/// <summary>Trimming took nothing away: the image says to the letter what the program says as it was built.</summary>
public sealed partial class TrimmedTests
{
    [Fact]
    public async Task The_image_and_the_built_program_say_the_same()
    {
        await using var host = await RunnerHost.StartAsync();
        var pruned = await host.RunAsync(["prune", "4.10", "--yes", .. host.Services]);
        Assert.True(pruned.ExitCode == 0, pruned.Error);
        File.WriteAllText(Path.Combine(host.Workspace, "misspelt.yml"), "keep-newest: 3\nmin-aeg: 90d\n");
        File.WriteAllText(Path.Combine(host.Workspace, "broken.yml"), "keep: [a: b: c\n");
        File.WriteAllText(Path.Combine(host.Workspace, "nothing.json"), "{}");
        var pinned = host.Servers.World.Expected.First(expectation => expectation.Fate == SeedFate.Pinned).ImageId;
        foreach (var line in (string[][])
        [
            ["--help"],
            ["plan", "--help"],
            ["apply", "--help"],
            ["prune", "--help"],
            ["explain", "--help"],
            ["ledger", "--help"],
            ["completion", "bash"],
            ["[suggest:9]", "pruner pl"],
            ["plan", "--min-age", "soon", "4.10"],
            ["plan", "4.99"],
            ["plan", "4.10", "--config", "misspelt.yml"],
            ["plan", "4.10", "--config", "broken.yml"],
            // With the framework's own words in the message: they are resources, which trimming can drop.
            ["plan", "4.10", "--config", "pruner-state"],
            ["plan", "4.10", "--state", "nothing.json"],
            ["apply", "nothing.json", "--digest", "abc"],
            ["explain", pinned, "--format", "text"],
            ["explain", pinned, "--format", "json"],
            ["explain", pinned, "--format", "markdown"],
            ["ledger", "show", "--full"],
            ["ledger", "show", "--format", "json"],
            ["ledger", "show", "--format", "markdown"],
            ["ledger", "verify"],
        ])
        {
            var (contained, built) = (await host.RunAsync(line), await host.RunBuiltAsync(line));
            Assert.Equal((string.Join(' ', line), built.ExitCode, Plain(built.Out), Plain(built.Error)), (string.Join(' ', line), contained.ExitCode, Plain(contained.Out), Plain(contained.Error)));
            Assert.NotEqual(1, contained.ExitCode);
            Assert.NotEqual("", contained.Out + contained.Error);
        }

        // But for the time, and for what the workspace is called inside.
        string Plain(string text) => Clock().Replace(text.Replace(host.Workspace, "/github/workspace", StringComparison.Ordinal), "TIME");
    }

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d\b", RegexOptions.None, 1000)]
    private static partial Regex Clock();
}
