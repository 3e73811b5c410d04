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
}
