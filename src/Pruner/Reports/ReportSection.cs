using System.Collections.Immutable;

namespace Pruner.Reports;

/// <summary>One table of a report, the same for every form of output.</summary>
/// <param name="Title">What it shows; our own words.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows, each with one cell a column; what matters most comes first.</param>
internal sealed record ReportSection(string Title, ImmutableArray<ReportColumn> Columns, ImmutableArray<ReportLine> Rows)
{
    /// <summary>True for what somebody should look at.</summary>
    public bool IsFinding { get; init; }

    /// <summary>The column whose numbers a picture shows as bars; null where it would say nothing.</summary>
    public int? Bar { get; init; }

    /// <summary>What the longest bar stands for, when no number is larger.</summary>
    public long LeastBar { get; init; } = 1;

    /// <summary>A sentence that tells how to read it; our own words, or empty.</summary>
    public string Note { get; init; } = "";
}

/// <summary>A column.</summary>
/// <param name="Name">Its heading; our own words.</param>
/// <param name="Kind">What its cells hold.</param>
internal sealed record ReportColumn(string Name, ReportCellKind Kind);

/// <summary>What cells hold.</summary>
internal enum ReportCellKind
{
    /// <summary>Anybody's words: nothing in them may be taken for more than text.</summary>
    Foreign,

    /// <summary>Our own words.</summary>
    Words,

    /// <summary>Numbers, as they are shown.</summary>
    Number,
}

/// <summary>A row.</summary>
/// <param name="Cells">The texts.</param>
/// <param name="Number">What its bar shows.</param>
/// <param name="IsWarning">True when somebody should look at it.</param>
internal sealed record ReportLine(ImmutableArray<string> Cells, long Number = 0, bool IsWarning = false);
