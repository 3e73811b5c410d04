using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Web;
using Pruner.Aliyun;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Stores;
using Pruner.Fuzz.Tests.Harness;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>Alibaba Cloud's answers, and what tells who asks.</summary>
internal static class AliyunTargets
{
    private const string Region = "us-east-1";
    private const string Image = "m-0xi00000000000000001";
    private const string Snapshot = "s-0xi00000000000000001";
    private static readonly CancellationToken Never = CancellationToken.None;

    // By operation: each one's answers are a target of that name.
    private static readonly ImmutableSortedDictionary<string, byte[]> Answers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GetCallerIdentity"] = "sts-identity",
        ["DescribeRegions"] = "ecs-regions",
        ["DescribeImages"] = "ecs-images",
        ["DescribeImageSharePermission"] = "ecs-shares",
        ["DescribeSnapshots"] = "ecs-snapshots",
        ["TagResources"] = "ecs-change",
    }.ToImmutableSortedDictionary(pair => pair.Key, pair => Corpus.Of(pair.Value).First(example => example.Name is not "empty.json" && !Corpus.WasFound(example)).Bytes, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("sts-identity", Form.Json, input => Ask("GetCallerIdentity", input, store => store.IdentifyAsync(Never)).All(char.IsAsciiDigit)),
        new("ecs-regions", Form.Json, input => !Ask("DescribeRegions", input, store => ListAsync(store, [])).Locations.IsEmpty),
        new("ecs-images", Form.Json, ReadImages),
        new("ecs-shares", Form.Json, input => !Ask("DescribeImageSharePermission", input, store => store.ListSharesAsync(new ArtifactId("aliyun", Region, Image), Never)).IsDefault),
        new("ecs-snapshots", Form.Json, input =>
            Ask("DescribeSnapshots", input, store => store.ListSnapshotsAsync(Region, [Snapshot], Never)).Length
            + Ask("DescribeSnapshots", input, store => store.ListOwnSnapshotsAsync(Region, Never))!.Value.Length > 0),
        new("ecs-change", Form.Json, ReadChange),
        new("sts-assume-role", Form.Json, input => ReadAssumedRole(input).GetAwaiter().GetResult()),
        new("cli-profile", Form.Json, input => AliyunCredentials.TryResolve(_ => null, _ => Texts.Decode(input.Bytes)) is not null),
        new("id-token", Form.Json, input => OidcToken.Read(JwtOf(input.Bytes)).ToString().Length > 0),
        new("aliyun-endpoint", Form.Bytes, ReadEndpoint),
    ];

    /// <summary>Lists the images of one region whose pages are given.</summary>
    /// <param name="pages">The answer to the question for a page, from 1.</param>
    public static LocationListing ListPages(Func<int, byte[]> pages)
    {
        var exchange = CannedServer.Exchange((request, _) =>
        {
            var asked = request.Headers.GetValues("x-acs-action").Single();
            var page = HttpUtility.ParseQueryString(request.RequestUri!.Query)["PageNumber"];
            return new Canned(200, asked == "DescribeImages" ? pages(int.Parse(page!, CultureInfo.InvariantCulture)) : Answers[asked]);
        });
        return Ask(exchange, store => ListAsync(store, [Region])).Locations.Single(listing => listing.Location == Region);
    }

    /// <summary>A token that says something.</summary>
    public static string JwtOf(byte[] claims) => $"e30.{Base64Url.EncodeToString(claims)}.c2ln";

    /// <summary>A region whose listing counts as complete shows as many images as the service counts, each once.</summary>
    private static bool ReadImages(Input input)
    {
        var inventory = Ask("DescribeImages", input, store => ListAsync(store, [Region]));
        if (inventory.Locations.Single(listing => listing.Location == Region).Status != ListingStatus.Complete)
        {
            return false;
        }

        using var document = JsonDocument.Parse(input.Bytes);
        var count = document.RootElement.GetProperty("TotalCount").ToString();
        WrongException.Unless(
            int.Parse(count, CultureInfo.InvariantCulture) == inventory.Artifacts.Select(artifact => artifact.Id).Distinct().Count(),
            $"{inventory.Artifacts.Length} images of {count} count as all");
        return true;
    }

    /// <summary>A change never throws for an answer; an answer that is no success is never taken for one, whatever it says.</summary>
    private static bool ReadChange(Input input)
    {
        foreach (var status in (int[])[403, 404, 429, 500])
        {
            var reply = Change(input, status);
            WrongException.Unless(reply.Outcome != StoreOutcome.Done, $"HTTP {status} counts as done");
        }

        var answered = Change(input, 200);
        WrongException.Unless(answered.Outcome != StoreOutcome.Done || answered.RequestId.Length > 0, "an answer without a request id counts as done");
        return answered.Outcome == StoreOutcome.Done;
    }

    private static StoreReply Change(Input input, int status) =>
        Ask("TagResources", input, store => store.TagAsync(Region, [Image], ImmutableSortedDictionary<string, string>.Empty.Add("bootimage", "true"), Never), status);

    private static Task<Inventory> ListAsync(IArtifactStore store, string[] regions) => store.ListAsync([], regions, new Progress<LocationListing>(), Never);

    private static T Ask<T>(string operation, Input input, Func<IArtifactStore, Task<T>> ask, int status = 200)
    {
        var exchange = CannedServer.Exchange((request, _) =>
        {
            var asked = request.Headers.GetValues("x-acs-action").Single();
            return asked == operation ? new Canned(status, input.Bytes) : new Canned(200, Answers[asked]);
        });
        return Ask(exchange, ask);
    }

    private static T Ask<T>(Http.HttpExchange exchange, Func<IArtifactStore, Task<T>> ask)
    {
        var keys = new AliyunCredentials("made-up-id", "made-up-secret", null, "a test");
        var store = AliyunStoreFactory.Create(exchange, keys, AliyunEndpoints.Default, exchange.Time, () => "once");
        using (store as IDisposable)
        {
            return ask(store).GetAwaiter().GetResult();
        }
    }

    private static async Task<bool> ReadAssumedRole(Input input)
    {
        var exchange = CannedServer.Exchange((_, _) => new Canned(input.Original.Name.StartsWith("refused", StringComparison.Ordinal) ? 400 : 200, input.Bytes));
        var role = OidcRole.Find("acs:ram::1234567890123456:role/pruner", "acs:ram::1234567890123456:oidc-provider/github", _ => null, "session")!;
        using var keys = new OidcCredentials(exchange, role, AliyunEndpoints.Default, _ => Task.FromResult(JwtOf("{}"u8.ToArray())), exchange.Time, _ => { });
        return (await keys.CurrentAsync(Never)).ToString().Length > 0;
    }

    private static bool ReadEndpoint(Input input)
    {
        var text = Texts.Decode(input.Bytes);
        _ = AliyunEndpoints.Default.ForRegion(text)?.AbsoluteUri;
        return AliyunEndpoints.From(text, text).Central.AbsoluteUri.Length > 0;
    }
}
