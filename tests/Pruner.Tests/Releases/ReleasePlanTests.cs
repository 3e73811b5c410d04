using System.Collections.Immutable;

namespace Pruner.Tests.Releases;

/// <summary>Three releases, four architectures, and builds that several releases share: choosing a release chooses whose builds are decided on, never whose pins count.</summary>
public sealed class ReleasePlanTests
{
    [Fact]
    public async Task The_plan_of_a_release_is_about_the_builds_of_its_stream()
    {
        var world = ReleaseWorld.Example;
        await using var stage = await ReleaseStage.SetAsync(world);

        Assert.Equal(world.NeverNamed(ReleaseWorld.Own, "x86_64"), await stage.PlannedAsync("4.18"));
        Assert.Equal(world.NeverNamed(ReleaseWorld.Shared, "x86_64"), await stage.PlannedAsync("4.19"));
        Assert.Equal((2, 2), (world.NeverNamed(ReleaseWorld.Own, "x86_64").Count, world.NeverNamed(ReleaseWorld.Shared, "x86_64").Count));
    }

    [Fact]
    public async Task Releases_that_share_a_stream_have_the_same_plan_and_both_together_have_it_too()
    {
        await using var stage = await ReleaseStage.SetAsync(ReleaseWorld.Example);
        var plan = await stage.PlannedAsync("4.19");

        Assert.Equal(plan, await stage.PlannedAsync("4.20"));
        Assert.Equal(plan, await stage.PlannedAsync("4.19", "4.20"));
    }

    [Theory]
    [InlineData("release-4.18")]
    [InlineData("release-4.19")]
    [InlineData("release-4.20")]
    [InlineData("master")]
    [InlineData(BootImageBump.PullRequest)]
    public async Task No_plan_of_any_release_takes_what_was_named_there(string where)
    {
        var world = ReleaseWorld.Example;
        await using var stage = await ReleaseStage.SetAsync(world);
        Assert.NotEmpty(world.NamedIn(where));

        foreach (var release in (string[])["4.18", "4.19", "4.20", "all"])
        {
            Assert.Empty(world.NamedIn(where).Intersect(await stage.PlannedAsync(release, "--arch", "all")));
        }
    }

    [Fact]
    public async Task The_plan_of_an_architecture_is_about_its_images_alone()
    {
        var world = ReleaseWorld.Example;
        await using var stage = await ReleaseStage.SetAsync(world);

        Assert.Equal(world.NeverNamed(ReleaseWorld.Shared, "aarch64"), await stage.PlannedAsync("4.20", "--arch", "aarch64"));
        Assert.Equal(2, world.NeverNamed(ReleaseWorld.Shared, "aarch64").Count);
        Assert.Empty(await stage.PlannedAsync("4.20", "--arch", "s390x"));
        Assert.Empty(await stage.PlannedAsync("4.20", "--arch", "ppc64le"));
        Assert.Equal(await stage.PlannedAsync("4.20", "--arch", "aarch64"), await stage.PlannedAsync("4.20", "--arch", "aarch64", "--arch", "s390x"));
    }

    /// <summary>4.20 boots x86_64 from one build and aarch64 from another: each is kept whole.</summary>
    [Fact]
    public async Task A_build_that_is_named_for_one_architecture_is_kept_for_all()
    {
        var world = ReleaseWorld.Example;
        await using var stage = await ReleaseStage.SetAsync(world);
        var planned = await stage.PlannedAsync("all", "--arch", "all");

        var mixed = world.Bumps.Single(bump => bump.Builds.Values.Distinct(StringComparer.Ordinal).Count() > 1);
        var builds = world.Builds.Where(build => mixed.Builds.ContainsValue(build.Id)).ToList();
        Assert.Equal(2, builds.Count);
        Assert.All(builds, build => Assert.Contains(build.Images, image => image.Architecture == "x86_64"));
        Assert.Empty(planned.Intersect(builds.SelectMany(build => build.Images).Select(image => image.Id)));
    }

    [Fact]
    public async Task Pruning_one_release_and_then_all_leaves_every_image_that_anyone_named()
    {
        var world = ReleaseWorld.Example;
        await using var stage = await ReleaseStage.SetAsync(world);
        var before = stage.Images;

        await stage.PruneAsync("4.19");
        Assert.Equal(before.Except(world.NeverNamed(ReleaseWorld.Shared, "x86_64")), stage.Images);

        await stage.PruneAsync("all", "--arch", "all");
        Assert.Equal(world.Bumps.SelectMany(bump => world.NamedIn(bump.Where)).ToImmutableSortedSet(), stage.Images);
    }

    /// <summary>One catalog lies at the top of the builds server, the other below prod/streams.</summary>
    [Fact]
    public async Task The_plan_of_a_release_that_moved_is_about_both_of_its_streams_and_about_a_build_in_both_once()
    {
        var world = ReleaseWorld.Moved;
        await using var stage = await ReleaseStage.SetAsync(world);
        var (old, later) = (world.NeverNamed(ReleaseWorld.Old, "x86_64"), world.NeverNamed(ReleaseWorld.New, "x86_64"));

        Assert.Single(old.Intersect(later));
        Assert.Equal(old, await stage.PlannedAsync(ReleaseWorld.Old));
        Assert.Equal(old.Union(later), await stage.PlannedAsync("4.11"));
        Assert.Equal(old.Union(later), await stage.PlannedAsync("all"));
        Assert.Empty(world.NamedIn("master").Union(world.NamedIn("release-4.11")).Intersect(await stage.PlannedAsync("4.11", "--arch", "all")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_plan_of_all_is_the_union_of_single_plans_in_a_world_made_by_chance(int seed)
    {
        var world = ReleaseWorld.ByChance(seed);
        await using var stage = await ReleaseStage.SetAsync(world);
        var named = world.Bumps.SelectMany(bump => world.NamedIn(bump.Where)).ToImmutableSortedSet();

        ImmutableSortedSet<string> union = [];
        foreach (var architecture in ReleaseWorld.Architectures)
        {
            ImmutableSortedSet<string> ofReleases = [];
            foreach (var release in (string[])["4.18", "4.19", "4.20"])
            {
                var planned = await stage.PlannedAsync(release, "--arch", architecture);
                Assert.Equal(world.NeverNamed(release == "4.18" ? ReleaseWorld.Own : ReleaseWorld.Shared, architecture), planned);
                Assert.Empty(planned.Intersect(named));
                ofReleases = ofReleases.Union(planned);
            }

            Assert.Equal(ofReleases, await stage.PlannedAsync("all", "--arch", architecture));
            union = union.Union(ofReleases);
        }

        Assert.NotEmpty(union);
        Assert.Equal(union, await stage.PlannedAsync("all", "--arch", "all"));
    }

    /// <summary>What the policy keeps besides is counted in each stream and architecture by itself, whichever others are chosen.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Age_and_the_newest_builds_keep_the_same_in_single_plans_and_in_that_of_all(int seed)
    {
        await using var stage = await ReleaseStage.SetAsync(ReleaseWorld.ByChance(seed));
        string[] policy = ["--min-age", "300d", "--keep-newest", "2"];

        var own = await stage.PlannedAsync(["4.18", "--arch", "all", .. policy]);
        var shared = await stage.PlannedAsync(["4.19", "--arch", "all", .. policy]);
        Assert.NotEmpty(own.Union(shared));
        Assert.Equal(own.Union(shared), await stage.PlannedAsync(["all", "--arch", "all", .. policy]));
    }
}
