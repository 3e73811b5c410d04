using Pruner.Core.Pins;
using Pruner.CoreOS.Json;

namespace Pruner.CoreOS.Pins;

/// <summary>
/// Stream metadata: <c>architectures</c>, each with downloadable <c>artifacts</c> and the <c>images</c> uploaded to clouds. The release is read at
/// every image: architectures of one file carry different builds, and one architecture may mix two. Shape: coreos/stream-metadata-go.
/// </summary>
internal static class StreamMetadata
{
    internal static DocumentReading Read(JsonNode root)
    {
        root.AllowNested("metadata", "architectures", "updates");
        // Only that it is there: the name is wrong in 19 real versions.
        root.RequireString("stream", "the stream's name");
        var slots = new Slots();
        foreach (var architecture in root.Require("architectures", "an object").Members("an object, an architecture for each name"))
        {
            architecture.AllowNested("artifacts", "images", "rhel-coreos-extensions");
            NameArtifacts(architecture, slots);
            foreach (var part in (string[])["images", "rhel-coreos-extensions"])
            {
                foreach (var cloud in architecture.Find(part)?.Members("an object, a cloud for each name") ?? [])
                {
                    Clouds.Read(cloud, architecture.Name, slots);
                }
            }
        }

        // Four FCOS versions of 2019 carried the update graph inside.
        slots.Name(root.Find("updates")?.OptionalString("release", "a build id") ?? "");
        return slots.ToReading("stream");
    }

    // Files to download, also of clouds (aliyun is among them in FCOS): no pins, but they name builds.
    private static void NameArtifacts(JsonNode architecture, Slots slots)
    {
        foreach (var platform in architecture.Find("artifacts")?.Members("an object, a platform for each name") ?? [])
        {
            slots.Name(platform.RequireString("release", "a build id"));
        }
    }
}
