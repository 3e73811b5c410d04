using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>
/// Several streams decided on at once, in worlds made by chance: what is chosen besides never lets more go. A single plan is one with the builds of a single stream
/// and the whole inventory, as when one release is chosen.
/// </summary>
public sealed class StreamsTests
{
    private const int Worlds = 4000;

    [Fact]
    public void All_streams_together_let_go_what_single_ones_do_when_every_build_and_image_is_in_one()
    {
        var (pruned, several) = (0, 0);
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = EachBuildAndImageOnce(new RandomWorld(seed).Make());
            var singles = StreamsOf(world).Select(stream => Only(world, stream).Pruned()).ToList();

            var all = world.Pruned();

            Assert.True(all.SetEquals(singles.SelectMany(single => single)), $"seed {seed}: all [{string.Join(", ", all)}]");
            pruned += all.Count;
            several += singles.Count(single => !single.IsEmpty) > 1 ? 1 : 0;
        }

        // Worlds with nothing to let go, or with one stream that has all of it, would prove little.
        Assert.True(pruned > 500 && several > 50, $"{pruned} pruned, {several} worlds with several streams that let something go");
    }

    [Fact]
    public void All_streams_together_never_let_go_more_than_single_ones_when_builds_are_shared()
    {
        var (less, shared) = (0, 0);
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new RandomWorld(seed);
            var world = WithSharedBuilds(random.Make(), random);
            var union = StreamsOf(world).SelectMany(stream => Only(world, stream).Pruned()).ToImmutableSortedSet(StringComparer.Ordinal);

            var all = world.Pruned();

            Assert.True(all.IsSubsetOf(union), $"seed {seed}: {string.Join(", ", all.Except(union))} only goes when all streams are chosen");
            less += all.Count < union.Count ? 1 : 0;
            shared += world.Builds.GroupBy(build => (build.Build.Id, build.Build.Architecture)).Any(group => group.Count() > 1) ? 1 : 0;
        }

        Assert.True(less > 10 && shared > Worlds / 2, $"{less} worlds let less go, {shared} have shared builds");
    }

    [Fact]
    public void Choosing_one_more_stream_never_dooms_an_image_of_another()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new RandomWorld(seed);
            var world = WithSharedBuilds(random.Make(), random);
            foreach (var stream in StreamsOf(world))
            {
                var without = world with { Builds = [.. world.Builds.Where(build => build.Build.Stream != stream)] };
                var images = without.Builds.SelectMany(build => build.Artifacts).Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal);

                var doomed = world.Pruned().Where(images.Contains).Except(without.Pruned(), StringComparer.Ordinal).ToList();

                Assert.True(doomed.Count == 0, $"seed {seed}: {string.Join(", ", doomed)} goes when {stream} is chosen besides");
            }
        }
    }

    [Fact]
    public void Choosing_one_more_architecture_never_dooms_an_image_of_another()
    {
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new RandomWorld(seed).Make();
            var union = world.Builds
                .Select(build => build.Build.Architecture)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(architecture => (world with { Builds = [.. world.Builds.Where(build => build.Build.Architecture == architecture)] }).Pruned())
                .ToHashSet(StringComparer.Ordinal);

            Assert.True(world.Pruned().IsSubsetOf(union), $"seed {seed}");
        }
    }

    private static IReadOnlyList<string> StreamsOf(World world) => [.. world.Builds.Select(build => build.Build.Stream).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static World Only(World world, string stream) => world with { Builds = [.. world.Builds.Where(build => build.Build.Stream == stream)] };

    private static World EachBuildAndImageOnce(World world)
    {
        var seen = new HashSet<ArtifactId>();
        return world with
        {
            Builds = [.. world.Builds.DistinctBy(build => build.Build.Id).Select(build => build with { Artifacts = [.. build.Artifacts.Where(seen.Add)] })],
        };
    }

    /// <summary>Some builds are listed by a second stream too, as they are or with some of their images only.</summary>
    private static World WithSharedBuilds(World world, RandomWorld random) => world with
    {
        Builds =
        [
            .. world.Builds,
            .. world.Builds.Where(_ => random.Chance(40)).Select(build => build with
            {
                Build = build.Build with { Stream = build.Build.Stream == "rhcos-4.10" ? "rhcos-4.11" : "rhcos-4.10" },
                Artifacts = [.. build.Artifacts.Where(_ => random.Chance(60))],
            }),
        ],
    };
}
