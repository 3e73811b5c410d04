namespace Pruner.Sandbox.Seed;

/// <summary>Old builds that no history names, each with one thing about it that matters, or that looks as if it did.</summary>
internal static class PeculiarBuilds
{
    private const string Home = SeedWorldBuilder.Home;

    public static void AddTo(SeedWorldBuilder world)
    {
        AddShared(world);
        AddUsed(world);
        AddTagged(world);
        AddUnclear(world);
        AddPrunable(world);
        AddGone(world);
        AddSharedSnapshot(world);

        var kept = world.Make(980, "x86_64");
        world.KeepByHand(kept);
        world.Place(kept, Home, SeedFate.Kept, SeedReason.KeepList);
        world.Place(kept, "us-west-1", SeedFate.Kept, SeedReason.KeepList, new() { IsPublic = true });
    }

    private static void AddShared(SeedWorldBuilder world)
    {
        Keep(world, 410, SeedReason.Shared, new() { Accounts = 1 });
        Keep(world, 430, SeedReason.Shared, new() { Accounts = 4, IsPublic = true });
        Keep(world, 450, SeedReason.Shared, new() { Accounts = 12 });
    }

    private static void AddUsed(SeedWorldBuilder world)
    {
        Keep(world, 470, SeedReason.InUse, new() { IsInUse = true });
        Keep(world, 490, SeedReason.InUse, new() { IsInUse = true, IsPublic = true });

        // Only the image that is used is kept, not its build.
        var build = world.Make(510, "x86_64");
        world.Place(build, Home, SeedFate.Pruned, SeedReason.Unpinned);
        world.Place(build, "ap-northeast-1", SeedFate.Kept, SeedReason.InUse, new() { IsInUse = true });
        world.Place(build, "eu-central-1", SeedFate.Pruned, SeedReason.Unpinned);
    }

    private static void AddTagged(SeedWorldBuilder world)
    {
        Keep(world, 530, SeedReason.TaggedBootImage, new() { Tags = [("bootimage", "true")] });
        Keep(world, 550, SeedReason.TaggedBootImage, new() { Tags = [("bootimage", "true"), ("owner", "qe")], IsPublic = true });
        var build = world.Make(570, "x86_64");
        world.Place(build, Home, SeedFate.Kept, SeedReason.TaggedBootImage, new() { Tags = [("bootimage", "true")] });
        world.Place(build, "cn-shanghai", SeedFate.Pruned, SeedReason.Unpinned);
    }

    private static void AddUnclear(SeedWorldBuilder world)
    {
        Keep(world, 620, SeedReason.NotOurs, new() { IsForeign = true, IsPublic = true });
        Keep(world, 640, SeedReason.NotOurs, new() { IsForeign = true, IsPublic = true, Tags = [("bootimage", "false")] });
        Keep(world, 660, SeedReason.Unclear, new() { Family = "rhcos" });
        Keep(world, 680, SeedReason.Unclear, new() { IsEncrypted = true });
        Keep(world, 700, SeedReason.Unclear, new() { TellsIsPublic = false });
        Keep(world, 720, SeedReason.NotReady, new() { Status = "Creating" });
        Keep(world, 740, SeedReason.NotReady, new() { Status = "Waiting" });

        // Made in the future, by its own account: no age can be told.
        Keep(world, 760, SeedReason.TooYoung, new() { CreatedAt = world.Now.AddDays(2) });
        var undated = world.Make(780, "x86_64");
        undated.BuiltAt = null;
        world.Place(undated, Home, SeedFate.Kept, SeedReason.Unknown);
    }

    private static void AddPrunable(SeedWorldBuilder world)
    {
        // What an interrupted run left behind.
        Prune(world, 800, new() { Tags = [("bootimage", "false"), ("pruner-was-public", "true")] });
        Prune(world, 810, new() { Tags = [("bootimage", "false")], IsPublic = true });

        // A listing leaves these out: only asking for the catalog's ids finds them.
        Prune(world, 820, new() { IsListed = false });
        Prune(world, 830, new() { IsListed = false, IsPublic = true });

        Prune(world, 840, new() { Status = "Deprecated" });
        Prune(world, 850, new() { Status = "UnAvailable" });
        Prune(world, 860, new() { Status = "CreateFailed" });

        var code = world.Table.CodeOf(Home);
        Prune(world, 870, new() { Snapshots = [MadeUp.SnapshotId(code, "system disk"), MadeUp.SnapshotId(code, "data disk")] });
    }

    /// <summary>Catalogs are not changed when images go: these builds name images that are no more.</summary>
    private static void AddGone(SeedWorldBuilder world)
    {
        foreach (var (daysOld, cleanup) in new[] { (900, """["cloud-uploads"]"""), (910, """{"cloud-uploads": true, "images-kept": ["qemu"]}"""), (920, null) })
        {
            var build = world.Make(daysOld, "x86_64");
            build.PolicyCleanup = cleanup;
            SeedWorldBuilder.Catalogue(build, Home, world.MakeImageId(build, Home));
        }

        // One region of two, and one in a region that has been closed since.
        var half = world.Make(930, "x86_64");
        world.Place(half, Home, SeedFate.Pruned, SeedReason.Unpinned);
        SeedWorldBuilder.Catalogue(half, "cn-hongkong", world.MakeImageId(half, "cn-hongkong"));
        var closed = world.Make(940, "x86_64");
        world.Place(closed, Home, SeedFate.Pruned, SeedReason.Unpinned);
        SeedWorldBuilder.Catalogue(closed, "ap-south-1", world.MakeImageId(closed, "ap-south-1"));
    }

    /// <summary>One snapshot, two images: it must outlive the one that goes. A third snapshot belongs to nobody.</summary>
    private static void AddSharedSnapshot(SeedWorldBuilder world)
    {
        var snapshot = MadeUp.SnapshotId(world.Table.CodeOf(Home), "shared by two images");
        Keep(world, 960, SeedReason.InUse, new() { IsInUse = true, Snapshots = [snapshot] });
        Prune(world, 970, new() { Snapshots = [snapshot] });
        world.AddOrphan(Home, "a database");
        world.AddOrphan("eu-central-1", "another database");
    }

    private static void Keep(SeedWorldBuilder world, int daysOld, SeedReason reason, ImageTraits traits) =>
        world.Place(world.Make(daysOld, "x86_64"), Home, SeedFate.Kept, reason, traits);

    private static void Prune(SeedWorldBuilder world, int daysOld, ImageTraits traits) =>
        world.Place(world.Make(daysOld, "x86_64"), Home, SeedFate.Pruned, SeedReason.Unpinned, traits);
}
