namespace Pruner.Sandbox.Seed;

/// <summary>Images that the catalog of 4.10 does not know, or knows as something else.</summary>
internal static class StrayImages
{
    private const string Home = SeedWorldBuilder.Home;

    public static void AddTo(SeedWorldBuilder world)
    {
        const SeedFate Kept = SeedFate.Kept;
        const SeedReason Reason = SeedReason.NotInCatalog;

        // Builds of another stream: a run over 4.10 has no catalog for them.
        for (var number = 0; number < 25; number++)
        {
            var other = world.MakeOf("rhcos-4.11", "411.86", 30 + (number * 47), "x86_64");
            world.Place(other, Home, Kept, Reason, new() { IsPublic = number % 4 == 0 });
        }

        // Named like builds of 4.10 that the catalog has never heard of. No architecture puts them into no document.
        world.Place(world.Make(1010), Home, Kept, Reason, new() { IsCatalogued = false });
        world.Place(world.Make(1030), "eu-west-1", Kept, Reason, new() { IsCatalogued = false });

        // Nothing of CoreOS at all.
        world.Place(world.Make(1050), Home, Kept, Reason, new() { IsCatalogued = false, Name = "database-before-upgrade" });
        world.Place(world.Make(1070), "cn-hangzhou", Kept, Reason, new() { IsCatalogued = false, Name = "golden", IsPublic = true });

        // The catalog says one build, the name another.
        var named = world.Make(1090, "x86_64");
        world.Place(named, Home, SeedFate.Pruned, SeedReason.Unpinned);
        world.Place(world.Make(1110, "x86_64"), Home, Kept, Reason, new() { Name = $"rhcos-{named.Id}" });
    }
}
