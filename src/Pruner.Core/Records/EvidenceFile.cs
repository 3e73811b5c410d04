using System.Text.Json;
using Pruner.Core.History;

namespace Pruner.Core.Records;

/// <summary>
/// Everything a scan read, in one fixed form: whoever has it can check every pin and every commit again. Times of reading are left out, so equal
/// evidence has equal bytes and an equal digest.
/// </summary>
public static class EvidenceFile
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The evidence as a file.</summary>
    public static byte[] Write(MetadataHistory history)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema", CurrentSchema);
            writer.WriteString("host", history.Repository.Host);
            writer.WriteString("repository", history.Repository.Name);
            writer.WriteNumber("repositoryId", history.Repository.Id);
            writer.WriteString("defaultBranch", history.DefaultBranch);
            WriteRefs(writer, history);
            WriteCommits(writer, history);
            WriteFolders(writer, history);
            WriteBlobs(writer, history);
            WriteUnreadable(writer, history);
            WritePullRequests(writer, history);
            writer.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void WriteRefs(Utf8JsonWriter writer, MetadataHistory history)
    {
        writer.WriteStartArray("refs");
        foreach (var reference in history.Refs.OrderBy(reference => reference.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name", reference.Name);
            writer.WriteString("target", reference.Target.Hex);
            writer.WriteString("commit", reference.Commit?.Hex);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCommits(Utf8JsonWriter writer, MetadataHistory history)
    {
        writer.WriteStartArray("commits");
        foreach (var commit in history.Commits.Values.OrderBy(commit => commit.Id))
        {
            writer.WriteStartObject();
            writer.WriteString("id", commit.Id.Hex);
            writer.WriteStartArray("parents");
            foreach (var parent in commit.Parents)
            {
                writer.WriteStringValue(parent.Hex);
            }

            writer.WriteEndArray();
            writer.WriteNumber("committedAt", commit.CommittedAt.ToUnixTimeSeconds());
            writer.WriteString("folder", commit.Folder?.Hex);
            writer.WriteString("message", commit.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFolders(Utf8JsonWriter writer, MetadataHistory history)
    {
        writer.WriteStartObject("folders");
        foreach (var (tree, files) in history.Folders.OrderBy(pair => pair.Key))
        {
            writer.WriteStartArray(tree.Hex);
            foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("path", file.Path);
                writer.WriteString("blob", file.Blob.Hex);
                writer.WriteBoolean("isFile", file.IsFile);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteBlobs(Utf8JsonWriter writer, MetadataHistory history)
    {
        writer.WriteStartObject("blobs");
        foreach (var (blob, text) in history.Blobs.OrderBy(pair => pair.Key))
        {
            writer.WriteString(blob.Hex, text);
        }

        writer.WriteEndObject();
    }

    private static void WriteUnreadable(Utf8JsonWriter writer, MetadataHistory history)
    {
        writer.WriteStartObject("unreadable");
        foreach (var (id, why) in history.Unreadable.OrderBy(pair => pair.Key))
        {
            writer.WriteString(id.Hex, why);
        }

        writer.WriteEndObject();
    }

    private static void WritePullRequests(Utf8JsonWriter writer, MetadataHistory history)
    {
        writer.WriteStartArray("pullRequests");
        foreach (var pull in history.PullRequests.OrderBy(pull => pull.Number))
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", pull.Number);
            writer.WriteString("state", pull.State);
            writer.WriteString("title", pull.Title);
            writer.WriteString("body", pull.Body);
            writer.WriteString("head", pull.Head.Hex);
            writer.WriteStartArray("earlierHeads");
            foreach (var head in pull.EarlierHeads.Order())
            {
                writer.WriteStringValue(head.Hex);
            }

            writer.WriteEndArray();
            writer.WriteString("updatedAt", pull.UpdatedAt.ToUniversalTime());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
