using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Tests.GitHub;

/// <summary>A running emulator and a plain HTTP client for it.</summary>
internal sealed class GitHubClient : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private GitHubClient(GitHubEmulator emulator, TrafficLog traffic, TestClock clock) => (Emulator, Traffic, Clock) = (emulator, traffic, clock);

    public GitHubEmulator Emulator { get; }

    public TrafficLog Traffic { get; }

    public TestClock Clock { get; }

    public static async Task<GitHubClient> StartAsync(GitHubEmulatorOptions options)
    {
        var (traffic, clock) = (new TrafficLog(), new TestClock());
        return new GitHubClient(await GitHubEmulator.StartAsync(options, traffic, clock, TestContext.Current.CancellationToken), traffic, clock);
    }

    public static Task<GitHubClient> StartAsync(TestRepository repository) => StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path });

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string url, string? body = null, string? token = "secret", string? agent = "tests", params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, url.StartsWith('/') ? Emulator.BaseUrl + url : url);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (agent is not null)
        {
            request.Headers.Add("User-Agent", agent);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<JsonNode> GetAsync(string url)
    {
        using var response = await SendAsync(HttpMethod.Get, url);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{url}: {response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>All items of a list, by following <c>rel="next"</c>.</summary>
    public async Task<List<JsonNode>> GetPagesAsync(string url)
    {
        var items = new List<JsonNode>();
        for (var (next, pages) = ((string?)url, 0); next is not null; pages++)
        {
            Assert.True(pages < 100, "the pages do not end");
            using var response = await SendAsync(HttpMethod.Get, next);
            response.EnsureSuccessStatusCode();
            items.AddRange(JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsArray().Select(item => item!));
            next = response.Headers.TryGetValues("Link", out var links) ? Next(links.Single()) : null;
        }

        return items;
    }

    /// <summary>The whole answer of a query.</summary>
    public async Task<JsonNode> AskAsync(string query, object? variables = null)
    {
        using var response = await SendAsync(HttpMethod.Post, Emulator.GraphQLUrl, JsonSerializer.Serialize(new { query, variables }));
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary><c>data.repository</c> of a query about it, which must have no errors.</summary>
    public async Task<JsonNode> AskRepositoryAsync(string selection, object? variables = null, string declarations = "")
    {
        var answer = await AskAsync($"query{declarations} {{ repository(owner: \"openshift\", name: \"installer\") {{ {selection} }} }}", variables);
        Assert.True(answer["errors"] is null, answer.ToJsonString());
        return answer["data"]!["repository"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Emulator.DisposeAsync();
    }

    private static string? Next(string link) =>
        link.Split(", ").Where(part => part.EndsWith("rel=\"next\"", StringComparison.Ordinal)).Select(part => part[1..part.IndexOf('>', StringComparison.Ordinal)]).SingleOrDefault();
}
