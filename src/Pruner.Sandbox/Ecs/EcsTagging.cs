using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>TagResources, UntagResources and ListTagResources, for images and snapshots.</summary>
internal static class EcsTagging
{
    private const int RowsPerPage = 50;
    private const int MaxIds = 50;
    private const int MaxTags = 20;
    private const int MaxLength = 128;

    private static readonly ImmutableHashSet<string> Types = ImmutableHashSet.Create(
        StringComparer.Ordinal, "image", "snapshot", "instance", "disk", "securitygroup", "eni", "ddh", "keypair", "launchtemplate", "reservedinstance", "snapshotpolicy");

    public static JsonObject Tag(AliyunCall call, EcsStore store)
    {
        var (type, ids) = ReadResources(call);
        var tags = ReadTags(call);
        var known = ids.Where(id => TagsOf(call, store, type, id) is not null).ToImmutableArray();
        if (known.Length < ids.Length && !store.Behaviour.BadTagBatchTagsTheOthers)
        {
            throw ResourceNotFound();
        }

        if (known.Any(id => TagsOf(call, store, type, id)!.Keys.Union(tags.Keys, StringComparer.Ordinal).Count() > MaxTags))
        {
            throw EcsStore.Forbidden("QuotaExceed.Tags", "The maximum number of tags on a resource is exceeded.");
        }

        foreach (var id in known)
        {
            Remember(call, store, type, id);
            foreach (var (key, value) in tags)
            {
                TagsOf(call, store, type, id)![key] = value;
            }
        }

        return known.Length < ids.Length ? throw ResourceNotFound() : [];
    }

    public static JsonObject Untag(AliyunCall call, EcsStore store)
    {
        var (type, ids) = ReadResources(call);
        var keys = call.List("TagKey");
        var all = call.Flag("All") ?? false;
        if (keys.Length > MaxTags)
        {
            throw TooMany("Tags", MaxTags);
        }

        if (keys.IsEmpty && !all)
        {
            throw Missing("Tags");
        }

        if (ids.Any(id => TagsOf(call, store, type, id) is null))
        {
            throw ResourceNotFound();
        }

        foreach (var id in ids)
        {
            Remember(call, store, type, id);
            var tags = TagsOf(call, store, type, id)!;
            foreach (var key in keys.IsEmpty ? [.. tags.Keys] : keys)
            {
                tags.Remove(key);
            }
        }

        return [];
    }

    public static JsonObject List(AliyunCall call, EcsStore store)
    {
        var type = ReadType(call);
        var ids = call.List("ResourceId");
        var filter = call.Pairs("Tag");
        if (ids.Length > MaxIds)
        {
            throw TooMany("ResourceIds", MaxIds);
        }

        if (filter.Length > MaxTags)
        {
            throw TooMany("Tags", MaxTags);
        }

        if (ids.IsEmpty && filter.IsEmpty)
        {
            throw Missing("ResourceIds");
        }

        var rows = (ids.IsEmpty ? AllIds(call, store, type) : ids)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .SelectMany(id => Look(call, store, type, id)
                .Where(tag => filter.IsEmpty || filter.Any(wanted => wanted.Key == tag.Key && (wanted.Value is null || wanted.Value == tag.Value)))
                .OrderBy(tag => tag.Key, StringComparer.Ordinal)
                .Select(tag => new JsonObject
                {
                    ["ResourceType"] = type,
                    ["ResourceId"] = id,
                    ["TagKey"] = tag.Key,
                    ["TagValue"] = tag.Value,
                }))
            .ToImmutableArray();
        var start = EcsToken.Read(call);
        return new JsonObject
        {
            ["NextToken"] = EcsToken.Next(start + RowsPerPage, rows.Length),
            ["TagResources"] = new JsonObject { ["TagResource"] = new JsonArray([.. rows.Skip(start).Take(RowsPerPage)]) },
        };
    }

