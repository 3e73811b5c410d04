using Pruner.Core.Pins;
using Pruner.CoreOS.Json;

namespace Pruner.CoreOS.Pins;

/// <summary>
/// The form before stream metadata, 2019 to 2021: a build's meta.json cut down, with <c>amis</c> as a map. One file for x86_64
/// (<c>rhcos.json</c>), later one for each architecture (<c>rhcos-s390x.json</c>). Shape: the history of openshift/installer.
/// </summary>
internal static class LegacyMetadata
{
    private const string DefaultArchitecture = "x86_64";

    internal static DocumentReading Read(string path, JsonNode root)
    {
        root.AllowNested("amis", "azure", "gcp", "images", "oscontainer");
        root.RequireString("baseURI", "where the build's files are");
        // One real file has the amis of one build under the id of another. As the images' release it may so protect a build too many, never one too few:
        // the ids themselves are pins.
        var release = root.RequireString("buildid", "a build id");
        var architecture = ArchitectureOf(path);
        var slots = new Slots();
        slots.Name(release);
        slots.Name(root.OptionalString("ostree-version", "a build id"));
        foreach (var region in root.Find("amis")?.Members("an object, a region for each name (a list would be a build's meta.json)") ?? [])
        {
            region.AllowNested();
            slots.Pin("aws", architecture, region.Name, region.Require("hvm", "an image id"), release);
        }

        if (root.Find("azure") is { } azure)
        {
            azure.AllowNested();
            // The address names the account as well; stream metadata has only that.
            slots.Pin("azure", architecture, "", azure.Require("url", "the disk's address"), release);
            slots.Name(azure.OptionalString("image", "the disk's name"));
        }

        if (root.Find("gcp") is { } gcp)
        {
            gcp.AllowNested();
            slots.Pin("gcp", architecture, "", gcp.Require("image", "an image name"), release);
        }

        foreach (var file in root.Find("images")?.Members("an object, a file for each name") ?? [])
        {
            // Files to download: no pins.
            file.AllowNested();
        }

        return slots.ToReading("legacy");
    }

    private static string ArchitectureOf(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        var stem = dot < 0 ? name : name[..dot];
        return stem[(stem.LastIndexOf('-') + 1)..] switch
        {
            "amd64" => "x86_64",
            "arm64" => "aarch64",
            "aarch64" or "ppc64le" or "s390x" or "riscv64" => stem[(stem.LastIndexOf('-') + 1)..],
            _ => DefaultArchitecture,
        };
    }
}
