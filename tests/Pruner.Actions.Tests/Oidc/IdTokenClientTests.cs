using System.Collections.Concurrent;
using Pruner.Actions.Oidc;
using Pruner.Actions.Runner;
using Pruner.Core;
using Pruner.Http;
using Pruner.Sandbox.Actions.Oidc;
using Pruner.Sandbox.Hosting;

namespace Pruner.Actions.Tests.Oidc;

public sealed class IdTokenClientTests : IAsyncLifetime
{
    private readonly HttpMessageInvoker _http = HttpExchange.Connect();
    private readonly TrafficLog _traffic = new();
    private readonly OidcIssuer _issuer = new();
    private readonly ConcurrentQueue<string> _announced = new();
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal)
    {
        ["GITHUB_SERVER_URL"] = "https://github.com",
        ["GITHUB_REPOSITORY"] = "example/images",
        ["GITHUB_RUN_ID"] = "17",
        ["GITHUB_EVENT_NAME"] = "schedule",
    };

    private IdTokenEmulator _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await IdTokenEmulator.StartAsync(_issuer, _traffic, TimeProvider.System, Cancellation);
        _variables["ACTIONS_ID_TOKEN_REQUEST_URL"] = _server.RequestUrl;
        _variables["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = _server.RequestToken;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_for_the_audience_that_was_asked_for_and_both_secrets_are_announced()
    {
        var token = await RequestAsync("a b&c=d");

        Assert.True(_issuer.Made(token));
        Assert.Equal("a b&c=d", (string?)OidcIssuer.ClaimsOf(token)!["aud"]);
        Assert.Equal([_server.RequestToken, token], _announced);
        Assert.Equal("?api-version=2.0&audience=a%20b%26c%3Dd", Assert.Single(_traffic.Requests).Query);
    }

    [Fact]
    public async Task A_service_that_fails_for_the_moment_is_asked_again()
    {
        _traffic.Script(new Fault(FaultKind.Reply, _ => true) { Status = 503, Times = 1 });
        _traffic.Script(new Fault(FaultKind.Reply, _ => true) { Status = 429, Times = 1 });
        _traffic.Script(new Fault(FaultKind.ResetBefore, _ => true) { Times = 1 });

        Assert.True(_issuer.Made(await RequestAsync("sts.aliyuncs.com")));
        Assert.Equal(4, _traffic.Requests.Length);
    }

    [Theory]
    [InlineData("ACTIONS_ID_TOKEN_REQUEST_URL")]
    [InlineData("ACTIONS_ID_TOKEN_REQUEST_TOKEN")]
    public async Task A_job_that_may_not_have_one_is_told_which_permission_it_lacks(string variable)
    {
        _variables[variable] = "";

        var refused = await Assert.ThrowsAsync<SetupException>(() => RequestAsync("sts.aliyuncs.com"));

        Assert.StartsWith("This job may not have an id token", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("permissions: id-token: write", refused.Refusal.Remedy, StringComparison.Ordinal);
        Assert.Empty(_traffic.Requests);
        AssertTellsNothing(refused);
    }

    [Theory]
    [InlineData("http://token.example/idtoken")]
    [InlineData("ftp://127.0.0.1/idtoken")]
    [InlineData("/idtoken")]
    [InlineData("idtoken")]
    public async Task An_address_on_the_way_to_which_the_token_could_be_read_is_refused(string address)
    {
        _variables["ACTIONS_ID_TOKEN_REQUEST_URL"] = address;
        var refused = await Assert.ThrowsAsync<SetupException>(() => RequestAsync("sts.aliyuncs.com"));
        Assert.Equal("The variable ACTIONS_ID_TOKEN_REQUEST_URL is not an https address.", refused.Refusal.What);
    }

    [Theory]
    [InlineData(401, """{"message":"Unauthorized"}""", "HTTP 401")]
    [InlineData(404, "", "HTTP 404")]
    [InlineData(302, "", "HTTP 302")] // where it leads, the bearer would go too
    [InlineData(500, "", "github goes on failing")]
    [InlineData(200, "<html>Sign in</html>", "the answer holds none")]
    [InlineData(200, "{}", "the answer holds none")]
    [InlineData(200, "[]", "the answer holds none")]
    [InlineData(200, """{"value":""}""", "the answer holds none")]
    [InlineData(200, """{"value":7}""", "the answer holds none")]
    public async Task What_is_no_token_is_a_refusal_that_quotes_nothing(int status, string body, string why)
    {
        _traffic.Script(new Fault(FaultKind.Reply, _ => true) { Status = status, Body = body, Times = int.MaxValue });

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => RequestAsync("sts.aliyuncs.com"));

        Assert.StartsWith($"GitHub gave no id token: {why}", refused.Refusal.What, StringComparison.Ordinal);
        AssertTellsNothing(refused);
    }

    [Fact]
    public async Task A_wrong_bearer_is_refused()
    {
        _variables["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "bearer-of-another-job";
        var refused = await Assert.ThrowsAsync<EvidenceException>(() => RequestAsync("sts.aliyuncs.com"));
        Assert.Contains("HTTP 401", refused.Refusal.What, StringComparison.Ordinal);
        Assert.DoesNotContain("bearer-of-another-job", refused.ToString(), StringComparison.Ordinal);
    }

    private Task<string> RequestAsync(string audience) => new IdTokenClient(
        new HttpExchange(_http, TimeProvider.System, new ServerClocks(), new RetryLimits
        {
            Retries = 3,
            FirstPause = TimeSpan.FromMilliseconds(1),
            LongestPause = TimeSpan.FromMilliseconds(5),
        }),
        new RunnerContext(_variables.GetValueOrDefault),
        _announced.Enqueue).RequestAsync(audience, Cancellation);

    private void AssertTellsNothing(PrunerException refused) =>
        Assert.DoesNotContain(_server.RequestToken, $"{refused} {refused.Refusal}", StringComparison.Ordinal);
}
