using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pruner.Actions.Results;

/// <summary>
/// A stream whose bytes become a blob: every 8 MiB are sent as one block, one after the other (some servers put blocks together in the order in which they come).
/// It holds one block, however long the whole gets.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="blob">The signed address to upload to.</param>
internal sealed class BlockUpload(BlobApi storage, Uri blob) : Stream
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 8 * 1024 * 1024;

    /// <summary>Most blocks that a blob may have.</summary>
    private const int MostBlocks = 50_000;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _pending = new();
    private readonly List<string> _blocks = [];
    private long _sent;
    private bool _isBroken;

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sends what is left and makes the blob.</summary>
    /// <returns>How many bytes were sent, and their SHA-256 as <c>sha256:</c> and lower hex.</returns>
    /// <exception cref="ResultsException">The storage did not take it.</exception>
    public async Task<(long Size, string Digest)> FinishAsync(string contentType, CancellationToken cancellationToken)
    {
        if (_pending.Length > 0)
        {
            await SendAsync((int)_pending.Length, cancellationToken);
        }

        await storage.PutBlockListAsync(blob, _blocks, contentType, cancellationToken);
        return (_sent, "sha256:" + Convert.ToHexStringLower(_hash.GetCurrentHash()));
    }

    /// <inheritdoc />
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _pending.Write(buffer.Span);
        while (_pending.Length >= BlockBytes && !_isBroken)
        {
            await SendAsync(BlockBytes, cancellationToken);
        }
    }

    /// <inheritdoc />
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Keeps the bytes for the next block: only <see cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/> sends.</summary>
    public override void Write(byte[] buffer, int offset, int count) => _pending.Write(buffer, offset, count);

    /// <summary>Nothing: a block is sent when it is full.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _pending.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task SendAsync(int count, CancellationToken cancellationToken)
    {
        if (_blocks.Count == MostBlocks)
        {
            throw new ResultsException($"The artifact is longer than {MostBlocks} blocks of {BlockBytes} bytes.");
        }

        // Whoever writes may close what it began after a failure; that must not send again.
        _isBroken = true;
        // All ids of a blob must be equally long.
        var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(_blocks.Count.ToString("D12", CultureInfo.InvariantCulture)));
        var bytes = _pending.GetBuffer();
        await storage.PutBlockAsync(blob, id, new ArraySegment<byte>(bytes, 0, count), cancellationToken);
        _hash.AppendData(bytes, 0, count);
        _sent += count;
        _blocks.Add(id);

        var rest = (int)_pending.Length - count;
        Buffer.BlockCopy(bytes, count, bytes, 0, rest);
        _pending.SetLength(rest);
        _pending.Position = rest;
        _isBroken = false;
    }
}
