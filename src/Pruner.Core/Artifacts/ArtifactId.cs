namespace Pruner.Core.Artifacts;

/// <summary>Identity of one deletable thing in one place.</summary>
/// <param name="Platform">The store's platform as meta.json names it: <c>aliyun</c>.</param>
/// <param name="Location">Where: the region of a cloud image.</param>
/// <param name="Id">The store's own id there: <c>m-…</c> on Aliyun.</param>
public sealed record ArtifactId(string Platform, string Location, string Id) : IComparable<ArtifactId>
{
    /// <summary>Total and ordinal: platform, location, id.</summary>
    public int CompareTo(ArtifactId? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byPlatform = string.CompareOrdinal(Platform, other.Platform);
        if (byPlatform != 0)
        {
            return byPlatform;
        }

        var byLocation = string.CompareOrdinal(Location, other.Location);
        return byLocation != 0 ? byLocation : string.CompareOrdinal(Id, other.Id);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Platform}/{Location}/{Id}";
}
