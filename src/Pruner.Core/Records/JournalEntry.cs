using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Stores;

namespace Pruner.Core.Records;

/// <summary>One line of the journal.</summary>
public sealed record JournalEntry
{
    /// <summary>Position, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>SHA-256 of the line before, without its line end; 64 zeros for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Digest of the plan being applied.</summary>
    public required string Plan { get; init; }

    /// <summary>What happened.</summary>
    public required JournalEvent Event { get; init; }

    /// <summary>Region of the artifact; absent for events of the run.</summary>
    public string? Location { get; init; }

    /// <summary>Id of the artifact; absent for events of the run.</summary>
    public string? Id { get; init; }

    /// <summary>The change announced or answered.</summary>
    public ChangeKind? Change { get; init; }

    /// <summary>The snapshot, for changes of snapshots.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The accounts, for changes of shares.</summary>
    public ImmutableArray<string>? Accounts { get; init; }

    /// <summary>The time that the mark says; with the intent of a <see cref="ChangeKind.Mark"/>.</summary>
    public DateTimeOffset? MarkedAt { get; init; }

    /// <summary>State of the artifact before any change of ours; with the first intent of an artifact.</summary>
    public NotedState? Noted { get; init; }

    /// <summary>The store's answer.</summary>
    public StoreOutcome? Outcome { get; init; }

    /// <summary>How the artifact ended.</summary>
    public ArtifactOutcome? Ended { get; init; }

    /// <summary>The store's code, or a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>The store's request id.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the run changes anything; with <see cref="JournalEvent.Opened"/>.</summary>
    public RunMode? Mode { get; init; }

    /// <summary>The account; with <see cref="JournalEvent.Opened"/>.</summary>
    public string? Account { get; init; }

    /// <summary>SHA-256 of this line without this member, so that damage shows in the last line too, which no other follows. Filled in by <see cref="Journal.Line"/>.</summary>
    public string? Digest { get; init; }
}

/// <summary>What an artifact was like before the first change, so that it can be put back and its snapshots found.</summary>
/// <param name="Name">Name.</param>
/// <param name="Visibility">Visibility.</param>
/// <param name="Accounts">Accounts it was shared with.</param>
/// <param name="Snapshots">Snapshots it rests on.</param>
/// <param name="Tag">Value of its tag <c>bootimage</c>; null when it had none.</param>
public sealed record NotedState(
    string Name, Visibility Visibility, ImmutableArray<string> Accounts, ImmutableArray<string> Snapshots, string? Tag = null);

/// <summary>Kinds of journal lines.</summary>
public enum JournalEvent
{
    /// <summary>A run began.</summary>
    Opened = 1,

    /// <summary>A run went on with an unfinished journal.</summary>
    Resumed,

    /// <summary>A change is about to be asked for.</summary>
    Intent,

    /// <summary>The store answered.</summary>
    Answered,

    /// <summary>An unknown outcome was settled by looking.</summary>
    Settled,

    /// <summary>Nothing more will be done about the artifact in this run.</summary>
    Closed,

    /// <summary>The run was interrupted; it can be resumed.</summary>
    Interrupted,

    /// <summary>The run came to its end; its plan cannot be applied again.</summary>
    Finished,
}

/// <summary>Kinds of changes.</summary>
public enum ChangeKind
{
    /// <summary>Tag <c>bootimage=true</c>.</summary>
    TagBootImage = 1,

    /// <summary>Tag <c>bootimage=false</c>, with the plan's digest.</summary>
    TagDoomed,

    /// <summary>Make private.</summary>
    Unpublish,

    /// <summary>Take accounts' access away.</summary>
    Unshare,

    /// <summary>Delete.</summary>
    Delete,

    /// <summary>Delete a snapshot it rested on.</summary>
    DeleteSnapshot,

    /// <summary>Make public again.</summary>
    Publish,

    /// <summary>Give accounts' access back.</summary>
    Share,

    /// <summary>Tag the snapshots it rests on with the plan's digest, before it is deleted.</summary>
    TagSnapshots,

    /// <summary>Tag with the time of the mark, and <c>bootimage=false</c>.</summary>
    Mark,

    /// <summary>Remove the tag of the mark.</summary>
    TakeOffMark,

    /// <summary>Give the tag <c>bootimage</c> the value from before a run back, or remove tags that the run wrote.</summary>
    RestoreTags,
}

/// <summary>How an artifact ended.</summary>
public enum ArtifactOutcome
{
    /// <summary>Not known: looked, and could not tell.</summary>
    Unknown = 0,

    /// <summary>Nothing was to be done, and nothing was.</summary>
    Kept,

    /// <summary>Kept, and tagged <c>bootimage=true</c>.</summary>
    Tagged,

    /// <summary>Gone, with its snapshots.</summary>
    Pruned,

    /// <summary>Gone, but a snapshot of it is left.</summary>
    PrunedSnapshotsLeft,

    /// <summary>Approved, but kept because a fact had changed.</summary>
    Spared,

    /// <summary>Not deleted; what had been changed was put back.</summary>
    PutBack,

    /// <summary>Not deleted, and something of it is no longer as before.</summary>
    Failed,

    /// <summary>Would be pruned; a dry run.</summary>
    WouldPrune,

    /// <summary>Would be tagged; a dry run.</summary>
    WouldTag,

    /// <summary>Approved, and not reached before the run ended.</summary>
    NotReached,

    /// <summary>Kept, and marked.</summary>
    Marked,

    /// <summary>Kept, and its mark taken off.</summary>
    MarkTakenOff,

    /// <summary>Would be marked; a dry run.</summary>
    WouldMark,

    /// <summary>Its mark would be taken off; a dry run.</summary>
    WouldTakeOffMark,
}

/// <summary>Whether a run changes anything.</summary>
public enum RunMode
{
    /// <summary>Changes nothing.</summary>
    DryRun = 0,

    /// <summary>Changes what the plan says.</summary>
    Apply,
}
