using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;

namespace Pruner.Conformance.Tests;

public sealed class EcsClientTests
{
    private const string Region = "us-east-1";

    private static readonly DateTimeOffset Made = new(2024, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string[] Clients = ["ecs20140526", "pop-core"];
    private static readonly string[] Pages = ["m-page-1", "m-page-2", "m-page-3", "m-page-4", "m-page-5"];
    private static readonly string[] Changes = ["TagResources", "UntagResources", "ModifyImageSharePermission", "DeleteImage", "DeleteSnapshot"];

    [Fact]
    public async Task Both_official_clients_list_tag_unpublish_share_and_delete_and_are_refused_what_is_not_theirs()
    {
        var cloud = Cloud();
        var traffic = new TrafficLog();
        var credential = new AliyunCredential("testid", "testsecret", cloud.AccountId);
        await using var emulator = await EcsEmulator.StartAsync(
            cloud, new AliyunAccounts(credential), traffic, TimeProvider.System, TestContext.Current.CancellationToken);

        var passed = await NodeTests.RunAsync("ecs.test.js", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PRUNER_ECS_CENTRAL"] = emulator.CentralUrl,
            ["PRUNER_ECS_REGION"] = emulator.RegionUrl(Region),
            ["PRUNER_KEY_ID"] = credential.AccessKeyId,
            ["PRUNER_KEY_SECRET"] = credential.AccessKeySecret,
        });

        Assert.Equal(Clients.Length * 10, passed);
        Assert.Equal(Pages, cloud.Images.Select(image => image.ImageId).Order(StringComparer.Ordinal));
        Assert.Equal(Pages.Select(id => "s-" + id).Prepend("s-backup"), cloud.Snapshots[Region].Order(StringComparer.Ordinal));
        Assert.All(
            Changes,
            action => Assert.Equal(Clients.Length, traffic.Requests.Where(request => request.Operation == action).Select(IsV3).Distinct().Count()));
    }

    private static bool IsV3(RecordedRequest request) =>
        request.Headers.TryGetValue("authorization", out var header) && header.StartsWith("ACS3-HMAC-SHA256 ", StringComparison.Ordinal);

    private static EcsCloud Cloud()
    {
        var cloud = new EcsCloud("1000000000000001") { Regions = { Region, "eu-west-1" } };
        foreach (var id in Clients.Select(client => "m-" + client).Concat(Pages))
        {
            cloud.Add(new EcsImage
            {
                RegionId = Region,
                ImageId = id,
                ImageName = id[2..],
                CreatedAt = Made,
                IsPublic = !Pages.Contains(id, StringComparer.Ordinal),
                SnapshotIds = ["s-" + id],
            });
        }

        cloud.AddSnapshot(Region, "s-backup", new EcsSnapshot { CreatedAt = Made, Name = "nightly", Description = "of a machine", SourceDiskId = "d-1" });
        return cloud;
    }
}
