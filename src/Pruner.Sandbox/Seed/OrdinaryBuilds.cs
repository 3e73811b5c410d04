namespace Pruner.Sandbox.Seed;

/// <summary>The garbage: a few hundred old builds that nobody ever pinned, most of them in one region, private and unused.</summary>
internal static class OrdinaryBuilds
{
    public static void AddTo(SeedWorldBuilder world, int count)
    {
        var random = new Random(410);
        for (var number = 0; number < count; number++)
        {
            // From half a year to five years old; half a day aside from the days that the other builds take.
            var build = world.Make(190.5 + (number * 7), number % 11 == 0 ? ["aarch64", "x86_64"] : ["x86_64"]);
            world.Place(build, SeedWorldBuilder.Home, SeedFate.Pruned, SeedReason.Unpinned, Traits(random));
            if (random.Next(5) > 0)
            {
                continue;
            }

            var others = world.OpenRegions.Remove(SeedWorldBuilder.Home).ToArray();
            random.Shuffle(others);
            foreach (var region in others.Take(random.Next(1, 6)))
            {
                world.Place(build, region, SeedFate.Pruned, SeedReason.Unpinned, Traits(random));
            }
        }
    }

    private static ImageTraits Traits(Random random) => new()
    {
        IsPublic = random.Next(6) == 0,
        Tags = random.Next(20) == 0 ? [("bootimage", "false")] : [],
    };
}
