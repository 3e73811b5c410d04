using System.Buffers;
using System.Text;

namespace Pruner.Actions.Runner;

/// <summary>
/// Takes from text what the runner could take for a command: <c>##[</c> anywhere in a line, <c>::</c> at its start. Names of images, titles of
/// pull requests and messages of services are written by strangers.
/// </summary>
/// <remarks>
/// The runner compares by the rules of its machine's language, not character by character. There the break weighs nothing, so <c>:</c> break <c>:</c>
/// still begins a command; but the runner takes the command's name from two characters further on (three after <c>##[</c>), and what it finds there
/// begins with the second colon (or the bracket), which no command does. In Japanese the full-width forms are equal to the ordinary ones.
/// </remarks>
public static class Inert
{
    /// <summary>Between the characters of a command it makes them harmless, and is not seen.</summary>
    private const char Break = '\u200b';

    private static readonly SearchValues<char> Openers = SearchValues.Create(":\uff1a#\uff03");

    /// <summary>The text with every command in it broken.</summary>
    public static string Text(string text)
    {
        if (text.AsSpan().IndexOfAny(Openers) < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        var isLineStart = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            safe.Append(c);
            var isLegacy = IsHash(c) && i + 2 < text.Length && IsHash(text[i + 1]) && IsBracket(text[i + 2]);
            var isCommand = isLineStart && IsColon(c) && i + 1 < text.Length && IsColon(text[i + 1]);
            if (isLegacy || isCommand)
            {
                safe.Append(Break);
            }

            isLineStart = EndsLine(c) || (isLineStart && (char.IsWhiteSpace(c) || char.IsControl(c) || c is Break or '\ufeff'));
        }

        return safe.ToString();
    }

    private static bool IsColon(char c) => c is ':' or '\uff1a';

    private static bool IsHash(char c) => c is '#' or '\uff03';

    private static bool IsBracket(char c) => c is '[' or '\uff3b';

    /// <summary>What any reader of lines may take for the end of one.</summary>
    private static bool EndsLine(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029' or '\v' or '\f';
}
