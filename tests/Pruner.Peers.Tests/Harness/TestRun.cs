using System.Collections.Immutable;
using System.Diagnostics;
using System.Xml.Linq;
using Pruner.Peers.Tests.Table;

namespace Pruner.Peers.Tests.Harness;

/// <summary>What became of the tests that one process was asked to run.</summary>
/// <param name="Cases">Every case that ran, with its test's class and method, and whether it passed.</param>
/// <param name="Said">The end of what the process printed.</param>
internal sealed record TestRun(ImmutableArray<(string Type, string Method, bool Passed)> Cases, string Said)
{
    /// <summary>No run of ours takes a tenth of this on a quiet machine: what does has lost its way, and that proves nothing.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>Runs tests in a process of their own.</summary>
    /// <param name="folder">What their project built.</param>
    /// <param name="project">Their project.</param>
    /// <param name="tests">The tests.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public static async Task<TestRun> OfAsync(string folder, string project, IEnumerable<Killer> tests, CancellationToken cancellationToken)
    {
        var results = Path.Combine(folder, "results.xml");
        File.Delete(results);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        start.ArgumentList.Add(Path.Combine(folder, project + ".dll"));
        foreach (var argument in tests.SelectMany(test => new[] { "-method", $"*.{test.Type}.{test.Method}" }).Concat(["-xml", results, "-noColor", "-noLogo"]))
        {
            start.ArgumentList.Add(argument);
        }

        // Where local time is not UTC, a mistake between the two shows.
        start.Environment["TZ"] = "Pacific/Kiritimati";
        // A process that lives for seconds gains nothing from watching itself.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var limit = new CancellationTokenSource(Longest);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var process = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(ending.Token), process.StandardError.ReadToEndAsync(ending.Token));
            await process.WaitForExitAsync(ending.Token);
            return new TestRun(File.Exists(results) ? Read(results) : [], string.Concat(said).Trim() is var text && text.Length > 2000 ? text[^2000..] : text);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TestRun([], $"It did not end within {Longest.TotalMinutes:0} minutes.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>True when a test ran, and every case of it passed.</summary>
    public bool Passed(Killer test) => CasesOf(test) is [_, ..] cases && cases.TrueForAll(found => found.Passed);

    /// <summary>True when a test ran, and a case of it failed.</summary>
    public bool Failed(Killer test) => CasesOf(test).Exists(found => !found.Passed);

    private List<(string Type, string Method, bool Passed)> CasesOf(Killer test) => [.. Cases.Where(found => found.Type == test.Type && found.Method == test.Method)];

    /// <summary>Reads the cases that ran. One that was skipped did not.</summary>
    private static ImmutableArray<(string Type, string Method, bool Passed)> Read(string file) =>
    [
        .. XDocument.Load(file).Descendants("test")
            .Where(test => (string?)test.Attribute("result") is "Pass" or "Fail")
            .Select(test => (((string)test.Attribute("type")!).Split('.', '+')[^1], (string)test.Attribute("method")!, (string?)test.Attribute("result") == "Pass")),
    ];
}
