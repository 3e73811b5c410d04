namespace Pruner.Http;

/// <summary>One request and how to read its answer.</summary>
/// <param name="Service">Name of the service for clocks and messages: <c>github</c>, <c>builds</c>, <c>aliyun</c>.</param>
/// <param name="Lane">Calls of one lane share a limiter: <c>github/graphql</c>, <c>aliyun/us-east-1/DescribeImages</c>.</param>
/// <param name="Compose">Makes the request anew for every attempt (signatures and nonces must not repeat).</param>
/// <param name="Judge">Reads an answer; pure.</param>
public sealed record HttpCall(string Service, string Lane, Func<HttpRequestMessage> Compose, Func<HttpReply, Judgement> Judge)
{
    /// <summary>
    /// True for reads: an attempt whose answer was lost is simply made again. False for changes: a lost answer ends the
    /// call as <see cref="ExchangeFailure.AnswerLost"/>, since the change may have been made.
    /// </summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>Longest body accepted, in bytes.</summary>
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;
}

/// <summary>What an answer means for the exchange.</summary>
public readonly record struct Judgement
{
    private Judgement(JudgementKind kind, TimeSpan? wait) => (Kind, Wait) = (kind, wait);

    /// <summary>The kind.</summary>
    public JudgementKind Kind { get; }

    /// <summary>How long the server asked to wait; null when it did not say.</summary>
    public TimeSpan? Wait { get; }

    /// <summary>The answer is final, good or bad: hand it to the caller.</summary>
    public static Judgement Final => new(JudgementKind.Final, null);

    /// <summary>The server refused for load and did nothing: slow the lane down and try again.</summary>
    public static Judgement Throttled(TimeSpan? wait) => new(JudgementKind.Throttled, wait);

    /// <summary>The server failed for the moment; whether it did something is not known.</summary>
    public static Judgement Failing(TimeSpan? wait = null) => new(JudgementKind.Failing, wait);
}

/// <summary>Kinds of <see cref="Judgement"/>.</summary>
public enum JudgementKind
{
    /// <summary>Final.</summary>
    Final,

    /// <summary>Throttled.</summary>
    Throttled,

    /// <summary>Failing for the moment.</summary>
    Failing,
}
