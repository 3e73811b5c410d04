using System.Collections.Concurrent;
using System.Text.Json;
using Pruner.Core.History;
using Pruner.GitHub.Api;
using Pruner.GitHub.Queries;
using Pruner.Http;

namespace Pruner.GitHub.History;

/// <summary>
/// Reads each distinct metadata file once. What GraphQL gives as text counts only if it has the blob's id; everything else (cut
/// off, binary, altered on the way) is read again raw over REST.
/// </summary>
internal sealed class BlobReader(ScanContext scan, HistoryDraft draft)
{
    /// <summary>Largest file read, in bytes. Real ones are below 0.2 MB.</summary>
    internal const long MostBytes = 10_000_000;

    private readonly SizeLadder _ladder = new(20, 10, 5, 1);

    /// <summary>Reads the files of all folders that are not known yet.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var wanted = draft.Folders.Values.SelectMany(files => files).Where(file => file.IsFile).Select(file => file.Blob).Distinct()
            .Where(id => !draft.Blobs.ContainsKey(id) && !draft.Unreadable.ContainsKey(id)).ToList();
        var texts = new ConcurrentDictionary<ObjectId, string>();
        await ScanContext.ForEachBatchAsync(
            wanted, _ladder, (batch, mayShrink, token) => ReadTextsAsync(batch, mayShrink, texts, wanted.Count, token), cancellationToken);

        var unreadable = new ConcurrentDictionary<ObjectId, string>();
        await ScanContext.ForEachAsync(
            wanted.Where(id => !texts.ContainsKey(id)).ToList(), (id, token) => ReadRawAsync(id, texts, unreadable, token), cancellationToken);
        foreach (var (id, text) in texts)
        {
            draft.Blobs[id] = text;
        }

        foreach (var (id, why) in unreadable)
        {
            draft.Unreadable[id] = why;
        }

        scan.Report(HistoryPhase.Files, wanted.Count, wanted.Count);
    }

    private async Task ReadTextsAsync(
        ObjectId[] batch, bool mayShrink, ConcurrentDictionary<ObjectId, string> texts, int wanted, CancellationToken cancellationToken)
    {
        JsonElement repository;
        try
        {
            repository = await scan.Api.QueryAsync("files", GitHubQueries.Blobs(batch.Length), scan.Variables(batch), mayShrink: true, cancellationToken);
        }
        catch (TooHeavyException) when (!mayShrink)
        {
            // One file alone is too heavy for GraphQL: it is left to REST.
            return;
        }

        for (var i = 0; i < batch.Length; i++)
        {
            if (repository.Optional("b" + ScanContext.Text(i)) is { } blob && ReadText(batch[i], blob) is { } text)
            {
                texts[batch[i]] = text;
            }
        }

        scan.Report(HistoryPhase.Files, texts.Count, wanted);
    }

    private static string? ReadText(ObjectId id, JsonElement blob) =>
        blob.Text("__typename") == "Blob"
        && !blob.Flag("isTruncated")
        && blob.Optional("text") is { } value
        && value.AsText("text") is var text
        && GitText.IsBlob(id, text)
            ? text
            : null;

    private async ValueTask ReadRawAsync(
        ObjectId id, ConcurrentDictionary<ObjectId, string> texts, ConcurrentDictionary<ObjectId, string> unreadable, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? bytes;
        try
        {
            bytes = await scan.Api.GetRawAsync("a file", scan.Api.Address($"{scan.Source.RestPath}/git/blobs/{id}"), MostBytes, cancellationToken);
        }
        catch (ExchangeException failure) when (failure.Failure == ExchangeFailure.TooLong)
        {
            unreadable[id] = $"it is larger than {MostBytes / 1_000_000} MB";
            return;
        }

        if (bytes is not { } content || ObjectId.Of("blob", content.Span) != id)
        {
            var missing = bytes is null;
            throw Refusals.Malformed($"GitHub {(missing ? "does not give" : "gives something else for")} the file {PathsOf(id)} (blob {id}).");
        }

        if (GitText.TryDecode(content.Span) is { } text)
        {
            texts[id] = text;
            return;
        }

        texts[id] = GitText.DecodeLeniently(content.Span);
        unreadable[id] = "it is not UTF-8 text";
    }

    private string PathsOf(ObjectId id) => string.Join(
        ", ", draft.Folders.Values.SelectMany(files => files).Where(file => file.Blob == id).Select(file => file.Path).Distinct().Order(StringComparer.Ordinal).Take(3));
}
