using System.Collections.Immutable;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Kills;

/// <summary>
/// One world, pruned by processes that are killed: started again and killed again, then left alone until a run finds nothing to do. After each kill the
/// journal must be whole and announce every change that arrived; at the end all must be as if nobody had been killed. In a world with a time of grace marks are
/// set, taken off and set anew by such processes first.
/// </summary>
internal sealed class KillWorld : IDisposable
{
    private const string Release = "4.10";
    private const int MostRuns = 40;
    private const int MostRunsInPeace = 4;
    private const int MostKillsOfMarks = 2;
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(3);

    private readonly SandboxServers _servers;
    private readonly PrunerProgram _program;
    private readonly Random _random;
    private readonly KillTally _tally;
    private readonly TimeProvider _time;
    private readonly EcsCloud _before;
    private readonly FileSystemWatcher _state;
    private readonly List<string> _faults = [];
    private readonly Dictionary<(string RegionId, string ImageId), LedgerLine> _told = [];
    private KillWatch _watch;
    private int _changesSeen;
    private ImmutableDictionary<string, int> _linesBefore = ImmutableDictionary<string, int>.Empty;
    private ImmutableDictionary<string, int> _lines = ImmutableDictionary<string, int>.Empty;

    private KillWorld(SandboxServers servers, KillOptions options, Random random, KillTally tally, TimeProvider time)
    {
        (_servers, _random, _tally, _time, _before) = (servers, random, tally, time, servers.Cloud.Photograph());
        _program = new PrunerProgram(servers, options.Program);
        _watch = new KillWatch(KillMoment.Never, time);
        Directory.CreateDirectory(servers.StateFolder);
        _state = new FileSystemWatcher(servers.StateFolder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        _state.Created += (_, noticed) => Notice(noticed.Name);
        _state.Renamed += (_, noticed) => Notice(noticed.Name);
        _state.Changed += (_, noticed) => Notice(noticed.Name == JournalName ? noticed.Name : null);
        _state.EnableRaisingEvents = true;
        servers.Traffic.Script(new Fault(FaultKind.Hold, Arrives));
    }

    private static string JournalName => "journal.jsonl";

    private IEnumerable<string> Journals =>
    [
        .. Directory.Exists(Path.Combine(_servers.StateFolder, "history")) ? Directory.EnumerateFiles(Path.Combine(_servers.StateFolder, "history"), "*.jsonl") : [],
        Path.Combine(_servers.StateFolder, JournalName),
    ];

    /// <summary>Runs one world to its end.</summary>
    /// <param name="options">How large it is, and with which program.</param>
    /// <param name="random">Where the moments are drawn from.</param>
    /// <param name="tally">Counts what happens; kills stop when it has enough.</param>
    /// <param name="hasGrace">Whether its configuration has a time of grace.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was wrong, one sentence each.</returns>
    public static async Task<ImmutableArray<string>> RunAsync(
        KillOptions options, Random random, KillTally tally, bool hasGrace, TimeProvider time, CancellationToken cancellationToken)
    {
        var sandbox = new SandboxOptions { OrdinaryBuilds = options.Builds, Latency = TimeSpan.FromMilliseconds(random.Next(3)) };
        await using var servers = await SandboxServers.StartAsync(sandbox, time, cancellationToken);
        using var world = new KillWorld(servers, options, random, tally, time);
        if (hasGrace)
        {
            await world.MarkAsync(cancellationToken);
        }

        await world.KillAsync(MostRuns, cancellationToken);
        await world.RestAsync(cancellationToken);
        tally.Changes += servers.Traffic.Changes.Length;
        return [.. world._faults];
    }

    /// <inheritdoc />
    public void Dispose() => _state.Dispose();

    /// <summary>Has marks set, taken off and set anew, by runs of which some are killed, and lets their grace be over.</summary>
    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        await File.AppendAllTextAsync(_servers.ConfigurationFile, WorldMarks.Policy, cancellationToken);
        var marks = new WorldMarks(_servers);
        foreach (var isInUse in new[] { false, true, false })
        {
            marks.Use(isInUse);
            await KillAsync(MostKillsOfMarks, cancellationToken);
            // The last one sees everything as it is now.
            await RunOnceAsync(KillMoment.Never, cancellationToken);
        }

        if (marks.Ripen() == 0)
        {
            _faults.Add("No image was marked.");
        }
    }

    /// <summary>Kills run after run, until one ends by itself that had nothing to change.</summary>
    private async Task KillAsync(int mostRuns, CancellationToken cancellationToken)
    {
        for (var runs = 0; runs < mostRuns && _tally.Left > 0; runs++)
        {
            if (await RunOnceAsync(KillMoment.Draw(_random), cancellationToken) is { IsKilled: false, Changes: 0 })
            {
                return;
            }
        }
    }

