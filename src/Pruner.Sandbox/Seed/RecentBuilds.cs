namespace Pruner.Sandbox.Seed;

/// <summary>Builds around the borders of age and number: too young, among the newest three, and just past both.</summary>
internal static class RecentBuilds
{
    public static void AddTo(SeedWorldBuilder world)
    {
        const string Home = SeedWorldBuilder.Home;

        // The newest three of x86_64: one is too young besides.
        world.Place(world.Make(5, "aarch64", "x86_64"), Home, SeedFate.Kept, SeedReason.TooYoung);
        world.Place(world.Make(96, "aarch64", "x86_64"), Home, SeedFate.Kept, SeedReason.Newest);
        world.Place(world.Make(111, "aarch64", "x86_64"), Home, SeedFate.Kept, SeedReason.Newest, new() { IsPublic = true });

        // Younger builds of another architecture take no place among them.
        world.Make(20, "aarch64");
        world.Make(60, "aarch64");

        // In more than one region age counts half: 60, 75, 89.5 and 91 of the 90 days wanted.
        Spread(world, world.Make(120, "x86_64"), ["eu-west-1"], SeedFate.Kept, SeedReason.TooYoung);
        Spread(world, world.Make(150, "x86_64"), ["cn-beijing", "eu-central-1"], SeedFate.Kept, SeedReason.TooYoung);
        Spread(world, world.Make(179, "x86_64"), ["us-west-1"], SeedFate.Kept, SeedReason.TooYoung);
        Spread(world, world.Make(182, "x86_64"), ["us-west-1"], SeedFate.Pruned, SeedReason.Unpinned);

        // In one region it counts whole.
        world.Place(world.Make(125, "x86_64"), Home, SeedFate.Pruned, SeedReason.Unpinned);
        world.Place(world.Make(160, "x86_64"), Home, SeedFate.Pruned, SeedReason.Unpinned);

        // An old build uploaded again ten days ago, and one whose meta.json says that it was built a month ago.
        world.Place(world.Make(500, "x86_64"), Home, SeedFate.Kept, SeedReason.TooYoung, new() { CreatedAt = world.Now.AddDays(-10) });
        var rebuilt = world.Make(400, "x86_64");
        rebuilt.BuiltAt = world.Now.AddDays(-30);
        world.Place(rebuilt, Home, SeedFate.Kept, SeedReason.TooYoung);

        // The youngest image counts for the whole build.
        var copied = world.Make(600, "x86_64");
        world.Place(copied, Home, SeedFate.Kept, SeedReason.TooYoung);
        world.Place(copied, "eu-west-1", SeedFate.Kept, SeedReason.TooYoung, new() { CreatedAt = world.Now.AddDays(-100) });
    }

    private static void Spread(SeedWorldBuilder world, SeedBuild build, ReadOnlySpan<string> others, SeedFate fate, SeedReason reason)
    {
        world.Place(build, SeedWorldBuilder.Home, fate, reason);
        foreach (var region in others)
        {
            world.Place(build, region, fate, reason);
        }
    }
}
