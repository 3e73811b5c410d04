namespace Pruner.Http;

/// <summary>Why an exchange got no usable answer.</summary>
public enum ExchangeFailure
{
    /// <summary>The server could not be reached at all: name, route, connection or TLS. Nothing was sent.</summary>
    Unreachable,

    /// <summary>The request was sent and no whole answer came, or the server failed in a way that does not say whether it acted.</summary>
    AnswerLost,

    /// <summary>The server went on throttling past our patience. It did nothing.</summary>
    Throttled,

    /// <summary>The answer was longer than accepted.</summary>
    TooLong,
}

/// <summary>An exchange that got no usable answer after all attempts. The clients turn it into their own words.</summary>
public sealed class ExchangeException(ExchangeFailure failure, string message, HttpReply? lastReply = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ExchangeFailure Failure { get; } = failure;

    /// <summary>The last answer, when there was one.</summary>
    public HttpReply? LastReply { get; } = lastReply;

    /// <summary>How long the server last asked to wait; null when it did not say.</summary>
    public TimeSpan? Wait { get; init; }
}
