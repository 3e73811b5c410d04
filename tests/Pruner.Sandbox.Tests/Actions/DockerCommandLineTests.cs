using System.Diagnostics;
using Pruner.Sandbox.Actions.Runner;

namespace Pruner.Sandbox.Tests.Actions;

public sealed class DockerCommandLineTests
{
    [Theory]
    [InlineData("--a \"b c\" d")]
    [InlineData("\"\" x \"\"")]
    [InlineData("\"a\\\"b\" \\\\ \"c\\\\\" d\\e")]
    [InlineData("\"a\\\\\\\"b\" \"c\"\"d\" e\"f g\"h")]
    [InlineData("-v \"/a b\":\"/c\"")]
    [InlineData("\"never ended \\")]
    public async Task The_words_are_those_that_a_process_gets(string line)
    {
        using var process = Process.Start(new ProcessStartInfo("printf", "%s\\n " + line) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var words = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(words, string.Concat(DockerCommandLine.Words(line).Select(word => word + "\n")));
    }

    [Fact]
    public void Arguments_are_quoted_as_the_runner_does_it()
    {
        var line = DockerCommandLine.Run("image", ["A-B", "C\"D", "E\\"], [], "/bin/x", network: null, ["action", "", "a \"b\" c", "back\\"]);
        Assert.EndsWith("image  \"action\" \"\" \"a \\\"b\\\" c\" \"back\\\"", line, StringComparison.Ordinal);
        Assert.Contains("-e \"A-B\" -e \"C\\\"D\" -e \"E\\\\\" -e GITHUB_ACTIONS=true -e CI=true --entrypoint \"/bin/x\" image", line, StringComparison.Ordinal);
        // The runner does not escape backslashes: one at the end takes the closing quote with it.
        Assert.Equal(["image", "action", "", "a \"b\" c", "back\""], DockerCommandLine.Words(line)[^5..]);
    }
}
