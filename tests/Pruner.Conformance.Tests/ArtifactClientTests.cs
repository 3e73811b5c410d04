using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Pruner.Actions.Results;
using Pruner.Actions.Runner;
using Pruner.Core.Records;
using Pruner.Http;
using Pruner.Sandbox.Actions.Results;
using Pruner.Sandbox.Hosting;

namespace Pruner.Conformance.Tests;

public sealed class ArtifactClientTests
{
    private const int NoiseBytes = (8 * 1024 * 1024) + 5000; // More than one block.
    private const int Tests = 7;

    [Fact]
    public async Task The_official_client_and_ours_read_what_the_other_has_uploaded()
    {
        var token = TestContext.Current.CancellationToken;
        var traffic = new TrafficLog();
        await using var results = await ResultsEmulator.StartAsync(traffic, TimeProvider.System, token);
        using var desk = new Desk(results);
        await using var host = await EmulatorHost.StartAsync("desk", new TrafficLog(), TimeProvider.System, static request => request.Operation = request.Path[1..], desk.AnswerAsync, token);

        var passed = await NodeTests.RunAsync("artifact.test.js", new Dictionary<string, string>(desk.Variables, StringComparer.Ordinal) { ["PRUNER_DESK"] = host.BaseUrl });

        Assert.Equal(Tests, passed);
        // Both clients spoke to both storages: the sandbox's saw half of the artifacts, and its blobs came in blocks.
        Assert.All(results.Artifacts.Where(artifact => artifact.IsFinal), artifact => Assert.Equal(
            artifact.Name.Contains("sandbox", StringComparison.Ordinal), results.Storage.Blobs.GetValueOrDefault(artifact.BlobName) is { Blocks: > 0 }));
    }

    /// <summary>Our side of the tests: does with our own client what the tests written for the official one ask for.</summary>
    private sealed class Desk : IDisposable
    {
        private readonly ResultsEmulator _results;
        private readonly HttpMessageInvoker _http = HttpExchange.Connect();
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pruner-conformance-");
        private readonly ArtifactFile[] _files;
        private readonly ArtifactClient _client;

        public Desk(ResultsEmulator results)
        {
            _results = results;
            Variables = new ConcurrentDictionary<string, string>(StringComparer.Ordinal)
            {
                ["GITHUB_SERVER_URL"] = "http://github.localhost",
                ["GITHUB_REPOSITORY"] = "example/images",
                ["GITHUB_RUN_ID"] = "17",
                ["GITHUB_EVENT_NAME"] = "schedule",
                ["GITHUB_WORKSPACE"] = _folder.FullName,
                ["ACTIONS_RESULTS_URL"] = results.Url,
                ["ACTIONS_RUNTIME_TOKEN"] = results.RuntimeToken,
            };
            _files = [Write("ledger.json", Encoding.UTF8.GetBytes("{\"entries\":[]}\n")), Write("deep/noise.bin", RandomNumberGenerator.GetBytes(NoiseBytes))];
            _client = new ArtifactClient(new HttpExchange(_http, TimeProvider.System, new ServerClocks(), ArtifactClient.Limits), Context());
        }

        public ConcurrentDictionary<string, string> Variables { get; }

        public async Task AnswerAsync(HttpContext context, RecordedRequest request)
        {
            var asked = JsonNode.Parse(request.Body)!.AsObject();
            string Of(string name) => asked[name]!.GetValue<string>();
            try
            {
                await context.Response.WriteAsync(
                    (request.Operation switch
                    {
                        "storage" => Use(Of("container")),
                        "upload" => await UploadAsync(Of("name"), context.RequestAborted),
                        "download" => await DownloadAsync(Of("name"), Of("file"), context.RequestAborted),
                        "list" => new JsonObject { ["artifacts"] = new JsonArray([.. (await _client.ListAsync(name: null, context.RequestAborted)).Select(Describe)]) },
                        "supported" => new JsonObject { ["supported"] = ArtifactClient.IsSupported(Context(Of("server")), out _) },
                        var other => throw new InvalidOperationException($"Nobody knows the errand {other}."),
                    }).ToJsonString(),
                    context.RequestAborted);
            }
            catch (Exception error) when (!context.RequestAborted.IsCancellationRequested)
            {
                // The test that sent us here is the one to fail.
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync(error.ToString(), context.RequestAborted);
            }
        }

        public void Dispose()
        {
            _http.Dispose();
            _folder.Delete(recursive: true);
        }

        private static JsonObject Describe(ListedArtifact artifact) =>
            new() { ["id"] = artifact.Id, ["name"] = artifact.Name, ["size"] = artifact.Size, ["digest"] = artifact.Digest };

        private static string Hex(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

        private RunnerContext Context(string? server = null) =>
            new(name => name == "GITHUB_SERVER_URL" && server is not null ? server : Variables.GetValueOrDefault(name));

        private ArtifactFile Write(string name, byte[] content)
        {
            var path = Path.Combine(_folder.FullName, Path.GetFileName(name));
            File.WriteAllBytes(path, content);
            return new ArtifactFile(name, path);
        }

        private JsonObject Use(string container)
        {
            _results.ForeignContainer = container.Length > 0 ? new Uri(container) : null;
            return [];
        }

        private async Task<JsonObject> UploadAsync(string name, CancellationToken cancellationToken)
        {
            var stored = await _client.UploadAsync(new ArtifactUpload(name, [.. _files]), cancellationToken);
            return new JsonObject
            {
                ["id"] = stored.Id,
                ["name"] = stored.Name,
                ["size"] = stored.Size,
                ["digest"] = stored.Digest,
                ["files"] = new JsonObject(_files.Select(file => KeyValuePair.Create(file.Name, (JsonNode?)Hex(File.ReadAllBytes(file.Path))))),
            };
        }

        private async Task<JsonObject> DownloadAsync(string name, string file, CancellationToken cancellationToken)
        {
            var listed = (await _client.ListAsync(name, cancellationToken)).Single();
            var answer = Describe(listed);
            answer["content"] = Hex(ZippedFile.Read(await _client.DownloadAsync(listed, cancellationToken), file, int.MaxValue));
            return answer;
        }
    }
}
