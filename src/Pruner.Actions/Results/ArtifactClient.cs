using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Actions.Runner;
using Pruner.Core;
using Pruner.Http;

namespace Pruner.Actions.Results;

/// <summary>
/// Artifacts of this run: uploads, lists and downloads them. They go through the results service, version 4 and later of the protocol.
/// </summary>
/// <param name="exchange">The transport; <see cref="Limits"/> suit it.</param>
/// <param name="context">The run, where artifacts are supported (<see cref="IsSupported"/>).</param>
public sealed class ArtifactClient(HttpExchange exchange, RunnerContext context)
{
    /// <summary>The version of the protocol.</summary>
    private const int Version = 7;

    /// <summary>How often an artifact whose end has no known outcome is ended again.</summary>
    private const int MostEndings = 3;

    /// <summary>Longest artifact that is downloaded, in bytes.</summary>
    private const long MostDownloaded = 256L * 1024 * 1024;

    private static readonly TimeSpan EndingPause = TimeSpan.FromSeconds(3);

    private readonly BlobApi _storage = new(exchange);

    /// <summary>Patience for the results service and its storage: five attempts, the first pause 3 s, a minute for each 8 MiB. An upload gives up after about five minutes without progress.</summary>
    public static RetryLimits Limits { get; } = new()
    {
        Retries = 4,
        FirstPause = TimeSpan.FromSeconds(3),
        LongestPause = TimeSpan.FromSeconds(15),
        AttemptTimeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Can this run have artifacts? They need what the runner gives to actions, and github.com or one of its like: GitHub Enterprise Server has none of this version.</summary>
    /// <param name="context">The run.</param>
    /// <param name="reason">Why not, and what to do instead.</param>
    public static bool IsSupported(RunnerContext context, [NotNullWhen(false)] out string? reason)
    {
        reason = !HasResults(context.ServerHost)
            ? $"{context.ServerHost} has no artifacts of this version."
            : AddressOf(context) is null || context.RuntimeToken is null
                ? "This step was not given what uploads need: the runner gives it to actions, not to 'run:' steps."
                : null;
        reason = reason is null ? null : reason + " The file stays where it is: add actions/upload-artifact as the next step to keep it.";
        return reason is null;
    }

    /// <summary>Uploads files as one artifact, a zip.</summary>
    /// <exception cref="SetupException">The name cannot be one.</exception>
    /// <exception cref="EvidenceException">It was not stored, or it is not known whether it was. The message says where the file lies.</exception>
    public async Task<StoredArtifact> UploadAsync(ArtifactUpload upload, CancellationToken cancellationToken)
    {
        Check(upload);
        try
        {
            var api = Connect();
            var notes = ImmutableArray.CreateBuilder<string>();
            var (name, blob) = await CreateAsync(api, upload, ExpiryOf(upload, notes), cancellationToken);
            if (name != upload.Name)
            {
                notes.Add($"The artifact is called {name}: this run has one called {upload.Name} already.");
            }

            using var blocks = new BlockUpload(_storage, blob);
            await ArtifactZip.WriteAsync(blocks, upload.Files, cancellationToken);
            var (size, digest) = await blocks.FinishAsync(ArtifactZip.MimeType, cancellationToken);
            var id = await FinalizeAsync(api, name, size, digest, cancellationToken);
            return new StoredArtifact(id, name, $"{context.RunUrl}/artifacts/{id.ToString(CultureInfo.InvariantCulture)}", size, digest, notes.ToImmutable());
        }
        catch (Exception error) when (error is ResultsException or IOException or UnauthorizedAccessException)
        {
            throw new EvidenceException(
                new Refusal(
                    $"The artifact {upload.Name} was not uploaded: {error.Message}",
                    "Without it the record of this run goes with the machine.",
                    $"The record lies at {string.Join(", ", upload.Files.Select(file => file.Path))}: add actions/upload-artifact with if: always() as the next step, or copy it."),
                error);
        }
    }

    /// <summary>Lists the artifacts of this run that are complete, newest first.</summary>
    /// <param name="name">Only those of this name; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EvidenceException">They could not be listed.</exception>
    public async Task<ImmutableArray<ListedArtifact>> ListAsync(string? name, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(Connect(), name, cancellationToken);
        }
        catch (ResultsException error)
        {
            throw NotRead("The artifacts of this run could not be listed", error);
        }
    }

