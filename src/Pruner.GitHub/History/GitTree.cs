using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pruner.Core.History;
using Pruner.GitHub.Api;

namespace Pruner.GitHub.History;

/// <summary>One entry of a tree.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RawName">Its name as git stores it; differs from the name's UTF-8 only for names that are not UTF-8.</param>
/// <param name="Mode">Git's mode as a number: 33188 is <c>100644</c>.</param>
/// <param name="Id">The object.</param>
internal sealed record GitTreeEntry(string Name, ImmutableArray<byte> RawName, int Mode, ObjectId Id)
{
    private const int KindMask = 0xF000;

    /// <summary>True for a folder (mode <c>40000</c>).</summary>
    public bool IsTree => (Mode & KindMask) == 0x4000;

    /// <summary>True for a regular file, executable or not; false for a symlink (<c>120000</c>) and a submodule (<c>160000</c>).</summary>
    public bool IsFile => (Mode & KindMask) == 0x8000;
}

/// <summary>A tree whose entries have been checked against its id, so that an entry lost, added or altered on the way is seen.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Entries">Its entries.</param>
internal sealed record GitTree(ObjectId Id, ImmutableArray<GitTreeEntry> Entries)
{
    /// <summary>Reads GraphQL's answer for one tree.</summary>
    /// <exception cref="Core.EvidenceException">It is no tree, or not this one.</exception>
    public static GitTree Read(ObjectId id, JsonElement? answer)
    {
        if (answer is not { } tree || tree.Text("__typename") != "Tree" || tree.Id("oid") != id)
        {
            throw Refusals.Malformed($"GitHub does not give the folder (tree) {id}.");
        }

        ImmutableArray<GitTreeEntry> entries = [.. tree.Items("entries").Select(ReadEntry)];
        return IdOf(entries) == id
            ? new GitTree(id, entries)
            : throw Refusals.Malformed($"GitHub's listing of the folder (tree) {id} is not its content: the id computed from it differs.");
    }

    /// <summary>The id git gives to a tree of these entries, in whatever order they are given.</summary>
    internal static ObjectId IdOf(IEnumerable<GitTreeEntry> entries)
    {
        using var content = new MemoryStream();
        foreach (var entry in entries.OrderBy(entry => entry, Comparer<GitTreeEntry>.Create(CompareAsGit)))
        {
            content.Write(Encoding.ASCII.GetBytes(Convert.ToString(entry.Mode, 8)));
            content.WriteByte((byte)' ');
            content.Write(entry.RawName.AsSpan());
            content.WriteByte(0);
            content.Write(Convert.FromHexString(entry.Id.Hex));
        }

        return ObjectId.Of("tree", content.ToArray());
    }

    /// <summary>Git's order: by bytes, a folder's name as if it ended with a slash.</summary>
    private static int CompareAsGit(GitTreeEntry left, GitTreeEntry right) => SortKey(left).SequenceCompareTo(SortKey(right));

    private static ReadOnlySpan<byte> SortKey(GitTreeEntry entry) =>
        entry.IsTree ? (byte[])[.. entry.RawName, (byte)'/'] : entry.RawName.AsSpan();

    private static GitTreeEntry ReadEntry(JsonElement entry)
    {
        var name = entry.Text("name");
        byte[] raw;
        try
        {
            raw = Convert.FromBase64String(entry.Text("nameRaw"));
        }
        catch (FormatException)
        {
            throw Refusals.UnexpectedShape("nameRaw");
        }

        // The name as text is what paths are made of; it must be the name that the id vouches for.
        if (GitText.TryDecode(raw) is { } decoded && decoded != name)
        {
            throw Refusals.Malformed($"GitHub's listing of a folder gives one entry two names ({Refusals.OneLine(name)}).");
        }

        return new GitTreeEntry(name, [.. raw], entry.Number("mode"), entry.Id("oid"));
    }
}
