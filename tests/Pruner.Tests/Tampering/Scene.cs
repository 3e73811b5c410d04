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
    private readonly HashSet<string> _allowed = new(StringComparer.Ordinal);

    private Scene(SmallWorld world, Plan honest)
    {
        _world = world;
        _cloud = world.Servers.Cloud.Photograph();
        _files = Directory.EnumerateFiles(world.State).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);
        foreach (var verdict in honest.Verdicts)
        {
            Allow(verdict);
        }
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
        var before = Directory.EnumerateFiles(world.State).ToDictionary(file => file, File.ReadAllBytes);
        Assert.True(await world.RunAsync("plan", "4.10", "--include-shared") == ExitCode.Done, world.Said);
        var honest = world.Plan;
        foreach (var file in Directory.EnumerateFiles(world.State))
        {
            File.Delete(file);
        }

        foreach (var (file, bytes) in before)
        {
            await File.WriteAllBytesAsync(file, bytes);
        }

        var scene = new Scene(world, honest);
        foreach (var verdict in interrupted?.Verdicts ?? [])
        {
            scene.AllowToFinish(verdict, interrupted!.Digest!);
        }

        return scene;
    }

    /// <summary>Puts everything back, replaces files, runs commands, and returns what was wrong about it; empty when nothing was.</summary>
    /// <param name="forged">The files, by name.</param>
    /// <param name="commands">Each is made up when its turn comes.</param>
    public async Task<string> TryAsync(IReadOnlyDictionary<string, string> forged, params IReadOnlyList<Func<string[]>> commands)
    {
        PutBack();
        foreach (var (file, text) in forged)
        {
            await File.WriteAllTextAsync(Path.Combine(_world.State, file), text);
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

        var wrong = _world.Servers.Traffic.Changes.SelectMany(Effects).Where(effect => !_allowed.Contains(effect)).Distinct().ToList();
        return wrong.Count == 0 ? "" : $"{string.Join("; ", wrong)}. It said: {_world.Said}";
    }

    private void Allow(PlannedVerdict verdict)
    {
        var at = $"{verdict.Location} {verdict.Id}";
        if (verdict.Verdict == Decision.Prune)
        {
            _allowed.UnionWith([$"{at} bootimage=false", $"{at} private", $"{at} delete"]);
            _allowed.UnionWith((verdict.Accounts ?? []).Select(account => $"{at} unshare {account}"));
            _allowed.UnionWith((verdict.Snapshots ?? []).SelectMany(snapshot => new[] { $"{verdict.Location} {snapshot} tag", $"{verdict.Location} {snapshot} delete" }));
        }

        if (verdict.IsBootImage)
        {
            _allowed.Add($"{at} bootimage=true");
        }
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

        Directory.Delete(_world.State, recursive: true);
        Directory.CreateDirectory(_world.State);
        foreach (var (file, bytes) in _files)
        {
            File.WriteAllBytes(Path.Combine(_world.State, file), bytes);
        }

        _world.Servers.Traffic.Clear();
    }
}
