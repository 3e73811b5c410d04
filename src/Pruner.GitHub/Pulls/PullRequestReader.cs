using System.Text.Json;
using Pruner.Core.Bumps;
using Pruner.Core.History;
using Pruner.GitHub.Api;
using Pruner.GitHub.History;
using Pruner.Http;

namespace Pruner.GitHub.Pulls;

/// <summary>
/// Reads one pull request and the metadata files it touches, through REST. Contents are read at commit ids, never at a branch that can move, and nothing of the
/// pull request is run. Public repositories can be read without a token.
/// </summary>
/// <param name="exchange">The transport.</param>
/// <param name="endpoint">Where GitHub is.</param>
/// <param name="source">The repository.</param>
public sealed class PullRequestReader(HttpExchange exchange, GitHubEndpoint endpoint, MetadataSource source)
{
    /// <summary>GitHub lists at most 3,000 files of a pull request; beyond that a list is never complete.</summary>
    private const int MostFiles = 3_000;

    /// <summary>Most metadata files read. Real bumps touch one or two.</summary>
    private const int MostDocuments = 50;

    private const int PageSize = 100;

    /// <summary>How often reading starts again because somebody pushed.</summary>
    private const int MostReadings = 3;

    private readonly GitHubApi _api = new(exchange, endpoint, source.FullName);

    /// <summary>Reads a pull request.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="isMetadataPath">True for paths, from the repository's root, that may pin images.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Core.SetupException">No such pull request, or the token may not read it.</exception>
    /// <exception cref="Core.EvidenceException">It cannot be read whole.</exception>
    public async Task<Proposal> ReadAsync(int number, Func<string, bool> isMetadataPath, CancellationToken cancellationToken)
    {
        for (var reading = 1; reading <= MostReadings; reading++)
        {
            var pull = await ReadPullAsync(number, cancellationToken);
            var files = await ReadFilesAsync(number, pull.Number("changed_files"), cancellationToken);
            // The list of files has no commit in its address: it is of this head if the head is still the same afterwards.
            if (files is not null && HeadOf(await ReadPullAsync(number, cancellationToken)) == HeadOf(pull))
            {
                var touched = files.Where(file => isMetadataPath(file.Path) || (file.PreviousPath is { } previous && isMetadataPath(previous))).ToList();
                return touched.Count <= MostDocuments
                    ? await ReadProposalAsync(number, pull, touched, cancellationToken)
                    : throw Refusals.PullTooLarge(number, $"touches {touched.Count} metadata files, and at most {MostDocuments} are read");
            }
        }

        throw Refusals.PullMoved(number);
    }

    private static ObjectId HeadOf(JsonElement pull) => pull.Required("head").Id("sha");

    private async Task<JsonElement> ReadPullAsync(int number, CancellationToken cancellationToken) =>
        (await _api.GetAsync("the pull request", _api.Address($"{source.RestPath}/pulls/{ScanContext.Text(number)}"), cancellationToken)).Json
        ?? throw Refusals.NoPullRequest(source.FullName, number);

    /// <summary>All files; null when there are more or fewer than the pull request says.</summary>
    private async Task<List<TouchedFile>?> ReadFilesAsync(int number, int count, CancellationToken cancellationToken)
    {
        if (count > MostFiles)
        {
            throw Refusals.PullTooLarge(number, $"touches {count} files, and GitHub lists at most {MostFiles}");
        }

        var files = new List<TouchedFile>();
        var address = _api.Address($"{source.RestPath}/pulls/{ScanContext.Text(number)}/files?per_page={PageSize}");
        for (var page = 1; page <= MostFiles / PageSize; page++)
        {
            var (json, next) = await _api.GetAsync("files of a pull request", address, cancellationToken);
            if (json is not { ValueKind: JsonValueKind.Array } array)
            {
                throw Refusals.UnexpectedShape("files");
            }

            files.AddRange(array.EnumerateArray().Select(file => new TouchedFile(
                file.Text("filename"), file.Text("status") == "renamed" ? file.Text("previous_filename") : null)));
            if (next is null)
            {
                break;
            }

            address = next;
        }

        return files.Count == count ? files : null;
    }

