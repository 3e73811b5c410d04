using System.Collections.Immutable;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;

namespace Pruner.Sandbox.Driver;

/// <summary>Plans, prunes and explains over a fresh world with the real <c>pruner</c>, shows what happened, and checks all of it.</summary>
/// <param name="output">Where it tells.</param>
/// <param name="time">The clock.</param>
internal sealed class Demonstration(TextWriter output, TimeProvider time)
{
    private const string Release = "4.10";

    /// <summary>Most lines shown of one command; all of them are in a file beside the state.</summary>
    private const int MostLines = 24;

    /// <summary>Runs it.</summary>
    /// <returns>0 when every command ended with 0 and all is as it had to be, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var watch = time.GetTimestamp();
        await using var servers = await SandboxServers.StartAsync(new SandboxOptions { KeepFolder = true }, time, cancellationToken);
        await TellAsync($"The sandbox is up: {servers.Cloud.Images.Count} images in {servers.Cloud.Regions.Count} regions, a git repository with the boot image history of 4.10 and 4.11, and two catalogs.");
        await TellAsync($"Every command below is followed by: {string.Join(' ', servers.Arguments)}");
        var program = new PrunerProgram(servers);
        var before = servers.Cloud.Photograph();
        var faults = new List<string>();

        await ShowAsync(servers, program, faults, cancellationToken, "plan", Release);
        faults.AddRange(Changed(servers.Traffic.Changes, 0, "plan"));
        await ShowAsync(servers, program, faults, cancellationToken, "prune", Release, "--yes");
        var changes = servers.Traffic.Changes;
        await ShowAsync(servers, program, faults, cancellationToken, "explain", Pick(servers.World, SeedFate.Pinned));
        await ShowAsync(servers, program, faults, cancellationToken, "explain", Pick(servers.World, SeedFate.Pruned));
        faults.AddRange(Changed(servers.Traffic.Changes, changes.Length, "explain"));

        var after = servers.Cloud.Photograph();
        var ledger = ReadLedger(servers, faults);
        faults.AddRange(new Audit(servers.World, before, after).Faults(ledger, changes));
        await TellTableAsync(servers.World, before, after, changes);
        await TellAsync($"The state (plan, journal, ledger) lies in {servers.StateFolder}");
        foreach (var fault in faults)
        {
            await TellAsync("WRONG: " + fault);
        }

        await TellAsync(
            $"{(faults.Count == 0 ? "Everything is as it had to be" : $"{faults.Count} things are not as they had to be")}; {time.GetElapsedTime(watch).TotalSeconds:0.0} s.");
        return faults.Count == 0 ? 0 : 1;
    }

    private async Task ShowAsync(SandboxServers servers, PrunerProgram program, List<string> faults, CancellationToken cancellationToken, params string[] command)
    {
        await TellAsync("");
        await TellAsync($"$ pruner {string.Join(' ', command)}");
        var watch = time.GetTimestamp();
        var (exitCode, lines) = await program.RunAsync([.. command, .. servers.Arguments], cancellationToken);
        var file = Path.Combine(servers.Folder, $"output-{string.Join('-', command).Replace("--", "", StringComparison.Ordinal)}.txt");
        await File.WriteAllLinesAsync(file, lines, cancellationToken);
        foreach (var line in lines.Count <= MostLines ? lines : [.. lines.Take(MostLines / 2), $"… {lines.Count - MostLines} more lines, all in {file}", .. lines.TakeLast(MostLines / 2)])
        {
            await TellAsync("  " + line);
        }

        await TellAsync($"  (ended with {exitCode} after {time.GetElapsedTime(watch).TotalSeconds:0.0} s)");
        if (exitCode != 0)
        {
            faults.Add($"pruner {string.Join(' ', command)} ended with {exitCode}.");
        }
    }

    private static IReadOnlyList<LedgerLine> ReadLedger(SandboxServers servers, List<string> faults)
    {
        try
        {
            return LedgerLine.ReadFile(Path.Combine(servers.StateFolder, "ledger.json"));
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            faults.Add(exception.Message);
            return [];
        }
    }

    private static IEnumerable<string> Changed(ImmutableArray<RecordedRequest> changes, int expected, string command) =>
        changes.Length == expected ? [] : [$"pruner {command} made {changes.Length - expected} changing calls."];

    private static string Pick(SeedWorld world, SeedFate fate) => world.Expected.First(expectation => expectation.Fate == fate).ImageId;

    private async Task TellTableAsync(SeedWorld world, EcsCloud before, EcsCloud after, ImmutableArray<RecordedRequest> changes)
    {
        var left = after.Images.Select(image => (image.RegionId, image.ImageId)).ToHashSet();
        await TellAsync("");
        await TellAsync($"{"what had to happen",-44}{"images",8}{"there",8}");
        foreach (var group in world.Expected.GroupBy(expectation => (expectation.Fate, expectation.Reason)).OrderBy(group => group.Key.Reason))
        {
            var what = group.Key.Fate == SeedFate.Pruned ? "pruned" : $"kept: {Audit.Word(group.Key.Reason)}";
            await TellAsync($"{what,-44}{group.Count(),8}{group.Count(expectation => left.Contains((expectation.RegionId, expectation.ImageId))),8}");
        }

        await TellAsync($"{"all images",-44}{before.Images.Count,8}{after.Images.Count,8}");
        await TellAsync($"{"all snapshots",-44}{Count(before),8}{Count(after),8}");
        foreach (var calls in changes.GroupBy(call => call.Operation, StringComparer.Ordinal).OrderBy(calls => calls.Key, StringComparer.Ordinal))
        {
            await TellAsync($"{calls.Key + " calls",-44}{calls.Count(),8}");
        }

        await TellAsync("");
    }

    private static int Count(EcsCloud cloud) => cloud.Snapshots.Values.Sum(ids => ids.Count);

    private Task TellAsync(string line) => output.WriteLineAsync(line);
}
