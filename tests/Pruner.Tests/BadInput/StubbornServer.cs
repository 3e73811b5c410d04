using System.Net;
using System.Net.Sockets;

namespace Pruner.Tests.BadInput;

/// <summary>Accepts connections on a loopback port, says its piece to each, and hangs up.</summary>
internal sealed class StubbornServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;

    public StubbornServer(Func<NetworkStream, Task> say)
    {
        _listener.Start();
        _accepting = AcceptAsync(say);
    }

    public string Authority => $"{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync(Func<NetworkStream, Task> say)
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await say(client.GetStream());
            }
            catch (Exception hungUp) when (hungUp is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The other side did; that is what is tested.
            }
            catch (Exception stopped) when (stopped is ObjectDisposedException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
