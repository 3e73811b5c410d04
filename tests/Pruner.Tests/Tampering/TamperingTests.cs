using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Tampering;

/// <summary>
/// Every field of every file that a run leaves is changed in every way, with the digests and chains computed again, as whoever can write the files can.
/// Readers see all forgeries; of those that they let pass, real commands run on some, chosen by seed, or with <c>PRUNER_TAMPERING=whole</c> on all.
/// No call may be made that an honest run on fresh evidence would not make.
/// </summary>
public sealed class TamperingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int RunsOfEach = 6;
    private static readonly string[] Prune = ["prune", "4.10", "--yes", "--include-shared"];

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("PRUNER_TAMPERING") == "whole";
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("PRUNER_TAMPERING_SEED") ?? "1", CultureInfo.InvariantCulture);

    private readonly Random _random = new(Seed);
    private SmallWorld _world = null!;
    private EcsImage _image = null!;
    private EcsImage _late = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await SmallWorld.StartAsync();
        var left = _world.Leave(2, "us-east-1", isPublic: true);
        (_image, _late) = (left[0], left[1]);
        _image.Accounts.Add("1111222233334444");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_plan()
    {
        Assert.Equal(ExitCode.Done, await _world.RunAsync("plan", "4.10", "--include-shared"));
        var scene = await Scene.TakeAsync(_world, interrupted: null);
        var passing = new List<Case>();
        foreach (var forgery in Forgeries(scene["plan.json"]))
        {
            Assert.False(IsRead("plan.json", forgery.Text, text => Document.ReadPlan("plan.json", text)), $"{forgery.Name}: passes with the digest of another");
            var (text, digest) = Records.Seal(forgery.Text);
            if (IsRead("plan.json", text, bytes => Document.ReadPlan("plan.json", bytes)))
            {
                passing.Add(new Case(forgery.Name, Files("plan.json", text), [() => ["apply", _world.PlanFile, "--digest", digest, "--include-shared"]])
                {
                    Approved = Document.ReadPlan("plan.json", Encoding.UTF8.GetBytes(text)),
                });
            }
        }

        await RunAsync(scene, passing, () => ["apply", _world.PlanFile, "--digest", _world.Plan.Digest!, "--include-shared"]);
    }

    [Fact]
    public async Task Evidence()
    {
        Assert.Equal(ExitCode.Done, await _world.RunAsync("plan", "4.10", "--include-shared"));
        var scene = await Scene.TakeAsync(_world, interrupted: null);
        Func<string[]>[] planAndApply = [() => ["plan", "4.10", "--include-shared"], () => ["apply", _world.PlanFile, "--digest", _world.Plan.Digest!, "--include-shared"]];
        var passing = new List<Case>();
        foreach (var forgery in Forgeries(scene["evidence.json"]))
        {
            if (!IsRead("evidence.json", forgery.Text, text => EvidenceFile.Read("evidence.json", text)))
            {
                continue;
            }

            var plan = JsonNode.Parse(scene["plan.json"])!;
            plan["evidenceDigest"] = Document.Sha256(Encoding.UTF8.GetBytes(forgery.Text));
            var files = Files("evidence.json", forgery.Text);
            files["plan.json"] = Records.Seal(plan.ToJsonString()).Text;
            // The plan is made from the forged cache, approved as it is, and carried out.
            passing.Add(new Case(forgery.Name, files, planAndApply));
        }

        await RunAsync(scene, passing, planAndApply);
    }

    [Theory]
    [InlineData("DeleteImage")]
    [InlineData("DeleteSnapshot")]
    public async Task The_plan_of_an_interrupted_run(string at)
    {
        var scene = await InterruptedAsync(at);
        var passing = new List<Case>();
        foreach (var forgery in Forgeries(scene["approved.json"]))
        {
            var (text, digest) = Records.Seal(forgery.Text);
            if (IsRead("approved.json", text, bytes => Document.ReadPlan("approved.json", bytes)))
            {
                var files = Files("approved.json", text);
                files["journal.jsonl"] = Records.Chain(Records.Lines(scene["journal.jsonl"]), digest);
                passing.Add(new Case(forgery.Name, files, [() => Prune]));
            }
        }

        await RunAsync(scene, passing, () => Prune);
    }

    [Theory]
    [InlineData("DeleteImage")]
    [InlineData("DeleteSnapshot")]
    public async Task A_journal(string at)
    {
        var scene = await InterruptedAsync(at);
        var passing = new List<Case>();
        foreach (var forgery in Forgery.Of(Records.AsList(scene["journal.jsonl"]), _random))
        {
            var lines = Records.FromList(forgery.Apply(Records.AsList(scene["journal.jsonl"])));
            var plain = string.Concat(lines.Select(line => line + "\n"));
            Assert.False(IsRead("journal.jsonl", plain, text => Journal.Read("journal.jsonl", text)), $"{forgery.Field} {forgery.How}: passes with the hash of another");
            var text = Records.Chain(lines);
            if (IsRead("journal.jsonl", text, bytes => Progress.Of(Journal.Read("journal.jsonl", bytes).Entries)))
            {
                passing.Add(new Case($"{forgery.Field} {forgery.How}", Files("journal.jsonl", text), [() => Prune]));
            }
        }

        await RunAsync(scene, passing, () => Prune);
    }

    [Fact]
    public async Task A_plan_and_a_journal_made_up_together_of_whatever_is_in_the_account()
    {
        var scene = await InterruptedAsync("DeleteImage");
        var snapshots = _world.Servers.Cloud.Snapshots.ToDictionary(region => region.Key, region => region.Value.ToArray(), StringComparer.Ordinal);
        var histories = Enumerable.Range(0, IsWhole ? 100 : RunsOfEach).Select(number =>
        {
            var (plan, journal) = FalseHistory.Make(Document.ReadPlan("approved.json", Encoding.UTF8.GetBytes(scene["approved.json"])), snapshots, _random);
            var files = Files("approved.json", Encoding.UTF8.GetString(Document.Write(plan)));
            files["journal.jsonl"] = Records.Chain(journal.Select(entry => Encoding.UTF8.GetString(Journal.Line(entry))), plan.Digest);
            return new Case($"history {number}", files, [() => Prune]);
        });

        await RunAsync(scene, [.. histories], () => Prune);
    }

    [Fact]
    public async Task A_ledger_that_was_brought_back_from_an_artifact()
    {
        var scene = await Scene.TakeAsync(_world, interrupted: null);
        Assert.Equal(ExitCode.Done, await _world.RunAsync(Prune));
        var honest = await File.ReadAllTextAsync(Path.Combine(_world.State, "ledger.json"), TestContext.Current.CancellationToken);
        var passing = Forgeries(honest)
            .Where(forgery => IsRead("ledger.json", forgery.Text, text => Document.ReadLedger("ledger.json", text)))
            .Select(forgery => new Case(forgery.Name, Files("ledger.json", forgery.Text), [() => ["ledger", "show"], () => ["ledger", "verify"], () => Prune]))
            .ToList();

        await RunAsync(scene, passing, () => Prune);
    }

    [Fact]
    public async Task A_ledger_that_remembers_marks()
    {
        await File.AppendAllTextAsync(_world.Servers.ConfigurationFile, "grace: 14d\n", TestContext.Current.CancellationToken);
        _late.InUse = true;
        Assert.Equal(ExitCode.Done, await _world.RunAsync(Prune));
        _world.Time.Move(TimeSpan.FromDays(13));
        _late.InUse = false;
        Assert.Equal(ExitCode.Done, await _world.RunAsync(Prune));
        _world.Time.Move(TimeSpan.FromDays(2));
        var (ripe, late) = (_world.Ledger.Marks!.Value.Single(mark => mark.Id == _image.ImageId), _world.Ledger.Marks!.Value.Single(mark => mark.Id == _late.ImageId));
        Assert.True(late.At - ripe.At >= TimeSpan.FromDays(13));
        var scene = await Scene.TakeAsync(_world, interrupted: null);
        var older = Document.Write(_world.Ledger with { Marks = [ripe, late with { At = ripe.At }] });
        var passing = Forgeries(scene["ledger.json"])
            .Append((Name: "/marks: all ripe", Text: Encoding.UTF8.GetString(older)))
            .Where(forgery => IsRead("ledger.json", forgery.Text, text => Document.ReadLedger("ledger.json", text)))
            .Select(forgery => new Case(forgery.Name, Files("ledger.json", forgery.Text), [() => Prune]) { IsAlwaysRun = forgery.Name.StartsWith("/marks", StringComparison.Ordinal) })
            .ToList();

        await RunAsync(scene, passing, () => Prune);
    }

    [Fact]
    public async Task An_archived_journal()
    {
        // Neither run can delete anything: what the first plan dooms is still there when its journal has been put aside.
        _world.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DeleteImage")
        {
            Times = int.MaxValue,
            Status = 403,
            Body = """{"RequestId":"r","HostId":"h","Code":"Forbidden.RAM","Message":"User not authorized."}""",
        });
        Assert.Equal(ExitCode.Incomplete, await _world.RunAsync(Prune));
        var plan = await File.ReadAllTextAsync(Path.Combine(_world.State, "approved.json"), TestContext.Current.CancellationToken);
        var approved = Document.ReadPlan("approved.json", Encoding.UTF8.GetBytes(plan));
        _world.Time.Move(TimeSpan.FromMinutes(1));
        Assert.Equal(ExitCode.Incomplete, await _world.RunAsync(Prune));
        _world.Servers.Traffic.Clear();
        var scene = await Scene.TakeAsync(_world, interrupted: null);
        var archived = $"history/{approved.Digest}.jsonl";
        Func<string[]> again = () => ["apply", _world.PlanFile, "--digest", approved.Digest!, "--include-shared"];
        Case Without(string name, string? text) => new(name, new(StringComparer.Ordinal) { [archived] = text, ["plan.json"] = plan }, [again]) { Approved = approved, IsAlwaysRun = true };
        var fields = Forgery.Of(Records.AsList(scene[archived]), _random)
            .Select(forgery => new Case($"{forgery.Field} {forgery.How}", Files(archived, Records.Chain(Records.FromList(forgery.Apply(Records.AsList(scene[archived]))))), [() => Prune]));

        await RunAsync(scene, [Without("removed", null), Without("emptied", ""), .. fields], () => Prune);
    }

    /// <summary>A run that was cut off when the given operation was first asked for, which was lost.</summary>
    private async Task<Scene> InterruptedAsync(string operation)
    {
        using var stop = new CancellationTokenSource();
        _world.Servers.Traffic.Script(new Fault(FaultKind.ResetBefore, request =>
        {
            var isIt = request.Operation == operation;
            if (isIt)
            {
                stop.Cancel();
            }

            return isIt;
        })
        { Times = int.MaxValue });
        Assert.Equal(ExitCode.Interrupted, await _world.RunAsync(stop.Token, Prune));
        _world.Servers.Traffic.Clear();
        return await Scene.TakeAsync(_world, Document.ReadPlan("approved.json", await File.ReadAllBytesAsync(Path.Combine(_world.State, "approved.json"), TestContext.Current.CancellationToken)));
    }

    private IEnumerable<(string Name, string Text)> Forgeries(string honest)
    {
        var document = JsonNode.Parse(honest)!;
        return Forgery.Of(document, _random).Select(forgery => ($"{forgery.Field} {forgery.How}", forgery.Apply(document)));
    }

    /// <summary>True when a reader takes a text; what it does not take it must refuse in its own words.</summary>
    private bool IsRead(string file, string text, Func<byte[], object> read)
    {
        Interlocked.Increment(ref _seen);
        try
        {
            return read(Encoding.UTF8.GetBytes(text)) is not null;
        }
        catch (EvidenceException refused)
        {
            Assert.Contains(file, refused.Refusal.What, StringComparison.Ordinal);
            return false;
        }
    }

    private int _seen;

    private async Task RunAsync(Scene scene, List<Case> passing, params IReadOnlyList<Func<string[]>> honest)
    {
        // Without a forgery the run does its work: the scene is no dead one.
        Assert.Equal("", await scene.TryAsync(Files("none", ""), approved: null, honest));
        Assert.Contains(_world.Servers.Traffic.Changes, request => request.Operation.StartsWith("Delete", StringComparison.Ordinal));
        var others = passing.Where(one => IsWhole || !one.IsAlwaysRun).ToArray();
        _random.Shuffle(others);
        Case[] chosen = IsWhole ? others : [.. passing.Where(one => one.IsAlwaysRun), .. others.Take(RunsOfEach)];
        var wrong = new List<string>();
        foreach (var one in chosen)
        {
            if (await scene.TryAsync(one.Files, one.Approved, one.Commands) is { Length: > 0 } what)
            {
                wrong.Add($"{one.Name}: {what}");
            }
        }

        output.WriteLine($"seed {Seed}: readers saw {_seen} forgeries and let {passing.Count} pass; commands ran on {chosen.Length} of them, {scene.Runs} commands, {wrong.Count} wrong");
        Assert.True(chosen.Length > 0 && wrong.Count == 0, string.Join("\n", wrong));
    }

    private static Dictionary<string, string?> Files(string name, string? text) => new(StringComparer.Ordinal) { [name] = text };

    /// <summary>A forgery, and what is run on it.</summary>
    private sealed record Case(string Name, Dictionary<string, string?> Files, IReadOnlyList<Func<string[]>> Commands)
    {
        /// <summary>The plan that is applied; null when the commands make their own.</summary>
        public Plan? Approved { get; init; }

        /// <summary>True when no sample may leave it out.</summary>
        public bool IsAlwaysRun { get; init; }
    }
}
