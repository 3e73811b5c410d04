using Pruner.Sandbox.Driver;

namespace Pruner.Sandbox.Tests.Driver;

public sealed class SandboxProgramTests
{
    [Fact]
    public void Serve_without_options_serves_the_seed() => Assert.Equal(new SandboxOptions(), SandboxProgram.ReadServe([]));

    [Fact]
    public void Serve_takes_a_repository_its_pull_requests_and_a_latency()
    {
        var folder = Directory.CreateTempSubdirectory("pruner-sandbox-test-");
        try
        {
            var pulls = Path.Combine(folder.FullName, "pulls.json");
            File.WriteAllText(pulls, "[]");
            Assert.Equal(
                new SandboxOptions { RepositoryPath = folder.FullName, PullsFile = pulls, Latency = TimeSpan.FromMilliseconds(40) },
                SandboxProgram.ReadServe(["--repository", folder.FullName, "--pulls", pulls, "--latency", "40"]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--repository")]
    [InlineData("--repository", "/no/such/folder")]
    [InlineData("--pulls", "/no/such/file")]
    [InlineData("--latency", "-1")]
    [InlineData("--latency", "60001")]
    [InlineData("--port", "80")]
    public async Task Serve_refuses_what_it_does_not_know_and_says_what_it_does(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(2, await new SandboxProgram(output, error, TimeProvider.System).RunAsync(["serve", .. arguments], TestContext.Current.CancellationToken));
        Assert.StartsWith("Usage: serve [--repository DIR", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task Serve_prints_the_environment_and_ends_when_it_is_interrupted()
    {
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var output = new LineWriter(line =>
        {
            if (line.StartsWith("# Serving", StringComparison.Ordinal))
            {
                interrupted.Cancel();
            }
        });
        using var error = new StringWriter();
        Assert.Equal(0, await new SandboxProgram(output, error, TimeProvider.System).RunAsync(["serve"], interrupted.Token));
        Assert.Contains(output.Lines, line => line.StartsWith("export ALIBABA_CLOUD_ACCESS_KEY_ID=", StringComparison.Ordinal));
        Assert.Contains(output.Lines, line => line.StartsWith("export GITHUB_TOKEN=", StringComparison.Ordinal));
        Assert.Contains(output.Lines, line => line.StartsWith("# pruner plan 4.10 --github-url http://127.0.0.1:", StringComparison.Ordinal));
        Assert.Equal("", error.ToString());
    }

    /// <summary>Collects lines and tells of each.</summary>
    private sealed class LineWriter(Action<string> onLine) : StringWriter
    {
        public List<string> Lines { get; } = [];

        public override Task WriteLineAsync(string? value)
        {
            Lines.Add(value ?? "");
            onLine(value ?? "");
            return Task.CompletedTask;
        }
    }
}
