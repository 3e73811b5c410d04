using Pruner.Applying;
using Pruner.Core.Stores;

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

    /// <summary>What of <see cref="Steps"/> was seen to have come about.</summary>
    public UndoSteps Done => Last.Shown(Steps);

    /// <summary>What was refused, or did not come about.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Takes note of the answer to a step. What was answered OK, is so already, or was not answered, the look after it tells.</summary>
    /// <param name="reply">The answer; null when it was not asked for.</param>
    public void Take(StoreReply? reply)
    {
        if (reply?.Outcome is not (StoreOutcome.Done or StoreOutcome.AlreadySo or StoreOutcome.Unknown))
        {
            Failures.Add(reply is null ? "not asked: its own tags changed meanwhile" : PutBack.Say(reply));
        }
    }

    /// <summary>How it ended.</summary>
    /// <param name="done">The word for an image that is as before again.</param>
    public UndoOutcome Outcome(UndoOutcome done) => this switch
    {
        { Failures.Count: > 0 } => UndoOutcome.Failed,
        { Last.Obstacles.Length: > 0 } or { Last.Steps.IsEmpty: false } => UndoOutcome.Left,
        _ => Steps.IsEmpty ? UndoOutcome.AsBefore : done,
    };
}
