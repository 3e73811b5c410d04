using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>A commit as git stores it.</summary>
/// <param name="Tree">Its root tree.</param>
/// <param name="Parents">Its parents, in order.</param>
/// <param name="CommittedAt">Commit date.</param>
/// <param name="Message">The message, without the line end after it.</param>
internal sealed record CommitText(ObjectId Tree, ImmutableArray<ObjectId> Parents, DateTimeOffset CommittedAt, string Message)
{
    /// <summary>Reads the content of a commit object.</summary>
    /// <exception cref="Core.EvidenceException">It is not of that form.</exception>
    public static CommitText Read(ObjectId id, byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var head = (end < 0 ? text : text[..end]).Split('\n');
        var trees = Values(head, "tree ").Select(TryId).ToList();
        var parents = Values(head, "parent ").Select(TryId).ToList();
        if (trees is not [{ } tree] || parents.Contains(null) || TimeOf(Values(head, "committer ").FirstOrDefault() ?? "") is not { } time)
        {
            throw Refusals.MergedUnreadable(Refusals.Name("commit", id), "its head is malformed");
        }

        return new CommitText(tree, [.. parents.Select(parent => parent!.Value)], time, end < 0 ? "" : text[(end + 2)..].TrimEnd('\n'));
    }

    private static IEnumerable<string> Values(string[] head, string name) =>
        head.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[name.Length..]);

    private static ObjectId? TryId(string text) => ObjectId.IsValid(text) ? new ObjectId(text) : null;

    /// <summary>The time of <c>Name &lt;mail&gt; 1700000000 +0000</c>.</summary>
    private static DateTimeOffset? TimeOf(string committer)
    {
        var parts = committer[(committer.LastIndexOf('>') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
    }
}
