using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Catalogs;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>Which builds are the newest N.</summary>
public sealed class NewestTests
{
    [Fact]
    public void The_newest_three_are_kept_by_default_and_the_fourth_goes()
    {
        var world = WorldOf(3, "410.84.202201010000-0", "410.84.202201020000-0", "410.84.202201030000-0", "410.84.202201040000-0");

        Assert.Equal(3, new Policy().KeepNewest);
        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(world));
    }

    [Fact]
    public void Builds_of_one_minute_are_told_apart_by_their_counter_as_a_number() =>
        Assert.Equal(["410.84.202201010000-2"], PrunedBuilds(WorldOf(1, "410.84.202201010000-2", "410.84.202201010000-10")));

    [Fact]
    public void A_tie_of_date_and_counter_is_settled_the_same_way_in_any_order()
    {
        string[] builds = ["410.84.202201010000-0", "410.85.202201010000-0", "410.86.202201010000-0"];

        var kept = PrunedBuilds(WorldOf(1, builds));

        Assert.Equal(2, kept.Length);
        Assert.Equal(kept, PrunedBuilds(WorldOf(1, [.. builds.Reverse()])));
    }

    [Fact]
    public void Each_stream_and_architecture_has_its_own_newest()
    {
        var world = WorldOf(1, "410.84.202201010000-0", "411.84.202201020000-0");
        var otherStream = world with { Builds = [world.Builds[0], Elsewhere(world.Builds[1], "rhcos-4.11", "x86_64")] };
        var otherArchitecture = world with { Builds = [world.Builds[0], Elsewhere(world.Builds[1], Some.Stream, "aarch64")] };

        Assert.Single(PrunedBuilds(world));
        Assert.Empty(PrunedBuilds(otherStream));
        Assert.Empty(PrunedBuilds(otherArchitecture));
    }

    [Fact]
    public void Builds_whose_images_are_gone_take_no_place_of_those_that_have_one()
    {
        // The two newest of the catalog have no image left: the newest that has one is kept besides.
        var world = WorldOf(2, "410.84.202201010000-0", "410.84.202201020000-0", "410.84.202201030000-0", "410.84.202201040000-0", "410.84.202201050000-0");
        var without = world with { Artifacts = [.. world.Artifacts.Take(3)] };

        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(without));
    }

    [Fact]
    public void An_image_that_another_stream_gives_to_a_build_takes_no_place_in_this_one()
    {
        // The newest build has no image here; that the other stream lists it with one says nothing about what this one can boot from.
        var world = WorldOf(1, "410.84.202201010000-0", "410.84.202201020000-0", "410.84.202201030000-0");
        var here = world with
        {
            Artifacts = world.Artifacts.SetItem(2, world.Artifacts[2] with { Name = "renamed" }),
            Builds = world.Builds.SetItem(2, world.Builds[2] with { Artifacts = [] }),
        };

        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(here));
        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(here with { Builds = here.Builds.Add(Elsewhere(world.Builds[2], "rhcos-4.11", "x86_64")) }));
    }

    [Fact]
    public void A_half_made_build_takes_no_place_of_the_newest_in_the_catalog()
    {
        // An image that a name alone gives to an old build makes that build present; the newest of the whole catalog stay kept.
        var world = WorldOf(1, "410.84.202201010000-0", "410.84.202201020000-0");

        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(world));
        Assert.Empty(PrunedBuilds(world with { Artifacts = [world.Artifacts[0]] }));
    }

    [Fact]
    public void A_build_without_a_calendar_date_takes_no_place() =>
        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(WorldOf(1, "410.84.202201010000-0", "410.84.202201020000-0", "410.84.202299990000-0")));

    [Fact]
    public void A_build_from_the_future_takes_no_place()
    {
        var world = WorldOf(1, "410.84.202201010000-0", "410.84.202201020000-0", "410.84.209901010000-0");

        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(world));
        Assert.Equal(Reason.Newest, world.Decide()[1].Reason);
    }

    [Theory]
    [InlineData(0, "410.84.202201010000-0")] // made this very minute: it is the newest
    [InlineData(-1, "")] // a second before it was made: it takes no place yet
    public void A_build_takes_its_place_from_the_minute_of_its_id(int seconds, string pruned)
    {
        var world = WorldOf(1, "410.84.202201010000-0", "410.84.202201020000-0");
        var now = Some.Build("410.84.202201020000-0").Date!.Value + TimeSpan.FromSeconds(seconds);
        var made = world with { Now = now, Artifacts = [.. world.Artifacts.Select(image => image with { CreatedAt = now - TimeSpan.FromDays(1) })], Builds = [.. world.Builds.Select(entry => entry with { BuiltAt = now })] };

        Assert.Equal(pruned, string.Join(' ', PrunedBuilds(made)));
    }

    [Fact]
    public void Of_builds_that_tie_the_first_by_name_is_the_newest() =>
        Assert.Equal(["410.85.202201010000-0", "410.86.202201010000-0"], PrunedBuilds(WorldOf(1, "410.85.202201010000-0", "410.84.202201010000-0", "410.86.202201010000-0")));

    [Fact]
    public void A_build_is_present_by_its_catalog_or_by_a_name_alone()
    {
        var world = WorldOf(1, "410.84.202201010000-0", "410.84.202201020000-0");
        var catalogued = world with { Artifacts = world.Artifacts.SetItem(1, world.Artifacts[1] with { Name = "renamed" }) };
        var named = world with { Builds = world.Builds.SetItem(1, world.Builds[1] with { Artifacts = [] }) };

        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(catalogued));
        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(named));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public void None_and_zero_keep_nothing(int? keepNewest) =>
        Assert.Equal(2, PrunedBuilds(WorldOf(keepNewest, "410.84.202201010000-0", "410.84.202201020000-0")).Length);

    [Fact]
    public void More_than_there_are_keeps_all() =>
        Assert.Empty(PrunedBuilds(WorldOf(99, "410.84.202201010000-0", "410.84.202201020000-0")));

    [Fact]
    public void The_newest_are_counted_before_any_other_rule()
    {
        // The newest is kept by its tag anyway; it takes its place all the same.
        var world = WorldOf(1, "410.84.202201010000-0", "410.84.202201020000-0");
        var tagged = world with { Artifacts = [world.Artifacts[0], world.Artifacts[1] with { Tags = Some.Tags("bootimage", "true") }] };

        Assert.Equal(["410.84.202201010000-0"], PrunedBuilds(tagged));
    }

    private static World WorldOf(int? keepNewest, params string[] builds)
    {
        ImmutableArray<Artifact> images =
            [.. builds.Select((build, index) => Some.Image(id: $"m-0xi00000000000000{index:D4}", build: build))];
        return new World
        {
            Artifacts = images,
            Builds = [.. builds.Zip(images, (build, image) => Some.Catalogued(build, image.Id) with { BuiltAt = Some.BuildDate })],
            Policy = Some.BarePolicy with { KeepNewest = keepNewest },
        };
    }

    private static CatalogBuild Elsewhere(CatalogBuild entry, string stream, string architecture) =>
        entry with { Build = entry.Build with { Stream = stream, Architecture = architecture } };

    private static string[] PrunedBuilds(World world) =>
        [.. world.Decide().Where(verdict => verdict.Decision == Decision.Prune).Select(verdict => verdict.Build).Order(StringComparer.Ordinal)];
}