    /// <summary>Runs undisturbed until nothing is left to do, and looks at everything.</summary>
    private async Task RestAsync(CancellationToken cancellationToken)
    {
        var changes = -1;
        for (var run = 0; run < MostRunsInPeace && changes != 0; run++)
        {
            changes = (await RunOnceAsync(KillMoment.Never, cancellationToken)).Changes;
        }

        if (changes != 0)
        {
            _faults.Add($"After {MostRunsInPeace} runs in peace there was still something to do.");
        }

        var (exitCode, lines) = await _program.RunAsync(["ledger", "verify", "--state", _servers.StateFolder], cancellationToken);
        if (exitCode != 0)
        {
            _faults.Add($"'ledger verify' ended with {exitCode}: {string.Join(' ', lines)}");
        }

        _faults.AddRange(new Audit(_servers.World, _before, _servers.Cloud.Photograph()).Faults([.. _told.Values], _servers.Traffic.Changes));
        _faults.AddRange(_servers.Traffic.Requests
            .Where(request => request is { Operation: "DeleteImage", Status: 200 })
            .GroupBy(request => (request.Location, Announcements.Named(request, "ImageId")))
            .Where(deletions => deletions.Count() > 1)
            .Select(deletions => $"{deletions.Key} was deleted {deletions.Count()} times."));
    }

    /// <summary>Runs the program once.</summary>
    /// <returns>Whether it was killed, and its changing calls.</returns>
    private async Task<(bool IsKilled, int Changes)> RunOnceAsync(KillMoment moment, CancellationToken cancellationToken)
    {
        var before = _servers.Traffic.Changes.Length;
        _watch = new KillWatch(moment, _time);
        using var limit = new CancellationTokenSource(LongestRun, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var run = await _program.RunAsync(["prune", Release, "--yes", .. _servers.Arguments], _watch.WaitAsync(ending.Token), ending.Token);
            var journal = Look(run.IsKilled);
            var changes = _servers.Traffic.Changes.Length - before;
            if (run.IsKilled)
            {
                _tally.Count(changes, journal.IsFinished);
            }
            else
            {
                _tally.Ended++;
                _faults.AddRange(run.ExitCode == 0 ? [] : [$"A run that nobody killed ended with {run.ExitCode}: {string.Join(' ', run.Lines.TakeLast(5))}"]);
            }

            return (run.IsKilled, changes);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _faults.Add($"A run did not end in {LongestRun.TotalMinutes} minutes.");
            return (false, 0);
        }
    }

    /// <summary>What must hold whenever a process is gone: the records are whole, and what arrived at the cloud was announced by the journal of the run's own plan.</summary>
    /// <returns>The journal of the run.</returns>
    private JournalLines Look(bool isKilled)
    {
        ImmutableArray<JournalLines> journals = [.. Journals.Select(JournalLines.Read)];
        var announcements = new Announcements(journals, _linesBefore);
        var changes = _servers.Traffic.Changes;
        _faults.AddRange(journals.SelectMany(journal => journal.Faults));
        _faults.AddRange(changes.Skip(_changesSeen).Where(change => !announcements.Cover(change)).Select(change =>
            $"{change.Operation} (request {change.Number}, {change.Location}) arrived, and the run's journal does not announce it."));
        _changesSeen = changes.Length;
        var lines = journals.Where(journal => journal.Count > 0).ToImmutableDictionary(journal => journal.Plan, journal => journal.Count, StringComparer.Ordinal);
        // What a process asked for last may arrive when it is gone: after a kill its own lines count once more.
        (_linesBefore, _lines) = (isKilled ? _lines : lines, lines);
        var ledger = Path.Combine(_servers.StateFolder, "ledger.json");
        try
        {
            foreach (var line in File.Exists(ledger) ? LedgerLine.ReadFile(ledger) : [])
            {
                _told[(line.RegionId, line.ImageId)] = line;
            }
        }
        catch (FormatException exception)
        {
            _faults.Add(exception.Message);
        }

        return journals[^1];
    }

    private bool Arrives(RecordedRequest request)
    {
        _watch.Notice(KillSign.Request);
        if (request.IsChange)
        {
            _watch.Notice(KillSign.Change);
        }

        // It only looks; the request goes its way.
        return false;
    }

    private void Notice(string? file)
    {
        if (file is not null)
        {
            _watch.Notice(file == JournalName ? KillSign.JournalWrite : KillSign.StateFile);
        }
    }
}
