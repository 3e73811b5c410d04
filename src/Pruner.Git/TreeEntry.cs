using System.Globalization;
using System.Text;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>One entry of a tree.</summary>
/// <param name="Name">Its name, with replacement characters where it is not UTF-8.</param>
/// <param name="Mode">Git's mode: <c>100644</c>.</param>
/// <param name="Id">The object.</param>
internal sealed record TreeEntry(string Name, string Mode, ObjectId Id)
{
    private const int IdBytes = 20;

    /// <summary>True for a folder.</summary>
    public bool IsTree => Mode == "40000";

    /// <summary>True for a regular file, executable or not; false for a symlink and a submodule.</summary>
    public bool IsFile => Mode.StartsWith("100", StringComparison.Ordinal);

    /// <summary>Reads the content of a tree: mode, blank, name, zero byte, 20 bytes of id, and so on.</summary>
    /// <exception cref="Core.EvidenceException">It is not of that form.</exception>
    public static List<TreeEntry> ReadAll(ObjectId tree, byte[] content)
    {
        var entries = new List<TreeEntry>();
        var rest = content.AsSpan();
        while (!rest.IsEmpty)
        {
            var blank = rest.IndexOf((byte)' ');
            var zero = rest.IndexOf((byte)0);
            if (blank <= 0 || zero < blank || rest.Length < zero + 1 + IdBytes)
            {
                throw Refusals.Malformed($"{Refusals.Name("tree", tree)} is malformed.");
            }

            // Very old tools wrote folders as 040000; the kind is the number.
            var mode = int.TryParse(rest[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : throw Refusals.Malformed($"{Refusals.Name("tree", tree)} has an entry without a mode.");
            var id = new ObjectId(Convert.ToHexStringLower(rest.Slice(zero + 1, IdBytes)));
            entries.Add(new TreeEntry(Encoding.UTF8.GetString(rest[(blank + 1)..zero]), mode, id));
            rest = rest[(zero + 1 + IdBytes)..];
        }

        return entries;
    }
}
