using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.GitHub.Api;
using Pruner.Http;

namespace Pruner.GitHub.Artifacts;

/// <summary>
/// Finds the ledgers that the last run of a workflow on the default branch has left as artifacts: one, or one for each job of a matrix. Anyone who can open a pull request can make artifacts of any name, so
/// only those count that were made by the workflow itself, from the repository's own default branch. A run that failed counts as one that succeeded: it fails when regions
/// are missing or images could not be deleted, and its ledger tells of that. One that was cancelled counts by the ledgers of what came to its end all the same, and one
/// that is not over, this one's earlier attempts included, does not.
/// </summary>
/// <param name="exchange">The transport.</param>
/// <param name="endpoint">Where GitHub is; the token needs <c>actions: read</c>.</param>
/// <param name="source">What to look for.</param>
public sealed class PreviousLedger(HttpExchange exchange, GitHubEndpoint endpoint, LedgerSource source)
{
    /// <summary>Most pages of a hundred artifacts that are listed; more are older than any that matters.</summary>
    private const int MostPages = 5;

    /// <summary>Most runs that are looked at.</summary>
    private const int MostRuns = 20;

    /// <summary>Most ledgers of one run that are read: more than one for each region.</summary>
    private const int MostLedgers = 64;

    /// <summary>Longest artifact, in bytes.</summary>
    private const long MostDownloaded = 64L * 1024 * 1024;

    /// <summary>Longest ledger, in bytes: some hundred thousand images.</summary>
    private const long MostUnpacked = 512L * 1024 * 1024;

    private readonly GitHubApi _api = new(exchange, endpoint, source.Repository);

