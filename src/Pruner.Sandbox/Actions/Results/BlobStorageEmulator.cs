using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Actions.Results;

/// <summary>
/// The block blobs of Azure Storage as far as artifacts use them, on loopback: Put Block, Put Block List, Put Blob and Get Blob, each with a signed address only.
/// </summary>
public sealed class BlobStorageEmulator : IAsyncDisposable
{
    private const int MostBlockIdBytes = 64;

    private static readonly ImmutableDictionary<string, ReadOnlyMemory<byte>> NoBlocks = ImmutableDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, StoredBlob> _blobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, ReadOnlyMemory<byte>>> _uncommitted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, ReadOnlyMemory<byte>>> _committed = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly BlobSignature _signature;
    private EmulatorHost? _host;

    private BlobStorageEmulator(TimeProvider time) => (_time, _signature) = (time, new BlobSignature(time));

    /// <summary>How long a signed address serves.</summary>
    public TimeSpan AddressLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Every blob, by its name.</summary>
    public IReadOnlyDictionary<string, StoredBlob> Blobs => _blobs.ToImmutableDictionary(pair => pair.Key[PathOf("").Length..], pair => pair.Value);

    /// <summary>Starts the storage on a free loopback port.</summary>
    /// <param name="traffic">The log and the faults. Operations are <c>PutBlock</c>, <c>PutBlockList</c>, <c>PutBlob</c> and <c>GetBlob</c> of the service <c>storage</c>.</param>
    /// <param name="time">Clock of the Date header and of expiry.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<BlobStorageEmulator> StartAsync(TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken)
    {
        var storage = new BlobStorageEmulator(time);
        storage._host = await EmulatorHost.StartAsync("storage", traffic, time, Classify, storage.AnswerAsync, cancellationToken);
        return storage;
    }

    /// <summary>Stores a blob past the protocol.</summary>
    public void Put(string name, ReadOnlyMemory<byte> content, string contentType) => _blobs[PathOf(name)] = new StoredBlob(content, contentType, 0);

    /// <summary>An address with which its bearer may do with a blob what the permissions say: <c>r</c> read, <c>w</c> write, <c>c</c> create.</summary>
    public string SignedUrl(string name, string permissions) =>
        $"{_host!.BaseUrl}{PathOf(name)}?{_signature.Sign(PathOf(name), permissions, _time.GetUtcNow() + AddressLife)}";

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Account, container and blob, as on an emulator: official clients take the account from the path where the host is an address.
    private static string PathOf(string name) => $"/account/artifacts/{name}";

    private static void Classify(RecordedRequest request)
    {
        request.IsChange = request.Method == "PUT";
        request.Operation = request.Method switch
        {
            "GET" or "HEAD" => "GetBlob",
            "PUT" => Asked(request, "comp") switch { "block" => "PutBlock", "blocklist" => "PutBlockList", _ => "PutBlob" },
            _ => request.Method,
        };
    }

    private static string Asked(RecordedRequest request, string name) =>
        QueryHelpers.ParseQuery(request.Query).TryGetValue(name, out var value) ? value.ToString() : "";

    private Task AnswerAsync(HttpContext context, RecordedRequest request)
    {
        if (request.Headers.ContainsKey("Authorization"))
        {
            return ErrorAsync(context, 400, "InvalidAuthenticationInfo");
        }

        var refusal = request.Operation == "GetBlob" ? _signature.Refuse(request, 'r') : _signature.Refuse(request, 'w', 'c');
        return refusal is not null ? ErrorAsync(context, 403, refusal) : request.Operation switch
        {
            "GetBlob" => ReadAsync(context, request),
            "PutBlock" => PutBlockAsync(context, request),
            "PutBlockList" => PutBlockListAsync(context, request),
            "PutBlob" => PutBlobAsync(context, request),
            _ => ErrorAsync(context, 405, "UnsupportedHttpVerb"),
        };
    }