    private static (string Type, ImmutableArray<string> Ids) ReadResources(AliyunCall call)
    {
        var type = ReadType(call);
        var ids = call.List("ResourceId");
        return ids.Length switch
        {
            0 => throw Missing("ResourceIds"),
            > MaxIds => throw TooMany("ResourceIds", MaxIds),
            _ => (type, [.. ids.Distinct(StringComparer.Ordinal)]),
        };
    }

    private static string ReadType(AliyunCall call)
    {
        var type = call.Text("ResourceType") ?? throw Missing("ResourceType");
        return Types.Contains(type) ? type : throw new AliyunException(
            StatusCodes.Status404NotFound, "InvalidResourceType.NotFound", "The ResourceType provided does not exist in our records.");
    }

    private static ImmutableDictionary<string, string> ReadTags(AliyunCall call)
    {
        var pairs = call.Pairs("Tag");
        if (pairs.IsEmpty)
        {
            throw Missing("Tags");
        }

        if (pairs.Length > MaxTags)
        {
            throw TooMany("Tags", MaxTags);
        }

        var tags = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            if (string.IsNullOrEmpty(key) || key.Length > MaxLength
                || key.StartsWith("aliyun", StringComparison.OrdinalIgnoreCase) || key.StartsWith("acs:", StringComparison.OrdinalIgnoreCase)
                || key.Contains("http://", StringComparison.OrdinalIgnoreCase) || key.Contains("https://", StringComparison.OrdinalIgnoreCase))
            {
                throw new AliyunException(StatusCodes.Status400BadRequest, "InvalidTagKey.Malformed", "The specified Tag.n.Key is not valid.");
            }

            if ((value ?? "").Length > MaxLength)
            {
                throw new AliyunException(StatusCodes.Status400BadRequest, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid.");
            }

            if (!tags.TryAdd(key, value ?? ""))
            {
                throw new AliyunException(StatusCodes.Status400BadRequest, "Duplicate.TagKey", "The Tag.n.Key contain duplicate key.");
            }
        }

        return tags.ToImmutable();
    }

    private static IDictionary<string, string>? TagsOf(AliyunCall call, EcsStore store, string type, string id)
    {
        if (type == "image")
        {
            return store.FindOwn(call, id)?.Tags;
        }

        if (type != "snapshot" || !store.OwnsSnapshot(call, id))
        {
            return null;
        }

        if (store.Details(call.Region, id) is not { } details)
        {
            details = new EcsSnapshot { CreatedAt = DateTimeOffset.UnixEpoch };
            store.Cloud.SnapshotDetails[(call.Region, id)] = details;
        }

        return details.Tags;
    }

    private static IEnumerable<KeyValuePair<string, string>> Look(AliyunCall call, EcsStore store, string type, string id) =>
        type == "image" && store.FindOwn(call, id) is { } image
            ? store.Aftermath.LookAtTags(image)
            : TagsOf(call, store, type, id) ?? Enumerable.Empty<KeyValuePair<string, string>>();

    private static IEnumerable<string> AllIds(AliyunCall call, EcsStore store, string type) => type switch
    {
        "image" => store.Cloud.Images.Where(image => image.RegionId == call.Region && store.Owns(call.Caller, image)).Select(image => image.ImageId),
        "snapshot" => store.Cloud.Snapshots.TryGetValue(call.Region, out var ids) ? ids : [],
        _ => [],
    };

    private static void Remember(AliyunCall call, EcsStore store, string type, string id)
    {
        if (type == "image" && store.FindOwn(call, id) is { } image)
        {
            store.Aftermath.TagsChange(image, store.Behaviour.TagDelayDescribes);
        }
    }

    private static AliyunException ResourceNotFound() => new(
        StatusCodes.Status404NotFound, "InvalidResourceId.NotFound", "The specified ResourceIds are not found in our records.");

    private static AliyunException Missing(string name) => new(
        StatusCodes.Status404NotFound, $"MissingParameter.{name}", $"The parameter - {name} should not be null.");

    private static AliyunException TooMany(string name, int limit) => new(
        StatusCodes.Status400BadRequest,
        $"NumberExceed.{name}",
        $"The {name} parameter's number is exceed , Valid : {limit.ToString(CultureInfo.InvariantCulture)}");
}
