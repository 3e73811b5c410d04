using System.Collections.Immutable;
using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Seed;

/// <summary>
/// What the sandbox holds besides the git repository: the cloud's images, the builds server's documents, and what a run
/// over 4.10 with the default policy must make of them. Equal for equal <c>now</c>.
/// </summary>
public sealed class SeedWorld
{
    /// <summary>The account that owns the images.</summary>
    public const string AccountId = "1234567890123456";

    /// <summary>How many builds of plain garbage there are, if nobody says another number.</summary>
    public const int OrdinaryBuildsByDefault = 240;

    internal SeedWorld(
        EcsCloud cloud,
        ImmutableSortedDictionary<string, string> documents,
        ImmutableArray<SeedExpectation> expected,
        ImmutableArray<(string RegionId, string SnapshotId)> doomedSnapshots,
        string configuration)
    {
        (Cloud, Documents, Expected, DoomedSnapshots, Configuration) = (cloud, documents, expected, doomedSnapshots, configuration);
    }

    /// <summary>The account's images and snapshots.</summary>
    public EcsCloud Cloud { get; }

    /// <summary>The builds server's documents by path, such as <c>/rhcos-4.10/builds.json</c>.</summary>
    public ImmutableSortedDictionary<string, string> Documents { get; }

    /// <summary>What must become of each image of <see cref="Cloud"/>, one entry each, in the order in which they were made up.</summary>
    public ImmutableArray<SeedExpectation> Expected { get; }

    /// <summary>The snapshots that must be gone with the pruned images; all others must stay.</summary>
    public ImmutableArray<(string RegionId, string SnapshotId)> DoomedSnapshots { get; }

    /// <summary>The text of a <c>pruner.yml</c> for this world: its own known answers, one account, one build in the keep list, default policy.</summary>
    public string Configuration { get; }

    /// <summary>Makes the world.</summary>
    /// <param name="now">The time relative to which the made-up builds are old or young. The real ones are from 2021 to 2023 and must be old by then.</param>
    /// <param name="ordinaryBuilds">How many builds of plain garbage; those that stand for a rule each are there besides.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="now"/> is before 2024-03-01.</exception>
    public static SeedWorld Create(DateTimeOffset now, int ordinaryBuilds = OrdinaryBuildsByDefault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now, new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var builder = new SeedWorldBuilder(BootImageTable.Load(), now.ToUniversalTime());
        PinnedBuilds.AddTo(builder);
        ProposedBuilds.AddTo(builder);
        RecentBuilds.AddTo(builder);
        PeculiarBuilds.AddTo(builder);
        StrayImages.AddTo(builder);
        OrdinaryBuilds.AddTo(builder, ordinaryBuilds);
        return builder.Build();
    }
}
