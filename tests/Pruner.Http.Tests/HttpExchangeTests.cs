using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pruner.Http.Tests.Given;

namespace Pruner.Http.Tests;

public sealed class HttpExchangeTests
{
    // Milliseconds. A wait that never comes fails the test instead of holding it.
    private const int Bound = 30_000;

    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Bound)]
    public async Task A_good_answer_is_handed_over_whole()
    {
        await using var server = new ScriptedServer().Answer(200, "grüße", "X-Request-Id: r-1");
        using var client = new Client();

        var reply = await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.Equal((HttpStatusCode.OK, true, "grüße"), (reply.Status, reply.IsSuccess, reply.Text));
        Assert.Equal("r-1", reply.Header("x-request-id"));
        Assert.Null(reply.Header("absent"));
        Assert.Equal((1L, 0L), (client.Exchange.Sent, client.Exchange.Throttled));
    }

    [Theory(Timeout = Bound)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(304)]
    public async Task A_final_answer_is_handed_over_whatever_its_status(int status)
    {
        await using var server = new ScriptedServer().Answer(status);
        using var client = new Client();

        var reply = await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.Equal((status, false), ((int)reply.Status, reply.IsSuccess));
        Assert.Single(server.Requests);
    }

    [Theory(Timeout = Bound)]
    [InlineData("fails")]
    [InlineData("closes")]
    [InlineData("resets")]
    [InlineData("truncates")]
    [InlineData("garbles")]
    [InlineData("garbles gzip")]
    public async Task A_read_whose_answer_was_lost_is_made_again(string how)
    {
        await using var server = Lose(Lose(new ScriptedServer(), how), how).Answer(200, "at last");
        using var client = new Client();

        var reply = await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.Equal("at last", reply.Text);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory(Timeout = Bound)]
    [InlineData("fails")]
    [InlineData("closes")]
    [InlineData("resets")]
    [InlineData("truncates")]
    [InlineData("garbles")]
    [InlineData("garbles gzip")]
    public async Task A_change_whose_answer_was_lost_is_never_made_again(string how)
    {
        await using var server = Lose(new ScriptedServer(), how);
        using var client = new Client();

        var failure = await FailureOf(client, Client.Change(server.Address));

        Assert.Equal(ExchangeFailure.AnswerLost, failure.Failure);
        Assert.Single(server.Requests);
    }

    [Theory(Timeout = Bound)]
    [InlineData("closes", false)]
    [InlineData("closes", true)]
    [InlineData("resets", false)]
    [InlineData("resets", true)]
    public async Task A_change_on_a_connection_used_before_is_not_made_again_by_the_connection_pool(string how, bool hasContent)
    {
        await using var server = Lose(new ScriptedServer().Answer(200, "first"), how);
        using var client = new Client();
        await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        var failure = await FailureOf(client, Client.Change(server.Address, hasContent ? new StringContent("body") : null));

        Assert.Equal(ExchangeFailure.AnswerLost, failure.Failure);
        Assert.Equal((2, 1), (server.Requests.Count, server.Connections));
    }

    [Fact(Timeout = Bound)]
    public async Task A_throttled_change_was_not_made_and_is_tried_again()
    {
        await using var server = new ScriptedServer().Answer(429).Answer(429).Answer(200, "done");
        using var client = new Client();

        var reply = await client.Exchange.SendAsync(Client.Change(server.Address), Token);

        Assert.Equal("done", reply.Text);
        Assert.Equal((3L, 2L), (client.Exchange.Sent, client.Exchange.Throttled));
    }

    [Fact(Timeout = Bound)]
    public async Task A_change_that_is_lost_after_it_was_throttled_is_lost()
    {
        await using var server = new ScriptedServer().Answer(429).Close();
        using var client = new Client();

        Assert.Equal(ExchangeFailure.AnswerLost, (await FailureOf(client, Client.Change(server.Address))).Failure);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact(Timeout = Bound)]
    public async Task A_server_that_goes_on_failing_ends_the_exchange_with_its_last_answer()
    {
        await using var server = new ScriptedServer().Answer(503).Answer(503).Answer(503).Answer(500, "out of order");
        using var client = new Client();

        var failure = await FailureOf(client, Client.Read(server.Address));

        Assert.Equal((ExchangeFailure.AnswerLost, "out of order"), (failure.Failure, failure.LastReply?.Text));
        Assert.Equal(1 + Client.Quick.Retries, server.Requests.Count);
    }

    [Fact(Timeout = Bound)]
    public async Task A_server_that_goes_on_throttling_ends_the_exchange_with_its_wait()
    {
        await using var server = new ScriptedServer().Answer(429).Answer(429).Answer(429).Answer(429, "slow down", "Retry-After: 0");
        using var client = new Client();

        var failure = await FailureOf(client, Client.Change(server.Address));

        Assert.Equal((ExchangeFailure.Throttled, TimeSpan.Zero, "slow down"), (failure.Failure, failure.Wait, failure.LastReply?.Text));
        Assert.Equal((4L, 4L), (client.Exchange.Sent, client.Exchange.Throttled));
    }

    [Fact(Timeout = Bound)]
    public async Task One_retry_makes_two_attempts()
    {
        await using var server = new ScriptedServer().Answer(503).Answer(503);
        using var client = new Client(limits: Client.Quick with { Retries = 1 });

        await FailureOf(client, Client.Read(server.Address));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact(Timeout = Bound)]
    public async Task Every_attempt_has_a_request_of_its_own()
    {
        await using var server = new ScriptedServer().Answer(503).Truncate("half", promised: 8).Answer(200);
        using var client = new Client();
        var nonce = 0;
        var call = Client.Read(server.Address) with
        {
            Compose = () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
                request.Headers.Add("X-Nonce", $"nonce-{++nonce}");
                return request;
            },
        };

        await client.Exchange.SendAsync(call, Token);

        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, (request, index) => Assert.Contains($"X-Nonce: nonce-{index + 1}\r\n", request, StringComparison.Ordinal));
    }

    [Fact(Timeout = Bound)]
    public async Task The_wait_that_a_server_asks_for_is_kept()
    {
        await using var server = new ScriptedServer().Answer(429, "", "Retry-After: 60").Answer(200, "done");
        var time = new ManualTime(Start);
        using var client = new Client(time);
        var sending = client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.Equal(TimeSpan.FromSeconds(60), await time.NextWaitAsync(Client.Quick.AttemptTimeout, Token));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(server.Requests);
        Assert.False(sending.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("done", (await sending).Text);
    }

    [Fact(Timeout = Bound)]
    public async Task A_throttled_lane_holds_every_call_and_other_lanes_go_on()
    {
        await using var server = new ScriptedServer().Answer(429, "", "Retry-After: 60").Answer(200, "other lane").Answer(200).Answer(200);
        var time = new ManualTime(Start);
        using var client = new Client(time);
        var throttled = client.Exchange.SendAsync(Client.Read(server.Address), Token);
        await time.NextWaitAsync(Client.Quick.AttemptTimeout, Token);

        var held = client.Exchange.SendAsync(Client.Read(server.Address), Token);
        Assert.Equal(TimeSpan.FromSeconds(60), await time.NextWaitAsync(Client.Quick.AttemptTimeout, Token));
        var other = await client.Exchange.SendAsync(Client.Read(server.Address) with { Lane = "service/other" }, Token);

        Assert.Equal("other lane", other.Text);
        Assert.Equal((2, false, false), (server.Requests.Count, throttled.IsCompleted, held.IsCompleted));
        time.Advance(TimeSpan.FromSeconds(60));
        await Task.WhenAll(throttled, held);
    }

    [Theory(Timeout = Bound)]
    [InlineData(90, false)] // exactly our patience
    [InlineData(91, true)]
    public async Task A_wait_beyond_our_patience_ends_the_exchange_at_once(int seconds, bool ends)
    {
        await using var server = new ScriptedServer().Answer(429, "", $"Retry-After: {seconds}").Answer(200);
        var time = new ManualTime(Start);
        using var client = new Client(time);
        var sending = client.Exchange.SendAsync(Client.Change(server.Address), Token);
        if (!ends)
        {
            await time.NextWaitAsync(Client.Quick.AttemptTimeout, Token);
            time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.True((await sending).IsSuccess);
            return;
        }

        var failure = await Assert.ThrowsAsync<ExchangeException>(() => sending);
        Assert.Equal((ExchangeFailure.Throttled, TimeSpan.FromSeconds(seconds)), (failure.Failure, failure.Wait));
        Assert.Single(server.Requests);

        // The lane is not held for a wait that nobody sits out.
        Assert.True((await client.Exchange.SendAsync(Client.Read(server.Address), Token)).IsSuccess);
    }

    [Theory(Timeout = Bound)]
    [InlineData(10, false)] // exactly the limit
    [InlineData(11, true)]
    public async Task A_body_longer_than_accepted_is_refused_and_not_asked_for_again(int length, bool refused)
    {
        await using var server = new ScriptedServer().Answer(200, new string('x', length));
        using var client = new Client();
        var call = Client.Read(server.Address) with { MaxBytes = 10 };

        if (refused)
        {
            Assert.Equal(ExchangeFailure.TooLong, (await FailureOf(client, call)).Failure);
        }
        else
        {
            Assert.Equal(length, (await client.Exchange.SendAsync(call, Token)).Body.Length);
        }

        Assert.Single(server.Requests);
    }

    [Fact(Timeout = Bound)]
    public async Task A_small_answer_that_unpacks_to_a_large_one_is_refused()
    {
        await using var server = new ScriptedServer().Bytes(Gzipped(new byte[1_000_000]), keep: true);
        using var client = new Client();

        Assert.Equal(ExchangeFailure.TooLong, (await FailureOf(client, Client.Read(server.Address) with { MaxBytes = 10_000 })).Failure);
    }

    [Fact(Timeout = Bound)]
    public async Task An_answer_in_gzip_is_unpacked()
    {
        await using var server = new ScriptedServer().Bytes(Gzipped(Encoding.UTF8.GetBytes("unpacked")), keep: true);
        using var client = new Client();

        Assert.Equal("unpacked", (await client.Exchange.SendAsync(Client.Read(server.Address), Token)).Text);
    }

    [Fact(Timeout = Bound)]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = new ScriptedServer();
        await using var server = new ScriptedServer().Answer(302, "", $"Location: {elsewhere.Address}");
        using var client = new Client();

        var reply = await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.Equal(HttpStatusCode.Found, reply.Status);
        Assert.Equal((1, 0), (server.Requests.Count, elsewhere.Connections));
    }

    [Fact(Timeout = Bound)]
    public async Task A_cookie_that_a_server_sets_is_not_sent_back()
    {
        await using var server = new ScriptedServer().Answer(200, "", "Set-Cookie: session=1; Path=/").Answer(200);
        using var client = new Client();
        await client.Exchange.SendAsync(Client.Read(server.Address), Token);
        await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.DoesNotContain("Cookie", server.Requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Theory(Timeout = Bound)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_cannot_be_reached_is_tried_again_and_then_named(bool mayRepeat)
    {
        var address = ClosedPort();
        using var client = new Client();

        var failure = await FailureOf(client, Client.Read(address) with { MayRepeat = mayRepeat });

        // Nothing was sent, so a change may be tried again too.
        Assert.Equal((ExchangeFailure.Unreachable, 1L + Client.Quick.Retries), (failure.Failure, client.Exchange.Sent));
        Assert.Contains(address.Authority, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("query=1", failure.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Bound)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_does_not_come_in_time_is_lost(bool mayRepeat)
    {
        await using var server = new ScriptedServer().Silence().Answer(200, "in time");
        var time = new ManualTime(Start);
        using var client = new Client(time, Client.Quick with { FirstPause = TimeSpan.Zero, LongestPause = TimeSpan.Zero });
        var sending = client.Exchange.SendAsync(Client.Read(server.Address) with { MayRepeat = mayRepeat }, Token);
        await server.ArrivedAsync(Token);

        time.Advance(Client.Quick.AttemptTimeout);

        if (mayRepeat)
        {
            Assert.Equal("in time", (await sending).Text);
        }
        else
        {
            Assert.Equal(ExchangeFailure.AnswerLost, (await Assert.ThrowsAsync<ExchangeException>(() => sending)).Failure);
            Assert.Single(server.Requests);
        }
    }

    [Fact(Timeout = Bound)]
    public async Task A_body_that_stops_half_way_is_lost_when_its_time_is_up()
    {
        await using var server = new ScriptedServer().Bytes(Encoding.UTF8.GetBytes(ScriptedServer.Head(200, ["Content-Length: 10"]) + "half"), keep: true);
        var time = new ManualTime(Start);
        using var client = new Client(time);
        var sending = client.Exchange.SendAsync(Client.Change(server.Address), Token);
        await server.ArrivedAsync(Token);

        time.Advance(Client.Quick.AttemptTimeout);

        Assert.Equal(ExchangeFailure.AnswerLost, (await Assert.ThrowsAsync<ExchangeException>(() => sending)).Failure);
    }

    [Fact(Timeout = Bound)]
    public async Task Cancelling_ends_an_exchange_that_is_under_way_and_gives_its_place_back()
    {
        await using var server = new ScriptedServer().Silence().Answer(200);
        using var client = new Client(limits: Client.Quick with { StartWindow = 1 });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = client.Exchange.SendAsync(Client.Read(server.Address), cancel.Token);
        await server.ArrivedAsync(Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.True((await client.Exchange.SendAsync(Client.Read(server.Address), Token)).IsSuccess);
    }

    [Fact(Timeout = Bound)]
    public async Task Cancelling_ends_a_wait_at_once()
    {
        await using var server = new ScriptedServer().Answer(429, "", "Retry-After: 60");
        var time = new ManualTime(Start);
        using var client = new Client(time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = client.Exchange.SendAsync(Client.Read(server.Address), cancel.Token);
        await time.NextWaitAsync(Client.Quick.AttemptTimeout, Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Single(server.Requests);
    }

    [Fact(Timeout = Bound)]
    public async Task A_call_that_was_cancelled_before_is_not_sent()
    {
        await using var server = new ScriptedServer();
        using var client = new Client();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Exchange.SendAsync(Client.Read(server.Address), new CancellationToken(canceled: true)));

        Assert.Equal(0, client.Exchange.Sent);
    }

    [Fact(Timeout = Bound)]
    public async Task The_servers_clock_is_noted()
    {
        await using var server = new ScriptedServer().Answer(200, "", "Date: Mon, 01 Jan 2024 00:10:00 GMT");
        using var client = new Client(new ManualTime(Start));

        await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.Equal([new("service", TimeSpan.FromMinutes(10))], client.Clocks.Skews);
    }

    [Fact(Timeout = Bound)]
    public async Task The_old_date_of_an_answer_from_a_cache_says_nothing_about_the_clock()
    {
        await using var server = new ScriptedServer().Answer(200, "", "Date: Sun, 31 Dec 2023 20:00:00 GMT", "Age: 14400");
        using var client = new Client(new ManualTime(Start));

        await client.Exchange.SendAsync(Client.Read(server.Address), Token);

        Assert.Empty(client.Clocks.Skews);
    }

    [Fact(Timeout = Bound)]
    public async Task No_more_calls_of_a_lane_are_under_way_than_its_window()
    {
        await using var server = new ScriptedServer().Silence().Silence();
        using var client = new Client(limits: Client.Quick with { StartWindow = 2 });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] sending = [.. Enumerable.Range(0, 5).Select(_ => client.Exchange.SendAsync(Client.Read(server.Address), cancel.Token))];
        await server.ArrivedAsync(Token);
        await server.ArrivedAsync(Token);

        Assert.Equal(2, client.Exchange.Sent);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(sending));
    }

    private static ScriptedServer Lose(ScriptedServer server, string how) => how switch
    {
        "fails" => server.Answer(503),
        "closes" => server.Close(),
        "resets" => server.Reset(),
        "truncates" => server.Truncate("half", promised: 8),
        "garbles" => server.Bytes(Encoding.ASCII.GetBytes("this is no HTTP\r\n\r\n"), keep: false),
        "garbles gzip" => server.Bytes(Encoding.ASCII.GetBytes(ScriptedServer.Head(200, ["Content-Encoding: gzip", "Content-Length: 8"]) + "not gzip"), keep: true),
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "no such loss"),
    };

    private static byte[] Gzipped(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(body);
        }

        var bytes = packed.ToArray();
        return [.. Encoding.ASCII.GetBytes(ScriptedServer.Head(200, ["Content-Encoding: gzip", $"Content-Length: {bytes.Length}"])), .. bytes];
    }

    private static Uri ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/path?query=1");
    }

    private static Task<ExchangeException> FailureOf(Client client, HttpCall call) =>
        Assert.ThrowsAsync<ExchangeException>(() => client.Exchange.SendAsync(call, Token));
}
