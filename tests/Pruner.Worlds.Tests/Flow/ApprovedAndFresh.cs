using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Worlds.Tests.Faults;
using Pruner.Worlds.Tests.Made;
using Pruner.Worlds.Tests.Runner;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>
/// A world that changes between the approval of a plan and its application: what apply changes must be in the approved plan and in a plan made of the world
/// as it is then, whichever of the two says more.
/// </summary>
internal sealed class ApprovedAndFresh
{
    // What an image can lose from one hour to the next.
    private static readonly ImmutableHashSet<Reason> Passing = [Reason.TaggedBootImage, Reason.InUse, Reason.Shared, Reason.NotReady, Reason.KeepList];

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(80);

    private readonly FlowWorld _world;
    private readonly Chance _chance;
    private readonly string _folder;
    private readonly HashSet<(string Region, string Id)> _touched = [];

    private ApprovedAndFresh(FlowWorld world, Chance chance, string folder) => (_world, _chance, _folder) = (world, chance, folder);

    /// <summary>Plans, lets the world change, plans again, and applies the first plan.</summary>
    /// <param name="seed">The world's seed.</param>
    /// <returns>What was wrong; of how many images each plan alone wanted to be rid, and both; and how many apply deleted.</returns>
    public static (ImmutableArray<string> Wrong, int OnlyApproved, int OnlyFresh, int Both, int Deleted) Run(int seed)
    {
        var folder = Scratch.NewFolder();
        // No answer that comes too late: what is not done then has no other ground than what was touched.
        using var world = FlowWorld.Start(WorldMaker.Make(seed) with { Pace = Pace }, seed, new FaultSchedule(seed, only: null), folder);
        return new ApprovedAndFresh(world, new Chance(seed), folder).Run();
    }

    private (ImmutableArray<string> Wrong, int OnlyApproved, int OnlyFresh, int Both, int Deleted) Run()
    {
        var (approved, file) = MakePlan("approved");
        for (var change = 1 + _chance.Below(2, "changes"); change > 0; change--)
        {
            Keep(approved, change);
        }

        Release(approved);

        var (fresh, _) = MakePlan("fresh");
        var before = _world.Requests.Length;
        var ended = _world.Run(StopPoint.None, "apply", file, "--digest", approved.Digest!);

        var (wanted, wantedNow) = (Doomed(approved), Doomed(fresh));
        var both = wanted.Intersect(wantedNow);
        var changes = _world.Requests.Skip(before).Where(request => request.IsChange).ToList();
        var wrong = changes.SelectMany(request => Reach(request, both, approved, fresh)).Concat(Left(both)).Concat(WhyNotDone(ended));
        var deleted = changes.Count(request => request is { Operation: "DeleteImage", Status: 200 });
        return ([.. wrong], wanted.Except(wantedNow).Count, wantedNow.Except(wanted).Count, both.Count, deleted);
    }

    /// <summary>Only what somebody touched may keep apply from being done.</summary>
    private IEnumerable<string> WhyNotDone(ExitCode? ended)
    {
        if (ended == ExitCode.Done)
        {
            return [];
        }

        if (ended != ExitCode.Incomplete || _world.TryReadLedger() is not { } ledger)
        {
            return [$"apply ended with {ended}: {_world.Said}"];
        }

        var open = ledger.Entries
            .Where(entry => entry.Outcome is ArtifactOutcome.Unknown or ArtifactOutcome.Failed or ArtifactOutcome.PutBack or ArtifactOutcome.PrunedSnapshotsLeft or ArtifactOutcome.NotReached)
            .ToList();
        return open.Count == 0
            ? [$"apply ended with {ended}, and its ledger does not say why: {_world.Said}"]
            : open.Where(entry => !_touched.Contains((entry.Location, entry.Id))).Select(entry => $"{entry.Location} {entry.Id} is {entry.Outcome}, and nobody touched it: {entry.Note}");
    }

    private static ImmutableHashSet<(string Region, string Id)> Doomed(Plan plan) => Of(plan, verdict => verdict.Verdict == Decision.Prune);

    private static ImmutableHashSet<(string Region, string Id)> Of(Plan plan, Func<PlannedVerdict, bool> which) =>
        [.. plan.Verdicts.Where(which).Select(verdict => (verdict.Location, verdict.Id))];

    private (Plan Plan, string File) MakePlan(string name)
    {
        var file = Path.Combine(_folder, name + ".json");
        var ended = _world.Run(StopPoint.None, ["plan", .. _world.Made.Chosen, "--out", file]);
        return ended == ExitCode.Done ? (Document.ReadPlan(file, File.ReadAllBytes(file)), file) : throw new InvalidOperationException($"plan ended with {ended}: {_world.Said}");
    }

