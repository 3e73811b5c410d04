using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>A few thousand worlds by chance, each named by its seed: what fails once fails again.</summary>
public sealed class RandomWorldsTests
{
    private const int Worlds = 4000;

    [Fact]
    public void The_planner_prunes_exactly_what_the_oracle_does()
    {
        var pruned = 0;
        var kept = 0;
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new RandomWorld(seed);
            var world = random.Make();

            var expected = new Oracle(world, random.BuildIds).Pruned();

            Assert.True(expected.SetEquals(world.Pruned()), $"seed {seed}: oracle [{string.Join(", ", expected)}], planner [{string.Join(", ", world.Pruned())}]");
            pruned += expected.Count;
            kept += world.Artifacts.Length - expected.Count;
        }

        // Worlds in which everything is kept, or nothing, would prove little.
        Assert.True(pruned > Worlds && kept > Worlds, $"{pruned} pruned, {kept} kept");
    }

    [Fact]
    public void Every_reason_comes_up()
    {
        var reasons = Enumerable.Range(0, Worlds).SelectMany(seed => new RandomWorld(seed).Make().Decide()).Select(verdict => verdict.Reason).ToHashSet();

        Assert.Equal(Enum.GetValues<Reason>().Order(), reasons.Order());
    }

    [Fact]
    public void One_more_pin_never_dooms_an_image() =>
        AssertNeverMore((world, random) => world with { Pins = random.Shuffled([.. world.Pins, random.NewPin(world.Artifacts)]) });

    [Fact]
    public void One_more_tag_never_dooms_an_image() =>
        AssertNeverMore((world, random) =>
        {
            var tagged = random.Pick(world.Artifacts);
            var tags = (tagged.Tags ?? Some.Tags("other", "x")).SetItem("bootimage", "true");
            return world with { Artifacts = world.Artifacts.Replace(tagged, tagged with { Tags = tags }) };
        });

    [Fact]
    public void One_more_tag_of_the_keep_list_never_dooms_an_image() =>
        AssertNeverMore((world, random) =>
        {
            var tagged = random.Pick(world.Artifacts);
            // Tags that are not known are no tags to which one could be added.
            return world with { Artifacts = world.Artifacts.Replace(tagged, tagged with { Tags = tagged.Tags?.SetItem("keep", "true") }) };
        });

    [Fact]
    public void One_more_keep_rule_never_dooms_an_image() =>
        AssertNeverMore((world, random) =>
            world with { Policy = world.Policy with { Keep = [.. world.Policy.Keep, KeepRule.OfBuild(Some.Build(random.Pick(random.BuildIds)), "one more")] } });

    [Fact]
    public void One_more_rule_of_some_streams_never_dooms_an_image() =>
        AssertNeverMore((world, random) => world with { Policy = world.Policy with { Rules = [.. world.Policy.Rules, random.NewRule()] } });

    [Fact]
    public void A_fact_that_is_no_longer_known_never_dooms_an_image() =>
        AssertNeverMore((world, random) =>
        {
            var forgotten = random.Pick(world.Artifacts);
            var entry = random.Pick(world.Builds);
            return random.Chance(10)
                ? world with { Builds = world.Builds.Replace(entry, entry with { BuiltAt = null }) }
                : world with { Artifacts = world.Artifacts.Replace(forgotten, random.WithOneFactForgotten(forgotten)) };
        });

    [Fact]
    public void A_region_that_can_no_longer_be_read_never_dooms_an_image() =>
        AssertNeverMore(
            (world, random) =>
            {
                var region = random.Pick(world.Artifacts).Id.Location;
                return world with
                {
                    Artifacts = world.Artifacts.RemoveAll(image => image.Id.Location == region),
                    Locations = [new LocationListing(region, ListingStatus.Unreadable, 0, 0, "down")],
                };
            },
            // What no catalog names cannot be missed.
            AllCatalogued);

    [Fact]
    public void A_stricter_policy_never_dooms_an_image() =>
        AssertNeverMore((world, random) => world with
        {
            Policy = world.Policy with
            {
                MinAge = (world.Policy.MinAge ?? TimeSpan.Zero) + TimeSpan.FromDays(10),
                KeepNewest = (world.Policy.KeepNewest ?? 0) + 1,
                IncludeShared = false,
            },
        });

    [Fact]
    public void A_grace_never_dooms_an_image() =>
        AssertNeverMore((world, _) => world with { Policy = world.Policy with { Grace = TimeSpan.FromDays(5) } }, world => world with { Policy = world.Policy with { Grace = null } });

    [Fact]
    public void A_longer_grace_never_dooms_an_image() =>
        AssertNeverMore((world, _) => world with { Policy = world.Policy with { Grace = world.Policy.Grace + TimeSpan.FromDays(3) } });

    [Fact]
    public void A_ledger_that_lost_a_mark_never_dooms_an_image() =>
        AssertNeverMore(
            (world, random) => world.Marks.IsEmpty ? world : world with { Marks = world.Marks.Remove(random.Pick(world.Marks)) },
            // Of two marks none counts; when one is lost, the other would.
            world => world with { Marks = [.. world.Marks.DistinctBy(mark => mark.ArtifactId())] });

    [Fact]
    public void A_forged_ledger_dooms_nothing_whose_tag_does_not_say_the_same()
    {
        var forged = Some.Now.AddDays(-500);
        AssertNeverMore((world, _) => world with { Marks = [.. world.Artifacts.Select(image => Some.Mark(image, forged))] });
    }

    [Fact]
    public void Forged_tags_doom_nothing_whose_ledger_does_not_say_the_same()
    {
        var forged = Some.Now.AddDays(-500);
        AssertNeverMore((world, _) => world.Policy.Grace is null ? world : world with { Artifacts = [.. world.Artifacts.Select(image => image.Tags is null ? image : Some.Marked(image, forged))] });
    }

    [Fact]
    public void What_is_to_be_marked_would_go_without_a_grace_and_what_loses_its_mark_would_stay()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new RandomWorld(seed).Make();
            var pruned = (world with { Policy = world.Policy with { Grace = null } }).Pruned();
            var verdicts = world.Decide();

            Assert.All(verdicts.Where(verdict => verdict.Mark == MarkChange.Set), verdict => Assert.Contains(verdict.Artifact.Id.ToString(), pruned));
            Assert.All(verdicts.Where(verdict => verdict.Mark == MarkChange.TakeOff), verdict => Assert.DoesNotContain(verdict.Artifact.Id.ToString(), pruned));
            Assert.All(verdicts.Where(verdict => verdict.Mark is not null), verdict => Assert.Equal(Decision.Keep, verdict.Decision));
        }
    }

    [Fact]
    public void An_earlier_time_never_dooms_an_image() =>
        // Nor does the exclusion of builds from the future: what lies ahead is kept as such. Counting the newest anew is another matter.
        AssertNeverMore((world, _) => world with { Now = world.Now - TimeSpan.FromDays(3) }, world => world with { Policy = world.Policy with { KeepNewest = null } });

    [Fact]
    public void A_catalog_that_lost_a_build_never_dooms_an_image_by_itself() =>
        AssertNeverMore(
            (world, random) => world with { Builds = world.Builds.Remove(random.Pick(world.Builds)) },
            // Fewer regions can make a build look older, and a second catalog entry that named an image can vanish: both want the pieces apart.
            world => world with { Policy = world.Policy with { MinAge = null }, Builds = OnlyOnce(world), Pins = [] });

    [Fact]
    public void The_order_of_images_builds_and_pins_does_not_matter()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new RandomWorld(seed);
            var world = random.Make();
            var shuffled = world with
            {
                Artifacts = random.Shuffled(world.Artifacts),
                Builds = [.. random.Shuffled(world.Builds).Select(entry => entry with { Artifacts = random.Shuffled(entry.Artifacts) })],
                Pins = random.Shuffled(world.Pins),
            };

            Assert.True(Told(world).SequenceEqual(Told(shuffled), StringComparer.Ordinal), $"seed {seed}");
        }
    }

    [Fact]
    public void Nothing_pinned_in_any_way_is_ever_pruned()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new RandomWorld(seed).Make();
            var pruned = world.Pruned();

            Assert.DoesNotContain(world.Pins, pin => pin.ImageId.Length > 0 && pruned.Any(id => id.EndsWith("/" + pin.ImageId, StringComparison.Ordinal)));
        }
    }

    private static IEnumerable<string> Told(World world) => world.Decide().Select(verdict =>
        $"{verdict.Artifact.Id} {verdict.Decision} {verdict.Build} {verdict.Stream} {verdict.Architecture} {string.Join(',', verdict.Reasons.Select(given => given.Reason))} {verdict.Witness}");

    /// <summary>The same world in which each build's document names every image whose name names the build.</summary>
    private static World AllCatalogued(World world) => world with
    {
        Builds =
        [
            .. world.Builds.Select(entry => entry with
            {
                Artifacts = [.. entry.Artifacts.Concat(world.Artifacts.Where(image => BuildId.FindIn(image.Name).Contains(entry.Build.Id)).Select(image => image.Id)).Distinct()],
            }),
        ],
    };

    private static System.Collections.Immutable.ImmutableArray<Catalogs.CatalogBuild> OnlyOnce(World world)
    {
        var seen = new HashSet<ArtifactId>();
        // A stream that lists a build has its say about it, so one that no longer does keeps less.
        return [.. world.Builds.DistinctBy(entry => (entry.Build.Id, entry.Build.Architecture)).Select(entry => entry with { Artifacts = [.. entry.Artifacts.Where(seen.Add)] })];
    }

    private static void AssertNeverMore(Func<World, RandomWorld, World> change, Func<World, World>? prepare = null)
    {
        var fewer = 0;
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new RandomWorld(seed);
            var made = random.Make();
            var world = prepare is null ? made : prepare(made);
            var before = world.Pruned();

            var after = change(world, random).Pruned();

            Assert.True(after.IsSubsetOf(before), $"seed {seed}: {string.Join(", ", after.Except(before))} became doomed");
            fewer += after.Count < before.Count ? 1 : 0;
        }

        Assert.True(fewer > 0, "the change never kept anything: it proves nothing");
    }
}
