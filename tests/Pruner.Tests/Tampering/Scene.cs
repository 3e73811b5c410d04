using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Tampering;

/// <summary>
/// A cloud and a state folder as an honest run left them, to which both are put back before each forgery, and what runs on them may change: what an honest
/// plan of fresh evidence dooms or calls a boot image, and what the cloud's own tags say that the interrupted run had begun.
/// </summary>
internal sealed class Scene
{
    private readonly SmallWorld _world;
    private readonly EcsCloud _cloud;
    private readonly Dictionary<string, byte[]> _files;
    private readonly HashSet<string> _allowed;

    private Scene(SmallWorld world, Plan honest)
    {
        _world = world;
        _cloud = world.Servers.Cloud.Photograph();
        _files = Read(world.State);
        _allowed = EffectsOf(honest);
    }

    /// <summary>A file of the state folder as the honest run left it.</summary>
    public string this[string file] => System.Text.Encoding.UTF8.GetString(_files[file]);

    /// <summary>Runs that were made on forgeries.</summary>
    public int Runs { get; private set; }

    /// <summary>Takes the present state as the scene.</summary>
    /// <param name="world">The world.</param>
    /// <param name="interrupted">The plan of a run that was interrupted; what its tags bear out may be put back.</param>
    public static async Task<Scene> TakeAsync(SmallWorld world, Plan? interrupted)
    {
        Directory.CreateDirectory(world.State);
        var before = Read(world.State);
        Assert.True(await world.RunAsync("plan", "4.10", "--include-shared") == ExitCode.Done, world.Said);
        var honest = world.Plan;
        Write(world.State, before);
        var scene = new Scene(world, honest);
        foreach (var verdict in interrupted?.Verdicts ?? [])
        {
            scene.AllowToFinish(verdict, interrupted!.Digest!);
        }

        return scene;
    }

    /// <summary>Puts everything back, replaces files, runs commands, and returns what was wrong about it; empty when nothing was.</summary>
    /// <param name="forged">The files, by their names below the state folder; null takes one away.</param>
    /// <param name="approved">The plan that is applied, beyond which nothing may go either; null when the runs make their own.</param>
    /// <param name="commands">Each is made up when its turn comes.</param>
    public async Task<string> TryAsync(IReadOnlyDictionary<string, string?> forged, Plan? approved, params IReadOnlyList<Func<string[]>> commands)
    {
        PutBack();
        foreach (var (file, text) in forged)
        {
            var path = Path.Combine(_world.State, file);
            if (text is null)
            {
                File.Delete(path);
                continue;
            }

            await File.WriteAllTextAsync(path, text);
        }

        foreach (var command in commands.Select(made => made()))
        {
            Runs++;
            var ended = await _world.RunAsync(command);
            if (ended == ExitCode.Defect || _world.Said.Contains("   at ", StringComparison.Ordinal) || _world.Said.Contains("Exception", StringComparison.Ordinal))
            {
                return $"'{string.Join(' ', command)}' ended with {ended}: {_world.Said}";
            }
        }

        var within = approved is null ? _allowed : EffectsOf(approved);
        var wrong = _world.Servers.Traffic.Changes.SelectMany(Effects).Where(effect => !_allowed.Contains(effect) || !within.Contains(effect)).Distinct().ToList();
        return wrong.Count == 0 ? "" : $"{string.Join("; ", wrong)}. It said: {_world.Said}";
    }

    /// <summary>All that carrying out a plan may change.</summary>
    private static HashSet<string> EffectsOf(Plan plan) => plan.Verdicts.SelectMany(EffectsOf).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> EffectsOf(PlannedVerdict verdict)
    {
        var at = $"{verdict.Location} {verdict.Id}";
        // Where a time of grace goes on or is over, a mark may be set anew: it says bootimage=false too.
        IEnumerable<string> doomed = verdict.Verdict == Decision.Prune
            ?
            [
                $"{at} bootimage=false", $"{at} private", $"{at} delete",
                .. (verdict.Accounts ?? []).Select(account => $"{at} unshare {account}"),
                .. (verdict.Snapshots ?? []).SelectMany(snapshot => new[] { $"{verdict.Location} {snapshot} tag", $"{verdict.Location} {snapshot} delete" }),
            ]
            : verdict.Reason == Reason.InGrace ? [$"{at} bootimage=false"] : [];
        return verdict.IsBootImage ? doomed.Append($"{at} bootimage=true") : doomed;
    }

