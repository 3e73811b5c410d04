using System.Globalization;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Builds;

namespace Pruner.Worlds.Tests.Made;

/// <summary>The documents of a world, as short as their readers allow.</summary>
internal static class MadeDocuments
{
    /// <summary>Stream metadata that names images of a build.</summary>
    public static string Stream(MadeBuild build, IEnumerable<(string Region, string Id)> images) => new JsonObject
    {
        ["stream"] = "rhcos-" + build.Release,
        ["metadata"] = new JsonObject(),
        ["architectures"] = new JsonObject
        {
            [build.Architecture] = new JsonObject
            {
                ["artifacts"] = new JsonObject(),
                ["images"] = new JsonObject
                {
                    ["aliyun"] = new JsonObject
                    {
                        ["regions"] = new JsonObject(images.Select(image => KeyValuePair.Create<string, JsonNode?>(
                            image.Region, new JsonObject { ["release"] = build.Id, ["image"] = image.Id }))),
                    },
                },
            },
        },
    }.ToJsonString();

    /// <summary>A file of the first layout, which names a build and no image of this cloud.</summary>
    public static string Legacy(MadeBuild build) => new JsonObject
    {
        ["amis"] = new JsonObject(),
        ["azure"] = new JsonObject { ["image"] = $"rhcos-{build.Id}-azure.x86_64.vhd", ["url"] = $"https://example.com/rhcos-{build.Id}-azure.x86_64.vhd" },
        ["baseURI"] = $"https://example.com/{build.Id}/",
        ["buildid"] = build.Id,
        ["images"] = new JsonObject(),
        ["oscontainer"] = new JsonObject { ["digest"] = "sha256:" + new string('0', 64), ["image"] = "quay.io/example/os" },
        ["ostree-commit"] = new string('0', 64),
        ["ostree-version"] = build.Id,
    }.ToJsonString();

    /// <summary>builds.json and every meta.json.</summary>
    public static IEnumerable<(string Path, string Text)> Catalog(IReadOnlyCollection<MadeBuild> builds)
    {
        foreach (var stream in builds.GroupBy(build => "rhcos-" + build.Release))
        {
            yield return (StreamPaths.Builds(stream.Key), new JsonObject
            {
                ["schema-version"] = "1.0.0",
                ["builds"] = new JsonArray([.. stream.GroupBy(build => build.Id).Select(build => new JsonObject
                {
                    ["id"] = build.Key,
                    ["arches"] = new JsonArray([.. build.Select(part => (JsonNode)part.Architecture)]),
                })]),
                ["timestamp"] = "2026-03-01T00:00:00Z",
            }.ToJsonString());
            foreach (var build in stream)
            {
                yield return (StreamPaths.Meta(stream.Key, build.Id, build.Architecture), Meta(build));
            }
        }
    }

    private static string Meta(MadeBuild build)
    {
        var meta = new JsonObject { ["buildid"] = build.Id, ["name"] = "rhcos", ["coreos-assembler.basearch"] = build.Architecture };
        if (build.BuiltAt is { } builtAt)
        {
            meta["coreos-assembler.build-timestamp"] = builtAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        if (!build.Catalogued.IsEmpty)
        {
            meta["aliyun"] = new JsonArray([.. build.Catalogued.Select(image => new JsonObject { ["name"] = image.Region, ["id"] = image.Id })]);
        }

        return meta.ToJsonString();
    }
}
