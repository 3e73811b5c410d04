using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pruner.Tests.Releases;

/// <summary>The documents of a made-up world, in the forms of their time.</summary>
internal static class ReleaseDocuments
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true };

    /// <summary>The installer's file: Alibaba Cloud for x86_64 alone, Amazon for aarch64, an object for ppc64le and nothing for s390x.</summary>
    public static string Installer(ReleaseWorld world, BootImageBump bump) => new JsonObject
    {
        // The field lags behind the builds in real files too: nothing may go by it.
        ["stream"] = ReleaseWorld.Shared,
        ["metadata"] = new JsonObject { ["generator"] = "plume cosa2stream" },
        ["architectures"] = new JsonObject(bump.Builds.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, new JsonObject
        {
            ["artifacts"] = new JsonObject { ["qemu"] = new JsonObject { ["release"] = pair.Value, ["formats"] = new JsonObject() } },
            ["images"] = pair.Key switch
            {
                "x86_64" => Regions("aliyun", world.Builds.Single(build => build.Id == pair.Value).Images
                    .Where(image => image.Architecture == "x86_64").Select(image => (image.Region, image.Id)), pair.Value, "image"),
                "aarch64" => Regions("aws", [("us-east-1", AmazonOf(pair.Value))], pair.Value, "image"),
                "ppc64le" => Regions("powervs", [("us-south", ObjectOf(pair.Value))], pair.Value, "object"),
                _ => new JsonObject(),
            },
        }))),
    }.ToJsonString(Form);

    /// <summary>A stream's list of builds, newest first.</summary>
    public static string Builds(IEnumerable<MadeBuild> builds) => new JsonObject
    {
        ["schema-version"] = "1.0.0",
        ["builds"] = new JsonArray([.. builds.OrderByDescending(build => build.MadeAt).Select(build => new JsonObject
        {
            ["id"] = build.Id,
            ["arches"] = new JsonArray([.. ReleaseWorld.Architectures.Select(architecture => JsonValue.Create(architecture))]),
        })]),
        ["timestamp"] = "2026-01-01T00:00:00Z",
    }.ToJsonString(Form);

    /// <summary>What one architecture of a build tells of itself.</summary>
    public static string Meta(MadeBuild build, string architecture)
    {
        var meta = new JsonObject
        {
            ["buildid"] = build.Id,
            ["name"] = "rhcos",
            ["ostree-version"] = build.Id,
            ["coreos-assembler.basearch"] = architecture,
            ["coreos-assembler.build-timestamp"] = build.MadeAt.AddMinutes(17).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["images"] = new JsonObject { ["ostree"] = new JsonObject { ["path"] = $"rhcos-{build.Id}-ostree.{architecture}.ociarchive", ["sha256"] = "01" } },
        };
        var images = build.Images.Where(image => image.Architecture == architecture).ToList();
        if (images.Count > 0)
        {
            meta["aliyun"] = new JsonArray([.. images.Select(image => new JsonObject { ["name"] = image.Region, ["id"] = image.Id })]);
        }

        switch (architecture)
        {
            case "aarch64":
                meta["amis"] = new JsonArray(new JsonObject { ["name"] = "us-east-1", ["hvm"] = AmazonOf(build.Id), ["snapshot"] = "snap-0" });
                break;
            case "ppc64le":
                meta["powervs"] = new JsonArray(new JsonObject { ["region"] = "us-south", ["bucket"] = "b", ["object"] = ObjectOf(build.Id), ["url"] = "https://example.com/o" });
                break;
            default:
                break;
        }

        return meta.ToJsonString(Form);
    }

    private static JsonObject Regions(string cloud, IEnumerable<(string Region, string Id)> images, string release, string member) => new()
    {
        [cloud] = new JsonObject
        {
            ["regions"] = new JsonObject(images.Select(image =>
                KeyValuePair.Create<string, JsonNode?>(image.Region, new JsonObject { ["release"] = release, [member] = image.Id }))),
        },
    };

    private static string AmazonOf(string build) => "ami-0" + string.Concat(build.Where(char.IsAsciiDigit)).PadLeft(16, '0')[^16..];

    private static string ObjectOf(string build) => $"rhcos-{build.Replace('.', '-')}-ppc64le-powervs.ova.gz";
}
