using System.Text.Json.Nodes;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Seed;

namespace Pruner.Sandbox.Tests.Seed;

public sealed class SeedWorldTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 20, 11, 24, 48, TimeSpan.Zero);

    private readonly SeedWorld _world = SeedWorld.Create(_now);

    [Fact]
    public void Two_worlds_of_one_moment_are_the_same()
    {
        var again = SeedWorld.Create(_now);
        Assert.Equal(_world.Cloud.Describe(), again.Cloud.Describe());
        Assert.Equal(_world.Documents, again.Documents);
        Assert.Equal<SeedExpectation>(_world.Expected, again.Expected);
        Assert.Equal(_world.DoomedSnapshots.ToArray(), again.DoomedSnapshots.ToArray());
    }

    [Fact]
    public void A_time_at_which_the_real_builds_are_young_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SeedWorld.Create(new DateTimeOffset(2023, 9, 1, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void What_must_happen_is_said_once_for_every_image() =>
        Assert.Equal(
            _world.Cloud.Images.Select(image => (image.RegionId, image.ImageId)).Order(),
            _world.Expected.Select(expectation => (expectation.RegionId, expectation.ImageId)).Order());

    [Fact]
    public void Every_reason_occurs()
    {
        var reasons = _world.Expected.Select(expectation => expectation.Reason).ToHashSet();
        Assert.Equal(Enum.GetValues<SeedReason>().Order(), reasons.Order());
    }

    [Fact]
    public void A_fate_fits_its_reason() => Assert.All(_world.Expected, expectation => Assert.Equal(
        expectation.Fate,
        expectation.Reason switch
        {
            SeedReason.Pinned => SeedFate.Pinned,
            SeedReason.Unpinned => SeedFate.Pruned,
            _ => SeedFate.Kept,
        }));

    [Fact]
    public void Every_pin_of_an_open_region_is_in_the_cloud()
    {
        var pins = BootImageTable.Load().Images.Values
            .SelectMany(images => images.Select(image => (image.Key, image.Value)))
            .Where(pin => _world.Cloud.Regions.Contains(pin.Key));
        Assert.Equal(
            pins.Order(),
            _world.Expected.Where(expectation => expectation.Fate == SeedFate.Pinned).Select(expectation => (expectation.RegionId, expectation.ImageId)).Order());
    }

    [Fact]
    public void Closed_regions_hold_nothing_though_catalogs_name_them()
    {
        Assert.Equal(["ap-south-1", "ap-southeast-2"], _world.Cloud.ClosedRegions.Order());
        Assert.Equal(27, _world.Cloud.Regions.Count);
        Assert.DoesNotContain(_world.Cloud.Images, image => _world.Cloud.ClosedRegions.Contains(image.RegionId));
        Assert.Contains(_world.Documents.Values, text => text.Contains("\"ap-south-1\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Most_garbage_is_in_one_region_and_some_in_up_to_six()
    {
        var regions = _world.Expected.Where(expectation => expectation.Fate == SeedFate.Pruned)
            .GroupBy(expectation => expectation.Name)
            .Select(images => images.Count())
            .ToList();
        Assert.InRange(regions.Count, 240, 300);
        Assert.True(regions.Count(count => count == 1) > regions.Count / 2);
        Assert.Equal(6, regions.Max());
    }

    [Fact]
    public void Garbage_is_public_private_and_marked_by_an_earlier_run()
    {
        var doomed = _world.Expected.Where(expectation => expectation.Fate == SeedFate.Pruned).Select(Find).ToList();
        Assert.Contains(doomed, image => image.IsPublic);
        Assert.Contains(doomed, image => !image.IsPublic);
        Assert.Contains(doomed, image => image.Tags.TryGetValue("bootimage", out var value) && value == "false");
        Assert.Contains(doomed, image => !image.Listed);
        Assert.Contains(doomed, image => image.SnapshotIds.Count == 2);
        Assert.All(doomed, image => Assert.True(image is { InUse: false, Accounts.Count: 0, OwnerId: "", Encrypted: false, ImageFamily: "" }));
    }

    [Fact]
    public void A_snapshot_that_a_kept_image_uses_is_not_doomed_and_neither_is_an_orphan()
    {
        var uses = _world.Cloud.Images.SelectMany(image => image.SnapshotIds.Select(id => (image.RegionId, id))).ToList();
        var shared = Assert.Single(uses.GroupBy(use => use), group => group.Count() == 2).Key;
        Assert.DoesNotContain(shared, _world.DoomedSnapshots);
        var all = _world.Cloud.Snapshots.SelectMany(region => region.Value.Select(id => (region.Key, id))).ToHashSet();
        Assert.Equal(2, all.Except(uses).Count());
        Assert.Empty(_world.DoomedSnapshots.Intersect(all.Except(uses)));
        // One more than images: one of them has two; the one that shares its snapshot takes none along.
        Assert.Equal(_world.Expected.Count(expectation => expectation.Fate == SeedFate.Pruned), _world.DoomedSnapshots.Length);
    }

    [Fact]
    public void Documents_are_in_the_real_form()
    {
        Assert.Equal(["/rhcos-4.10/builds.json", "/rhcos-4.11/builds.json"], _world.Documents.Keys.Where(path => path.EndsWith("builds.json", StringComparison.Ordinal)));
        foreach (var stream in new[] { "rhcos-4.10", "rhcos-4.11" })
        {
            var index = JsonNode.Parse(_world.Documents[$"/{stream}/builds.json"])!;
            Assert.Equal("1.0.0", (string?)index["schema-version"]);
            var builds = index["builds"]!.AsArray();
            Assert.Equal(builds.Count, builds.Select(build => (string?)build!["id"]).Distinct().Count());
            foreach (var build in builds)
            {
                var architectures = build!["arches"]!.AsArray();
                Assert.NotEmpty(architectures);
                foreach (var architecture in architectures)
                {
                    var meta = JsonNode.Parse(_world.Documents[$"/{stream}/{(string?)build["id"]}/{(string?)architecture}/meta.json"])!;
                    Assert.Equal((string?)build["id"], (string?)meta["buildid"]);
                    Assert.Equal((string?)architecture, (string?)meta["coreos-assembler.basearch"]);
                    Assert.True((string?)architecture == "x86_64" || meta["aliyun"] is null);
                }
            }
        }
    }

    [Fact]
    public void Builds_json_names_every_meta_json_and_the_newest_build_first()
    {
        var builds = JsonNode.Parse(_world.Documents["/rhcos-4.10/builds.json"])!["builds"]!.AsArray();
        Assert.True(builds.Count > 300);
        Assert.Equal(
            _world.Documents.Keys.Count(path => path.StartsWith("/rhcos-4.10/", StringComparison.Ordinal)) - 1,
            builds.Sum(build => build!["arches"]!.AsArray().Count));
        Assert.StartsWith("410.84.20261115", (string?)builds[0]!["id"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalogued_image_is_named_by_the_meta_json_of_its_build()
    {
        var catalogued = Catalogued();
        foreach (var expectation in _world.Expected.Where(expectation => expectation.Fate == SeedFate.Pruned))
        {
            Assert.Equal(expectation.Name, "rhcos-" + catalogued[(expectation.RegionId, expectation.ImageId)]);
        }

        Assert.Contains(catalogued, entry => !_world.Cloud.Images.Any(image => image.ImageId == entry.Key.ImageId));
        Assert.Contains(_world.Expected, expectation => !catalogued.ContainsKey((expectation.RegionId, expectation.ImageId)));
    }

    [Fact]
    public void The_configuration_lists_every_pinned_build_as_a_known_answer()
    {
        foreach (var build in BootImageTable.Load().Images.Keys)
        {
            Assert.Contains($"    - \"{build}\"\n", _world.Configuration, StringComparison.Ordinal);
        }

        Assert.Contains($"account: \"{SeedWorld.AccountId}\"\n", _world.Configuration, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_ids_have_the_real_form_and_their_region_s_letters()
    {
        var table = BootImageTable.Load();
        Assert.All(_world.Cloud.Images, image =>
        {
            Assert.Matches("^m-[a-z0-9]{20}$", image.ImageId);
            Assert.Equal(table.CodeOf(image.RegionId), image.ImageId[2..5]);
        });
        Assert.Equal(_world.Cloud.Images.Count, _world.Cloud.Images.Select(image => image.ImageId).Distinct().Count());
    }

    private EcsImage Find(SeedExpectation expectation) => _world.Cloud.Images.Single(image => image.ImageId == expectation.ImageId);

    private Dictionary<(string Region, string ImageId), string> Catalogued() => _world.Documents
        .Where(document => document.Key.EndsWith("/x86_64/meta.json", StringComparison.Ordinal))
        .Select(document => JsonNode.Parse(document.Value)!)
        .SelectMany(meta => (meta["aliyun"]?.AsArray() ?? []).Select(image => ((string)image!["name"]!, (string)image["id"]!, (string)meta["buildid"]!)))
        .ToDictionary(entry => (entry.Item1, entry.Item2), entry => entry.Item3);
}
