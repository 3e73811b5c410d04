using Pruner.Core.History;

namespace Pruner.GitHub.History;

/// <summary>The walk down the history of one fixed commit.</summary>
internal sealed class Walk(ObjectId head)
{
    /// <summary>Where it starts; never moves.</summary>
    public ObjectId Head { get; } = head;

    /// <summary>How many commits of the history were asked for.</summary>
    public int Asked { get; set; }

    /// <summary>How many commits the history has; null before the first page.</summary>
    public int? Total { get; set; }

    /// <summary>The cursor of the last page read in order.</summary>
    public string? Cursor { get; set; }

    /// <summary>True when cursors have the form <c>HEAD N</c>, so that any page can be asked for by its number.</summary>
    public bool IsRanged { get; set; }

    /// <summary>True when the history has no more pages.</summary>
    public bool IsExhausted { get; set; }

    /// <summary>Pages to ask for in the next round: doubles, so that a long history is read mostly in parallel and a short one is not overshot.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Parents of the commits seen on this walk that no walk has read.</summary>
    public HashSet<ObjectId> Frontier { get; } = [head];
}
