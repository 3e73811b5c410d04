using System.Globalization;
using System.Text;

namespace Pruner.Sandbox.Hosting;

/// <summary>
/// One loopback web server, or a line of a <see cref="Switchboard"/>: logs every request, strikes with scripted faults, adds latency, and writes the
/// <c>Date</c> header from the given clock. What it answers is the handler's business.
/// </summary>
public sealed class EmulatorHost : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly TrafficLog _traffic;
    private readonly string _service;
    private readonly Action<RecordedRequest> _classify;
    private readonly Func<HttpContext, RecordedRequest, Task> _handler;
    private WebApplication? _app;

    private EmulatorHost(string service, TrafficLog traffic, TimeProvider time, Action<RecordedRequest> classify, Func<HttpContext, RecordedRequest, Task> handler) =>
        (_service, _traffic, _time, _classify, _handler) = (service, traffic, time, classify, handler);

    /// <summary>The base address, without a trailing slash: <c>http://127.0.0.1:PORT</c>.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>Starts a server on a free loopback port.</summary>
    /// <param name="service">Name under which its requests are logged.</param>
    /// <param name="traffic">The log and the faults, possibly shared with other servers.</param>
    /// <param name="time">Clock for the <c>Date</c> header and for latency.</param>
    /// <param name="classify">Fills in <see cref="RecordedRequest.Operation"/>, <see cref="RecordedRequest.Location"/> and <see cref="RecordedRequest.IsChange"/>, before faults are asked.</param>
    /// <param name="handler">Answers one request. The body has been read into <see cref="RecordedRequest.Body"/> and <see cref="RecordedRequest.Content"/>.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<EmulatorHost> StartAsync(
        string service,
        TrafficLog traffic,
        TimeProvider time,
        Action<RecordedRequest> classify,
        Func<HttpContext, RecordedRequest, Task> handler,
        CancellationToken cancellationToken)
    {
        var host = new EmulatorHost(service, traffic, time, classify, handler);
        if (traffic.Switchboard is { } switchboard)
        {
            host.BaseUrl = switchboard.Connect(host.AnswerAsync);
            return host;
        }

        // Nobody edits an emulator's settings while it runs, and a watch of each uses up the machine's few.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = host._app = builder.Build();
        app.Run(host.AnswerAsync);
        await app.StartAsync(cancellationToken);
        host.BaseUrl = app.Urls.Single().TrimEnd('/');
        return host;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task AnswerAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        var request = _traffic.Record(_service, context.Request, content.ToArray(), _time.GetUtcNow());
        context.Response.Headers.Date = _time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (_traffic.Latency > TimeSpan.Zero)
        {
            await Task.Delay(_traffic.Latency, _time, context.RequestAborted);
        }

        _classify(request);
        var fault = _traffic.Strike(request);
        if (fault is not null)
        {
            await fault.Pause().WaitAsync(context.RequestAborted);
        }

        switch (fault?.Kind)
        {
            case FaultKind.Reply:
                await WriteAsync(context, request, fault.Status, fault, Encoding.UTF8.GetBytes(fault.Body), half: false);
                return;
            case FaultKind.ResetBefore:
                context.Abort();
                return;
            case FaultKind.Hold:
                await fault.Gate.WaitAsync(context.RequestAborted);
                break;
            default:
                break;
        }

        var (status, bytes) = await HandleIntoMemoryAsync(context, request);
        switch (fault?.Kind)
        {
            case FaultKind.ResetAfter:
                context.Abort();
                return;
            case FaultKind.ReplyAfter:
                context.Response.ContentType = fault.ContentType;
                await WriteAsync(context, request, fault.Status, fault, Encoding.UTF8.GetBytes(fault.Body), half: false);
                return;
            case FaultKind.Truncate:
                await WriteAsync(context, request, status, fault, bytes, half: true);
                return;
            case FaultKind.Alter:
                var body = Encoding.UTF8.GetString(bytes);
                var altered = fault.Rewrite(body);
                if (altered != body)
                {
                    fault.Altered(request);
                }

                await WriteAsync(context, request, status, fault, Encoding.UTF8.GetBytes(altered), half: false);
                return;
            default:
                await WriteAsync(context, request, status, fault: null, bytes, half: false);
                return;
        }
    }

    private async Task<(int Status, byte[] Body)> HandleIntoMemoryAsync(HttpContext context, RecordedRequest request)
    {
        var wire = context.Response.Body;
        using var memory = new MemoryStream();
        context.Response.Body = memory;
        try
        {
            await _handler(context, request);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Response.Body = wire;
        }

        return (context.Response.StatusCode, memory.ToArray());
    }

    private static async Task WriteAsync(HttpContext context, RecordedRequest request, int status, Fault? fault, byte[] bytes, bool half)
    {
        request.Status = status;
        context.Response.StatusCode = status;
        if (fault is { Kind: FaultKind.Reply })
        {
            context.Response.ContentType = fault.ContentType;
        }

        foreach (var (name, value) in fault?.Headers ?? new Dictionary<string, string>())
        {
            context.Response.Headers[name] = value;
        }

        if (status == StatusCodes.Status304NotModified)
        {
            return;
        }

        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, half ? bytes.Length / 2 : bytes.Length), context.RequestAborted);
        if (half)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
