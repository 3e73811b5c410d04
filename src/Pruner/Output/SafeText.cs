using System.Globalization;
using System.Text;

namespace Pruner.Output;

/// <summary>
/// Foreign text made fit to be shown. Names of images, messages of stores and titles of pull requests are anybody's: in a terminal their control
/// characters would be commands, and their direction marks would turn lines round.
/// </summary>
internal static class SafeText
{
    /// <summary>Spaces before a line that goes on with the one above.</summary>
    private const int Hanging = 4;

    /// <summary>
    /// One line that shows what it holds: line breaks and tabs become spaces; control, format (bidirectional, zero-width) and private characters,
    /// marks that pile up on others, and broken surrogates become question marks.
    /// </summary>
    public static string Line(string text)
    {
        if (Ascii.IsValid(text) && !text.Any(char.IsControl))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        // An unpaired surrogate is enumerated as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(rune.Value is '\t' or '\n' or '\r' ? " " : Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.SpaceSeparator => " ",
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => "?",
                _ => rune.ToString(),
            });
        }

        return shown.ToString();
    }

    /// <summary>Several lines, each as <see cref="Line"/> makes it.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Line));

    /// <summary>Terminal columns that safe text takes: two for East Asian wide characters and emoji.</summary>
    public static int Columns(string safe) => Ascii.IsValid(safe) ? safe.Length : safe.EnumerateRunes().Sum(ColumnsOf);

    /// <summary>Safe text cut to so many columns; what is cut ends in two dots.</summary>
    public static string Cut(string safe, int columns)
    {
        if (Columns(safe) <= columns)
        {
            return safe;
        }

        var shown = new StringBuilder();
        var left = columns - 2;
        foreach (var rune in safe.EnumerateRunes())
        {
            left -= ColumnsOf(rune);
            if (left < 0)
            {
                break;
            }

            shown.Append(rune.ToString());
        }

        return shown.Append("..", 0, Math.Clamp(columns, 0, 2)).ToString();
    }

    /// <summary>Safe text broken at spaces into lines of so many columns; a word that is longer stands alone.</summary>
    /// <param name="prefix">What the first line begins with; the others are indented.</param>
    /// <param name="safe">The text.</param>
    /// <param name="columns">Columns of a line; null leaves it whole.</param>
    /// <param name="hanging">Spaces before the other lines.</param>
    public static IEnumerable<string> Wrap(string prefix, string safe, int? columns, int hanging = Hanging)
    {
        var line = new StringBuilder(prefix);
        var (used, words) = (Columns(prefix), 0);
        foreach (var word in safe.Split(' '))
        {
            var wide = Columns(word);
            if (words > 0 && used + 1 + wide > columns)
            {
                yield return line.ToString();
                line.Clear().Append(' ', hanging);
                (used, words) = (hanging, 0);
            }

            line.Append(words > 0 ? " " : "").Append(word);
            used += wide + (words > 0 ? 1 : 0);
            words++;
        }

        yield return line.ToString();
    }

    private static int ColumnsOf(Rune rune) => rune.Value switch
    {
        < 0x1100 => 1,
        <= 0x115F or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF)
            or (>= 0x1F900 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) => 2,
        _ => 1,
    };
}
