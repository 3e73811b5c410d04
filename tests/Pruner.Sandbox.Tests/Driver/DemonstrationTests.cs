using System.Text.RegularExpressions;
using Pruner.Sandbox.Driver;

namespace Pruner.Sandbox.Tests.Driver;

public sealed class DemonstrationTests
{
    [Fact]
    public async Task The_demonstration_with_the_built_pruner_ends_with_everything_as_it_had_to_be()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new SandboxProgram(output, error, TimeProvider.System).RunAsync([], TestContext.Current.CancellationToken);
        var text = output.ToString();
        Assert.True(exitCode == 0, text + error);
        Assert.Contains("Everything is as it had to be", text, StringComparison.Ordinal);
        Assert.Matches(@"\npruned +\d+ +0\r?\n", text);

        var state = Regex.Match(text, @"The state \(plan, journal, ledger\) lies in (?<folder>\S+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["folder"].Value;
        Assert.True(File.Exists(Path.Combine(state, "ledger.json")));
        Directory.GetParent(state)!.Delete(recursive: true);
    }
}
