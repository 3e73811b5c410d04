using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pruner.Sandbox.GitHub.Git;

/// <summary>An object as <c>git cat-file</c> gives it.</summary>
/// <param name="Oid">40 hex digits.</param>
/// <param name="Type">commit, tree, blob or tag.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Content">The bytes, or none when only looked at.</param>
internal sealed record GitRaw(string Oid, string Type, int Size, byte[] Content);

/// <summary>Any git object.</summary>
internal abstract record GitObject(string Oid);

/// <summary>Who and when, as written in a commit or tag.</summary>
internal sealed record GitPerson(string Name, string Email, DateTimeOffset Date)
{
    public static readonly GitPerson Nobody = new("", "", DateTimeOffset.UnixEpoch);

    /// <summary>Reads <c>Name &lt;mail&gt; 1600000000 +0200</c>.</summary>
    public static GitPerson Parse(string line)
    {
        var (open, close) = (line.IndexOf('<', StringComparison.Ordinal), line.LastIndexOf('>'));
        if (open < 0 || close < open)
        {
            return Nobody with { Name = line };
        }

        var when = line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var date = DateTimeOffset.UnixEpoch;
        if (when.Length == 2 && long.TryParse(when[0], out var seconds) && int.TryParse(when[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var zone))
        {
            var offset = TimeSpan.FromMinutes((zone / 100 * 60) + (zone % 100));
            date = DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(offset.Duration() <= TimeSpan.FromHours(14) ? offset : TimeSpan.Zero);
        }

        return new GitPerson(line[..open].Trim(), line[(open + 1)..close], date);
    }
}

/// <summary>A commit.</summary>
internal sealed record GitCommit(string Oid, string Tree, ImmutableArray<string> Parents, GitPerson Author, GitPerson Committer, string Message) : GitObject(Oid)
{
    /// <summary>The first line.</summary>
    public string Headline => Message.Split('\n', 2)[0];

    /// <summary>What follows the first line.</summary>
    public string Body => Message.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? Message[end..].Trim('\n') : "";

    public static GitCommit Parse(GitRaw raw)
    {
        var (headers, message) = GitText.Split(raw.Content);
        var (tree, parents, author, committer) = ("", ImmutableArray.CreateBuilder<string>(), GitPerson.Nobody, GitPerson.Nobody);
        foreach (var (key, value) in headers)
        {
            switch (key)
            {
                case "tree": tree = value; break;
                case "parent": parents.Add(value); break;
                case "author": author = GitPerson.Parse(value); break;
                case "committer": committer = GitPerson.Parse(value); break;
                default: break;
            }
        }

        return new GitCommit(raw.Oid, tree, parents.ToImmutable(), author, committer, message.TrimEnd('\n'));
    }
}

/// <summary>An annotated tag.</summary>
internal sealed record GitTag(string Oid, string Name, string Target, string TargetType, GitPerson? Tagger, string Message) : GitObject(Oid)
{
    public static GitTag Parse(GitRaw raw)
    {
        var (headers, message) = GitText.Split(raw.Content);
        var values = headers.GroupBy(header => header.Key).ToDictionary(group => group.Key, group => group.First().Value);
        var tagger = values.TryGetValue("tagger", out var line) ? GitPerson.Parse(line) : null;
        return new GitTag(raw.Oid, values["tag"], values["object"], values["type"], tagger, message.TrimEnd('\n'));
    }
}

/// <summary>A file's content.</summary>
internal sealed record GitBlob(string Oid, byte[] Content) : GitObject(Oid)
{
    /// <summary>A NUL among the first 8,000 bytes, git's own test.</summary>
    public bool IsBinary => Content.AsSpan(0, Math.Min(Content.Length, 8000)).Contains((byte)0);
}

/// <summary>A directory, kept as git's bytes: parsed when asked, since most are only searched for one name.</summary>
internal sealed record GitTree(string Oid, byte[] Content) : GitObject(Oid)
{
    /// <summary>The entries, in git's order.</summary>
    public IEnumerable<GitTreeEntry> Entries
    {
        get
        {
            for (var at = 0; at < Content.Length;)
            {
                var (entry, next) = EntryAt(at);
                at = next;
                yield return entry;
            }
        }
    }

    /// <summary>The entry of that name, or null.</summary>
    public GitTreeEntry? Find(string name)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        for (var at = 0; at < Content.Length;)
        {
            var space = at + Content.AsSpan(at).IndexOf((byte)' ');
            var end = space + Content.AsSpan(space).IndexOf((byte)0);
            if (Content.AsSpan((space + 1)..end).SequenceEqual(wanted))
            {
                return EntryAt(at).Entry;
            }

            at = end + 21;
        }

        return null;
    }

    private (GitTreeEntry Entry, int Next) EntryAt(int at)
    {
        var space = at + Content.AsSpan(at).IndexOf((byte)' ');
        var end = space + Content.AsSpan(space).IndexOf((byte)0);
        var mode = Convert.ToInt32(Encoding.ASCII.GetString(Content[at..space]), 8);
        return (new GitTreeEntry(mode, Content[(space + 1)..end], Convert.ToHexStringLower(Content.AsSpan(end + 1, 20))), end + 21);
    }
}

/// <summary>One line of a directory.</summary>
/// <param name="Mode">File mode as a number: 0100644 is 33188.</param>
/// <param name="NameBytes">The name as git stores it.</param>
/// <param name="Oid">What it names.</param>
internal sealed record GitTreeEntry(int Mode, byte[] NameBytes, string Oid)
{
    public string Name => Encoding.UTF8.GetString(NameBytes);

    /// <summary>tree, commit (a submodule) or blob.</summary>
    public string Type => (Mode & 0xF000) switch { 0x4000 => "tree", 0xE000 => "commit", _ => "blob" };

    public bool IsSymbolicLink => (Mode & 0xF000) == 0xA000;

    /// <summary>Six octal digits, as REST writes it.</summary>
    public string OctalMode => Convert.ToString(Mode, 8).PadLeft(6, '0');
}

/// <summary>A reference and what it points at.</summary>
/// <param name="Name">Full name, <c>refs/heads/master</c>.</param>
/// <param name="Oid">The object named directly: for an annotated tag, the tag.</param>
/// <param name="Type">Its type.</param>
internal sealed record GitRef(string Name, string Oid, string Type);

/// <summary>Splits a commit or tag into header lines and message.</summary>
internal static class GitText
{
    public static (List<KeyValuePair<string, string>> Headers, string Message) Split(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        var headers = new List<KeyValuePair<string, string>>();
        var at = 0;
        while (at < text.Length && text[at] != '\n')
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            var line = text[at..end];
            at = Math.Min(end + 1, text.Length);
            // A line that starts with a space goes on with the header before it (gpgsig): nothing here reads those.
            if (!line.StartsWith(' '))
            {
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                headers.Add(space < 0 ? new(line, "") : new(line[..space], line[(space + 1)..]));
            }
        }

        return (headers, at < text.Length ? text[(at + 1)..] : "");
    }
}
