namespace Pruner.Sandbox.Seed;

/// <summary>The builds that only pull requests name: a run without the pull requests would prune them.</summary>
internal static class ProposedBuilds
{
    public static void AddTo(SeedWorldBuilder world)
    {
        var open = world.Add("rhcos-4.10", Proposals.OpenBuild, "x86_64");
        foreach (var region in Proposals.OpenRegions)
        {
            world.Place(open, region, SeedFate.Kept, SeedReason.PinnedInPullRequest);
        }

        world.Place(world.Add("rhcos-4.10", Proposals.MalformedBuild, "x86_64"), Proposals.Region, SeedFate.Kept, SeedReason.NamedByText);

        var named = world.Add("rhcos-4.10", Proposals.NamedBuild, "x86_64");
        foreach (var region in Proposals.NamedRegions)
        {
            world.Place(named, region, SeedFate.Kept, SeedReason.NamedByText);
        }

        var real = world.Table.Proposal;
        world.Place(world.Add("rhcos-4.11", real.Build, "x86_64"), real.Region, SeedFate.Kept, SeedReason.PinnedInPullRequest, new() { ImageId = real.ImageId });
    }
}
