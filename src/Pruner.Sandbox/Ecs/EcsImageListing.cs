using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>DescribeImages.</summary>
internal static class EcsImageListing
{
    private static readonly ImmutableHashSet<string> Statuses =
        ImmutableHashSet.Create(StringComparer.Ordinal, "Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated");

    public static JsonObject Describe(AliyunCall call, EcsStore store)
    {
        var wanted = Read(call, store.Behaviour);
        if (call.Flag("DryRun") == true)
        {
            throw EcsStore.DryRunPassed();
        }

        var views = store.Cloud.Images.Concat(store.Aftermath.Ghosts).ToImmutableArray()
            .Where(image => image.RegionId == call.Region && (wanted.Ids.IsEmpty ? image.Listed : wanted.Ids.Contains(image.ImageId)))
            .Select(store.Aftermath.Look)
            .Where(view => IsVisible(view, wanted, call.Caller, store) && Fits(view, wanted, store))
            .OrderByDescending(view => view.Image.CreatedAt)
            .ThenBy(view => view.Image.ImageId, StringComparer.Ordinal)
            .ToImmutableArray();
        return Page(views, wanted, call, store);
    }

    private static JsonObject Page(ImmutableArray<EcsView> views, EcsImageQuery wanted, AliyunCall call, EcsStore store)
    {
        var total = views.Length;
        if (wanted.PageNumber > 1 && views.Length > 0)
        {
            var (shifts, keepsTotal) = store.Behaviour.TakeShift(call.Region);
            views = shifts ? views.RemoveAt(0) : views;
            total = keepsTotal ? total : views.Length;
        }

        var page = views.Skip((int)Math.Min(int.MaxValue, (wanted.PageNumber - 1L) * wanted.PageSize)).Take(wanted.PageSize);
        return new JsonObject
        {
            ["PageNumber"] = wanted.PageNumber,
            ["PageSize"] = wanted.PageSize,
            ["TotalCount"] = total,
            ["RegionId"] = call.Region,
            ["Images"] = new JsonObject { ["Image"] = new JsonArray([.. page.Select(view => EcsImageRow.Of(view, call.Caller, store))]) },
        };
    }

