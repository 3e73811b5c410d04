using System.Globalization;
using Pruner.Sandbox.Kills;

namespace Pruner.Sandbox.Driver;

/// <summary>The sandbox's command line: no arguments demonstrate, <c>serve</c> stays up, <c>kill</c> kills, anything else goes to <c>pruner</c>.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="time">The clock.</param>
internal sealed class SandboxProgram(TextWriter output, TextWriter error, TimeProvider time)
{
    private const string Usage = "serve [--repository DIR [--pulls FILE]] [--latency MS]";

    /// <summary>Runs one mode.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellationToken">Ends <c>serve</c>, and stops the demonstration.</param>
    /// <returns>The exit code: of <c>pruner</c> when arguments are passed to it, 2 when those of <c>serve</c> are wrong.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return arguments switch
            {
                [] => await new Demonstration(output, time).RunAsync(cancellationToken),
                ["serve", .. var rest] => await ServeAsync(rest, cancellationToken),
                ["kill", .. var rest] => await KillAsync(rest, cancellationToken),
                _ => await PassOnAsync(arguments, cancellationToken),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Interrupted.");
            return 130;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            await error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private async Task<int> ServeAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (ReadServe(arguments) is not { } options)
        {
            await error.WriteLineAsync($"Usage: {Usage}");
            return 2;
        }

        await using var servers = await SandboxServers.StartAsync(options, time, cancellationToken);
        foreach (var (name, value) in servers.Environment)
        {
            await output.WriteLineAsync($"export {name}={value}");
        }

        await output.WriteLineAsync($"# pruner plan 4.10 {string.Join(' ', servers.Arguments)}");
        await output.WriteLineAsync("# Serving until Ctrl-C.");
        try
        {
            await output.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // That is how serving ends.
        }

        return 0;
    }

    private async Task<int> KillAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (KillOptions.TryParse(arguments) is { } options)
        {
            return await new KillRunner(output, time).RunAsync(options, cancellationToken);
        }

        await error.WriteLineAsync($"Usage: {KillOptions.Usage}");
        return 2;
    }

    /// <summary>The options of <c>serve</c>, or null when they are none.</summary>
    internal static SandboxOptions? ReadServe(IReadOnlyList<string> arguments)
    {
        var options = new SandboxOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--repository" when Directory.Exists(value):
                    options = options with { RepositoryPath = Path.GetFullPath(value!) };
                    break;
                case "--pulls" when File.Exists(value):
                    options = options with { PullsFile = Path.GetFullPath(value!) };
                    break;
                case "--latency" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= 60_000:
                    options = options with { Latency = TimeSpan.FromMilliseconds(milliseconds) };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }

    private async Task<int> PassOnAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var servers = await SandboxServers.StartAsync(new SandboxOptions { KeepFolder = true }, time, cancellationToken);
        // An option that the caller gives is the caller's; the others lead to the sandbox.
        var added = servers.Arguments.Chunk(2).Where(pair => !arguments.Any(argument => argument == pair[0] || argument.StartsWith(pair[0] + "=", StringComparison.Ordinal)));
        string[] all = IsQuestion(arguments) ? [.. arguments] : [.. arguments, .. added.SelectMany(pair => pair)];
        await error.WriteLineAsync($"$ pruner {string.Join(' ', all)}");
        return await new PrunerProgram(servers).RunAttachedAsync(all);
    }

    private static bool IsQuestion(IReadOnlyList<string> arguments) =>
        arguments.Any(argument => argument is "--help" or "-h" or "-?" or "--version");
}
