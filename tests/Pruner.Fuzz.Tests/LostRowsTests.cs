using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Core.Inventories;
using Pruner.Fuzz.Tests.Harness;
using Pruner.Fuzz.Tests.Targets;

namespace Pruner.Fuzz.Tests;

/// <summary>A region from whose pages rows were lost on the way never counts as completely listed, whatever took their place.</summary>
public sealed class LostRowsTests
{
    private const int Images = 130;
    private const int PageSize = 100;
    private const int Rounds = 400;

    [Fact]
    public void All_rows_of_all_pages_are_the_region()
    {
        var listing = AliyunTargets.ListPages(PageOf(Rows()));

        Assert.Equal((ListingStatus.Complete, Images), (listing.Status, listing.Listed));
    }

    [Fact]
    public void A_region_with_a_row_lost_is_never_complete()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var rows = Rows();
            for (var losses = random.Next(1, 4); losses > 0; losses--)
            {
                Lose(rows, random);
            }

            var listing = AliyunTargets.ListPages(PageOf(rows));

            Assert.True(listing.Status != ListingStatus.Complete, $"seed {seed}: {listing}");
        }
    }

    private static List<JsonNode?> Rows()
    {
        using var page = JsonDocument.Parse(Corpus.Of("ecs-images").Single(example => example.Name == "page.json").Bytes);
        var row = page.RootElement.GetProperty("Images").GetProperty("Image")[0].GetRawText();
        return [.. Enumerable.Range(0, Images).Select(number =>
        {
            var image = JsonNode.Parse(row)!;
            image["ImageId"] = $"m-0xi{number:D17}";
            return (JsonNode?)image;
        })];
    }

    // The count of all stays what it is: it is the service's word for how many there are.
    private static void Lose(List<JsonNode?> rows, Random random)
    {
        var at = random.Next(rows.Count);
        switch (random.Next(6))
        {
            case 0:
                rows.RemoveAt(at);
                break;
            case 1:
                rows[at] = rows[(at + 1) % rows.Count]?.DeepClone();
                break;
            case 2:
                rows[at] = null;
                break;
            case 3:
                rows[at] = new JsonObject();
                break;
            case 4:
                rows.RemoveRange(at, Math.Min(random.Next(1, PageSize), rows.Count - at));
                break;
            default:
                rows[at] = new JsonObject { ["ImageId"] = "m-1,m-2" };
                break;
        }

        if (rows.Count == 0)
        {
            rows.Add(null);
        }
    }

    private static Func<int, byte[]> PageOf(IReadOnlyList<JsonNode?> rows)
    {
        ImmutableArray<string> texts = [.. rows.Select(row => row?.ToJsonString() ?? "null")];
        return page => Texts.Encode(
            $$$"""{"PageNumber":{{{page}}},"PageSize":{{{PageSize}}},"TotalCount":{{{Images}}},"RegionId":"us-east-1","RequestId":"r","Images":{"Image":[{{{string.Join(',', texts.Skip((page - 1) * PageSize).Take(PageSize))}}}]}}""");
    }
}
