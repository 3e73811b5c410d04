using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pruner.Core;
using Pruner.Http;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>Names, ports, certificates and servers that are not those of the service.</summary>
public sealed class NetworkTests : IAsyncLifetime
{
    private const string Builds = "‹path› cannot be read from ‹address›: ‹why›.";
    private const string GitHub = "GitHub gave no usable answer (‹what›): ‹why›.";
    private const string Aliyun = "Could not read ‹what›: ‹why›";
    private const string Index = "rhcos-4.10/builds.json";
    private static readonly string[] Prune = ["prune", "4.10", "--yes"];

    private Stage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Stage.SetAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        var host = address["http://".Length..];
        await Told.ByAsync(_stage, [.. Prune, "--builds-url", address], ExitCode.Refused, Builds, Index, address, $"builds cannot be reached at {host}: Connection refused");
        await Told.ByAsync(_stage, [.. Prune, "--github-url", address], ExitCode.Refused, GitHub, "the repository", $"github cannot be reached at {host}: Connection refused");
        await Told.ByAsync(_stage, [.. Prune, "--sts-endpoint", address], ExitCode.Refused, Aliyun, "whose credentials these are", $"aliyun cannot be reached at {host}: Connection refused");
        await Told.ByAsync(_stage, [.. Prune, "--aliyun-endpoint", address], ExitCode.Refused, Aliyun, "the list of regions", $"aliyun cannot be reached at {host}: Connection refused");
    }

    [Fact]
    public Task A_name_that_is_none()
    {
        // A label of 64 letters is refused by the resolver itself: nothing leaves this machine.
        var address = $"http://{new string('a', 64)}.example";
        return Told.ByAsync(_stage, [.. Prune, "--builds-url", address], ExitCode.Refused, Builds, Index, address, Told.Anything);
    }

    [Fact]
    public Task A_server_that_does_not_speak_TLS()
    {
        var address = _stage.Servers.BuildsUrl.Replace("http://", "https://", StringComparison.Ordinal);
        return Told.ByAsync(_stage, [.. Prune, "--builds-url", address], ExitCode.Refused, Builds, Index, address, Told.Anything);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = new StubbornServer(async stream =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
        });
        var address = $"https://{server.Authority}";
        await Told.ByAsync(_stage, [.. Prune, "--builds-url", address], ExitCode.Refused, Builds, Index, address, Told.Anything);
    }

    [Fact]
    public async Task A_server_of_another_protocol()
    {
        await using var server = new StubbornServer(async stream => await stream.WriteAsync("SSH-2.0-OpenSSH_9.9\r\n"u8.ToArray(), Stage.Token));
        var address = $"http://{server.Authority}";
        await Told.ByAsync(_stage, [.. Prune, "--builds-url", address], ExitCode.Refused, Builds, Index, address, Told.Anything);
    }

    [Fact]
    public async Task A_server_that_never_answers()
    {
        var never = new TaskCompletionSource();
        _stage.Servers.Traffic.Script(new Fault(FaultKind.Hold, request => request.Service == "builds") { Times = int.MaxValue, Gate = never.Task });
        await Told.ByAsync(
            _stage,
            Prune,
            host => host with { Retries = new RetryLimits { Retries = 1, AttemptTimeout = TimeSpan.FromSeconds(5) } },
            ExitCode.Refused,
            Builds,
            Index,
            _stage.Servers.BuildsUrl,
            "builds did not answer within 5 s");
        never.SetResult();
    }
}
