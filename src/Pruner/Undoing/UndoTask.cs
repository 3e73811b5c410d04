using Pruner.Applying;

namespace Pruner.Undoing;

/// <summary>One image on its way through an undo.</summary>
/// <param name="first">What was found of it moments ago.</param>
/// <param name="shown">The steps that somebody approved.</param>
internal sealed class UndoTask(UndoFinding first, UndoSteps shown)
{
    /// <summary>The image.</summary>
    public Target Target => Last.Target;

    /// <summary>What is to be done: what was approved, as far as it is still needed.</summary>
    public UndoSteps Steps { get; } = first.Steps.Within(shown);

    /// <summary>What was found of it last.</summary>
    public UndoFinding Last { get; set; } = first;

    /// <summary>What is still to be done of <see cref="Steps"/>.</summary>
    public UndoSteps Open => Last.Steps.Within(Steps);

    /// <summary>What was refused, or did not come about.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>How it ended.</summary>
    /// <param name="done">The word for an image that is as before again.</param>
    public UndoOutcome Outcome(UndoOutcome done) => this switch
    {
        { Failures.Count: > 0 } => UndoOutcome.Failed,
        { Last.Obstacles.Length: > 0 } or { Last.Steps.IsEmpty: false } => UndoOutcome.Left,
        _ => Steps.IsEmpty ? UndoOutcome.AsBefore : done,
    };
}
