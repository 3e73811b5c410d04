using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Actions.Results;

/// <summary>
/// The results service of the Actions runner for one run, on loopback: Twirp over JSON for artifacts, and a storage that takes their content. Written from the protocol;
/// that the official client gets along with it is tested.
/// </summary>
public sealed class ResultsEmulator : IAsyncDisposable
{
    private const string Service = "/twirp/github.actions.results.api.v1.ArtifactService/";
    private const string RunId = "e5c1b2f6-0c7e-4a53-a1a6-8f1d5c1b7a01";
    private const string JobId = "0b6e3c9a-51f4-5c1e-9d5e-3a7b2e4d6f02";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResultsArtifact> _artifacts = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private EmulatorHost? _host;
    private long _lastId = 1_000_000;

    private ResultsEmulator(BlobStorageEmulator storage, TimeProvider time) => (Storage, _time) = (storage, time);

    /// <summary>What a job gets as <c>ACTIONS_RESULTS_URL</c>.</summary>
    public string Url => _host!.BaseUrl + "/";

    /// <summary>What a job gets as <c>ACTIONS_RUNTIME_TOKEN</c>; no other is accepted.</summary>
    public string RuntimeToken { get; } = MakeToken($"Actions.ExampleScope Actions.Results:{RunId}:{JobId} Actions.Other:{RunId}");

    /// <summary>The storage.</summary>
    public BlobStorageEmulator Storage { get; }

    /// <summary>True: answers in camelCase, as some do.</summary>
    public bool AnswersInCamelCase { get; set; }

    /// <summary>True: a name that is taken is answered with <c>ok: false</c> instead of HTTP 409.</summary>
    public bool AnswersClashesWithFalse { get; set; }

    /// <summary>True: there is no such service, as on GitHub Enterprise Server.</summary>
    public bool IsAbsent { get; set; }

    /// <summary>Another storage to send uploads and downloads to: the address of a container with a signature in its query. Null for <see cref="Storage"/>.</summary>
    public Uri? ForeignContainer { get; set; }

    /// <summary>Every artifact, in order of creation.</summary>
    public ImmutableArray<ResultsArtifact> Artifacts
    {
        get
        {
            lock (_gate)
            {
                return [.. _artifacts.Values.OrderBy(artifact => artifact.CreatedAt).ThenBy(artifact => artifact.Id)];
            }
        }
    }

    /// <summary>Starts the service and its storage on free loopback ports.</summary>
    /// <param name="traffic">The log and the faults. Operations of the service <c>results</c> are its methods, such as <c>CreateArtifact</c>; see <see cref="BlobStorageEmulator"/> for those of the storage.</param>
    /// <param name="time">Clock of dates and of expiry.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ResultsEmulator> StartAsync(TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken)
    {
        var results = new ResultsEmulator(await BlobStorageEmulator.StartAsync(traffic, time, cancellationToken), time);
        results._host = await EmulatorHost.StartAsync("results", traffic, time, Classify, results.AnswerAsync, cancellationToken);
        return results;
    }

