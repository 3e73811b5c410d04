using System.Text;

namespace Pruner.Actions.Runner;

/// <summary>
/// Takes from text what the runner could take for a command: <c>##[</c> anywhere in a line, <c>::</c> at its start. Names of images, titles of
/// pull requests and messages of services are written by strangers.
/// </summary>
public static class Inert
{
    /// <summary>Between the characters of a command it makes them harmless, and is not seen.</summary>
    private const char Break = '\u200b';

    /// <summary>The text with every command in it broken.</summary>
    public static string Text(string text)
    {
        if (!text.Contains("##[", StringComparison.Ordinal) && !text.Contains("::", StringComparison.Ordinal))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        var isLineStart = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            safe.Append(c);
            if (c == '#' && i + 2 < text.Length && text[i + 1] == '#' && text[i + 2] == '[')
            {
                safe.Append(Break);
            }
            else if (isLineStart && c == ':' && i + 1 < text.Length && text[i + 1] == ':')
            {
                safe.Append(Break);
            }

            isLineStart = EndsLine(c) || (isLineStart && (char.IsWhiteSpace(c) || char.IsControl(c) || c is Break or '\ufeff'));
        }

        return safe.ToString();
    }

    /// <summary>What any reader of lines may take for the end of one.</summary>
    private static bool EndsLine(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029' or '\v' or '\f';
}