    /// <summary>Downloads an artifact as it was uploaded: mostly a zip, see <see cref="Core.Records.ZippedFile"/>.</summary>
    /// <exception cref="EvidenceException">It could not be had, or its bytes are not those that were uploaded.</exception>
    public async Task<ReadOnlyMemory<byte>> DownloadAsync(ListedArtifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            var api = Connect();
            var reply = await api.AskAsync(
                "GetSignedArtifactURL", mayRepeat: true, artifact.RunBackendId, artifact.JobBackendId, new JsonObject { ["name"] = artifact.Name }, cancellationToken);
            var content = await _storage.GetAsync(SignedAddress(api, reply, "signed_url"), MostDownloaded, cancellationToken);
            var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content.Span));
            return artifact.Digest is null || string.Equals(digest, artifact.Digest, StringComparison.OrdinalIgnoreCase)
                ? content
                : throw new ResultsException("Its SHA-256 is not the one it was stored with.");
        }
        catch (ResultsException error)
        {
            throw NotRead($"The artifact {artifact.Name} could not be downloaded", error);
        }
    }

    private static bool HasResults(string host) =>
        string.Equals(host, "github.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".ghe.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    // Plain http too: runners that one runs oneself serve it from the next container. The runner names the address, nobody else.
    private static Uri? AddressOf(RunnerContext context) =>
        Uri.TryCreate(context.ResultsUrl, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address : null;

    private static EvidenceException NotRead(string what, ResultsException error) => new(
        new Refusal($"{what}: {error.Message}", "What an earlier job of this run has left cannot be used.", "Run the job again; if it stays, see https://www.githubstatus.com."), error);

    private static void Check(ArtifactUpload upload)
    {
        ArtifactName.Check(upload.Name);
        var files = upload.Files;
        if (upload.RetentionDays <= 0 || files.IsEmpty || files.Any(file => file.Name.Length == 0 || file.Name.StartsWith('/') || file.Name.Contains('\\', StringComparison.Ordinal) || file.Name.Split('/').Contains(".."))
            || files.Select(file => file.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != files.Length)
        {
            throw new ArgumentException("An artifact has files, each with a relative name of its own, and is kept for a day or longer.", nameof(upload));
        }
    }

    private static async Task<ImmutableArray<ListedArtifact>> ListAsync(ResultsApi api, string? name, CancellationToken cancellationToken)
    {
        var reply = await api.AskAsync("ListArtifacts", mayRepeat: true, name is null ? [] : new JsonObject { ["name_filter"] = name }, cancellationToken);
        if (!reply.IsGood)
        {
            throw new ResultsException($"The results service did not list the artifacts (HTTP {reply.Status}: {reply.Said}).");
        }

        // No artifacts are an absent member: empty lists are left out.
        var items = ResultsReply.Member(reply.Json, "artifacts") is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(Read) : [];
        return [.. items.Where(item => name is null || item.Name == name).OrderByDescending(item => item.Id)];
    }

    private static ListedArtifact Read(JsonElement item) =>
        (ResultsReply.Text(item, "workflow_run_backend_id"), ResultsReply.Text(item, "workflow_job_run_backend_id"), ResultsReply.Number(item, "database_id"), ResultsReply.Text(item, "name"))
            is ({ } run, { } job, { } id, { } name)
            ? new ListedArtifact(run, job, id, name, ResultsReply.Number(item, "size") ?? 0, ResultsReply.Text(item, "digest") is { Length: > 0 } digest ? digest : null)
            : throw new ResultsException("The results service listed an artifact without id, name or job.");

    private ResultsApi Connect() => (AddressOf(context), context.RuntimeToken) is ({ } address, { } token)
        ? new ResultsApi(exchange, address, RuntimeToken.Parse(token))
        : throw new ResultsException("The runner gave no ACTIONS_RESULTS_URL or no ACTIONS_RUNTIME_TOKEN.");

    private DateTimeOffset? ExpiryOf(ArtifactUpload upload, ImmutableArray<string>.Builder notes)
    {
        if (upload.RetentionDays is not { } days)
        {
            return null;
        }

        if (context.RetentionDays is { } most && days > most)
        {
            notes.Add($"The artifact is kept for {most} days instead of {days}: this repository allows no more.");
            days = most;
        }

        return exchange.Time.GetUtcNow().AddDays(days);
    }

    private async Task<(string Name, Uri Blob)> CreateAsync(ResultsApi api, ArtifactUpload upload, DateTimeOffset? expiry, CancellationToken cancellationToken)
    {
        foreach (var name in ArtifactName.Candidates(upload.Name, context.RunAttempt))
        {
            var body = new JsonObject { ["name"] = name, ["version"] = Version, ["mime_type"] = ArtifactZip.MimeType };
            if (expiry is { } time)
            {
                body["expires_at"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            }

            // It may be repeated although it is a change: if a lost answer was a yes, the name is taken now, and the next one serves.
            var reply = await api.AskAsync("CreateArtifact", mayRepeat: true, body, cancellationToken);
            if (reply.IsOk)
            {
                return (name, SignedAddress(api, reply, "signed_upload_url"));
            }

            if (!reply.IsClash)
            {
                throw new ResultsException($"The results service did not take the name (HTTP {reply.Status}: {reply.Said}).");
            }
        }

        throw new ResultsException("This run has artifacts of that name and of all that would be tried next.");
    }

    private static Uri SignedAddress(ResultsApi api, ResultsReply reply, string member)
    {
        if (!reply.IsGood)
        {
            throw new ResultsException($"The results service named no address (HTTP {reply.Status}: {reply.Said}).");
        }

        return Uri.TryCreate(ResultsReply.Text(reply.Json, member), UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == api.Scheme) && address.Query.Length > 1
            ? address
            : throw new ResultsException("The results service named no usable address.");
    }

    /// <summary>Ends an artifact. Whether a lost answer was a yes is told by the list; only what is not in it is ended again.</summary>
    private async Task<long> FinalizeAsync(ResultsApi api, string name, long size, string digest, CancellationToken cancellationToken)
    {
        for (var ending = 1; ; ending++)
        {
            var failure = default(ResultsException);
            try
            {
                var body = new JsonObject { ["name"] = name, ["size"] = size.ToString(CultureInfo.InvariantCulture), ["hash"] = digest };
                var reply = await api.AskAsync("FinalizeArtifact", mayRepeat: false, body, cancellationToken);
                if (reply.IsOk && ResultsReply.Number(reply.Json, "artifact_id") is > 0 and { } id)
                {
                    return id;
                }

                failure = new ResultsException($"The results service did not end the artifact (HTTP {reply.Status}: {reply.Said}).") { IsUnknown = reply.IsOk || ending > 1 };
            }
            catch (ResultsException error)
            {
                failure = error;
            }

            if (!failure.IsUnknown)
            {
                throw failure;
            }

            if (await FindAsync(api, name, size, digest, failure, cancellationToken) is { } found)
            {
                return found.Id;
            }

            if (ending == MostEndings)
            {
                throw failure;
            }

            await Task.Delay(EndingPause, exchange.Time, cancellationToken);
        }
    }

    private static async Task<ListedArtifact?> FindAsync(ResultsApi api, string name, long size, string digest, ResultsException unknown, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await ListAsync(api, name, cancellationToken);
            return listed.FirstOrDefault(item => item.Size == size && (item.Digest is null || string.Equals(item.Digest, digest, StringComparison.OrdinalIgnoreCase)));
        }
        catch (ResultsException error)
        {
            throw new ResultsException($"It is not known whether it was stored. {unknown.Message} {error.Message}", error);
        }
    }
}
