using System.Buffers;
using System.Text;

namespace Pruner.Sandbox.Seed;

/// <summary>Collects commits and writes them in the language of <c>git fast-import</c>. Marks count from 1.</summary>
internal sealed class FastImport
{
    private readonly ArrayBufferWriter<byte> _commands = new();
    private readonly Dictionary<string, int> _blobs = new(StringComparer.Ordinal);
    private int _lastMark;

    /// <summary>Adds a commit and returns its mark.</summary>
    public int Commit(string subject, DateTimeOffset committedAt, IReadOnlyList<int> parents, IReadOnlyDictionary<string, string> files)
    {
        var blobs = files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, Mark: Blob(file.Value))).ToList();
        var mark = ++_lastMark;
        var moment = $"{committedAt.ToUnixTimeSeconds()} +0000";
        // Every commit is made on one scratch branch; Reset then puts the real references where they belong.
        Line("commit refs/heads/master");
        Line($"mark :{mark}");
        Line($"author A. Contributor <contributor@example.com> {moment}");
        Line($"committer A. Contributor <contributor@example.com> {moment}");
        Data(subject + "\n");
        for (var i = 0; i < parents.Count; i++)
        {
            Line($"{(i == 0 ? "from" : "merge")} :{parents[i]}");
        }

        Line("deleteall");
        foreach (var (path, blob) in blobs)
        {
            Line($"M 100644 :{blob} {path}");
        }

        return mark;
    }

    /// <summary>Points a reference at a commit.</summary>
    public void Reset(string reference, int mark)
    {
        Line($"reset {reference}");
        Line($"from :{mark}");
    }

    /// <summary>Adds an annotated tag.</summary>
    public void Tag(string name, int mark, DateTimeOffset taggedAt, string message)
    {
        Line($"tag {name}");
        Line($"from :{mark}");
        Line($"tagger A. Contributor <contributor@example.com> {taggedAt.ToUnixTimeSeconds()} +0000");
        Data(message + "\n");
    }

    /// <summary>Everything so far, as standard input of <c>git fast-import --done</c>.</summary>
    public byte[] ToArray() => [.. _commands.WrittenSpan, .. "done\n"u8];

    private int Blob(string content)
    {
        if (!_blobs.TryGetValue(content, out var mark))
        {
            mark = _blobs[content] = ++_lastMark;
            Line("blob");
            Line($"mark :{mark}");
            Data(content);
        }

        return mark;
    }

    private void Data(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Line($"data {bytes.Length}");
        _commands.Write(bytes);
        _commands.Write("\n"u8);
    }

    private void Line(string text) => _commands.Write(Encoding.UTF8.GetBytes(text + "\n"));
}
