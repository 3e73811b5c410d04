using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Pruner.Conformance.Tests;

/// <summary>Runs one file of tests/conformance with Node's own test runner.</summary>
internal static class NodeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>How many of its tests passed. Any that failed or was skipped fails the caller, with all that Node printed.</summary>
    public static async Task<int> RunAsync(string file, IReadOnlyDictionary<string, string> environment)
    {
        var folder = Path.Combine(Root(), "tests", "conformance");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            Missing("tests/conformance/node_modules is missing: run npm ci --prefix tests/conformance");
        }

        using var process = Start(folder, file, environment);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token) + await errors;
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"node --test {file} ended with {process.ExitCode}:\n{output}");
            Assert.True(Count(output, "skipped") + Count(output, "todo") + Count(output, "cancelled") == 0, output);
            return Count(output, "pass");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(string folder, string file, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=tap", file])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A proxy would be asked for loopback addresses too.
        foreach (var proxy in new[] { "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY" })
        {
            start.Environment.Remove(proxy);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        }
        catch (Win32Exception error)
        {
            Missing($"node cannot be started: {error.Message}");
            throw;
        }
    }

    // Where everything must hold nothing may be left out; at a desk without Node the other tests are still worth running.
    private static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip("skipped: " + reason);
    }

    /// <summary>The folder of the whole project.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No folder above the tests holds Pruner.sln.");
    }

    // Node closes its output with lines such as "# pass 13".
    private static int Count(string output, string what)
    {
        var prefix = $"# {what} ";
        var lines = output.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        Assert.True(lines.Length == 1, $"Node did not say once how many: {what}\n{output}");
        return int.Parse(lines[0].AsSpan(prefix.Length), CultureInfo.InvariantCulture);
    }
}