    private void AllowToFinish(PlannedVerdict verdict, string plan)
    {
        var at = $"{verdict.Location} {verdict.Id}";
        var tags = _cloud.Images.FirstOrDefault(image => image.ImageId == verdict.Id && image.RegionId == verdict.Location)?.Tags;
        if (tags is not null && tags.TryGetValue("pruner-plan", out var named) && named == plan)
        {
            _allowed.UnionWith((verdict.Accounts ?? []).Select(account => $"{at} share {account}"));
            if (tags["pruner-was-public"] == "true")
            {
                _allowed.Add($"{at} public");
            }
        }

        _allowed.UnionWith((verdict.Snapshots ?? [])
            .Where(snapshot => tags is null && _cloud.SnapshotDetails.TryGetValue((verdict.Location, snapshot), out var details) && details.Tags.TryGetValue("pruner-plan", out var its) && its == plan)
            .Select(snapshot => $"{verdict.Location} {snapshot} delete"));
    }

    /// <summary>What a call would change, one sentence for each thing.</summary>
    private static IEnumerable<string> Effects(RecordedRequest request)
    {
        var given = request.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2))
            .ToLookup(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""), StringComparer.Ordinal);
        IEnumerable<string> All(string prefix) => given.Where(group => group.Key.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(group => group);

        var at = $"{request.Location} {given["ImageId"].FirstOrDefault()}";
        return request.Operation switch
        {
            "TagResources" when given["ResourceType"].Single() == "snapshot" => All("ResourceId.").Select(id => $"{request.Location} {id} tag"),
            "TagResources" => All("ResourceId.").Select(id => $"{request.Location} {id} bootimage={TagOf(given)}"),
            "ModifyImageSharePermission" =>
            [
                .. given["IsPublic"].Select(value => $"{at} {(value == "true" ? "public" : "private")}"),
                .. All("AddAccount.").Select(account => $"{at} share {account}"),
                .. All("RemoveAccount.").Select(account => $"{at} unshare {account}"),
            ],
            "DeleteImage" => [$"{at} delete"],
            "DeleteSnapshot" => [$"{request.Location} {given["SnapshotId"].Single()} delete"],
            _ => [$"{request.Operation} {request.Query}"],
        };
    }

    private static string TagOf(ILookup<string, string> given) =>
        given.Where(group => group.Single() == "bootimage").Select(group => given[group.Key.Replace(".Key", ".Value", StringComparison.Ordinal)].Single()).Single();

    private void PutBack()
    {
        var (cloud, copy) = (_world.Servers.Cloud, _cloud.Photograph());
        lock (cloud.Gate)
        {
            cloud.Images.Clear();
            foreach (var image in copy.Images)
            {
                cloud.Images.Add(image);
            }

            cloud.Snapshots.Clear();
            foreach (var (region, ids) in copy.Snapshots)
            {
                cloud.Snapshots[region] = ids;
            }

            cloud.SnapshotDetails.Clear();
            foreach (var (key, details) in copy.SnapshotDetails)
            {
                cloud.SnapshotDetails[key] = details;
            }
        }

        Write(_world.State, _files);
        _world.Servers.Traffic.Clear();
    }

    private static Dictionary<string, byte[]> Read(string state) => Directory.EnumerateFiles(state, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(state, file), File.ReadAllBytes, StringComparer.Ordinal);

    private static void Write(string state, Dictionary<string, byte[]> files)
    {
        Directory.Delete(state, recursive: true);
        Directory.CreateDirectory(state);
        foreach (var (file, bytes) in files)
        {
            var path = Path.Combine(state, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }
}
