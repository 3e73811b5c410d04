namespace Pruner.Core.Policies;

/// <summary>
/// A pattern over names, as GitHub's workflow filters and .gitignore write them: <c>*</c> is any text without a slash, <c>**</c> any text,
/// <c>?</c> one character that is no slash. It stands for the whole name, and case counts.
/// </summary>
public sealed class Glob : IEquatable<Glob>
{
    /// <summary>What is longer is no pattern.</summary>
    public const int MostCharacters = 256;

    private readonly Step[]? _steps;

    private Glob(string text)
    {
        Text = text;
        _steps = IsPlain ? null : StepsOf(text);
    }

    /// <summary>What a place in a pattern takes.</summary>
    private enum Takes
    {
        /// <summary>One character, itself.</summary>
        Itself,

        /// <summary>One character that is no slash.</summary>
        One,

        /// <summary>Any number of characters that are no slash.</summary>
        Name,

        /// <summary>Any number of characters.</summary>
        Anything,

        /// <summary>Nothing, or what the next place takes.</summary>
        MaybeFolders,

        /// <summary>Characters up to a slash, which ends it or not.</summary>
        Folders,
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
    public bool Matches(string name) => _steps is null ? string.Equals(Text, name, StringComparison.Ordinal) : Walk(_steps, name);

    /// <inheritdoc />
    public bool Equals(Glob? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Glob);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc />
    public override string ToString() => Text;

    private static Step[] StepsOf(string pattern)
    {
        var steps = new List<Step>();
        for (var at = 0; at < pattern.Length; at++)
        {
            var isDouble = pattern[at] == '*' && at + 1 < pattern.Length && pattern[at + 1] == '*';
            if (isDouble && at + 2 < pattern.Length && pattern[at + 2] == '/' && (at == 0 || pattern[at - 1] == '/'))
            {
                // "a/**/b" is "a/b" too.
                steps.AddRange([new Step(Takes.MaybeFolders, '/'), new Step(Takes.Folders, '/')]);
                at += 2;
            }
            else if (isDouble)
            {
                steps.Add(new Step(Takes.Anything, '*'));
                at++;
            }
            else
            {
                steps.Add(new Step(pattern[at] switch { '*' => Takes.Name, '?' => Takes.One, _ => Takes.Itself }, pattern[at]));
            }
        }

        return [.. steps];
    }

    /// <summary>
    /// Goes through the name once, at all places of the pattern at the same time: linear whatever the pattern says, for it comes from a file.
    /// </summary>
    private static bool Walk(Step[] steps, string name)
    {
        var (here, next) = (new bool[steps.Length + 1], new bool[steps.Length + 1]);
        Reach(steps, here, 0);
        foreach (var character in name)
        {
            Array.Clear(next);
            for (var at = 0; at < steps.Length; at++)
            {
                if (here[at])
                {
                    Take(steps, next, at, character);
                }
            }

            (here, next) = (next, here);
        }

        return here[steps.Length];
    }

    private static void Take(Step[] steps, bool[] next, int at, char character)
    {
        switch (steps[at].Takes)
        {
            case Takes.Itself when character == steps[at].Character:
            case Takes.One when character != '/':
                Reach(steps, next, at + 1);
                break;
            case Takes.Name when character != '/':
            case Takes.Anything:
                Reach(steps, next, at);
                break;
            case Takes.Folders:
                next[at] = true;
                if (character == '/')
                {
                    Reach(steps, next, at + 1);
                }

                break;
        }
    }

    /// <summary>A place, and those after it that are reached without taking anything.</summary>
    private static void Reach(Step[] steps, bool[] places, int at)
    {
        places[at] = true;
        if (at < steps.Length && steps[at].Takes is (Takes.Name or Takes.Anything))
        {
            Reach(steps, places, at + 1);
        }
        else if (at < steps.Length && steps[at].Takes is Takes.MaybeFolders)
        {
            places[at + 1] = true;
            Reach(steps, places, at + 2);
        }
    }

    /// <summary>A place in a pattern.</summary>
    private readonly record struct Step(Takes Takes, char Character);
}
