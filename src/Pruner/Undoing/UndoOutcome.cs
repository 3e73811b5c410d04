namespace Pruner.Undoing;

/// <summary>What became of an image that a run had changed.</summary>
internal enum UndoOutcome
{
    /// <summary>Not shown, and nothing proves it gone; or its region could not be read.</summary>
    Unknown,

    /// <summary>As it was before the run, but for what protects it. Nothing was to be done.</summary>
    AsBefore,

    /// <summary>As it was before the run again.</summary>
    Restored,

    /// <summary>Would be as it was before the run; a dry run, or the plan of an undo.</summary>
    WouldRestore,

    /// <summary>Something of it may not be put back, and was left as it is.</summary>
    Left,

    /// <summary>A step was refused, or did not come about.</summary>
    Failed,

    /// <summary>Deleted. It cannot come back.</summary>
    Gone,
}