    private static EcsImageQuery Read(AliyunCall call, EcsBehaviour behaviour)
    {
        var alias = call.Text("ImageOwnerAlias") ?? "";
        if (alias is not ("" or "self" or "system" or "others" or "marketplace"))
        {
            throw new AliyunException(
                StatusCodes.Status400BadRequest, "InvalidImageOwnerAlias.ValueNotSupported", "The specified ImageOwnerAlias is not supported.");
        }

        var isPublic = call.Flag("IsPublic") ?? false;
        if (isPublic && alias != "others")
        {
            throw new AliyunException(
                StatusCodes.Status400BadRequest,
                "InvalidImageOwnerAlias.PublicImageUnsupported",
                "The specified parameter ImageOwnerAlias must be others when IsPublic is true.");
        }

        return new EcsImageQuery
        {
            Ids = [.. (call.Text("ImageId") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(behaviour.ImageIdLimit)],
            Statuses = ReadStatuses(call),
            OwnerAlias = alias,
            IsPublic = isPublic,
            Name = call.Text("ImageName"),
            Family = call.Text("ImageFamily"),
            OwnerId = call.Text("ImageOwnerId"),
            SnapshotId = call.Text("SnapshotId"),
            Usage = OneOf(call, "Usage", "InvalidUsage", "instance", "none"),
            Architecture = OneOf(call, "Architecture", "InvalidArchitecture", "i386", "x86_64", "arm64"),
            OsType = OneOf(call, "OSType", "InvalidOSType", "linux", "windows"),
            Tags = ReadTags(call),
            Created = ReadFilters(call),
            PageNumber = call.Number("PageNumber", fallback: 1, cap: int.MaxValue),
            PageSize = call.Number("PageSize", fallback: 10, cap: 100),
        };
    }

    private static ImmutableHashSet<string> ReadStatuses(AliyunCall call)
    {
        var statuses = (call.Text("Status") ?? "Available").Split(',', StringSplitOptions.TrimEntries);
        if (statuses is ["ALL"])
        {
            return Statuses;
        }

        // The code's spelling is the service's own.
        return statuses.All(Statuses.Contains) ? [.. statuses] : throw new AliyunException(
            StatusCodes.Status400BadRequest, "InvalidParamter", "The specified parameter Status is not valid.");
    }

    private static ImmutableArray<(string Key, string? Value)> ReadTags(AliyunCall call)
    {
        var tags = call.Pairs("Tag");
        if (tags.Length > 20)
        {
            throw new AliyunException(StatusCodes.Status400BadRequest, "InvalidTagCount", "The specified tags are beyond the permitted range.");
        }

        return [.. tags.Select(tag => string.IsNullOrEmpty(tag.Key)
            ? throw new AliyunException(StatusCodes.Status400BadRequest, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match.")
            : (tag.Key, tag.Value))];
    }

    private static (DateTimeOffset From, DateTimeOffset To) ReadFilters(AliyunCall call)
    {
        var (from, to) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        foreach (var (key, value) in call.Pairs("Filter"))
        {
            switch (key)
            {
                case "CreationStartTime":
                    from = ReadTime(value);
                    break;
                case "CreationEndTime":
                    to = ReadTime(value);
                    break;
                case "NetworkType" when value is "vpc" or "classic":
                    break;
                case "NetworkType":
                    throw BadFilterValue();
                default:
                    throw new AliyunException(StatusCodes.Status404NotFound, "InvalidFilterKey.NotFound", "The specified Filter.n.Key is not found.");
            }
        }

        return (from, to);
    }

    private static DateTimeOffset ReadTime(string? text) => DateTimeOffset.TryParseExact(
        text,
        ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out var time) ? time : throw BadFilterValue();

    private static AliyunException BadFilterValue() =>
        new(StatusCodes.Status404NotFound, "InvalidFilterValue", "The specified Filter.n.Value is not valid.");

    private static string? OneOf(AliyunCall call, string name, string code, params ReadOnlySpan<string> values) =>
        call.Text(name) is not { } text || values.Contains(text)
            ? call.Text(name)
            : throw new AliyunException(StatusCodes.Status404NotFound, code, $"The specified {name} is not valid.");

    /// <summary>Who may see it: one's own and the vendor's always, other people's when public or shared with the caller.</summary>
    private static bool IsVisible(EcsView view, EcsImageQuery wanted, AliyunCredential caller, EcsStore store)
    {
        var (image, byId) = (view.Image, !wanted.Ids.IsEmpty);
        if (image.OwnerAlias.Length > 0)
        {
            return !wanted.IsPublic && (wanted.OwnerAlias.Length == 0 || wanted.OwnerAlias == image.OwnerAlias);
        }

        if (store.Owns(caller, image))
        {
            return wanted.OwnerAlias is "" or "self" && (byId || !view.IsPublic || store.Behaviour.ListingShowsOwnPublic);
        }

        if (wanted.OwnerAlias is not ("" or "others"))
        {
            return false;
        }

        var isShared = image.Accounts.Contains(caller.AccountId);
        return wanted.IsPublic ? view.IsPublic : isShared || (byId && view.IsPublic);
    }

    private static bool Fits(EcsView view, EcsImageQuery wanted, EcsStore store)
    {
        var image = view.Image;
        return wanted.Statuses.Contains(image.Status)
            && (wanted.Name is null || image.ImageName.Contains(wanted.Name.Trim('*'), StringComparison.OrdinalIgnoreCase))
            && (wanted.Family is null || wanted.Family == image.ImageFamily)
            && (wanted.OwnerId is null || wanted.OwnerId == store.Cloud.OwnerOf(image.OwnerId))
            && (wanted.SnapshotId is null || image.SnapshotIds.Contains(wanted.SnapshotId))
            && (wanted.Usage is null || wanted.Usage == EcsImageRow.Usage(image))
            && (wanted.Architecture is null || wanted.Architecture == image.Architecture)
            && wanted.OsType is null or "linux"
            && image.CreatedAt >= wanted.Created.From && image.CreatedAt <= wanted.Created.To
            && wanted.Tags.All(tag => view.Tags.TryGetValue(tag.Key, out var value) && (tag.Value is null || tag.Value == value));
    }
}