    /// <summary>Something happens to an image that is to go.</summary>
    private void Keep(Plan approved, int number)
    {
        if (Pick(approved, verdict => verdict.Verdict == Decision.Prune, $"image {number}") is not { } picked)
        {
            return;
        }

        var (planned, image) = picked;
        switch (_chance.Below(5, $"change {number}"))
        {
            case 0:
                Pin(planned, number);
                break;
            case 1:
                image.Tags["bootimage"] = "true";
                break;
            case 2:
                image.InUse = true;
                break;
            case 3:
                image.Accounts.Add(string.Create(CultureInfo.InvariantCulture, $"300000000000000{number}"));
                break;
            default:
                image.IsPublic = !image.IsPublic;
                break;
        }
    }

    /// <summary>Takes from an image the one thing that keeps it.</summary>
    private void Release(Plan approved)
    {
        if (Pick(approved, verdict => verdict.Reasons is [var only] && Passing.Contains(only.Reason), "released") is not { } picked)
        {
            return;
        }

        var image = picked.Image;
        image.InUse = false;
        image.Tags.Remove("bootimage");
        image.Tags.Remove("keep");
        image.Accounts.Clear();
        image.Status = "Available";
    }

    private (PlannedVerdict Planned, EcsImage Image)? Pick(Plan plan, Func<PlannedVerdict, bool> which, string what)
    {
        var candidates = plan.Verdicts.Where(which).ToList();
        if (candidates.Count == 0)
        {
            return null;
        }

        var planned = candidates[_chance.Below(candidates.Count, what)];
        _touched.Add((planned.Location, planned.Id));
        return (planned, _world.Made.Cloud.Images.Single(image => image.RegionId == planned.Location && image.ImageId == planned.Id));
    }

    /// <summary>Somebody pushes a branch that names an image.</summary>
    private void Pin(PlannedVerdict planned, int number)
    {
        var git = _world.Made.Repository;
        var build = new MadeBuild { Id = planned.Build, Release = "4.10", Architecture = planned.Architecture, BuiltAt = null, Images = [] };
        var tree = git.AddTree(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("data/data/coreos/rhcos.json", git.AddBlob(MadeDocuments.Stream(build, [(planned.Location, planned.Id)]))));
        var parent = git.Refs().First(reference => reference.Name == "refs/heads/master").Oid;
        git.SetRef(string.Create(CultureInfo.InvariantCulture, $"refs/heads/late-{number}"), git.AddCommit(tree, [parent], MadeWorld.Now.AddMinutes(number), $"Late {number}"));
    }

    /// <summary>What a changing call reaches that it must not.</summary>
    private static IEnumerable<string> Reach(RecordedRequest request, ImmutableHashSet<(string Region, string Id)> both, Plan approved, Plan fresh)
    {
        var query = QueryHelpers.ParseQuery(request.Query.Length > 0 ? request.Query : "?" + request.Body);
        IEnumerable<string> All(string name) => query.Where(pair => pair.Key == name || pair.Key.StartsWith(name + ".", StringComparison.Ordinal)).Select(pair => pair.Value.ToString());
        var tagged = Of(approved, verdict => verdict.IsBootImage || verdict.Mark is not null).Intersect(Of(fresh, verdict => verdict.IsBootImage || verdict.Mark is not null));
        var snapshots = approved.Verdicts.Where(verdict => both.Contains((verdict.Location, verdict.Id))).SelectMany(verdict => (verdict.Snapshots ?? []).Select(snapshot => (verdict.Location, snapshot))).ToHashSet();
        var reached = request.Operation switch
        {
            "DeleteImage" or "ModifyImageSharePermission" => All("ImageId").Where(id => !both.Contains((request.Location, id))),
            "DeleteSnapshot" => All("SnapshotId").Where(id => !snapshots.Contains((request.Location, id))),
            "TagResources" or "UntagResources" => All("ResourceId").Where(id => !both.Contains((request.Location, id)) && !tagged.Contains((request.Location, id)) && !snapshots.Contains((request.Location, id))),
            _ => [request.Query],
        };
        return reached.Select(what => $"request {request.Number}, {request.Operation} in {request.Location}, reaches {what}, which not both plans name");
    }

    /// <summary>What both plans name, nobody touched, and is there nevertheless.</summary>
    private IEnumerable<string> Left(ImmutableHashSet<(string Region, string Id)> both) => _world.Made.Cloud.Images
        .Where(image => both.Contains((image.RegionId, image.ImageId)) && !_touched.Contains((image.RegionId, image.ImageId)))
        .Select(image => $"{image.RegionId} {image.ImageId} is still there, and both plans name it");
}
