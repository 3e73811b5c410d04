namespace Pruner.Sandbox.Seed;

/// <summary>The builds that the history pins, with their real images in every region that is still open.</summary>
internal static class PinnedBuilds
{
    public static void AddTo(SeedWorldBuilder world)
    {
        foreach (var commit in world.Table.Commits)
        {
            foreach (var (architecture, id) in commit.Builds.Where(build => StreamOf(build.Value) is not null))
            {
                world.Add(StreamOf(id)!, id, architecture);
            }
        }

        var number = 0;
        foreach (var (id, images) in world.Table.Images)
        {
            // Releases after 4.11 have no catalog here, as for a run that does not choose them.
            var build = new SeedBuild(StreamOf(id) ?? "", id);
            var catalogued = StreamOf(id) is { } stream ? world.Add(stream, id, "x86_64") : build;
            foreach (var (region, image) in images)
            {
                SeedWorldBuilder.Catalogue(catalogued, region, image);
                if (world.OpenRegions.Contains(region))
                {
                    world.Place(catalogued, region, SeedFate.Pinned, SeedReason.Pinned, Traits(number++) with { ImageId = image });
                }
            }
        }

        AddUnpinnedImagesOfPinnedBuilds(world);
    }

    /// <summary>rhcos-4.10 and rhcos-4.11 have a catalog; other releases' builds are null.</summary>
    private static string? StreamOf(string build) => build.Split('.')[0] switch
    {
        "410" => "rhcos-4.10",
        "411" => "rhcos-4.11",
        _ => null,
    };

    /// <summary>Boot images are public, most of them untagged so far; some have the other protections and faults too, which must change nothing.</summary>
    private static ImageTraits Traits(int number) => (number % 40) switch
    {
        3 => new() { IsPublic = true, IsInUse = true },
        7 => new() { IsPublic = true, IsListed = false },
        11 => new() { Accounts = 2 },
        17 => new() { IsPublic = true, Tags = [("bootimage", "false")] },
        23 => new() { IsPublic = false },
        29 => new() { IsPublic = true, Accounts = 1 },
        _ when number % 3 == 0 => new() { IsPublic = true, Tags = [("bootimage", "true")] },
        _ => new() { IsPublic = true },
    };

    /// <summary>Images that no document names, of builds that one does: kept for their build's sake.</summary>
    private static void AddUnpinnedImagesOfPinnedBuilds(SeedWorldBuilder world)
    {
        const SeedFate Kept = SeedFate.Kept;
        // Pinned in another cloud, before there were Alibaba Cloud images in the document.
        world.Place(world.Add("rhcos-4.10", "410.84.202111111322-0"), SeedWorldBuilder.Home, Kept, SeedReason.BuildPinned);

        // A region that the pins of this build leave out, known to the catalog, then one that not even the catalog knows.
        var build = world.Add("rhcos-4.10", "410.84.202205191234-0");
        var missing = world.OpenRegions.Except(build.Images.Keys, StringComparer.Ordinal).ToList();
        world.Place(build, missing[0], Kept, SeedReason.BuildPinned);
        world.Place(build, missing[1], Kept, SeedReason.BuildPinned, new() { IsCatalogued = false });

        // A second image of the same name in one region, as a repeated upload leaves it.
        var copied = world.Add("rhcos-4.10", "410.84.202201251210-0");
        world.Place(
            copied, SeedWorldBuilder.Home, Kept, SeedReason.BuildPinned,
            new() { ImageId = MadeUp.ImageId(world.Table.CodeOf(SeedWorldBuilder.Home), "second upload"), IsCatalogued = false, IsPublic = true });
    }
}
