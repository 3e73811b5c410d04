using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core.Records;

namespace Pruner.Undoing;

/// <summary>One image in the report of an undo.</summary>
internal sealed record UndoneImage
{
    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Name; empty when nothing tells it.</summary>
    public required string Name { get; init; }

    /// <summary>What became of it.</summary>
    public required UndoOutcome Outcome { get; init; }

    /// <summary>Accounts that were, or would be, given access again; absent when none.</summary>
    public ImmutableArray<string>? SharedWith { get; init; }

    /// <summary>True when it was, or would be, made public again; else absent.</summary>
    public bool? MadePublic { get; init; }

    /// <summary>Tags that got, or would get, their value from before back; absent when none.</summary>
    public ImmutableSortedDictionary<string, string>? TagsSet { get; init; }

    /// <summary>Keys of the tags that were, or would be, removed; absent when none.</summary>
    public ImmutableArray<string>? TagsRemoved { get; init; }

    /// <summary>What else there is to say, in sentences; absent when nothing.</summary>
    public ImmutableArray<string>? Notes { get; init; }

    /// <summary>The command that puts visibility and shares back; absent unless something of them is not as before.</summary>
    public string? ByHand { get; init; }

    /// <summary>Snapshots that were deleted with it; absent when none.</summary>
    public ImmutableArray<string>? SnapshotsDeleted { get; init; }

    /// <summary>Snapshots of it that are still there: an image can be made of them, under another id; absent when none is known.</summary>
    public ImmutableArray<string>? SnapshotsLeft { get; init; }

    /// <summary>An image of which no more is said than how it ended.</summary>
    public static UndoneImage Of(Target target, UndoOutcome outcome, params ImmutableArray<string> notes) => new()
    {
        Location = target.Id.Location,
        Id = target.Id.Id,
        Name = target.Planned.Name,
        Outcome = outcome,
        Notes = OrAbsent(notes),
    };

    /// <summary>An image that the run deleted.</summary>
    public static UndoneImage Gone(Target target, LedgerEntry entry, params ImmutableArray<string> notes) => Of(target, UndoOutcome.Gone, notes) with
    {
        SnapshotsDeleted = entry.SnapshotsDeleted,
        SnapshotsLeft = entry.SnapshotsLeft,
    };

    /// <summary>An image and what was, or would be, done to it.</summary>
    /// <param name="finding">What was found of it last.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="steps">What was done, or would be.</param>
    /// <param name="failures">What was refused.</param>
    /// <param name="byHand">The command for what is lacking; empty when there is none.</param>
    public static UndoneImage Of(UndoFinding finding, UndoOutcome outcome, UndoSteps steps, IEnumerable<string> failures, string byHand) =>
        Of(finding.Target, outcome, [.. failures, .. finding.Obstacles, .. finding.Remarks]) with
        {
            SharedWith = OrAbsent(steps.Accounts),
            MadePublic = steps.Publish ? true : null,
            TagsSet = steps.SetTags.IsEmpty ? null : steps.SetTags,
            TagsRemoved = OrAbsent(steps.RemoveTags),
            ByHand = byHand.Length > 0 ? byHand : null,
        };

    /// <summary>What was, or would be, done to it, each in a few words; foreign text.</summary>
    public IEnumerable<string> StepsInWords() => Steps.InWords();

    private UndoSteps Steps => new(SharedWith ?? [], MadePublic == true, TagsSet ?? UndoSteps.None.SetTags, TagsRemoved ?? []);

    private static ImmutableArray<string>? OrAbsent(ImmutableArray<string> texts) => texts.IsDefaultOrEmpty ? null : texts;
}
