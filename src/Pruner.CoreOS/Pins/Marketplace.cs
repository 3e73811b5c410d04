using Pruner.Core.Pins;
using Pruner.CoreOS.Json;

namespace Pruner.CoreOS.Pins;

/// <summary>
/// Marketplace offers: cloud, plan, machine generation, then publisher, offer, SKU and version. They name no image of ours and no build
/// (the version is the marketplace's own), so reading them proves only that nothing else is in them. Shape: openshift/installer,
/// data/data/coreos/marketplace-rhcos.json and data/data/coreos/marketplace/, and stream metadata under rhel-coreos-extensions.
/// </summary>
internal static class Marketplace
{
    /// <summary>A file of its own: architectures on top, without a wrapper.</summary>
    internal static DocumentReading Read(JsonNode root)
    {
        foreach (var architecture in root.Members("an object"))
        {
            ReadClouds(architecture);
        }

        return new Slots().ToReading("marketplace");
    }

    /// <summary>The offers of one architecture.</summary>
    internal static void ReadClouds(JsonNode clouds)
    {
        foreach (var cloud in clouds.Members("an object, an offer list for each cloud"))
        {
            if (cloud.Name != "azure")
            {
                throw cloud.Refuse("\"azure\", the only cloud with marketplace offers", $"\"{Printable.Of(cloud.Name)}\"");
            }

            foreach (var generation in cloud.Members("an object, a plan for each name")
                .SelectMany(plan => plan.Members("an object, a machine generation for each name")))
            {
                generation.AllowNested();
                foreach (var part in (string[])["publisher", "offer", "sku", "version"])
                {
                    generation.RequireString(part, "a string");
                }
            }
        }
    }
}
