using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pruner.Sandbox.Seed;

/// <summary>Writes builds.json of a stream and meta.json of its builds, in the form of schema version 1.0.0 of coreos-assembler.</summary>
internal static class BuildDocuments
{
    private static readonly JsonWriterOptions _writing =
        new() { Indented = true, IndentSize = 4, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] _amiRegions = ["us-gov-west-1", "us-east-1"];

    /// <summary>builds.json: newest build first.</summary>
    public static string Builds(IEnumerable<SeedBuild> builds, DateTimeOffset now) => Write(json =>
    {
        json.WriteString("schema-version", "1.0.0");
        json.WriteStartArray("builds");
        foreach (var build in builds.OrderByDescending(build => build.Date).ThenByDescending(build => build.Id, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", build.Id);
            json.WriteStartArray("arches");
            foreach (var architecture in build.Architectures)
            {
                json.WriteStringValue(architecture);
            }

            json.WriteEndArray();
            if (build.PolicyCleanup is { } cleanup)
            {
                json.WritePropertyName("policy-cleanup");
                json.WriteRawValue(cleanup);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("timestamp", Time(now.AddHours(-6)));
    });

    /// <summary>meta.json of one architecture of a build.</summary>
    public static string Meta(SeedBuild build, string architecture) => Write(json =>
    {
        var dashed = build.Id.Replace('.', '-');
        json.WriteString("ostree-commit", MadeUp.Hex($"ostree/{build.Id}/{architecture}", 64));
        json.WriteString("ostree-version", build.Id);
        json.WriteString("ostree-timestamp", Time(build.Date.AddMinutes(16)));
        json.WriteString("buildid", build.Id);
        json.WriteString("name", "rhcos");
        json.WriteString("summary", "OpenShift 4");
        if (build.BuiltAt is { } builtAt)
        {
            json.WriteString("coreos-assembler.build-timestamp", Time(builtAt));
        }

        json.WriteString("coreos-assembler.basearch", architecture);
        json.WriteString("coreos-assembler.code-source", "container");
        json.WriteStartObject("images");
        WriteFile(json, build, architecture, "qemu", "qcow2.gz");
        WriteFile(json, build, architecture, "ostree", "ociarchive");
        if (build.Images.Count > 0 && architecture == "x86_64")
        {
            WriteFile(json, build, architecture, "aliyun", "qcow2.gz");
        }

        json.WriteEndObject();
        if (architecture is "x86_64" or "aarch64")
        {
            json.WriteStartArray("amis");
            foreach (var region in _amiRegions)
            {
                json.WriteStartObject();
                json.WriteString("name", region);
                json.WriteString("hvm", MadeUp.Ami(build.Id, architecture, region));
                json.WriteString("snapshot", "snap-" + MadeUp.Hex($"snapshot/{build.Id}/{architecture}/{region}", 17));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (architecture == "x86_64")
        {
            json.WriteStartObject("gcp");
            json.WriteString("image", $"rhcos-{dashed}-gcp-x86-64");
            json.WriteString("project", "rhcos-cloud");
            json.WriteString("url", $"https://storage.googleapis.com/rhcos/rhcos/rhcos-{dashed}-gcp-x86-64.tar.gz");
            json.WriteEndObject();
            json.WriteStartObject("azure");
            json.WriteString("image", $"rhcos-{build.Id}-azure.x86_64.vhd");
            json.WriteString("url", $"https://rhcos.blob.core.windows.net/imagebucket/rhcos-{build.Id}-azure.x86_64.vhd");
            json.WriteEndObject();
            WriteAliyun(json, build);
        }
    });

    private static void WriteAliyun(Utf8JsonWriter json, SeedBuild build)
    {
        if (build.Images.Count == 0)
        {
            return;
        }

        json.WriteStartArray("aliyun");
        foreach (var (region, image) in build.Images)
        {
            json.WriteStartObject();
            json.WriteString("name", region);
            json.WriteString("id", image);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter json, SeedBuild build, string architecture, string platform, string suffix)
    {
        var path = $"rhcos-{build.Id}-{platform}.{architecture}.{suffix}";
        json.WriteStartObject(platform);
        json.WriteString("path", path);
        json.WriteString("sha256", MadeUp.Hex(path, 64));
        json.WriteNumber("size", 1_100_000_000 + MadeUp.Number(path, 200_000_000));
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

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
