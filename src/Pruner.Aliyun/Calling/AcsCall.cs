namespace Pruner.Aliyun.Calling;

/// <summary>One operation to call, before it is signed.</summary>
/// <param name="Endpoint">Scheme, host and port.</param>
/// <param name="Version">The service's API version: <c>2014-05-26</c> for ECS.</param>
/// <param name="Action">The operation.</param>
/// <param name="Place">The region, or what stands for it in the lane's name: throttling counts per account, region and operation.</param>
/// <param name="Parameters">Names and raw values, each name once; all go into the query, the body is empty.</param>
internal sealed record AcsCall(Uri Endpoint, string Version, string Action, string Place, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>API version of ECS.</summary>
    public const string EcsVersion = "2014-05-26";

    /// <summary>API version of STS.</summary>
    public const string StsVersion = "2015-04-01";

    /// <summary>The lane of the limiter.</summary>
    public string Lane => $"aliyun/{Place}/{Action}";

    /// <summary>Holds a list to what one call takes; the service drops or refuses the rest.</summary>
    /// <param name="items">What goes into one call.</param>
    /// <param name="most">Most items, inclusive; the least is 1.</param>
    public static void CheckSize(IReadOnlyList<string> items, int most)
    {
        if (items.Count == 0 || items.Count > most)
        {
            throw new ArgumentException($"1 to {most} items go into one call, not {items.Count}.", nameof(items));
        }
    }
}
