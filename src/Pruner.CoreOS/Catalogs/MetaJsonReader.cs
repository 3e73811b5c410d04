using System.Globalization;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.CoreOS.Json;

namespace Pruner.CoreOS.Catalogs;

/// <summary>
/// Reads a build's meta.json: what it is and what it uploaded. Shape: coreos-assembler's schema v1. The document is not changed when images are deleted,
/// so it may name dead ones; and it gains regions when the build becomes a boot image, so it must be read afresh.
/// </summary>
public static class MetaJsonReader
{
    private static readonly string[] TimestampFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads one build of one architecture.</summary>
    /// <param name="source">Where it was read, for messages.</param>
    /// <param name="text">The whole document.</param>
    /// <param name="expectedBuildId">The build that builds.json listed there; compared normalised.</param>
    /// <param name="expectedArchitecture">The architecture that builds.json listed there. Old documents do not say theirs.</param>
    /// <param name="stream">The stream it was read for.</param>
    /// <exception cref="EvidenceException">Malformed, or of another build or architecture; names source, position and expectation.</exception>
    public static CatalogBuild Read(string source, string text, BuildId expectedBuildId, string expectedArchitecture, string stream)
    {
        var root = JsonText.Parse(DocumentSource.OfCatalog(source), text);
        var id = root.Require("buildid", "a build id");
        if (!expectedBuildId.Equals(BuildId.TryParse(id.String("a build id"))))
        {
            throw id.Refuse($"build {expectedBuildId}", $"\"{Printable.Of(id.String("a build id"))}\"");
        }

        if (root.Find("coreos-assembler.basearch") is { } basearch && basearch.String("an architecture") != expectedArchitecture)
        {
            throw basearch.Refuse($"architecture {expectedArchitecture}", $"\"{Printable.Of(basearch.String("an architecture"))}\"");
        }

        return new CatalogBuild(
            new Build(stream, expectedBuildId, expectedArchitecture),
            root.RequireString("name", "the name prefix of its artifacts"),
            TimestampOf(root.OptionalString("coreos-assembler.build-timestamp", "a time")),
            [.. ArtifactsOf(root).Where(artifact => artifact.Id.Length > 0).Distinct().Order()]);
    }

    // A time that cannot be read is not known, and what is not known keeps the build.
    private static DateTimeOffset? TimestampOf(string text) =>
        DateTimeOffset.TryParseExact(
            text, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    private static IEnumerable<ArtifactId> ArtifactsOf(JsonNode root) =>
        root.Members("an object").SelectMany(member => member.Name switch
        {
            "aliyun" => Replicated(member, "aliyun", "id"),
            "amis" => Replicated(member, "aws", "hvm"),
            "aws-winli" => Replicated(member, "aws-winli", "hvm"),
            "ibmcloud" or "powervs" => member.Items("a list of uploads").Select(upload => ObjectOf(upload, member.Name)),
            "gcp" => [new ArtifactId("gcp", "", member.RequireString("image", "an image name"))],
            "azure" => [new ArtifactId("azure", "", member.RequireString("url", "the disk's address"))],
            "kubevirt" or "oscontainer" or "base-oscontainer" or "extensions-container" => ContainersOf(member),
            _ when HasCommonForm(member) => Replicated(member, member.Name, "id"),
            _ => Enumerable.Empty<ArtifactId>(),
        });

    /// <summary>
    /// Whether a member that is not known by name has the form of a platform: a list of objects that have a name and an id, and nothing else. By that alone a
    /// new store's uploads are catalogued; anything else that a document may hold is left alone.
    /// </summary>
    private static bool HasCommonForm(JsonNode member) =>
        member is { Name.Length: > 0, IsList: true, Count: > 0 }
        && member.Name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
        && member.Items("a list").All(image =>
            image is { IsObject: true, Count: 2 } && image.Find("name") is { IsString: true } && image.Find("id") is { IsString: true });

    private static IEnumerable<ArtifactId> Replicated(JsonNode list, string platform, string idMember) =>
        list.Items("a list with an image for each region").Select(image => new ArtifactId(
            platform, image.RequireString("name", "a region"), image.RequireString(idMember, "an image id")));

    private static ArtifactId ObjectOf(JsonNode upload, string platform)
    {
        var name = upload.OptionalString("object", "an object's name");
        return new ArtifactId(
            platform, upload.OptionalString("region", "a region"), name.Length > 0 ? name : upload.RequireString("url", "the object's address"));
    }

    private static IEnumerable<ArtifactId> ContainersOf(JsonNode member) =>
        (member.Find("additional-images")?.Items("a list of container images") ?? [])
            .Prepend(member)
            .Select(container => ContainerOf(container, member.Name));

    // With its digest it is one image for ever; a bare name is what old documents have.
    private static ArtifactId ContainerOf(JsonNode container, string platform)
    {
        var image = container.RequireString("image", "a container image");
        var digest = container.OptionalString("digest", "a digest");
        return new ArtifactId(platform, "", digest.Length > 0 && image.Length > 0 ? $"{image}@{digest}" : image);
    }
}