    /// <summary>Looks for it. An absent ledger is no error, and neither is one that cannot be read; a damaged one is passed over with a note.</summary>
    public async Task<PreviousLedgerResult> FindAsync(CancellationToken cancellationToken)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        try
        {
            return await FindAsync(notes, cancellationToken);
        }
        catch (PrunerException error)
        {
            return new PreviousLedgerResult.NotRead(
                new Refusal(
                    $"The ledger of the last run could not be read: {error.Refusal.What}",
                    "What earlier runs saw pinned is then protected by this run's evidence alone.",
                    error is SetupException ? "Give it a valid token with the permission actions: read, besides those the job has." : "Run again; if it stays, see https://www.githubstatus.com."),
                notes.ToImmutable());
        }
    }

    private async Task<PreviousLedgerResult> FindAsync(ImmutableArray<string>.Builder notes, CancellationToken cancellationToken)
    {
        var (repository, branch) = await ReadRepositoryAsync(cancellationToken);
        var listed = await ListAsync($"{source.RestPath}/actions/artifacts?name={Uri.EscapeDataString(source.ArtifactName)}&per_page=100", cancellationToken);
        // In every run the first ledger has the plain name: so each run that left any is among these.
        var runs = listed
            .Where(artifact => artifact.Name == source.ArtifactName
                && artifact.Run is { } run && run.RepositoryId == repository && run.HeadRepositoryId == repository && run.HeadBranch == branch)
            .OrderByDescending(artifact => artifact.Id)
            .Select(artifact => artifact.Run!.Id)
            .Distinct()
            .Take(MostRuns);
        foreach (var id in runs)
        {
            if (await ReadRunAsync(id, repository, branch, cancellationToken) is { } run && await ReadLedgersAsync(id, run.IsCancelled, notes, cancellationToken) is { IsEmpty: false } contents)
            {
                return new PreviousLedgerResult.Found(contents, run.Page, notes.ToImmutable());
            }
        }

        return new PreviousLedgerResult.Absent($"No run of {source.WorkflowPath} on {branch} has left a ledger.", notes.ToImmutable());
    }

    private async Task<(long Id, string DefaultBranch)> ReadRepositoryAsync(CancellationToken cancellationToken)
    {
        var (json, _) = await _api.GetAsync("the workflow's repository", _api.Address(source.RestPath), cancellationToken);
        var repository = json ?? throw Refusals.NoRepository(source.Repository);
        return (ListedArtifact.Number(repository, "id") ?? throw Refusals.UnexpectedShape("id"), repository.Text("default_branch"));
    }

    private async Task<ImmutableArray<ListedArtifact>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<ListedArtifact>();
        var address = _api.Address(path);
        for (var page = 0; page < MostPages && address is not null; page++)
        {
            var (json, next) = await _api.GetAsync("the artifacts", address, cancellationToken);
            if (json is not { } list)
            {
                break;
            }

            found.AddRange(list.Items("artifacts").Select(ListedArtifact.Read));
            address = next;
        }

        return found.ToImmutable();
    }

    /// <summary>The page of a run that counts, and whether it was cancelled; null for any other.</summary>
    private async Task<(string Page, bool IsCancelled)?> ReadRunAsync(long id, long repository, string branch, CancellationToken cancellationToken)
    {
        var (json, _) = await _api.GetAsync("a workflow run", _api.Address($"{source.RestPath}/actions/runs/{id}"), cancellationToken);
        return json is { } run
            && RepositoryOf(run, "repository") == repository
            && RepositoryOf(run, "head_repository") == repository
            && TextOf(run, "head_branch") == branch
            // GitHub may append the ref: .github/workflows/prune.yml@main
            && TextOf(run, "path").Split('@')[0] == source.WorkflowPath
            && !TextOf(run, "event").StartsWith("pull_request", StringComparison.Ordinal)
            && TextOf(run, "conclusion") is "success" or "failure" or "cancelled"
            ? (run.Text("html_url"), TextOf(run, "conclusion") is "cancelled")
            : null;
    }

    private static long? RepositoryOf(JsonElement run, string name) => run.Optional(name) is { } repository ? ListedArtifact.Number(repository, "id") : null;

    private static string TextOf(JsonElement run, string name) => run.Optional(name) is { ValueKind: JsonValueKind.String } text ? text.AsText(name) : "";

    /// <summary>The whole ledgers of a run, newest first; of one that was cancelled only those that were finished.</summary>
    private async Task<ImmutableArray<ReadOnlyMemory<byte>>> ReadLedgersAsync(long run, bool isCancelled, ImmutableArray<string>.Builder notes, CancellationToken cancellationToken)
    {
        var read = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        var listed = await ListAsync($"{source.RestPath}/actions/runs/{run}/artifacts?per_page=100", cancellationToken);
        var named = listed.Where(artifact => source.IsName(artifact.Name)).OrderByDescending(artifact => artifact.Id).ToList();
        if (named.Count > MostLedgers)
        {
            notes.Add($"Run {run} has left {named.Count} ledgers: the oldest {named.Count - MostLedgers} of them.");
        }

        foreach (var artifact in named.Take(MostLedgers))
        {
            if (artifact.IsExpired || await _api.GetLocationAsync("an artifact", _api.Address($"{source.RestPath}/actions/artifacts/{artifact.Id}/zip"), cancellationToken) is not { } location)
            {
                notes.Add($"The ledger {artifact.Name} of run {run} has expired.");
                continue;
            }

            try
            {
                var content = await DownloadAsync(location, artifact, cancellationToken);
                if (isCancelled && WhyNotFinished(artifact.Name, content.Span) is { } why)
                {
                    notes.Add($"The ledger {artifact.Name} of run {run}, which was cancelled, {why}");
                    continue;
                }

                read.Add(content);
            }
            catch (InvalidDataException damage)
            {
                notes.Add($"The ledger {artifact.Name} of run {run} is damaged: {damage.Message}");
            }
        }

        return read.ToImmutable();
    }

    private static string? WhyNotFinished(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            return Document.ReadLedger(name, content).IsFinished ? null : "is not that of a finished run.";
        }
        catch (EvidenceException unreadable)
        {
            return $"cannot be read: {unreadable.Refusal.What}";
        }
    }

    private async Task<ReadOnlyMemory<byte>> DownloadAsync(Uri location, ListedArtifact artifact, CancellationToken cancellationToken)
    {
        if (!location.IsAbsoluteUri || (location.Scheme != Uri.UriSchemeHttps && !endpoint.BaseUrl.StartsWith(location.Scheme + "://", StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidDataException("GitHub named no usable address for it.");
        }

        var reply = await FetchAsync(location, cancellationToken);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(reply.Body.Span));
        if (artifact.Digest is { } expected && !string.Equals(digest, expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException("Its SHA-256 is not the one it was stored with.");
        }

        // An artifact can be a single file that was not packed.
        return reply.ContentHeaders.ContentType?.MediaType == "application/json" ? reply.Body : ZippedFile.Read(reply.Body, source.FileName, MostUnpacked);
    }

    /// <summary>The signed address is itself the permission: it is asked without the token, and shown nowhere.</summary>
    private async Task<HttpReply> FetchAsync(Uri location, CancellationToken cancellationToken)
    {
        try
        {
            var call = new HttpCall("artifact storage", "storage/get", () => new HttpRequestMessage(HttpMethod.Get, location), Judge) { MaxBytes = MostDownloaded };
            var reply = await exchange.SendAsync(call, cancellationToken);
            return reply.IsSuccess ? reply : throw new InvalidDataException($"The artifact storage answered with HTTP {(int)reply.Status}.");
        }
        catch (ExchangeException failure) when (failure.Failure == ExchangeFailure.TooLong)
        {
            throw new InvalidDataException($"It is longer than {MostDownloaded} bytes.", failure);
        }
        catch (ExchangeException failure)
        {
            throw Refusals.Unanswered("an artifact", failure);
        }
    }

    private static Judgement Judge(HttpReply reply) =>
        reply.Status == System.Net.HttpStatusCode.TooManyRequests ? Judgement.Throttled(reply.Headers.RetryAfter?.Delta)
        : (int)reply.Status >= 500 ? Judgement.Failing(reply.Headers.RetryAfter?.Delta)
        : Judgement.Final;
}
