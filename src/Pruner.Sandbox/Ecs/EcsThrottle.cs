namespace Pruner.Sandbox.Ecs;

/// <summary>
/// A limit on calls, counted apart for each account, region and action, in windows that follow the clock: what is throttled in one minute works in the next.
/// What exceeds it is answered 400 <c>Throttling.User</c> with the header <c>x-acs-retry-after</c> in milliseconds.
/// </summary>
/// <param name="RegionId">The region it holds for; empty means each.</param>
/// <param name="Action">The action it holds for; empty means each.</param>
/// <param name="Calls">How many calls a window lets pass; 0 means none.</param>
/// <param name="Window">The length of a window, more than zero.</param>
public sealed record EcsThrottle(string RegionId, string Action, int Calls, TimeSpan Window)
{
    internal bool Fits(string region, string action) =>
        (RegionId.Length == 0 || RegionId == region) && (Action.Length == 0 || Action == action);
}
