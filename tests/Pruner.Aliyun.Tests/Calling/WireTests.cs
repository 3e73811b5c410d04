using System.Net;
using System.Net.Sockets;
using System.Text;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Operations;
using Pruner.Core.Stores;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Aliyun.Tests.Calling;

public sealed class WireTests
{
    [Fact]
    public async Task A_request_has_the_documented_form_on_the_wire()
    {
        await using var world = await AliyunWorld.StartAsync(AliyunWorld.Image("m-a"));

        Assert.Equal(StoreOutcome.Done, (await world.Store.TagAsync(AliyunWorld.East, ["m-a"], new Dictionary<string, string> { ["k"] = "v" }, AliyunWorld.Cancel)).Outcome);

        var request = world.Traffic.Requests.Single(request => request.Operation == "TagResources");
        Assert.Equal("POST", request.Method);
        Assert.Equal("/", request.Path);
        Assert.Equal("?RegionId=us-east-1&ResourceId.1=m-a&ResourceType=image&Tag.1.Key=k&Tag.1.Value=v", request.Query);
        Assert.Empty(request.Body);
        Assert.Equal("0", request.Headers["Content-Length"]);
        Assert.False(request.Headers.ContainsKey("Content-Type"));
        Assert.Equal("2014-05-26", request.Headers["x-acs-version"]);
        Assert.Equal("2026-01-02T03:04:05Z", request.Headers["x-acs-date"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal(new Uri(world.Ecs.RegionUrl(AliyunWorld.East)).Authority, request.Headers["Host"]);
        Assert.StartsWith("ACS3-HMAC-SHA256 Credential=", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.False(request.Headers.ContainsKey("x-acs-security-token"));
    }

    [Theory]
    [InlineData("a b+c*d~e/f'(!)ü", "a%20b%2Bc%2Ad~e%2Ff%27%28%21%29%C3%BC")]
    [InlineData("100%", "100%25")]
    [InlineData("%7E%2e%41", "%257E%252e%2541")] // what looks encoded already
    [InlineData("a;b=c&d?e#f", "a%3Bb%3Dc%26d%3Fe%23f")]
    [InlineData("..//\\", "..%2F%2F%5C")]
    [InlineData("", "")]
    [InlineData("日本\U0001F600", "%E6%97%A5%E6%9C%AC%F0%9F%98%80")]
    public async Task Special_characters_are_signed_as_they_are_sent(string value, string onTheWire)
    {
        await using var world = await AliyunWorld.StartAsync(AliyunWorld.Image("m-a"));

        var reply = await world.Store.TagAsync(AliyunWorld.East, ["m-a"], new Dictionary<string, string> { ["k"] = value }, AliyunWorld.Cancel);

        Assert.Equal(StoreOutcome.Done, reply.Outcome);
        Assert.Equal(value, world.Held("m-a").Tags["k"]);
        Assert.EndsWith("&Tag.1.Value=" + onTheWire, world.Traffic.Requests[^1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Temporary_keys_send_their_token_and_sign_it()
    {
        await using var world = await AliyunWorld.StartAsync();
        world.Accounts.Put(new AliyunCredential("STS.key", AliyunWorld.Secret, AliyunWorld.Account) { SecurityToken = AliyunWorld.Token });

        var account = await world.Open(AliyunWorldKeys.Of("STS.key", AliyunWorld.Secret, AliyunWorld.Token)).IdentifyAsync(AliyunWorld.Cancel);

        Assert.Equal(AliyunWorld.Account, account);
        var request = Assert.Single(world.Traffic.Requests);
        Assert.Equal(AliyunWorld.Token, request.Headers["x-acs-security-token"]);
        Assert.Equal("STS.key", request.Headers["x-acs-accesskey-id"]);
        Assert.Contains(";x-acs-security-token;", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal("2015-04-01", request.Headers["x-acs-version"]);
    }

    [Fact]
    public async Task Every_attempt_has_a_nonce_of_its_own()
    {
        await using var world = await AliyunWorld.StartAsync();
        world.Fail("GetCallerIdentity", "InternalError", 500, times: 2);

        await world.Store.IdentifyAsync(AliyunWorld.Cancel);

        Assert.Equal(3, world.Traffic.Requests.Select(request => request.Headers["x-acs-signature-nonce"]).Distinct().Count());
    }

    [Fact]
    public async Task A_read_whose_nonce_was_used_is_made_again_with_a_new_one()
    {
        await using var world = await AliyunWorld.StartAsync();
        var nonces = new Queue<string>(["first", "same", "same", "other"]);
        var store = world.Open(AliyunWorldKeys.LongLived, nonces.Dequeue);

        // STS is asked with the first, the regions with "same", and so are the images, which is refused once.
        Assert.Empty(await store.DescribeAsync(AliyunWorld.East, ["m-a"], AliyunWorld.Cancel));

        Assert.Empty(nonces);
        Assert.Equal([400, 200], world.Traffic.Requests.Where(request => request.Operation == "DescribeImages").Select(request => request.Status));
    }

    [Fact]
    public async Task A_change_whose_nonce_was_used_is_unknown_and_not_made_again()
    {
        await using var world = await AliyunWorld.StartAsync(AliyunWorld.Image("m-a"));
        var doomed = await world.DoomAsync("m-a");
        world.Fail("DeleteImage", "SignatureNonceUsed", 400);

        var reply = await world.Store.DeleteAsync(doomed, AliyunWorld.Cancel);

        Assert.Equal((StoreOutcome.Unknown, "SignatureNonceUsed"), (reply.Outcome, reply.Code));
        Assert.Equal(1, world.Calls("DeleteImage"));
    }

    [Fact]
    public async Task A_change_is_not_sent_again_when_the_server_closes_a_kept_connection_without_answering()
    {
        await using var world = await AliyunWorld.StartAsync();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(AliyunWorld.Cancel);
        var seen = new List<string>();
        var serving = ServeAsync(server, seen, stop.Token);
        var region = new EcsRegion(AliyunWorld.East, new Uri($"http://{server.LocalEndpoint}/"));
        var client = world.Client();

        // The first call is answered and leaves the connection open; the second comes over it and gets no answer.
        await DescribeImages.OwnPageAsync(client, region, 1, AliyunWorld.Cancel);
        var reply = await client.ChangeAsync(region.Call("DeleteImage", [new("ImageId", "m-a")]), AliyunWorld.Cancel);

        Assert.Equal(StoreOutcome.Unknown, reply.Outcome);
        Assert.Equal(["DescribeImages", "DeleteImage"], seen);
        await stop.CancelAsync();
        await serving;
    }

    private static async Task ServeAsync(TcpListener server, List<string> seen, CancellationToken cancellationToken)
    {
        try
        {
            // Bounded: no test makes more connections.
            for (var connection = 0; connection < 10; connection++)
            {
                using var client = await server.AcceptTcpClientAsync(cancellationToken);
                await using var stream = client.GetStream();
                while (await ReadRequestAsync(stream, cancellationToken) is { } action)
                {
                    seen.Add(action);
                    if (action == "DeleteImage")
                    {
                        break;
                    }

                    const string Body = """{"RequestId":"R","TotalCount":0,"PageNumber":1,"Images":{"Image":[]}}""";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"), cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task<string?> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && text.Length < 10_000)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        return text.ToString().Split("\r\n").Single(line => line.StartsWith("x-acs-action:", StringComparison.OrdinalIgnoreCase)).Split(": ")[1];
    }
}
