namespace Pruner.Output;

/// <summary>What the far end of an output stream can show.</summary>
internal sealed record Screen
{
    /// <summary>The variables that name the character set: the first that is set decides, as POSIX has it.</summary>
    private static readonly string[] _localeVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <summary>A pipe or a file: whole lines, no control characters.</summary>
    public static Screen None { get; } = new();

    /// <summary>True for a terminal that people look at: text is fitted to its width, and long lists are cut short.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>True when lines can be drawn over: a terminal whose size is known and that understands control sequences.</summary>
    public bool CanRedraw { get; init; }

    /// <summary>True when colours are wanted and shown.</summary>
    public bool HasColour { get; init; }

    /// <summary>True when line-drawing characters are shown; otherwise ASCII is used.</summary>
    public bool IsUnicode { get; init; }

    /// <summary>Columns and rows now, asked at every drawing: windows change. Both at least 1.</summary>
    public Func<(int Columns, int Rows)> Size { get; init; } = () => (80, 24);

    /// <summary>Tells what a stream's far end can show.</summary>
    /// <param name="isTerminal">Whether the stream leads to a terminal.</param>
    /// <param name="knowsSize">Whether that terminal's size can be asked for.</param>
    /// <param name="environment">Variables: <c>TERM</c>, <c>NO_COLOR</c>, <c>FORCE_COLOR</c>, <c>CLICOLOR_FORCE</c>, the locale's.</param>
    /// <param name="size">Asks for columns and rows.</param>
    public static Screen Of(bool isTerminal, bool knowsSize, Func<string, string?> environment, Func<(int Columns, int Rows)> size)
    {
        var isClever = isTerminal && environment("TERM") is { Length: > 0 } term && !string.Equals(term, "dumb", StringComparison.Ordinal);
        return new Screen
        {
            IsTerminal = isTerminal,
            CanRedraw = isClever && knowsSize,
            // A wish against colours wins over one for them: it is the one that someone may depend on.
            HasColour = environment("NO_COLOR") is not { Length: > 0 } && (isClever || IsSet("FORCE_COLOR") || IsSet("CLICOLOR_FORCE")),
            IsUnicode = isClever && Locale().Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase),
            Size = size,
        };

        bool IsSet(string name) => environment(name) is { Length: > 0 } value && !string.Equals(value, "0", StringComparison.Ordinal);

        string Locale() => _localeVariables.Select(environment).FirstOrDefault(value => value is { Length: > 0 }) ?? "";
    }

    /// <summary>How text is laid out on it.</summary>
    /// <param name="full">True when the person wants all rows however many.</param>
    public TextForm Form(bool full) => new()
    {
        Columns = IsTerminal ? Size().Columns : null,
        MostRows = IsTerminal && !full ? TextForm.ShortList : null,
        Palette = new Palette(HasColour),
    };
}
