using System.Text;
using System.Text.RegularExpressions;

namespace Pruner.Core.Policies;

/// <summary>
/// A pattern over names, as GitHub's workflow filters and .gitignore write them: <c>*</c> is any text without a slash, <c>**</c> any text,
/// <c>?</c> one character that is no slash. It stands for the whole name, and case counts.
/// </summary>
public sealed class Glob : IEquatable<Glob>
{
    /// <summary>What is longer is no pattern.</summary>
    public const int MostCharacters = 256;

    private readonly Regex _regex;

    private Glob(string text)
    {
        Text = text;
        // Without backtracking, matching is linear whatever the pattern says: it comes from a file.
        _regex = new Regex(ToRegex(text), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>Every name without a slash.</summary>
    public static Glob Any { get; } = new("*");

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>True when it can match one name only: its own text.</summary>
    public bool IsPlain => !Text.Contains('*', StringComparison.Ordinal) && !Text.Contains('?', StringComparison.Ordinal);

    /// <summary>Reads a pattern; null when it is empty, too long, or holds white space or control characters.</summary>
    public static Glob? TryParse(string? text) =>
        text is { Length: > 0 and <= MostCharacters } && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) ? new Glob(text) : null;

    /// <summary>True when the whole name is one that the pattern stands for.</summary>
    public bool Matches(string name) => _regex.IsMatch(name);

    /// <inheritdoc />
    public bool Equals(Glob? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Glob);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc />
    public override string ToString() => Text;

    private static string ToRegex(string pattern)
    {
        var regex = new StringBuilder("\\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            var isDouble = pattern[at] == '*' && at + 1 < pattern.Length && pattern[at + 1] == '*';
            if (isDouble && at + 2 < pattern.Length && pattern[at + 2] == '/' && (at == 0 || pattern[at - 1] == '/'))
            {
                // "a/**/b" is "a/b" too.
                regex.Append("(?:.*/)?");
                at += 2;
            }
            else if (isDouble)
            {
                regex.Append(".*");
                at++;
            }
            else
            {
                regex.Append(pattern[at] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var character => Regex.Escape(character.ToString()),
                });
            }
        }

        return regex.Append("\\z").ToString();
    }
}