    private async Task<Proposal> ReadProposalAsync(int number, JsonElement pull, List<TouchedFile> files, CancellationToken cancellationToken)
    {
        var head = HeadOf(pull);
        var branch = pull.Required("base");
        var from = await ReadMergeBaseAsync(number, branch.Id("sha"), head, cancellationToken);
        return new Proposal
        {
            Repository = source.FullName,
            Number = number,
            Title = pull.Text("title"),
            Author = pull.Optional("user")?.Text("login") ?? "",
            State = pull.Text("state") == "open" ? ProposalState.Open : pull.Flag("merged") ? ProposalState.Merged : ProposalState.Closed,
            IsFromFork = !string.Equals(NameOf(pull.Required("head")), NameOf(branch), StringComparison.OrdinalIgnoreCase),
            BaseBranch = branch.Text("ref"),
            Base = from,
            Head = head,
            Documents = [.. await Task.WhenAll(files.Select(file => ReadDocumentAsync(file, from, head, cancellationToken)))],
        };
    }

    // The repository of a head is null when the fork was deleted.
    private static string NameOf(JsonElement side) => side.Optional("repo")?.Text("full_name") ?? "";

    private async Task<ObjectId> ReadMergeBaseAsync(int number, ObjectId from, ObjectId head, CancellationToken cancellationToken)
    {
        var (json, _) = await _api.GetAsync("where the pull request begins", _api.Address($"{source.RestPath}/compare/{from}...{head}?per_page=1"), cancellationToken);
        var common = json?.Required("merge_base_commit").Id("sha") ?? throw Refusals.NoCommonCommit(number);
        return common != head ? common : throw Refusals.NoCommonCommit(number);
    }

    /// <summary>What each commit holds decides, not the word that the list has for it.</summary>
    private async Task<ProposedDocument> ReadDocumentAsync(TouchedFile file, ObjectId from, ObjectId head, CancellationToken cancellationToken)
    {
        var before = await ReadVersionAsync(file.PreviousPath ?? file.Path, from, cancellationToken);
        var after = await ReadVersionAsync(file.Path, head, cancellationToken);
        return new ProposedDocument(file.Path, file.PreviousPath, before, after ?? (before is null ? Unreadable("GitHub shows it at neither commit") : null));
    }

    /// <summary>One version; null when the commit has no such file.</summary>
    private async Task<DocumentVersion?> ReadVersionAsync(string path, ObjectId commit, CancellationToken cancellationToken)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var (json, _) = await _api.GetAsync("a file", _api.Address($"{source.RestPath}/contents/{escaped}?ref={commit}"), cancellationToken);
        return json switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } entry when entry.Text("type") == "file" => await ReadBlobAsync(entry.Id("sha"), cancellationToken),
            _ => Unreadable("it is no plain file"),
        };
    }

    /// <summary>Reads content by its git id, so that it is what the commit holds.</summary>
    private async Task<DocumentVersion> ReadBlobAsync(ObjectId id, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? bytes;
        try
        {
            bytes = await _api.GetRawAsync("a file", _api.Address($"{source.RestPath}/git/blobs/{id}"), BlobReader.MostBytes, cancellationToken);
        }
        catch (ExchangeException failure) when (failure.Failure == ExchangeFailure.TooLong)
        {
            return Unreadable($"it is larger than {BlobReader.MostBytes / 1_000_000} MB");
        }

        if (bytes is not { } content || ObjectId.Of("blob", content.Span) != id)
        {
            throw Refusals.Malformed($"GitHub gives something else for the file with the id {id}, or nothing.");
        }

        return GitText.TryDecode(content.Span) is { } text
            ? new DocumentVersion(text, null)
            : new DocumentVersion(GitText.DecodeLeniently(content.Span), "it is not UTF-8 text");
    }

    private static DocumentVersion Unreadable(string why) => new("", why);

    private sealed record TouchedFile(string Path, string? PreviousPath);
}
