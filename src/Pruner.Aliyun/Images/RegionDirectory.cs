using System.Collections.Immutable;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Operations;
using Pruner.Core;

namespace Pruner.Aliyun.Images;

/// <summary>The regions that the account may use, as <c>DescribeRegions</c> answered them.</summary>
/// <param name="Regions">By id. The value is null when the endpoint answered for the region may not be used.</param>
internal sealed record RegionDirectory(ImmutableSortedDictionary<string, EcsRegion?> Regions)
{
    private const int MostRegions = 500;

    /// <summary>Reads the answer.</summary>
    /// <exception cref="EvidenceException">It is not whole.</exception>
    public static RegionDirectory Of(DescribeRegionsAnswer answer, AliyunEndpoints endpoints)
    {
        var rows = answer.Regions?.Region;
        if (rows is not { Count: > 0 and <= MostRegions }
            || rows.Exists(row => !AliyunEndpoints.IsRegionId(row?.RegionId))
            || rows.DistinctBy(row => row!.RegionId, StringComparer.Ordinal).Count() != rows.Count)
        {
            throw new EvidenceException(new Refusal(
                "The list of Alibaba Cloud regions is empty, or names a region twice or in a form that no region has.",
                "Regions could be missing, and addresses are made of it.",
                $"Check that {endpoints.Central.Authority} is the ECS endpoint meant (--aliyun-endpoint), and try again."));
        }

        return new RegionDirectory(rows.ToImmutableSortedDictionary(
            row => row!.RegionId!,
            row => endpoints.ForRegion(row!.RegionEndpoint) is { } address ? new EcsRegion(row.RegionId!, address) : null,
            StringComparer.Ordinal));
    }
}
