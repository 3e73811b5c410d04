using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pruner.Http.Tests.Given;

/// <summary>
/// A server on a real loopback socket that answers the n-th request as told, byte by byte: also with half an answer, with none, or with a reset.
/// A request that was not expected fails the test when the server is closed.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Func<Socket, CancellationToken, Task<bool>>> _script = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _accepting;
    private int _connectionCount;
    private int _unexpected;

    public ScriptedServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/path?query=1");

    /// <summary>Heads of the requests that arrived whole.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public int Connections => Volatile.Read(ref _connectionCount);

    /// <summary>Answers with a status, headers and a body, and keeps the connection.</summary>
    public ScriptedServer Answer(int status, string body = "", params string[] headers) =>
        Bytes(Encoding.UTF8.GetBytes(Head(status, [.. headers, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}"]) + body), keep: true);

    /// <summary>Sends these bytes; then keeps the connection or closes it.</summary>
    public ScriptedServer Bytes(byte[] bytes, bool keep) => Then(async (socket, token) =>
    {
        await socket.SendAsync(bytes, token);
        return keep;
    });

    /// <summary>Promises more bytes than it sends, and closes.</summary>
    public ScriptedServer Truncate(string body, int promised) =>
        Bytes(Encoding.UTF8.GetBytes(Head(200, [$"Content-Length: {promised}"]) + body), keep: false);

    /// <summary>Reads the request and closes without a word.</summary>
    public ScriptedServer Close() => Bytes([], keep: false);

    /// <summary>Reads the request and resets the connection.</summary>
    public ScriptedServer Reset() => Then((socket, _) =>
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return Task.FromResult(false);
    });

    /// <summary>Reads the request and says nothing for as long as the server lives.</summary>
    public ScriptedServer Silence() => Then(async (_, token) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return false;
    });

    /// <summary>Ends when one more request has arrived.</summary>
    public Task ArrivedAsync(CancellationToken cancellationToken) => _arrived.WaitAsync(cancellationToken);

    public static string Head(int status, IEnumerable<string> headers) =>
        $"HTTP/1.1 {status} Said\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
        _arrived.Dispose();
        Assert.True(_unexpected == 0, $"{_unexpected} requests came that no answer was written for");
    }

    private ScriptedServer Then(Func<Socket, CancellationToken, Task<bool>> step)
    {
        _script.Enqueue(step);
        return this;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connectionCount);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                while (await ReadRequestAsync(socket) is { } request)
                {
                    _requests.Enqueue(request);
                    _arrived.Release();
                    if (!_script.TryDequeue(out var step))
                    {
                        Interlocked.Increment(ref _unexpected);
                        return;
                    }

                    if (!await step(socket, _stop.Token))
                    {
                        return;
                    }
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client left, or the server is closed.
            }
        }
    }

    // Requests of these tests are short and have a Content-Length or no body.
    private async Task<string?> ReadRequestAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var all = text.ToString();
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && all.Length >= end + 4 + LengthOf(all[..end]))
            {
                return all;
            }

            var read = await socket.ReceiveAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return null;
            }

            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }

    private static int LengthOf(string head)
    {
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1));
    }
}
