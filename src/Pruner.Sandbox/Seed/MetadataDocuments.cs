using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pruner.Sandbox.Seed;

/// <summary>
/// The metadata documents of one commit in the shapes that openshift/installer used. Builds, regions and Alibaba
/// Cloud image ids are the table's; identities of other clouds and checksums are made up, and few of each are written.
/// </summary>
internal static class MetadataDocuments
{
    private static readonly JsonWriterOptions _writing =
        new() { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] _awsRegions = ["ap-northeast-1", "eu-west-1", "us-east-1"];

    private static readonly string[] _artifacts = ["aliyun", "qemu"];

    /// <summary>The metadata documents of a commit by path.</summary>
    public static SortedDictionary<string, string> Of(PinningCommit commit, BootImageTable table)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var stream = Stream(commit, build => table.Images.TryGetValue(build, out var regions) ? regions : []);
        switch (commit.Layout)
        {
            case MetadataLayout.CoreOS:
                files["data/data/coreos/rhcos.json"] = stream;
                files["data/data/coreos/fcos.json"] = Fedora(commit.FedoraRelease);
                break;
            case MetadataLayout.Stream:
                files["data/data/rhcos-stream.json"] = stream;
                files["data/data/fcos-stream.json"] = Fedora(commit.FedoraRelease);
                break;
            default:
                files["data/data/rhcos-stream.json"] = stream;
                files["data/data/fcos-stream.json"] = Fedora(commit.FedoraRelease);
                files["data/data/rhcos.json"] = Legacy(commit.Builds["x86_64"], "x86_64");
                foreach (var (architecture, build) in commit.Builds)
                {
                    files[$"data/data/rhcos-{(architecture == "x86_64" ? "amd64" : architecture)}.json"] = Legacy(build, architecture);
                }

                break;
        }

