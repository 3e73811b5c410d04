namespace Pruner.Aliyun.Calling;

/// <summary>What an error code of Alibaba Cloud means for us.</summary>
internal enum AcsMeaning
{
    /// <summary>No code, or none that a service of Alibaba Cloud writes: whether the request got there is not known.</summary>
    NotUnderstood,

    /// <summary>A clear no that has no meaning of its own here.</summary>
    Refused,

    /// <summary>Too many calls; nothing was done.</summary>
    Throttled,

    /// <summary>Failed for the moment; whether something was done is not known.</summary>
    Failing,

    /// <summary>The nonce was seen before: the request, or a copy of it, had arrived already.</summary>
    NonceUsed,

    /// <summary>The access key, its secret or its token is refused.</summary>
    Credentials,

    /// <summary>The request's date is too far from the service's clock.</summary>
    Clock,

    /// <summary>These credentials may not do this.</summary>
    Forbidden,

    /// <summary>In use by an instance, an image or a disk.</summary>
    InUse,

    /// <summary>Shared with accounts.</summary>
    Shared,

    /// <summary>Another operation is under way on it; nothing was done.</summary>
    Busy,

    /// <summary>It is so already, or the thing is not there.</summary>
    AlreadySo,

    /// <summary>The endpoint could not be reached; nothing was sent.</summary>
    Unreachable,
}
