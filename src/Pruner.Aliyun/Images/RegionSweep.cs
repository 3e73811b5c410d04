using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Operations;

namespace Pruner.Aliyun.Images;

/// <summary>Reads all pages of a region's own images, and proves that none is missing.</summary>
internal static class RegionSweep
{
    private const int MostSweeps = 3;
    private const int MostPages = 1000;

    /// <summary>Every own image of the region, by id.</summary>
    /// <exception cref="AcsException">The region cannot be read, or its rows moved in every sweep.</exception>
    public static async Task<Dictionary<string, ImageShape>> ReadAsync(AcsClient client, EcsRegion region, CancellationToken cancellationToken)
    {
        for (var sweep = 1; sweep <= MostSweeps; sweep++)
        {
            if (await TryOnceAsync(client, region, cancellationToken) is { } images)
            {
                return images;
            }
        }

        throw ImageRows.Odd($"The list of images changed, or its count was wrong, in {MostSweeps} sweeps in a row.");
    }

    /// <summary>One sweep; null when the rows seen are not those counted.</summary>
    private static async Task<Dictionary<string, ImageShape>?> TryOnceAsync(AcsClient client, EcsRegion region, CancellationToken cancellationToken)
    {
        var first = await PageAsync(client, region, 1, cancellationToken);

        // The count says how many pages there are, so an empty page cannot make the loop endless, and the rest can be read at once.
        var pages = (first.TotalCount + DescribeImages.PageSize - 1) / DescribeImages.PageSize;
        if (pages > MostPages)
        {
            throw ImageRows.Odd($"The region is said to hold {first.TotalCount} images, more than can be believed.");
        }

        var rest = await Task.WhenAll(Enumerable.Range(2, Math.Max(0, pages - 1)).Select(page => PageAsync(client, region, page, cancellationToken)));
        var images = new Dictionary<string, ImageShape>(StringComparer.Ordinal);
        foreach (var (rows, total) in rest.Prepend(first))
        {
            if (total != first.TotalCount)
            {
                return null;
            }

            foreach (var row in rows)
            {
                // A row seen twice means that another one moved past us: the count below will tell.
                images[row.ImageId!] = row;
            }
        }

        return images.Count == first.TotalCount ? images : null;
    }

    private static async Task<(List<ImageShape> Rows, int TotalCount)> PageAsync(
        AcsClient client, EcsRegion region, int page, CancellationToken cancellationToken) =>
        ImageRows.Of(await DescribeImages.OwnPageAsync(client, region, page, cancellationToken), region, page);
}