    /// <summary>A token with scopes of the caller's choice. It is not signed: whoever has it cannot check that anyway.</summary>
    public static string MakeToken(string scopes)
    {
        static string Part(JsonObject json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return $"{Part(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT" })}.{Part(new JsonObject { ["sub"] = "runner", ["scp"] = scopes })}.c2lnbmF0dXJl";
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await Storage.DisposeAsync();
    }

    private static void Classify(RecordedRequest request)
    {
        request.Operation = request.Path.StartsWith(Service, StringComparison.Ordinal) ? request.Path[Service.Length..] : request.Path;
        request.IsChange = request.Operation is "CreateArtifact" or "FinalizeArtifact" or "DeleteArtifact";
    }

    private async Task AnswerAsync(HttpContext context, RecordedRequest request)
    {
        var (status, json) = Answer(request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json.ToJsonString()), context.RequestAborted);
    }

    private (int Status, JsonNode Json) Answer(RecordedRequest request)
    {
        if (IsAbsent || request.Method != "POST" || !request.Path.StartsWith(Service, StringComparison.Ordinal))
        {
            return Error(404, "bad_route", $"no handler for path {request.Path}");
        }

        if (request.Headers.GetValueOrDefault("Authorization") != "Bearer " + RuntimeToken)
        {
            return Error(401, "unauthenticated", "invalid token");
        }

        if (TwirpRequest.TryRead(request) is not { } asked)
        {
            return Error(400, "malformed", "the json request could not be decoded");
        }

        if (asked.Text("workflow_run_backend_id") != RunId || asked.Text("workflow_job_run_backend_id") != JobId)
        {
            return Error(403, "permission_denied", "the token is for another job");
        }

        lock (_gate)
        {
            return request.Operation switch
            {
                "CreateArtifact" => Create(asked),
                "FinalizeArtifact" => Finalize(asked),
                "ListArtifacts" => List(asked),
                "GetSignedArtifactURL" => SignedUrl(asked),
                "DeleteArtifact" => Delete(asked),
                _ => Error(404, "bad_route", $"no handler for path {request.Path}"),
            };
        }
    }

    private (int Status, JsonNode Json) Create(TwirpRequest asked)
    {
        var name = asked.Text("name");
        if (name.Length == 0 || name.IndexOfAny(['"', ':', '<', '>', '|', '*', '?', '\r', '\n', '\\', '/']) >= 0)
        {
            return Error(400, "invalid_argument", "the artifact name is not valid");
        }

        if (_artifacts.ContainsKey(name))
        {
            return AnswersClashesWithFalse
                ? Good(new JsonObject { ["ok"] = false })
                : Error(409, "already_exists", "an artifact with this name already exists on the workflow run");
        }

        var blob = $"run-{RunId}/{Guid.NewGuid():N}";
        _artifacts[name] = new ResultsArtifact(0, name, blob, asked.Text("mime_type"), _time.GetUtcNow(), asked.Moment("expires_at"));
        return Good(new JsonObject { ["ok"] = true, ["signed_upload_url"] = AddressOf(blob, "cw") });
    }

    private (int Status, JsonNode Json) Finalize(TwirpRequest asked)
    {
        if (_artifacts.GetValueOrDefault(asked.Text("name")) is not { IsFinal: false } artifact)
        {
            return Error(404, "not_found", "no such artifact waits for its end");
        }

        var (size, digest) = (asked.Number("size"), asked.Text("hash"));
        if (ForeignContainer is null && (Storage.Blobs.GetValueOrDefault(artifact.BlobName) is not { } blob
            || blob.Content.Length != size || (digest.Length > 0 && blob.Digest != digest)))
        {
            return Error(400, "invalid_argument", "what was uploaded is not what was announced");
        }

        artifact = artifact with { Id = ++_lastId, Size = size, Digest = digest.Length > 0 ? digest : null };
        _artifacts[artifact.Name] = artifact;
        return Good(new JsonObject { ["ok"] = true, ["artifact_id"] = Decimal(artifact.Id) });
    }

    private (int Status, JsonNode Json) List(TwirpRequest asked)
    {
        var (name, id) = (asked.Text("name_filter"), asked.Number("id_filter"));
        var found = _artifacts.Values.Where(artifact => artifact.IsFinal && (name.Length == 0 || artifact.Name == name) && (id == 0 || artifact.Id == id)).OrderBy(artifact => artifact.Id);
        return Good(new JsonObject { ["artifacts"] = new JsonArray([.. found.Select(Describe)]) });
    }

    private (int Status, JsonNode Json) SignedUrl(TwirpRequest asked) =>
        _artifacts.GetValueOrDefault(asked.Text("name")) is { IsFinal: true } artifact
            ? Good(new JsonObject { ["signed_url"] = AddressOf(artifact.BlobName, "r") })
            : Error(404, "not_found", "no such artifact");

    private (int Status, JsonNode Json) Delete(TwirpRequest asked) =>
        _artifacts.Remove(asked.Text("name"), out var artifact)
            ? Good(new JsonObject { ["ok"] = true, ["artifact_id"] = Decimal(artifact.Id) })
            : Error(404, "not_found", "no such artifact");

    private JsonNode Describe(ResultsArtifact artifact) => Spell(new JsonObject
    {
        ["workflow_run_backend_id"] = RunId,
        ["workflow_job_run_backend_id"] = JobId,
        ["database_id"] = Decimal(artifact.Id),
        ["name"] = artifact.Name,
        ["size"] = Decimal(artifact.Size),
        ["created_at"] = artifact.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["digest"] = artifact.Digest,
    });

    private string AddressOf(string blob, string permissions)
    {
        if (ForeignContainer is not { } container)
        {
            return Storage.SignedUrl(blob, permissions);
        }

        return $"{container.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{blob}{container.Query}";
    }

    // 64-bit numbers are strings in the JSON of protocol buffers.
    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);

    private (int Status, JsonNode Json) Good(JsonObject json) => (200, Spell(json));

    private static (int Status, JsonNode Json) Error(int status, string code, string message) => (status, new JsonObject { ["code"] = code, ["msg"] = message });

    private JsonObject Spell(JsonObject json) => AnswersInCamelCase
        ? new JsonObject(json.Select(pair => KeyValuePair.Create(TwirpRequest.CamelCase(pair.Key), pair.Value?.DeepClone())))
        : json;
}
