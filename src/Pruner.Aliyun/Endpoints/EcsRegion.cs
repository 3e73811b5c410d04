using Pruner.Aliyun.Calling;

namespace Pruner.Aliyun.Endpoints;

/// <summary>A region that can be asked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Endpoint">Its address.</param>
internal sealed record EcsRegion(string Id, Uri Endpoint)
{
    /// <summary>A call of an ECS operation in this region.</summary>
    public AcsCall Call(string action, IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        new(Endpoint, AcsCall.EcsVersion, action, Id, parameters);
}
