using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Driver;

namespace Pruner.Sandbox.Tests.Driver;

public sealed class SandboxServersTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private SandboxServers _servers = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _servers = await SandboxServers.StartAsync(new SandboxOptions(), TimeProvider.System, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task GitHub_answers_for_the_seed_with_the_sandbox_s_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _servers.GitHubUrl + "/graphql")
        {
            Content = new StringContent(
                """{"query":"{ repository(owner: \"openshift\", name: \"installer\") { defaultBranchRef { name } refs(refPrefix: \"refs/heads/\", first: 10) { totalCount } pullRequests(first: 1, states: [OPEN, CLOSED]) { totalCount } } }"}""",
                Encoding.UTF8,
                "application/json"),
        };
        request.Headers.UserAgent.ParseAdd("tests/1.0");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _servers.Environment["GITHUB_TOKEN"]);
        using var response = await _http.SendAsync(request, Cancellation);
        var repository = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["data"]!["repository"]!;
        Assert.Equal("master", (string?)repository["defaultBranchRef"]!["name"]);
        Assert.Equal(4, (int)repository["refs"]!["totalCount"]!);
        Assert.Equal(4, (int)repository["pullRequests"]!["totalCount"]!);
    }

    [Fact]
    public async Task The_builds_server_has_the_world_s_documents()
    {
        var text = await _http.GetStringAsync(_servers.BuildsUrl + "/rhcos-4.10/builds.json", Cancellation);
        Assert.Equal(_servers.World.Documents["/rhcos-4.10/builds.json"], text);
    }

    [Fact]
    public async Task Every_open_region_has_an_endpoint_and_unsigned_calls_are_refused()
    {
        foreach (var region in _servers.Cloud.Regions)
        {
            using var response = await _http.GetAsync(_servers.Ecs.RegionUrl(region) + "/?Action=DescribeImages", Cancellation);
            Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Forbidden);
        }

        Assert.Throws<ArgumentException>(() => _servers.Ecs.RegionUrl("ap-south-1"));
    }

    [Fact]
    public async Task All_servers_share_one_log()
    {
        await _http.GetStringAsync(_servers.BuildsUrl + "/rhcos-4.11/builds.json", Cancellation);
        using var response = await _http.GetAsync(_servers.StsEndpoint + "/?Action=GetCallerIdentity", Cancellation);
        Assert.Equal(["builds", "sts"], _servers.Traffic.Requests.Select(request => request.Service));
        Assert.Empty(_servers.Traffic.Changes);
    }

    [Fact]
    public async Task The_configuration_is_written_and_the_arguments_name_it()
    {
        Assert.Equal(_servers.World.Configuration, await File.ReadAllTextAsync(_servers.ConfigurationFile, Cancellation));
        var at = _servers.Arguments.IndexOf("--config");
        Assert.Equal(_servers.ConfigurationFile, _servers.Arguments[at + 1]);
        Assert.False(Directory.Exists(_servers.StateFolder));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_sandbox_that_was_not_to_be_kept()
    {
        var other = await SandboxServers.StartAsync(new SandboxOptions(), TimeProvider.System, Cancellation);
        Assert.True(Directory.Exists(other.Folder));
        await other.DisposeAsync();
        Assert.False(Directory.Exists(other.Folder));
    }

    [Fact]
    public async Task Another_repository_can_be_served()
    {
        await using var other = await SandboxServers.StartAsync(
            new SandboxOptions { RepositoryPath = _servers.RepositoryPath, Latency = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, Cancellation);
        Assert.Equal(_servers.RepositoryPath, other.RepositoryPath);
        Assert.False(Directory.Exists(Path.Combine(other.Folder, "installer.git")));
        Assert.Equal(TimeSpan.FromMilliseconds(1), other.Traffic.Latency);
    }
}
