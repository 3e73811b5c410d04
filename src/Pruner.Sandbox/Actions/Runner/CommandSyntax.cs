using System.Collections.Immutable;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>The runner's two forms of a command (<c>ActionCommand.TryParseV2</c> and <c>TryParse</c> of runner 2.336).</summary>
/// <param name="foldsWidth">True as on a Japanese machine, where full-width forms are equal to the ordinary ones.</param>
internal sealed class CommandSyntax(bool foldsWidth)
{
    private const string Key = "::";
    private const string LegacyPrefix = "##[";

    private static readonly ImmutableArray<(string Token, string Escaped)> _data = [("\r", "%0D"), ("\n", "%0A"), ("%", "%25")];
    private static readonly ImmutableArray<(string Token, string Escaped)> _property = [("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")];
    private static readonly ImmutableArray<(string Token, string Escaped)> _legacy = [(";", "%3B"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D"), ("%", "%25")];

    /// <summary>The command on a line; null when there is none.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="registered">Names that are commands just now.</param>
    public RunnerCommand? Parse(string line, IReadOnlySet<string> registered) => Current(line.TrimStart(), registered) ?? Legacy(line, registered);

    private RunnerCommand? Current(string line, IReadOnlySet<string> registered)
    {
        // The positions behind a match are counted in characters, though the match itself leaves out what weighs nothing.
        var start = Find(line, Key, 0);
        if (start < 0 || !line.Take(start).All(IsWeightless))
        {
            return null;
        }

        var end = Find(line, Key, Key.Length);
        if (end < 0)
        {
            return null;
        }

        var (name, properties) = Head(line[Key.Length..end]);
        return registered.Contains(name)
            ? new RunnerCommand(name, Properties(properties.Trim(), ',', _property), Unescape(line[(end + Key.Length)..], _data), IsLegacy: false)
            : null;
    }

    private RunnerCommand? Legacy(string line, IReadOnlySet<string> registered)
    {
        var start = Find(line, LegacyPrefix, 0);
        var end = start < 0 ? -1 : line.IndexOf(']', start);
        var head = start + LegacyPrefix.Length;
        if (end < head || start < 0)
        {
            return null;
        }

        var (name, properties) = Head(line[head..end]);
        return registered.Contains(name)
            ? new RunnerCommand(name, Properties(properties, ';', _legacy), Unescape(line[(end + 1)..], _legacy), IsLegacy: true)
            : null;
    }

    private static (string Name, string Properties) Head(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..]);
    }

    private static ImmutableDictionary<string, string> Properties(string text, char separator, ImmutableArray<(string, string)> escapes)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split(separator, StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2, StringSplitOptions.RemoveEmptyEntries)))
        {
            if (pair is [var name, var value])
            {
                properties[name] = Unescape(value, escapes);
            }
        }

        return properties.ToImmutable();
    }

    private static string Unescape(string text, ImmutableArray<(string Token, string Escaped)> escapes) =>
        escapes.Aggregate(text, (unescaped, escape) => unescaped.Replace(escape.Escaped, escape.Token, StringComparison.Ordinal));

    /// <summary>
    /// Where the text holds the pattern, by the rules of language that the runner searches with: what weighs nothing is passed over between the
    /// pattern's characters. -1 when nowhere.
    /// </summary>
    private int Find(string text, string pattern, int from)
    {
        for (var start = from; start < text.Length; start++)
        {
            if (Fold(text[start]) != pattern[0])
            {
                continue;
            }

            var matched = 1;
            for (var i = start + 1; i < text.Length && matched < pattern.Length && (Fold(text[i]) == pattern[matched] || IsWeightless(text[i])); i++)
            {
                matched += Fold(text[i]) == pattern[matched] ? 1 : 0;
            }

            if (matched == pattern.Length)
            {
                return start;
            }
        }

        return -1;
    }

    private char Fold(char c) => foldsWidth && c is >= '\uff01' and <= '\uff5e' ? (char)(c - 0xfee0) : c;

    private static bool IsWeightless(char c) =>
        char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format || (char.IsControl(c) && !char.IsWhiteSpace(c)) || c is '\u034f' or (>= '\ufe00' and <= '\ufe0f');
}
