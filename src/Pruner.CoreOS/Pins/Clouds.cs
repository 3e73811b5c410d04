using Pruner.CoreOS.Json;

namespace Pruner.CoreOS.Pins;

/// <summary>
/// The image slots of each cloud in stream metadata, under <c>images</c> and <c>rhel-coreos-extensions</c> alike. Shapes: the types of
/// coreos/stream-metadata-go, and every version in the history of openshift/installer.
/// </summary>
internal static class Clouds
{
    /// <summary>Reads one cloud of one architecture. A cloud that is not known by name must have the common form, regions with release and image.</summary>
    internal static void Read(JsonNode cloud, string architecture, Slots slots)
    {
        switch (cloud.Name)
        {
            case "gcp":
                ReadSingle(cloud, architecture, slots, "name");
                break;
            case "azure-disk":
                ReadSingle(cloud, architecture, slots, "url");
                break;
            case "kubevirt":
                // Two names of one container image: the tag moves, the digest does not. Each protects.
                ReadSingle(cloud, architecture, slots, "image");
                ReadSecond(cloud, architecture, slots, "digest-ref");
                break;
            case "ibmcloud" or "powervs":
                ReadRegions(cloud, architecture, slots, "object");
                break;
            case "marketplace":
                Marketplace.ReadClouds(cloud);
                break;
            default:
                ReadRegions(cloud, architecture, slots, "image");
                break;
        }
    }

    private static void ReadRegions(JsonNode cloud, string architecture, Slots slots, string idMember)
    {
        cloud.AllowNested("regions");
        foreach (var region in cloud.Require("regions", "a region for each name").Members("an object, a region for each name"))
        {
            region.AllowNested();
            var release = region.RequireString("release", "a build id");
            slots.Name(release);
            slots.Pin(cloud.Name, architecture, region.Name, region.Require(idMember, "an image id"), release);
        }
    }

    // Versions of 2021 and 2022 lack the release of gcp and kubevirt; the id is proof enough.
    private static void ReadSingle(JsonNode cloud, string architecture, Slots slots, string idMember)
    {
        cloud.AllowNested();
        var release = cloud.OptionalString("release", "a build id");
        slots.Name(release);
        slots.Pin(cloud.Name, architecture, "", cloud.Require(idMember, "an image id"), release);
    }

    private static void ReadSecond(JsonNode cloud, string architecture, Slots slots, string idMember)
    {
        if (cloud.Find(idMember) is { } second)
        {
            slots.Pin(cloud.Name, architecture, "", second, cloud.OptionalString("release", "a build id"));
        }
    }
}
