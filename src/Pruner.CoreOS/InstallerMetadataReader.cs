using Pruner.Core.Pins;
using Pruner.CoreOS.Json;
using Pruner.CoreOS.Pins;

namespace Pruner.CoreOS;

/// <summary>
/// Reads the files of openshift/installer that pin boot images, in every form they had since 2019: stream metadata, the legacy files before it and the
/// marketplace files. By shape, not by path: the same path held other forms in other years.
/// Source: the repository's history, and coreos/stream-metadata-go for the types.
/// </summary>
public sealed class InstallerMetadataReader : IMetadataReader
{
    /// <inheritdoc />
    public DocumentReading Read(string path, string text)
    {
        var root = JsonText.Parse(DocumentSource.OfPins(path), text);
        if (root.Find("architectures") is not null)
        {
            return StreamMetadata.Read(root);
        }

        if (root.Find("buildid") is not null)
        {
            return LegacyMetadata.Read(path, root);
        }

        if (root.Count > 0 && root.Members("an object").All(member => member.IsObject && member.Has("azure")))
        {
            return Marketplace.Read(root);
        }

        throw root.Refuse(
            "stream metadata (\"architectures\"), a legacy file (\"buildid\") or marketplace offers (architecture, then \"azure\")",
            $"an object with {NamesOf(root)}");
    }

    /// <inheritdoc />
    public RawMentions FindMentions(string text) => Mentions.FindIn(text);

    private static string NamesOf(JsonNode root)
    {
        var names = root.Members("an object").Select(member => $"\"{member.Name}\"").ToList();
        return names.Count == 0 ? "no members" : Printable.Of(string.Join(", ", names));
    }
}
