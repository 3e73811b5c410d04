using System.Net;

namespace Pruner.Http.Tests.Given;

/// <summary>An exchange as the program makes it, with short pauses.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpMessageInvoker _http = HttpExchange.Connect();

    public Client(TimeProvider? time = null, RetryLimits? limits = null) =>
        Exchange = new HttpExchange(_http, time ?? TimeProvider.System, Clocks, limits ?? Quick);

    public static RetryLimits Quick { get; } = new()
    {
        Retries = 3,
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(2),
        AttemptTimeout = TimeSpan.FromSeconds(1000),
    };

    public ServerClocks Clocks { get; } = new();

    public HttpExchange Exchange { get; }

    /// <summary>A read: 2xx and 4xx are final, 429 throttles with what <c>Retry-After</c> says, 5xx fails.</summary>
    public static HttpCall Read(Uri address) => new("service", "service/lane", () => new HttpRequestMessage(HttpMethod.Get, address), Judge);

    /// <summary>A change.</summary>
    public static HttpCall Change(Uri address, HttpContent? content = null) =>
        new("service", "service/lane", () => new HttpRequestMessage(HttpMethod.Post, address) { Content = content }, Judge) { MayRepeat = false };

    public static Judgement Judge(HttpReply reply) => reply.Status switch
    {
        HttpStatusCode.TooManyRequests => Judgement.Throttled(reply.Header("Retry-After") is { } seconds ? TimeSpan.FromSeconds(int.Parse(seconds)) : null),
        >= HttpStatusCode.InternalServerError => Judgement.Failing(),
        _ => Judgement.Final,
    };

    public void Dispose() => _http.Dispose();
}
