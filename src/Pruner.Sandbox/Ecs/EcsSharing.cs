using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>DescribeImageSharePermission and ModifyImageSharePermission.</summary>
internal static class EcsSharing
{
    private const int AccountsPerCall = 10;
    private const int AccountsPerImage = 50;

    public static JsonObject Describe(AliyunCall call, EcsStore store)
    {
        var id = call.Need("ImageId");
        var image = store.FindOwn(call, id) ?? throw EcsStore.ImageNotFound();
        var number = call.Number("PageNumber", fallback: 1, cap: int.MaxValue);
        var size = call.Number("PageSize", fallback: 10, cap: 100);
        var accounts = image.Accounts
            .Skip((int)Math.Min(int.MaxValue, (number - 1L) * size))
            .Take(size)
            .Select(account => new JsonObject { ["AliyunId"] = account, ["SharedTime"] = EcsImageRow.Time(image.CreatedAt) });
        return new JsonObject
        {
            ["RegionId"] = call.Region,
            ["ImageId"] = id,
            ["PageNumber"] = number,
            ["PageSize"] = size,
            ["TotalCount"] = image.Accounts.Count,
            ["Accounts"] = new JsonObject { ["Account"] = new JsonArray([.. accounts]) },
            ["ShareGroups"] = new JsonObject
            {
                ["ShareGroup"] = image.IsPublic ? new JsonArray(new JsonObject { ["Group"] = "all" }) : [],
            },
        };
    }

    public static JsonObject Modify(AliyunCall call, EcsStore store)
    {
        var image = store.FindOwn(call, call.Need("ImageId")) ?? throw EcsStore.ImageNotFound();
        var isPublic = call.Flag("IsPublic");

        // What exceeds ten accounts a call is not an error, it is just not done.
        ImmutableArray<string> added = [.. call.List("AddAccount").Take(AccountsPerCall)];
        ImmutableArray<string> removed = [.. call.List("RemoveAccount").Take(AccountsPerCall)];
        var namesAccounts = added.Length + removed.Length > 0;
        if (call.Text("LaunchPermission") is not null)
        {
            throw EcsStore.Forbidden("InvalidParameter.LaunchPermission", "The account is not invited to use LaunchPermission.");
        }

        if (isPublic is not null && namesAccounts)
        {
            throw EcsStore.Forbidden("InvalidParameter.IsPublic", "The specified parameter IsPublic conflicts with other parameters.");
        }

        if (image.Status is "Creating" or "Waiting" or "CreateFailed" || (image.Status != "Available" && (isPublic == true || added.Length > 0)))
        {
            throw EcsStore.Forbidden("OperationDenied.InvalidImageStatus", "The operation is not permitted due to the status of the image.");
        }

        return namesAccounts
            ? ModifyAccounts(call, store, image, added, removed)
            : ModifyVisibility(call, store, image, isPublic ?? false);
    }

    private static JsonObject ModifyVisibility(AliyunCall call, EcsStore store, EcsImage image, bool isPublic)
    {
        if (isPublic)
        {
            CheckPublishable(call, store, image);
        }
        else if (!image.IsPublic && store.Behaviour.UnpublishingPrivateIsRefused)
        {
            throw EcsStore.Forbidden("Image.NotPublic", "The specified image is not public image.");
        }

        if (call.Flag("DryRun") == true)
        {
            throw EcsStore.DryRunPassed();
        }

        if (image.IsPublic != isPublic)
        {
            // The accounts stay: unpublishing does not end the shares.
            store.Aftermath.PublicChanges(image, store.Behaviour.PublicDelayDescribes);
            image.IsPublic = isPublic;
        }

        return [];
    }

    private static void CheckPublishable(AliyunCall call, EcsStore store, EcsImage image)
    {
        if (image.IsPublic)
        {
            throw EcsStore.Forbidden("Image.Public", "The specified image is public image.");
        }

        if (store.Behaviour.PublishingRegions is { } allowed && !allowed.Contains(call.Region))
        {
            throw EcsStore.Forbidden("CurrentRegion.NotSupportPublicImage", "The current region does not support public images.");
        }

        CheckNotEncrypted(image);
    }

    private static JsonObject ModifyAccounts(
        AliyunCall call, EcsStore store, EcsImage image, ImmutableArray<string> added, ImmutableArray<string> removed)
    {
        if (added.Length > 0)
        {
            CheckShareable(call, image, added);
        }

        var after = image.Accounts.Except(removed, StringComparer.Ordinal).Union(added, StringComparer.Ordinal).ToImmutableArray();
        if (after.Length > AccountsPerImage)
        {
            throw EcsStore.Forbidden("QuotaExceed.ShareImageUser", "The number of users the image is shared with exceeds the quota.");
        }

        if (call.Flag("DryRun") == true)
        {
            throw EcsStore.DryRunPassed();
        }

        image.Accounts.Clear();
        foreach (var account in after)
        {
            image.Accounts.Add(account);
        }

        return [];
    }

    private static void CheckShareable(AliyunCall call, EcsImage image, ImmutableArray<string> added)
    {
        if (image.IsPublic)
        {
            throw EcsStore.Forbidden("Image.Public", "The specified image is public image.");
        }

        CheckNotEncrypted(image);
        if (added.Any(account => account.Length is 0 or > 20 || !account.All(char.IsAsciiDigit)))
        {
            throw new AliyunException(StatusCodes.Status404NotFound, "InvalidAccount.NotFound", "The specified Account does not exist.");
        }

        if (added.Contains(call.Caller.AccountId, StringComparer.Ordinal))
        {
            // The code's spelling is the service's own.
            throw new AliyunException(StatusCodes.Status404NotFound, "InvalidAccount.Forbbiden", "The specified Account is yourself.");
        }
    }

    private static void CheckNotEncrypted(EcsImage image)
    {
        if (image.Encrypted)
        {
            // The code's spelling is the service's own.
            throw EcsStore.Forbidden("OperationDeined.EncryptedSnapshot", "The image contains an encrypted snapshot, which cannot be shared.");
        }
    }
}
