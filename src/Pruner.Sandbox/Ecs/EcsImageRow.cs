using System.Globalization;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>One element of <c>Images.Image</c>, with the fields and the odd types that the vendor's document gives.</summary>
internal static class EcsImageRow
{
    public static string Usage(EcsImage image) => image.InUse ? "instance" : "none";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Tags(IEnumerable<KeyValuePair<string, string>> tags) => new()
    {
        ["Tag"] = new JsonArray([.. tags
            .OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => new JsonObject { ["TagKey"] = tag.Key, ["TagValue"] = tag.Value })]),
    };

    public static JsonObject Of(EcsView view, AliyunCredential caller, EcsStore store)
    {
        var image = view.Image;
        var isOwn = store.Owns(caller, image);
        var row = new JsonObject
        {
            ["ImageId"] = image.ImageId,
            ["ImageName"] = image.ImageName,
            ["ImageFamily"] = image.ImageFamily,
            ["ImageVersion"] = "",
            ["ImageOwnerAlias"] = image.OwnerAlias.Length > 0 ? image.OwnerAlias : isOwn ? "self" : "others",
            ["ImageOwnerId"] = long.Parse(store.Cloud.OwnerOf(image.OwnerId), CultureInfo.InvariantCulture),
            ["Description"] = image.Description,
            ["Architecture"] = image.Architecture,
            ["OSType"] = "linux",
            ["OSName"] = "Others Linux 64位",
            ["OSNameEn"] = "Others Linux 64 bit",
            ["Platform"] = "Others Linux",
            ["BootMode"] = image.Architecture == "arm64" ? "UEFI" : "BIOS",
            ["Size"] = image.Size,
            ["Status"] = image.Status,
            ["Progress"] = image.Status is "Creating" or "Waiting" ? "40%" : "100%",
            ["Usage"] = Usage(image),
            ["CreationTime"] = Time(image.CreatedAt),
            ["IsCopied"] = false,
            ["IsSelfShared"] = isOwn && image.Accounts.Count > 0 ? "True" : "False",
            ["IsSubscribed"] = false,
            ["IsSupportCloudinit"] = false,
            ["IsSupportIoOptimized"] = true,
            ["LoginAsNonRootSupported"] = false,
            ["ProductCode"] = "",
            ["SupplierName"] = "",
            ["LicenseType"] = "BYOL",
            ["ResourceGroupId"] = "",
            ["Usable"] = image.Status == "Available",
            ["DiskDeviceMappings"] = new JsonObject { ["DiskDeviceMapping"] = new JsonArray([.. image.SnapshotIds.Select((id, index) => Disk(image, id, index))]) },
            ["Tags"] = Tags(isOwn ? view.Tags : []),
        };
        if (image.TellsIsPublic)
        {
            row["IsPublic"] = view.IsPublic;
        }

        return row;
    }

    private static JsonObject Disk(EcsImage image, string snapshotId, int index) => new()
    {
        ["Device"] = $"/dev/xvd{(char)('a' + index)}",
        ["Type"] = index == 0 ? "system" : "data",
        ["Size"] = image.Size.ToString(CultureInfo.InvariantCulture),
        ["SnapshotId"] = snapshotId,
        ["Format"] = "",
        ["ImportOSSBucket"] = "",
        ["ImportOSSObject"] = "",
        ["Progress"] = "",
        ["RemainTime"] = 0,
        ["Encrypted"] = image.Encrypted,
    };
}
