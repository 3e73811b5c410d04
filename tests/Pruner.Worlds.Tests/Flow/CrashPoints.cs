using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Made;
using Pruner.Worlds.Tests.Runner;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>
/// Every place at which a run of one world can die: before and after each call took effect, and within each write of the journal, of a plan, its evidence and a
/// ledger. Whatever the place, the same command run again must come to the same cloud, and its ledger to the same outcomes, as a run that nothing disturbed.
/// </summary>
internal sealed partial class CrashPoints
{
    private const int MostRuns = 4;

    private readonly int _seed;
    private readonly CrashScene _scene;
    private readonly ExitCode? _ended;
    private readonly string _cloud;
    private readonly ImmutableSortedDictionary<string, ArtifactOutcome> _outcomes;

    /// <summary>Runs the world of a seed undisturbed, and notes the places.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="scene">Which of its runs dies.</param>
    public CrashPoints(int seed, CrashScene scene)
    {
        (_seed, _scene) = (seed, scene);
        FlowWorld? made = null;
        ExitCode? ended = null;
        // A simulation wants a thread without a synchronization context.
        Crowd.Run(0, 1, 1, _ => ended = (made = NewWorld()).Run(StopPoint.None, Command(made)));
        using var world = made!;
        _ended = ended is ExitCode.Done or ExitCode.Incomplete ? ended : throw new InvalidOperationException($"The undisturbed run of seed {seed} ended with {ended}: {world.Said}");
        (Calls, Writes) = world.Points;
        _cloud = CloudOf(world);
        _outcomes = OutcomesOf(world.TryReadLedger()!);
    }

    /// <summary>Calls of the undisturbed run.</summary>
    public int Calls { get; }

    /// <summary>Writes of its records.</summary>
    public int Writes { get; }

    /// <summary>All places.</summary>
    public ImmutableArray<StopPoint> Points =>
    [
        .. Enumerable.Range(1, Calls).SelectMany(call => new[] { StopKind.KillBefore, StopKind.KillAfter }.Select(kind => new StopPoint(kind, call, 0, 0))),
        .. Enumerable.Range(1, Writes).SelectMany(write => new[] { 0, 0.5, 1 }.Select(part => new StopPoint(StopKind.KillBefore, 0, write, part))),
    ];

    /// <summary>Two places by chance, the second in the run that resumes.</summary>
    public ImmutableArray<StopPoint> Two(int number)
    {
        var points = Points;
        var chance = new Chance(_seed);
        return [points[chance.Below(points.Length, $"first {number}")], points[chance.Below(points.Length, $"second {number}")]];
    }

    /// <summary>Dies at the given places, one a run, then runs to the end.</summary>
    public WorldVerdict Run(ImmutableArray<StopPoint> stops)
    {
        using var world = NewWorld();
        var watchman = new Watchman(world);
        var ledgers = new List<Ledger>();
        var wrong = new List<string>();
        var struck = new List<string>();
        ExitCode? ended = null;
        if (world.TryReadLedger() is { } earlier)
        {
            wrong.AddRange(watchman.Lies(earlier));
        }

        foreach (var stop in stops)
        {
            ended = world.Run(stop, Command(world));
            if (ended is null)
            {
                struck.Add(stop.ToString());
            }

            Note();
        }

        for (var n = 0; n < MostRuns && ended != _ended; n++)
        {
            ended = world.Run(StopPoint.None, Command(world));
            Note();
        }

        // What a run left to the next one to plan anew is in the earlier ledger, or in what was put aside.
        ledgers.AddRange(world.EarlierLedgers());
        var outcomes = ledgers.SelectMany(OutcomesOf).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Select(pair => pair.Value).ToList(), StringComparer.Ordinal);
        wrong.AddRange(watchman.WrongChanges()
            .Concat(ended == _ended ? [] : [$"it ended with {ended}, undisturbed with {_ended}"])
            .Concat(CloudOf(world) == _cloud ? [] : ["the cloud is not as after an undisturbed run"])
            .Concat(_outcomes.Where(pair => !outcomes.TryGetValue(pair.Key, out var found) || !found.Contains(pair.Value))
                .Select(pair => $"{pair.Key} is {pair.Value} in the undisturbed ledger, here {(outcomes.TryGetValue(pair.Key, out var found) ? string.Join(", ", found) : "not there")}")));
        return new WorldVerdict(0, [.. wrong], [.. stops.Select(stop => stop.ToString())], world.Said, _outcomes.Count) { Struck = [.. struck] };

        void Note()
        {
            if (world.TryReadLedger() is { IsFinished: true } ledger)
            {
                ledgers.Add(ledger);
                if (ended is ExitCode.Done or ExitCode.Incomplete)
                {
                    wrong.AddRange(watchman.Lies(ledger));
                }
            }
        }
    }

    private static string[] Command(FlowWorld world) => ["prune", .. world.Made.Chosen, "--yes"];

    private static ImmutableSortedDictionary<string, ArtifactOutcome> OutcomesOf(Ledger ledger) =>
        ledger.Entries.ToImmutableSortedDictionary(entry => $"{entry.Location} {entry.Id}", entry => entry.Outcome, StringComparer.Ordinal);

    // Whichever plan it was that left them, and whenever, tags are tags.
    private static string CloudOf(FlowWorld world) => DigestOrTime().Replace(world.Made.Cloud.Describe(), "X");

    [GeneratedRegex("[0-9a-f]{64}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DigestOrTime();

    private FlowWorld NewWorld()
    {
        var world = FlowWorld.Start(WorldMaker.Make(_seed), _seed, new FaultSchedule(_seed, only: null), Scratch.NewFolder());
        if (_scene == CrashScene.Refused)
        {
            // The one with the most to put back.
            world.Refuse(world.Made.Cloud.Images
                .Where(image => world.Made.Doomed.Contains((image.RegionId, image.ImageId)))
                .OrderByDescending(image => image.Accounts.Count)
                .ThenByDescending(image => image.IsPublic)
                .Select(image => (image.RegionId, image.ImageId))
                .FirstOrDefault());
        }
        else if (_scene == CrashScene.Ripe)
        {
            world.Run(StopPoint.None, Command(world));
            world.Pass(world.Made.Grace ?? TimeSpan.Zero);
        }

        return world;
    }
}
