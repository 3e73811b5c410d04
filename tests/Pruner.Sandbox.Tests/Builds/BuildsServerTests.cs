using System.Net;
using System.Text;
using Pruner.Sandbox.Builds;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Tests.GitHub;

namespace Pruner.Sandbox.Tests.Builds;

public sealed class BuildsServerTests : IAsyncLifetime
{
    private const string Index = "/rhcos-4.10/builds.json";
    private readonly HttpClient _http = new();
    private readonly TestClock _clock = new();
    private readonly TrafficLog _traffic = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pruner-builds-");
    private BuildsServer? _server;

    private BuildsServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await BuildsServer.StartAsync(new BuildsSite(_clock, _folder.FullName), _traffic, _clock, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_document_is_served_as_stored_and_304_while_it_does_not_change()
    {
        var stored = Server.Site.Put(Index, "{\"builds\": [\"ü\"]}");
        using var first = await SendAsync(HttpMethod.Get, Index);
        Assert.Equal("{\"builds\": [\"ü\"]}", await TextAsync(first));
        Assert.Equal((stored.ETag, false, _clock.Now), (first.Headers.ETag!.Tag, first.Headers.ETag.IsWeak, first.Content.Headers.LastModified));
        using var same = await SendAsync(HttpMethod.Get, Index, ("If-None-Match", stored.ETag));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(stored.ETag, same.Headers.ETag!.Tag);
        Server.Site.Put(Index, "{\"builds\": []}");
        using var changed = await SendAsync(HttpMethod.Get, Index, ("If-None-Match", stored.ETag));
        Assert.Equal((HttpStatusCode.OK, "{\"builds\": []}"), (changed.StatusCode, await TextAsync(changed)));
    }

    [Theory]
    [InlineData("rhcos-4.10", "410.84.202205191234-0", "/rhcos-4.10")]
    [InlineData("4.18-9.4", "418.94.202501150200-0", "/prod/streams/4.18-9.4/builds")]
    [InlineData("rhel-9.6", "9.6.20250601-0", "/prod/streams/rhel-9.6/builds")]
    public async Task A_stream_is_served_in_the_folder_of_its_time(string stream, string build, string folder)
    {
        Server.Site.Put(StreamPaths.Builds(stream), "list");
        Server.Site.Put(StreamPaths.Meta(stream, build, "aarch64"), "build");
        using var list = await SendAsync(HttpMethod.Get, $"{folder}/builds.json");
        using var meta = await SendAsync(HttpMethod.Get, $"{folder}/{build}/aarch64/meta.json");
        Assert.Equal(("list", "build"), (await TextAsync(list), await TextAsync(meta)));
    }

    [Fact]
    public async Task HEAD_tells_length_and_tag_without_the_body()
    {
        var stored = Server.Site.Put(Index, "12345");
        using var head = await SendAsync(HttpMethod.Head, Index);
        Assert.Equal((5L, stored.ETag, ""), (head.Content.Headers.ContentLength, head.Headers.ETag!.Tag, await TextAsync(head)));
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_404_in_XML_and_case_counts()
    {
        Server.Site.Put(Index, "{}");
        foreach (var path in (string[])["/rhcos-4.10/Builds.json", "/none"])
        {
            using var missing = await SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Contains("<Error><Code>NoSuchKey</Code>", await TextAsync(missing), StringComparison.Ordinal);
        }

        Assert.True(Server.Site.Remove(Index));
        using var removed = await SendAsync(HttpMethod.Get, Index);
        Assert.Equal(HttpStatusCode.NotFound, removed.StatusCode);
    }

    [Fact]
    public async Task A_conditional_PUT_stores_only_when_the_condition_holds()
    {
        var stored = Server.Site.Put(Index, "old");
        Assert.Equal(412, await PutAsync(Index, "new", ("If-None-Match", "*")));
        Assert.Equal(412, await PutAsync(Index, "new", ("If-Match", "\"other\"")));
        Assert.Equal(412, await PutAsync("/none", "new", ("If-Match", "*")));
        Assert.Equal("old", Encoding.UTF8.GetString(Server.Site.Get(Index)!.Content.AsSpan()));
        Assert.Equal(200, await PutAsync(Index, "new", ("If-Match", stored.ETag)));
        Assert.Equal("new", Encoding.UTF8.GetString(Server.Site.Get(Index)!.Content.AsSpan()));
        Assert.Equal(200, await PutAsync("/first", "made", ("If-None-Match", "*")));
        using var deleted = await SendAsync(HttpMethod.Delete, "/first");
        Assert.Equal((HttpStatusCode.NoContent, null), (deleted.StatusCode, Server.Site.Get("/first")));
        Assert.Equal(6, _traffic.Changes.Length);
    }

    [Fact]
    public async Task A_folder_is_served_below_what_was_put_and_nothing_outside_of_it()
    {
        await File.WriteAllTextAsync(Path.Join(_folder.FullName, "..", $"{_folder.Name}-outside"), "secret", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Join(_folder.FullName, "meta.json"), "from disk", TestContext.Current.CancellationToken);
        Assert.Equal("from disk", Encoding.UTF8.GetString(Server.Site.Get("/meta.json")!.Content.AsSpan()));
        Assert.Null(Server.Site.Get($"/../{_folder.Name}-outside"));
        Server.Site.Put("/meta.json", "put");
        using var served = await SendAsync(HttpMethod.Get, "/meta.json");
        Assert.Equal("put", await TextAsync(served));
        Server.Site.Remove("/meta.json");
        Assert.Null(Server.Site.Get("/meta.json"));
        File.Delete(Path.Join(_folder.FullName, "..", $"{_folder.Name}-outside"));
    }

    private async Task<int> PutAsync(string path, string text, (string Name, string Value) header)
    {
        using var response = await SendAsync(HttpMethod.Put, path, header, text);
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, (string Name, string Value)? header = null, string? text = null)
    {
        using var request = new HttpRequestMessage(method, Server.BaseUrl + path);
        request.Content = text is null ? null : new StringContent(text);
        if (header is { } given)
        {
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
