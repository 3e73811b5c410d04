using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Operations;

namespace Pruner.Aliyun.Images;

/// <summary>
/// Asks for images by id, many in a call. That a list of ids is understood, and up to which length, is documented nowhere
/// reliable, so an image missing from an answer counts as not shown only when a list at least as long was proven to work: its
/// last id came back. Until then the missing ones are asked for one by one. Safe for many threads.
/// </summary>
internal sealed class ImagesById(AcsClient client)
{
    private int _provenLength = 1;

    /// <summary>Those of the ids that the region shows.</summary>
    /// <param name="region">Where.</param>
    /// <param name="ids">What to ask for.</param>
    /// <param name="witness">An image known to be there, which proves that the lists are understood; null when none is known.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="AcsException">The answer may be incomplete.</exception>
    public async Task<Dictionary<string, ImageShape>> ReadAsync(
        EcsRegion region, IEnumerable<string> ids, string? witness, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var chunks = wanted.Chunk(witness is null ? DescribeImages.PageSize : DescribeImages.PageSize - 1);
        var answers = await Task.WhenAll(chunks.Select(chunk => ReadChunkAsync(region, chunk, witness, cancellationToken)));
        var shown = new Dictionary<string, ImageShape>(StringComparer.Ordinal);
        foreach (var row in answers.SelectMany(rows => rows))
        {
            shown[row.ImageId!] = row;
        }

        return shown;
    }

    private async Task<IEnumerable<ImageShape>> ReadChunkAsync(EcsRegion region, string[] chunk, string? witness, CancellationToken cancellationToken)
    {
        // Last, so that a service which cuts the list short loses the witness first.
        string[] asked = witness is null ? chunk : [.. chunk, witness];
        var rows = await AskAsync(region, asked, cancellationToken);
        var missing = chunk.Where(id => !rows.ContainsKey(id)).ToList();
        if (rows.ContainsKey(asked[^1]))
        {
            Prove(asked.Length);
        }

        if (missing.Count > 0 && asked.Length > Volatile.Read(ref _provenLength))
        {
            foreach (var row in (await Task.WhenAll(missing.Select(id => AskAsync(region, [id], cancellationToken)))).SelectMany(rows => rows.Values))
            {
                rows[row.ImageId!] = row;
            }
        }

        return rows.Values.Where(row => chunk.Contains(row.ImageId, StringComparer.Ordinal));
    }

    private async Task<Dictionary<string, ImageShape>> AskAsync(EcsRegion region, string[] asked, CancellationToken cancellationToken)
    {
        var (rows, total) = ImageRows.Of(await DescribeImages.ByIdAsync(client, region, asked, cancellationToken), region, page: 1);
        var shown = new Dictionary<string, ImageShape>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!asked.Contains(row.ImageId, StringComparer.Ordinal) || !shown.TryAdd(row.ImageId!, row))
            {
                throw ImageRows.Odd("The answer shows an image that was not asked for, or one image twice.");
            }
        }

        return shown.Count == total ? shown : throw ImageRows.Odd($"The answer counts {total} images and shows {shown.Count}.");
    }

    private void Prove(int length)
    {
        for (var known = Volatile.Read(ref _provenLength); length > known;)
        {
            var before = Interlocked.CompareExchange(ref _provenLength, length, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }
}
