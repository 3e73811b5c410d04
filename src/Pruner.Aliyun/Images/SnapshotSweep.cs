using System.Collections.Immutable;
using System.Globalization;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Operations;
using Pruner.Core.Artifacts;

namespace Pruner.Aliyun.Images;

/// <summary>
/// Reads all pages of a region's own snapshots. With tokens the service counts nothing, so unlike a sweep of images this one cannot prove that it is
/// complete; and nothing is ever deleted on its word.
/// </summary>
internal static class SnapshotSweep
{
    private const int MostPages = 1000;

    /// <summary>Every own snapshot of the region, sorted by id.</summary>
    /// <exception cref="AcsException">The region cannot be read, or the list is malformed or does not end.</exception>
    public static async Task<ImmutableArray<StoredSnapshot>> ReadAsync(AcsClient client, EcsRegion region, CancellationToken cancellationToken)
    {
        var snapshots = new SortedDictionary<string, StoredSnapshot>(StringComparer.Ordinal);
        string? next = null;
        for (var page = 1; page <= MostPages; page++)
        {
            var answer = await Snapshots.OwnPageAsync(client, region, next, cancellationToken);
            if (answer.Snapshots?.Snapshot is not { } rows || rows.Exists(row => row?.SnapshotId is not { Length: > 0 }))
            {
                throw ImageRows.Odd("The list of snapshots is missing, or shows one without an id.");
            }

            foreach (var row in rows)
            {
                // One that is made meanwhile moves others to the next page, where they are shown again.
                snapshots[row!.SnapshotId!] = ToSnapshot(row);
            }

            next = answer.NextToken;
            if (string.IsNullOrEmpty(next))
            {
                return [.. snapshots.Values];
            }
        }

        throw ImageRows.Odd($"The list of snapshots does not end after {MostPages} pages.");
    }

    /// <summary>A snapshot as we know it; its id was checked.</summary>
    public static StoredSnapshot ToSnapshot(SnapshotShape row) => new()
    {
        Id = row.SnapshotId!,
        Name = row.SnapshotName ?? "",
        Description = row.Description ?? "",
        CreatedAt = ImageMapping.TimeOf(row.CreationTime),
        SizeGiB = long.TryParse(row.SourceDiskSize, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
        State = row.Status switch
        {
            "progressing" => ArtifactState.BeingMade,
            "accomplished" => ArtifactState.Available,
            "failed" => ArtifactState.Failed,
            _ => ArtifactState.Unknown,
        },
        Usage = row.Usage switch { "none" => Usage.Unused, "image" or "disk" or "image_disk" => Usage.InUse, _ => Usage.Unknown },
        Source = row.SourceDiskId switch { null => SnapshotSource.Unknown, "" => SnapshotSource.NoDisk, _ => SnapshotSource.Disk },
        Tags = ImageMapping.TagsOf(row.Tags?.Tag),
    };
}
