namespace Pruner.Core.Stores;

/// <summary>What a store answered to a change.</summary>
/// <param name="Outcome">The kind of answer.</param>
/// <param name="Code">The store's own code: <c>ImageUsingByInstance</c>; empty when done.</param>
/// <param name="Message">A sentence without secrets; empty when done.</param>
/// <param name="RequestId">The store's request id, for support; may be empty.</param>
public sealed record StoreReply(StoreOutcome Outcome, string Code, string Message, string RequestId);

/// <summary>Kinds of answers to a change.</summary>
public enum StoreOutcome
{
    /// <summary>No answer, or one that does not say whether the change was made: settle by looking.</summary>
    Unknown,

    /// <summary>Answered OK.</summary>
    Done,

    /// <summary>The store says it is so already, or the thing is not there: settle by looking.</summary>
    AlreadySo,

    /// <summary>In use: the store will not, and we do not force.</summary>
    InUse,

    /// <summary>Shared with accounts: take the shares off first.</summary>
    Shared,

    /// <summary>Not now (still being made, copied, another operation runs): report, a later run tries again.</summary>
    Busy,

    /// <summary>The credentials may not do this.</summary>
    Forbidden,

    /// <summary>Refused for another reason, or the retries are used up with a clear no.</summary>
    Failed,
}
