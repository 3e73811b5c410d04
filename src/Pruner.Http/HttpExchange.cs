using System.Buffers;
using System.Collections.Concurrent;
using Polly;
using Polly.Retry;

namespace Pruner.Http;

/// <summary>
/// Sends requests with one limiter a lane, bounded retries and whole bodies. It knows HTTP and nothing of any service:
/// what an answer means is judged by the caller's <see cref="HttpCall.Judge"/>.
/// </summary>
public sealed class HttpExchange(HttpMessageInvoker http, TimeProvider time, ServerClocks clocks, RetryLimits limits)
{
    private readonly ConcurrentDictionary<string, AdaptiveLimiter> _lanes = new(StringComparer.Ordinal);
    private readonly ResiliencePipeline<Attempt> _retry = BuildRetry(time, limits);
    private long _sent;
    private long _throttled;

    /// <summary>Requests sent so far, every attempt counted.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Answers that throttled so far.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>The clock all waits use.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>A connection pool for the whole program: HTTP/2 where offered, no redirects (a redirect could carry credentials away).</summary>
    public static HttpMessageInvoker Connect() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        MaxConnectionsPerServer = 64,
        UseCookies = false,
    });

    /// <summary>Sends until an answer is final.</summary>
    /// <exception cref="ExchangeException">No usable answer came within the limits.</exception>
    public async Task<HttpReply> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var attempt = await _retry.ExecuteAsync(
            static async (state, token) => await state.Self.TryOnceAsync(state.Call, token),
            (Self: this, Call: call),
            cancellationToken);
        return attempt switch
        {
            { Failure: { } failure } => throw failure,
            { Judgement.Kind: JudgementKind.Final, Reply: { } reply } => reply,
            { Judgement.Kind: JudgementKind.Throttled } => throw new ExchangeException(
                ExchangeFailure.Throttled, $"{call.Service} goes on throttling ({call.Lane}).", attempt.Reply)
            { Wait = attempt.Judgement.Wait },
            _ => throw new ExchangeException(
                ExchangeFailure.AnswerLost, $"{call.Service} goes on failing ({call.Lane}, HTTP {(int?)attempt.Reply?.Status}).", attempt.Reply),
        };
    }

    private static ResiliencePipeline<Attempt> BuildRetry(TimeProvider time, RetryLimits limits)
    {
        var options = new RetryStrategyOptions<Attempt>
        {
            MaxRetryAttempts = limits.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = limits.FirstPause,
            MaxDelay = limits.LongestPause,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Result is { MayRepeat: true } attempt && !(attempt.Judgement.Wait > limits.LongestServerWait)),
            DelayGenerator = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.Judgement.Wait),
        };
        options.Randomizer = limits.Jitter ?? options.Randomizer;
        return new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }.AddRetry(options).Build();
    }

    private async Task<Attempt> TryOnceAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var lane = _lanes.GetOrAdd(call.Lane, _ => new AdaptiveLimiter(Time, limits.StartWindow, limits.MostWindow));
        await lane.EnterAsync(cancellationToken);
        Attempt attempt;
        try
        {
            attempt = await ExchangeOnceAsync(call, cancellationToken);
        }
        catch
        {
            lane.Leave();
            throw;
        }

        switch (attempt.Judgement.Kind)
        {
            case JudgementKind.Throttled:
                Interlocked.Increment(ref _throttled);
                var wait = attempt.Judgement.Wait ?? limits.FirstPause;
                // A wait we will not sit out must not hold the whole lane either: the callers are told instead.
                lane.LeaveThrottled(wait > limits.LongestServerWait ? TimeSpan.Zero : wait);
                break;
            case JudgementKind.Final when attempt.Failure is null:
                lane.LeaveGood();
                break;
            default:
                lane.Leave();
                break;
        }

        return attempt;
    }

    private async Task<Attempt> ExchangeOnceAsync(HttpCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limits.AttemptTimeout, Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = call.Compose();
        if (!call.MayRepeat)
        {
            // A content, though empty: a request without one is sent again by the connection pool itself when the server closes the
            // connection before it answers, and a change would be made twice.
            request.Content ??= new ByteArrayContent([]);
        }

        Interlocked.Increment(ref _sent);
        try
        {
            using var response = await http.SendAsync(request, linked.Token);
            // The date of an answer that a cache kept is the time when it was made.
            clocks.Observe(call.Service, response.Headers.Age > TimeSpan.Zero ? null : response.Headers.Date, Time.GetUtcNow());
            var body = await ReadWholeAsync(call, response.Content, linked.Token);
            var reply = new HttpReply(response.StatusCode, response.Headers, response.Content.Headers, body);
            var judgement = call.Judge(reply);
            // A throttled change was not made, so it may be tried again; a failing one may have been made.
            return new Attempt(reply, judgement, judgement.Kind == JudgementKind.Throttled || (judgement.Kind == JudgementKind.Failing && call.MayRepeat), null);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            return Lost(call, $"{call.Service} did not answer within {limits.AttemptTimeout.TotalSeconds:0} s.", cancelled);
        }
        catch (HttpRequestException error) when (NeverSent(error))
        {
            return new Attempt(null, Judgement.Failing(), MayRepeat: true, new ExchangeException(
                ExchangeFailure.Unreachable, $"{call.Service} cannot be reached at {request.RequestUri?.Authority}: {Innermost(error)}", inner: error));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return Lost(call, $"The connection to {call.Service} broke: {Innermost(error)}", error);
        }
    }

    private static Attempt Lost(HttpCall call, string message, Exception inner) =>
        new(null, Judgement.Failing(), call.MayRepeat, new ExchangeException(ExchangeFailure.AnswerLost, message, inner: inner));

    // The outer words of a failed handshake say no more than "see inner exception".
    private static string Innermost(Exception error) => error.GetBaseException().Message.ReplaceLineEndings(" ");

    private static bool NeverSent(HttpRequestException error) => error.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static async Task<byte[]> ReadWholeAsync(HttpCall call, HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var memory = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (memory.Length + read > call.MaxBytes)
                {
                    throw new ExchangeException(ExchangeFailure.TooLong, $"The answer of {call.Service} is longer than {call.MaxBytes} bytes ({call.Lane}).");
                }

                memory.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return memory.ToArray();
    }

    private sealed record Attempt(HttpReply? Reply, Judgement Judgement, bool MayRepeat, ExchangeException? Failure);
}
