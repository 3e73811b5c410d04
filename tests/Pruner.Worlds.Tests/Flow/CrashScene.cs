namespace Pruner.Worlds.Tests.Flow;

/// <summary>Which run of a world dies.</summary>
public enum CrashScene
{
    /// <summary>The first.</summary>
    First,

    /// <summary>The first, and the store will not delete one of the images, which is then put back.</summary>
    Refused,

    /// <summary>One that deletes what an earlier one has marked long enough.</summary>
    Ripe,
}