        return files;
    }

    /// <summary>A stream metadata document.</summary>
    /// <param name="commit">What it pins.</param>
    /// <param name="aliyun">The Alibaba Cloud images of an x86_64 build, region to image id; none when there are none.</param>
    public static string Stream(PinningCommit commit, Func<string, IEnumerable<KeyValuePair<string, string>>> aliyun) => Write(json =>
    {
        json.WriteString("stream", commit.Stream);
        WriteMetadata(json, commit.LastModified);
        json.WriteStartObject("architectures");
        foreach (var (architecture, build) in commit.Builds)
        {
            var images = architecture == "x86_64" ? aliyun(build).ToList() : [];
            json.WriteStartObject(architecture);
            WriteArtifacts(json, commit, architecture, build, images.Count > 0);
            json.WriteStartObject("images");
            WriteRegions(json, "aliyun", build, images);
            WriteImages(json, architecture, build);
            json.WriteEndObject();
            if (architecture == "x86_64")
            {
                json.WriteStartObject("rhel-coreos-extensions");
                json.WriteStartObject("azure-disk");
                json.WriteString("release", build);
                json.WriteString("url", $"https://rhcos.blob.core.windows.net/imagebucket/rhcos-{build}-azure.x86_64.vhd");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void WriteMetadata(Utf8JsonWriter json, string lastModified)
    {
        json.WriteStartObject("metadata");
        json.WriteString("last-modified", lastModified);
        json.WriteString("generator", "plume cosa2stream 0.14.0");
        json.WriteEndObject();
    }

    private static void WriteArtifacts(Utf8JsonWriter json, PinningCommit commit, string architecture, string build, bool hasAliyun)
    {
        var host = commit.Urls == "mirror" ? "rhcos.mirror.openshift.com" : "rhcos-redirector.apps.art.xq1c.p1.openshiftapps.com";
        var folder = $"https://{host}/art/storage/releases/{commit.Stream}{(architecture == "x86_64" ? "" : "-" + architecture)}/{build}/{architecture}";
        json.WriteStartObject("artifacts");
        foreach (var platform in _artifacts.Where(platform => platform != "aliyun" || hasAliyun))
        {
            var file = $"rhcos-{build}-{platform}.{architecture}.qcow2.gz";
            json.WriteStartObject(platform);
            json.WriteString("release", build);
            json.WriteStartObject("formats");
            json.WriteStartObject("qcow2.gz");
            json.WriteStartObject("disk");
            json.WriteString("location", $"{folder}/{file}");
            json.WriteString("sha256", MadeUp.Hex(file, 64));
            json.WriteString("uncompressed-sha256", MadeUp.Hex("uncompressed/" + file, 64));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteImages(Utf8JsonWriter json, string architecture, string build)
    {
        var dashed = build.Replace('.', '-');
        switch (architecture)
        {
            case "x86_64":
                WriteRegions(json, "aws", build, _awsRegions.Select(region => KeyValuePair.Create(region, MadeUp.Ami(build, architecture, region))));
                json.WriteStartObject("gcp");
                json.WriteString("release", build);
                json.WriteString("project", "rhcos-cloud");
                json.WriteString("name", $"rhcos-{dashed}-gcp-x86-64");
                json.WriteEndObject();
                break;
            case "aarch64":
                WriteRegions(json, "aws", build, [KeyValuePair.Create("us-east-1", MadeUp.Ami(build, architecture, "us-east-1"))]);
                break;
            case "ppc64le":
                json.WriteStartObject("powervs");
                json.WriteStartObject("regions");
                json.WriteStartObject("us-south");
                json.WriteString("release", build);
                json.WriteString("object", $"rhcos-{dashed}-ppc64le-powervs.ova.gz");
                json.WriteString("bucket", "rhcos-powervs-images-us-south");
                json.WriteString("url", $"https://s3.us-south.cloud-object-storage.appdomain.cloud/rhcos-powervs-images-us-south/rhcos-{dashed}-ppc64le-powervs.ova.gz");
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            default:
                break;
        }
    }

    private static void WriteRegions(Utf8JsonWriter json, string cloud, string build, IEnumerable<KeyValuePair<string, string>> images)
    {
        var pairs = images.ToList();
        if (pairs.Count == 0)
        {
            return;
        }

        json.WriteStartObject(cloud);
        json.WriteStartObject("regions");
        foreach (var (region, image) in pairs)
        {
            json.WriteStartObject(region);
            json.WriteString("release", build);
            json.WriteString("image", image);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Fedora(string release) => Write(json =>
    {
        json.WriteString("stream", "stable");
        json.WriteStartObject("metadata");
        json.WriteString("last-modified", $"{release[3..7]}-{release[7..9]}-{release[9..11]}T00:00:00Z");
        json.WriteEndObject();
        json.WriteStartObject("architectures");
        json.WriteStartObject("x86_64");
        json.WriteStartObject("artifacts");
        json.WriteEndObject();
        json.WriteStartObject("images");
        WriteRegions(json, "aws", release, [KeyValuePair.Create("us-east-1", MadeUp.Ami(release, "x86_64", "us-east-1"))]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static string Legacy(string build, string architecture) => Write(json =>
    {
        if (architecture is "x86_64" or "aarch64")
        {
            json.WriteStartObject("amis");
            foreach (var region in _awsRegions)
            {
                json.WriteStartObject(region);
                json.WriteString("hvm", MadeUp.Ami(build, architecture, region));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        if (architecture == "x86_64")
        {
            json.WriteStartObject("azure");
            json.WriteString("image", $"rhcos-{build}-azure.x86_64.vhd");
            json.WriteString("url", $"https://rhcos.blob.core.windows.net/imagebucket/rhcos-{build}-azure.x86_64.vhd");
            json.WriteEndObject();
        }

        json.WriteString("baseURI", $"https://rhcos-redirector.apps.art.xq1c.p1.openshiftapps.com/art/storage/releases/rhcos-4.9/{build}/{architecture}/");
        json.WriteString("buildid", build);
        json.WriteStartObject("images");
        json.WriteStartObject("qemu");
        json.WriteString("path", $"rhcos-{build}-qemu.{architecture}.qcow2.gz");
        json.WriteString("sha256", MadeUp.Hex($"rhcos-{build}-qemu.{architecture}.qcow2.gz", 64));
        json.WriteNumber("size", 900_000_000 + MadeUp.Number(build, 90_000_000));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("oscontainer");
        json.WriteString("digest", "sha256:" + MadeUp.Hex($"oscontainer/{build}/{architecture}", 64));
        json.WriteString("image", "quay.io/openshift-release-dev/ocp-v4.0-art-dev");
        json.WriteEndObject();
        json.WriteString("ostree-commit", MadeUp.Hex($"ostree/{build}/{architecture}", 64));
        json.WriteString("ostree-version", build);
    });

    private static string Write(Action<Utf8JsonWriter> members)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, _writing))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }
}
