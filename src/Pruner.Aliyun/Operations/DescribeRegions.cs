using Pruner.Aliyun.Calling;

namespace Pruner.Aliyun.Operations;

/// <summary>ECS <c>DescribeRegions</c>: the regions that the account may use. No paging.</summary>
internal static class DescribeRegions
{
    /// <summary>Asks the central endpoint.</summary>
    public static Task<DescribeRegionsAnswer> AskAsync(AcsClient client, Uri central, CancellationToken cancellationToken) => client.ReadAsync(
        new AcsCall(central, AcsCall.EcsVersion, nameof(DescribeRegions), "central", [new("AcceptLanguage", "en-US")]),
        EcsJson.Default.DescribeRegionsAnswer,
        cancellationToken);
}

/// <summary>The answer.</summary>
internal sealed class DescribeRegionsAnswer : AcsAnswer
{
    /// <summary>The list.</summary>
    public RegionList? Regions { get; init; }
}

/// <summary>A list, as the service wraps it.</summary>
internal sealed class RegionList
{
    /// <summary>The regions.</summary>
    public List<RegionShape?>? Region { get; init; }
}

/// <summary>A region.</summary>
internal sealed class RegionShape
{
    /// <summary>Its id: <c>us-east-1</c>.</summary>
    public string? RegionId { get; init; }

    /// <summary>Host, with a port if it is not the usual one.</summary>
    public string? RegionEndpoint { get; init; }
}
