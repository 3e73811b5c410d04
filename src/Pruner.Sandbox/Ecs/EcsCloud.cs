namespace Pruner.Sandbox.Ecs;

/// <summary>The emulated account's images and snapshots, per region. Lock <see cref="Gate"/> while reading or changing.</summary>
public sealed class EcsCloud(string accountId)
{
    /// <summary>Guards everything below.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The caller's account, digits only.</summary>
    public string AccountId { get; } = accountId;

    /// <summary>The regions that DescribeRegions answers.</summary>
    public IList<string> Regions { get; } = [];

    /// <summary>All images of all regions.</summary>
    public IList<EcsImage> Images { get; } = [];

    /// <summary>Snapshot ids by region, whether or not an image uses them.</summary>
    public IDictionary<string, ISet<string>> Snapshots { get; } = new Dictionary<string, ISet<string>>(StringComparer.Ordinal);

    /// <summary>Adds an image and its snapshots.</summary>
    public void Add(EcsImage image)
    {
        lock (Gate)
        {
            Images.Add(image);
            if (!Snapshots.TryGetValue(image.RegionId, out var snapshots))
            {
                Snapshots[image.RegionId] = snapshots = new HashSet<string>(StringComparer.Ordinal);
            }

            snapshots.UnionWith(image.SnapshotIds);
        }
    }
}
