using System.Collections.Immutable;
using System.Diagnostics;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Http;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;

namespace Pruner.Tests.Infrastructure;

/// <summary>A fresh seeded world with all its servers, and pruner to be called on it: in this process, or as the built program.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly TimeProvider _time;

    private Stage(SandboxServers servers, TimeProvider time)
    {
        (Servers, _time) = (servers, time);
        Environment = servers.Environment.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        Before = servers.Cloud.Photograph();
    }

    public SandboxServers Servers { get; }

    public Dictionary<string, string?> Environment { get; }

    /// <summary>The cloud that a refused call must leave as it is. A test that sets the scene first takes it anew.</summary>
    public EcsCloud Before { get; set; }

    public string State => Servers.StateFolder;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Stage> SetAsync(TimeProvider? time = null, SandboxOptions? options = null) =>
        new(await SandboxServers.StartAsync(options ?? new SandboxOptions(), time ?? TimeProvider.System, Token), time ?? TimeProvider.System);

    public ValueTask DisposeAsync() => Servers.DisposeAsync();

    /// <summary>Calls pruner in this process with the servers' addresses; options given here win over them.</summary>
    public async Task<Invocation> CallAsync(IEnumerable<string> arguments, Func<ProgramHost, ProgramHost>? with = null, CancellationToken stop = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new ProgramHost
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            In = TextReader.Null,
            IsInteractive = false,
            Environment = name => Environment.GetValueOrDefault(name),
            Home = Servers.Folder,
            Time = _time,
            LookPause = TimeSpan.FromMilliseconds(20),
            Retries = new RetryLimits { Retries = 3, FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(20) },
        };
        var code = await CommandLine.RunAsync([.. Complete([.. arguments])], with?.Invoke(host) ?? host, stop == default ? Token : stop);
        return new Invocation(code, output.ToString(), error.ToString());
    }

    public Task<Invocation> CallAsync(params string[] arguments) => CallAsync((IEnumerable<string>)arguments);

    /// <summary>Starts the built program, as a user's shell would.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Servers.Folder,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pruner.dll"));
        foreach (var argument in Complete(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        // Nobody reads a full pipe: a killed writer must not have been waiting on us.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>What is not as the seed says it had to become.</summary>
    public ImmutableArray<string> Faults() => new Audit(Servers.World, Before, Servers.Cloud.Photograph())
        .Faults(LedgerLine.ReadFile(Path.Combine(State, "ledger.json")), Servers.Traffic.Changes);

    public string ReadState(string name) => File.ReadAllText(Path.Combine(State, name));

    /// <summary>Asserts that a call ended in one clear message and that nothing was changed.</summary>
    public void AssertRefused(Invocation called, ExitCode expected, params string[] says)
    {
        foreach (var words in says)
        {
            Assert.Contains(words, called.Error, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(expected, called.ExitCode);
        Assert.Single(called.Error.Split('\n'), line => line.StartsWith("pruner: ", StringComparison.Ordinal));
        Assert.Contains("Why it matters:", called.Error, StringComparison.Ordinal);
        Assert.Contains("What to do:", called.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", called.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Servers.Environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"], called.Error + called.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Servers.Environment["GITHUB_TOKEN"], called.Error + called.Out, StringComparison.Ordinal);
        AssertUnchanged();
    }

    public void AssertUnchanged()
    {
        Assert.Empty(Servers.Traffic.Changes.Where(change => change.Status is 0 or < 400));
        Assert.Equal(Before.Describe(), Servers.Cloud.Photograph().Describe());
    }

    private IEnumerable<string> Complete(string[] arguments)
    {
        // 'ledger' knows no services; every other command is given the servers unless the call names others.
        var known = Servers.Arguments;
        var isLedger = arguments is ["ledger", ..];
        var missing = Enumerable.Range(0, known.Length / 2)
            .Select(i => (Name: known[2 * i], Value: known[(2 * i) + 1]))
            .Where(pair => !arguments.Contains(pair.Name, StringComparer.Ordinal) && (!isLedger || pair.Name == "--state"))
            .SelectMany(pair => new[] { pair.Name, pair.Value });
        return arguments is [var command, ..] && !command.StartsWith('-') ? arguments.Concat(missing) : arguments;
    }
}