    private Task ReadAsync(HttpContext context, RecordedRequest request)
    {
        if (!_blobs.TryGetValue(request.Path, out var blob))
        {
            return ErrorAsync(context, 404, "BlobNotFound");
        }

        context.Response.ContentType = blob.ContentType;
        return context.Response.Body.WriteAsync(blob.Content, context.RequestAborted).AsTask();
    }

    private Task PutBlockAsync(HttpContext context, RecordedRequest request)
    {
        var id = Asked(request, "blockid");
        var waiting = _uncommitted.GetValueOrDefault(request.Path) ?? NoBlocks;
        if (!IsBlockId(id))
        {
            return ErrorAsync(context, 400, "InvalidQueryParameterValue");
        }

        if (waiting.Keys.Any(other => other.Length != id.Length))
        {
            return ErrorAsync(context, 400, "InvalidBlobOrBlock");
        }

        if (request.Content.IsEmpty)
        {
            return ErrorAsync(context, 400, "InvalidHeaderValue");
        }

        _uncommitted.AddOrUpdate(request.Path, _ => NoBlocks.SetItem(id, request.Content), (_, blocks) => blocks.SetItem(id, request.Content));
        context.Response.StatusCode = 201;
        return Task.CompletedTask;
    }

    private Task PutBlockListAsync(HttpContext context, RecordedRequest request)
    {
        if (ReadList(request.Content) is not { } ids)
        {
            return ErrorAsync(context, 400, "InvalidXmlDocument");
        }

        // The latest of a block is the one that waits, else the one that the blob is made of: so the same list may come twice.
        var blocks = (_committed.GetValueOrDefault(request.Path) ?? NoBlocks).SetItems(_uncommitted.GetValueOrDefault(request.Path) ?? NoBlocks);
        if (!ids.All(blocks.ContainsKey))
        {
            return ErrorAsync(context, 400, "InvalidBlockList");
        }

        using var whole = new MemoryStream();
        ids.ForEach(id => whole.Write(blocks[id].Span));
        var type = request.Headers.GetValueOrDefault("x-ms-blob-content-type") ?? "application/octet-stream";
        _blobs[request.Path] = new StoredBlob(whole.ToArray(), type, ids.Count);
        _committed[request.Path] = NoBlocks.SetItems(ids.Distinct(StringComparer.Ordinal).Select(id => KeyValuePair.Create(id, blocks[id])));
        _uncommitted.TryRemove(request.Path, out _);
        context.Response.StatusCode = 201;
        return Task.CompletedTask;
    }

    private Task PutBlobAsync(HttpContext context, RecordedRequest request)
    {
        if (request.Headers.GetValueOrDefault("x-ms-blob-type") != "BlockBlob")
        {
            return ErrorAsync(context, 400, "MissingRequiredHeader");
        }

        _blobs[request.Path] = new StoredBlob(request.Content, request.Headers.GetValueOrDefault("Content-Type") ?? "application/octet-stream", 0);
        context.Response.StatusCode = 201;
        return Task.CompletedTask;
    }

    private static bool IsBlockId(string id)
    {
        var bytes = new byte[id.Length];
        return id.Length > 0 && Convert.TryFromBase64String(id, bytes, out var length) && length is > 0 and <= MostBlockIdBytes;
    }

    private static List<string>? ReadList(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = XDocument.Parse(Encoding.UTF8.GetString(body.Span)).Root;
            return root?.Name.LocalName == "BlockList" && root.Elements().All(element => element.Name.LocalName is "Latest" or "Uncommitted")
                ? [.. root.Elements().Select(element => element.Value)]
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // The real service adds what it signed and how; a client that shows that shows a secret.
    private static Task ErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        context.Response.Headers["x-ms-error-code"] = code;
        var detail = SecurityElement.Escape($"Signature did not match: {context.Request.QueryString.Value}");
        var xml = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{code}</Message><AuthenticationErrorDetail>{detail}</AuthenticationErrorDetail></Error>";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(xml), context.RequestAborted).AsTask();
    }
}
