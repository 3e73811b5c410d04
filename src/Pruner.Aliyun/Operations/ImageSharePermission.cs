using System.Globalization;
using System.Text.Json.Serialization;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Operations;

/// <summary>ECS <c>DescribeImageSharePermission</c> and <c>ModifyImageSharePermission</c>.</summary>
internal static class ImageSharePermission
{
    /// <summary>Accounts that one change honours; more are silently ignored.</summary>
    public const int AccountsPerCall = 10;

    /// <summary>Most rows of a page.</summary>
    public const int PageSize = 100;

    /// <summary>One page of the accounts that an image is shared with.</summary>
    public static Task<DescribeImageSharePermissionAnswer> PageAsync(
        AcsClient client, EcsRegion region, string imageId, int page, CancellationToken cancellationToken) => client.ReadAsync(
            region.Call("DescribeImageSharePermission",
            [
                new("RegionId", region.Id),
                new("ImageId", imageId),
                new("PageNumber", page.ToString(CultureInfo.InvariantCulture)),
                new("PageSize", PageSize.ToString(CultureInfo.InvariantCulture)),
            ]),
            EcsJson.Default.DescribeImageSharePermissionAnswer,
            cancellationToken);

    /// <summary>Makes an image public or private. Alone in its call: together with accounts the service refuses it.</summary>
    public static Task<StoreReply> SetPublicAsync(
        AcsClient client, EcsRegion region, string imageId, bool isPublic, CancellationToken cancellationToken) =>
        ModifyAsync(client, region, imageId, [new("IsPublic", isPublic ? "true" : "false")], cancellationToken);

    /// <summary>Gives access to at most <see cref="AccountsPerCall"/> accounts.</summary>
    public static Task<StoreReply> AddAsync(
        AcsClient client, EcsRegion region, string imageId, IReadOnlyList<string> accounts, CancellationToken cancellationToken) =>
        ModifyAsync(client, region, imageId, Numbered("AddAccount", accounts), cancellationToken);

    /// <summary>Takes access from at most <see cref="AccountsPerCall"/> accounts.</summary>
    public static Task<StoreReply> RemoveAsync(
        AcsClient client, EcsRegion region, string imageId, IReadOnlyList<string> accounts, CancellationToken cancellationToken) =>
        ModifyAsync(client, region, imageId, Numbered("RemoveAccount", accounts), cancellationToken);

    private static IEnumerable<KeyValuePair<string, string>> Numbered(string name, IReadOnlyList<string> accounts)
    {
        AcsCall.CheckSize(accounts, AccountsPerCall);
        return accounts.Select((account, index) => new KeyValuePair<string, string>($"{name}.{index + 1}", account));
    }

    private static Task<StoreReply> ModifyAsync(
        AcsClient client, EcsRegion region, string imageId, IEnumerable<KeyValuePair<string, string>> change, CancellationToken cancellationToken) =>
        client.ChangeAsync(
            region.Call("ModifyImageSharePermission", [new("RegionId", region.Id), new("ImageId", imageId), .. change]),
            cancellationToken);
}

/// <summary>The answer.</summary>
internal sealed class DescribeImageSharePermissionAnswer : AcsAnswer
{
    /// <summary>The image asked.</summary>
    public string? ImageId { get; init; }

    /// <summary>Rows on all pages.</summary>
    public int? TotalCount { get; init; }

    /// <summary>Single accounts.</summary>
    public AccountList? Accounts { get; init; }

    /// <summary>Groups; <c>all</c> when the image is public.</summary>
    public ShareGroupList? ShareGroups { get; init; }
}

/// <summary>A list, as the service wraps it.</summary>
internal sealed class AccountList
{
    /// <summary>The accounts.</summary>
    public List<AccountShape?>? Account { get; init; }
}

/// <summary>An account.</summary>
internal sealed class AccountShape
{
    /// <summary>Its id, digits.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? AliyunId { get; init; }
}

/// <summary>A list, as the service wraps it.</summary>
internal sealed class ShareGroupList
{
    /// <summary>The groups.</summary>
    public List<ShareGroupShape?>? ShareGroup { get; init; }
}

/// <summary>A group.</summary>
internal sealed class ShareGroupShape
{
    /// <summary>Its name.</summary>
    public string? Group { get; init; }
}
