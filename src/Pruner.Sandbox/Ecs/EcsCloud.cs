using System.Text;

namespace Pruner.Sandbox.Ecs;

/// <summary>The emulated account's images and snapshots, per region. Lock <see cref="Gate"/> while reading or changing.</summary>
public sealed class EcsCloud(string accountId)
{
    /// <summary>Guards everything below.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The caller's account, digits only.</summary>
    public string AccountId { get; } = accountId;

    /// <summary>The regions that DescribeRegions answers, but for the closed ones.</summary>
    public IList<string> Regions { get; } = [];

    /// <summary>Regions that once were: old pins name them, DescribeRegions does not, and they answer 404 <c>InvalidRegionId.NotFound</c>.</summary>
    public ISet<string> ClosedRegions { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>All images of all regions.</summary>
    public IList<EcsImage> Images { get; } = [];

    /// <summary>Snapshot ids by region, whether or not an image uses them.</summary>
    public IDictionary<string, ISet<string>> Snapshots { get; } = new Dictionary<string, ISet<string>>(StringComparer.Ordinal);

    /// <summary>What is known of the snapshots besides, by region and id. An entry may be missing.</summary>
    public IDictionary<(string RegionId, string SnapshotId), EcsSnapshot> SnapshotDetails { get; } =
        new Dictionary<(string RegionId, string SnapshotId), EcsSnapshot>();

    /// <summary>Adds an image and its snapshots.</summary>
    public void Add(EcsImage image)
    {
        lock (Gate)
        {
            Images.Add(image);
            foreach (var id in image.SnapshotIds)
            {
                Put(image.RegionId, id, new EcsSnapshot
                {
                    CreatedAt = image.CreatedAt,
                    Name = $"for_{image.ImageName}",
                    Size = image.Size,
                    Encrypted = image.Encrypted,
                    OwnerId = image.OwnerId,
                });
            }
        }
    }

    /// <summary>Adds a snapshot that no image uses, or says more about one that is there.</summary>
    public void AddSnapshot(string regionId, string snapshotId, EcsSnapshot snapshot)
    {
        lock (Gate)
        {
            SnapshotDetails.Remove((regionId, snapshotId));
            Put(regionId, snapshotId, snapshot);
        }
    }

    /// <summary>A deep copy of the present state, to compare with a later one.</summary>
    public EcsCloud Photograph()
    {
        lock (Gate)
        {
            var copy = new EcsCloud(AccountId);
            foreach (var region in Regions)
            {
                copy.Regions.Add(region);
            }

            copy.ClosedRegions.UnionWith(ClosedRegions);
            foreach (var image in Images)
            {
                copy.Images.Add(image.Copy());
            }

            foreach (var (region, ids) in Snapshots)
            {
                copy.Snapshots[region] = new HashSet<string>(ids, StringComparer.Ordinal);
            }

            foreach (var (key, snapshot) in SnapshotDetails)
            {
                copy.SnapshotDetails[key] = snapshot.Copy();
            }

            return copy;
        }
    }

    /// <summary>The whole state as text, one line an image or snapshot, sorted: equal states give equal text, and two texts can be compared line by line.</summary>
    public string Describe()
    {
        lock (Gate)
        {
            var lines = new List<string>();
            foreach (var image in Images)
            {
                lines.Add(
                    $"image {image.RegionId} {image.ImageId} {image.ImageName} {image.Status} public={image.IsPublic} inuse={image.InUse} " +
                    $"accounts=[{string.Join(' ', image.Accounts.Order(StringComparer.Ordinal))}] tags=[{Tags(image.Tags)}] " +
                    $"snapshots=[{string.Join(' ', image.SnapshotIds.Order(StringComparer.Ordinal))}]");
            }

            foreach (var (region, ids) in Snapshots)
            {
                lines.AddRange(ids.Select(id =>
                    $"snapshot {region} {id} tags=[{(SnapshotDetails.TryGetValue((region, id), out var snapshot) ? Tags(snapshot.Tags) : "")}]"));
            }

            return new StringBuilder().AppendJoin('\n', lines.Order(StringComparer.Ordinal)).ToString();
        }
    }

    /// <summary>The owner of an image or snapshot whose owner reads <paramref name="ownerId"/>.</summary>
    internal string OwnerOf(string ownerId) => ownerId.Length == 0 ? AccountId : ownerId;

    internal EcsImage? Find(string regionId, string imageId) => Images.FirstOrDefault(image =>
        string.Equals(image.ImageId, imageId, StringComparison.Ordinal) && string.Equals(image.RegionId, regionId, StringComparison.Ordinal));

    internal bool HasSnapshot(string regionId, string snapshotId) => Snapshots.TryGetValue(regionId, out var ids) && ids.Contains(snapshotId);

    internal bool IsOpen(string regionId) => Regions.Contains(regionId) && !ClosedRegions.Contains(regionId);

    private static string Tags(IDictionary<string, string> tags) =>
        string.Join(' ', tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));

    private void Put(string regionId, string snapshotId, EcsSnapshot snapshot)
    {
        if (!Snapshots.TryGetValue(regionId, out var ids))
        {
            Snapshots[regionId] = ids = new HashSet<string>(StringComparer.Ordinal);
        }

        ids.Add(snapshotId);
        SnapshotDetails.TryAdd((regionId, snapshotId), snapshot);
    }
}
