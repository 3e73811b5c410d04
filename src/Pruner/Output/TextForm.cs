namespace Pruner.Output;

/// <summary>How a text is laid out.</summary>
internal sealed record TextForm
{
    /// <summary>Rows of a list that is cut short at a terminal: with what stands around it, one window.</summary>
    public const int ShortList = 20;

    /// <summary>Below so many columns a table's row becomes two lines.</summary>
    public const int Narrow = 64;

    /// <summary>Columns to fit into; null for a file or a pipe, where nothing is folded or cut.</summary>
    public int? Columns { get; init; }

    /// <summary>Most rows of one list; null shows all.</summary>
    public int? MostRows { get; init; }

    /// <summary>Colours.</summary>
    public Palette Palette { get; init; } = new(false);

    /// <summary>True when a table's row does not fit into one line.</summary>
    public bool IsNarrow => Columns < Narrow;

    /// <summary>A heading whose first words are coloured.</summary>
    /// <param name="paint">The colour.</param>
    /// <param name="words">The first words.</param>
    /// <param name="rest">What follows, safe.</param>
    public IEnumerable<string> Heading(Func<string, string> paint, string words, string rest) =>
        SafeText.Wrap("", words + rest, Columns).Select((line, number) => number == 0 && line.Length >= words.Length ? paint(words) + line[words.Length..] : line);
}
