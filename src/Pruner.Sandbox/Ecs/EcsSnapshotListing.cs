using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>DescribeSnapshots.</summary>
internal static class EcsSnapshotListing
{
    private const int MaxIds = 100;

    public static JsonObject Describe(AliyunCall call, EcsStore store)
    {
        var ids = ReadIds(call);
        var usage = call.Text("Usage");
        if (usage is not (null or "image" or "disk" or "image_disk" or "none"))
        {
            throw new AliyunException(StatusCodes.Status404NotFound, "InvalidUsage", "The specified Usage is not valid.");
        }

        var tags = call.Pairs("Tag");
        var all = store.Cloud.Snapshots.TryGetValue(call.Region, out var known) ? known : ImmutableHashSet<string>.Empty;
        var rows = all
            .Where(id => store.OwnsSnapshot(call, id) && (ids is null || ids.Contains(id)))
            .Order(StringComparer.Ordinal)
            .Where(id => usage is null || Usage(call, store, id) == usage)
            .Where(id => tags.All(tag => store.Details(call.Region, id)?.Tags is { } own
                && own.TryGetValue(tag.Key ?? "", out var value) && (tag.Value is null || tag.Value == value)))
            .ToImmutableArray();
        return Page(call, store, rows);
    }

    private static JsonObject Page(AliyunCall call, EcsStore store, ImmutableArray<string> rows)
    {
        var byToken = call.Text("MaxResults") is not null || call.Text("NextToken") is not null;
        var size = call.Number(byToken ? "MaxResults" : "PageSize", fallback: 10, cap: 100);
        var number = byToken ? 1 : call.Number("PageNumber", fallback: 1, cap: int.MaxValue);
        var start = byToken ? EcsToken.Read(call) : (int)Math.Min(int.MaxValue - size, (number - 1L) * size);
        var answer = new JsonObject
        {
            ["NextToken"] = EcsToken.Next(start + size, rows.Length),
            ["Snapshots"] = new JsonObject
            {
                ["Snapshot"] = new JsonArray([.. rows.Skip(start).Take(size).Select(id => Row(call, store, id))]),
            },
        };
        if (!byToken)
        {
            (answer["PageNumber"], answer["PageSize"], answer["TotalCount"]) = (number, size, rows.Length);
        }

        return answer;
    }

    private static ImmutableHashSet<string>? ReadIds(AliyunCall call)
    {
        if (call.Text("SnapshotIds") is not { } text)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            ImmutableHashSet<string> ids = [.. document.RootElement.EnumerateArray().Select(id => id.GetString() ?? "")];
            return ids.Count <= MaxIds ? ids : throw AliyunException.InvalidParameter("SnapshotIds");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw AliyunException.InvalidParameter("SnapshotIds");
        }
    }

    private static string Usage(AliyunCall call, EcsStore store, string id) =>
        (store.ImagesOf(call.Region, id).Any(), store.Details(call.Region, id)?.UsedByDisk ?? false) switch
        {
            (true, true) => "image_disk",
            (true, false) => "image",
            (false, true) => "disk",
            _ => "none",
        };

    private static JsonObject Row(AliyunCall call, EcsStore store, string id)
    {
        var details = store.Details(call.Region, id) ?? new EcsSnapshot { CreatedAt = DateTimeOffset.UnixEpoch };
        return new JsonObject
        {
            ["SnapshotId"] = id,
            ["SnapshotName"] = details.Name,
            ["Description"] = details.Description,
            ["Status"] = details.Status,
            ["Progress"] = details.Status == "progressing" ? "40%" : "100%",
            ["Usage"] = Usage(call, store, id),
            ["SourceDiskId"] = details.SourceDiskId,
            ["SourceDiskType"] = "System",
            ["SourceDiskSize"] = details.Size.ToString(CultureInfo.InvariantCulture),
            ["CreationTime"] = EcsImageRow.Time(details.CreatedAt),
            ["Encrypted"] = details.Encrypted,
            ["Tags"] = EcsImageRow.Tags(details.Tags),
        };
    }
}
