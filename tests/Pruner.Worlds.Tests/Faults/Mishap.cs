namespace Pruner.Worlds.Tests.Faults;

/// <summary>What can go wrong with one call.</summary>
internal enum Mishap
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The service refuses for load.</summary>
    Throttled,

    /// <summary>HTTP 5xx; nothing was done.</summary>
    Fails,

    /// <summary>HTTP 5xx, although it was done.</summary>
    FailsAfter,

    /// <summary>The connection is cut before anything was done.</summary>
    ResetBefore,

    /// <summary>It was done, and the connection is cut before the answer.</summary>
    ResetAfter,

    /// <summary>Half of the answer comes, and then nothing.</summary>
    Truncated,

    /// <summary>Half of the answer comes, as if it were the whole.</summary>
    CutShort,

    /// <summary>Nothing is done, and no answer ever comes.</summary>
    Hangs,

    /// <summary>A list lacks its last row.</summary>
    LostRow,

    /// <summary>A list has its first row twice.</summary>
    DoubledRow,

    /// <summary>A list is empty, as when a whole page of it is lost.</summary>
    LostPage,

    /// <summary>A list has every row twice, as when a page of it comes twice.</summary>
    DoubledPage,

    /// <summary>The caller may not.</summary>
    Forbidden,

    /// <summary>The credentials have expired.</summary>
    Expired,
}
