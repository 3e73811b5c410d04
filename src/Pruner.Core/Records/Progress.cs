using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Stores;

namespace Pruner.Core.Records;

/// <summary>What a journal says was done so far. A fold over its lines; any prefix of a journal folds.</summary>
public sealed class Progress
{
    private readonly Dictionary<(string Location, string Id), ArtifactProgress> _artifacts = [];

    /// <summary>Digest of the plan; empty before the first line.</summary>
    public string Plan { get; private set; } = "";

    /// <summary>Mode of the run.</summary>
    public RunMode Mode { get; private set; }

    /// <summary>Time of the first line.</summary>
    public DateTimeOffset? Started { get; private set; }

    /// <summary>Time of the last line.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>True when the run came to its end.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Artifacts with at least one line, in the order of their first.</summary>
    public IEnumerable<ArtifactProgress> Artifacts => _artifacts.Values;

    /// <summary>Folds lines.</summary>
    public static Progress Of(IEnumerable<JournalEntry> entries)
    {
        var progress = new Progress();
        foreach (var entry in entries)
        {
            progress.Add(entry);
        }

        return progress;
    }

    /// <summary>Takes one more line.</summary>
    public void Add(JournalEntry entry)
    {
        Started ??= entry.Time;
        Last = entry.Time;
        Plan = entry.Plan;
        Mode = entry.Mode ?? Mode;
        IsFinished = IsFinished || entry.Event == JournalEvent.Finished;
        if (entry is { Location: { } location, Id: { } id })
        {
            if (!_artifacts.TryGetValue((location, id), out var artifact))
            {
                _artifacts[(location, id)] = artifact = new ArtifactProgress(location, id);
            }

            artifact.Add(entry);
        }
    }

    /// <summary>What was done to one artifact; null when nothing.</summary>
    public ArtifactProgress? Of(ArtifactId id) => _artifacts.GetValueOrDefault((id.Location, id.Id));
}

/// <summary>What a journal says was done to one artifact.</summary>
public sealed class ArtifactProgress(string location, string id)
{
    private readonly Dictionary<ChangeKind, StoreOutcome?> _changes = [];
    private readonly HashSet<string> _snapshotsAsked = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _snapshotsDeleted = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _accountsRemoved = new(StringComparer.Ordinal);
    private readonly List<string> _requestIds = [];

    /// <summary>Region.</summary>
    public string Location { get; } = location;

    /// <summary>Id.</summary>
    public string Id { get; } = id;

    /// <summary>State before the first change; null when no change was begun.</summary>
    public NotedState? Noted { get; private set; }

    /// <summary>How it ended; null while it is open.</summary>
    public ArtifactOutcome? Ended { get; private set; }

    /// <summary>Sentence of the end.</summary>
    public string? Note { get; private set; }

    /// <summary>The time of the mark that was announced last; null when none was.</summary>
    public DateTimeOffset? MarkedAt { get; private set; }

    /// <summary>True when a change was begun and the artifact was not closed.</summary>
    public bool IsOpen => Ended is null && Noted is not null;

    /// <summary>Snapshots deleted.</summary>
    public IReadOnlyCollection<string> SnapshotsDeleted => _snapshotsDeleted;

    /// <summary>Accounts whose access was taken away or may have been.</summary>
    public IReadOnlyCollection<string> AccountsRemoved => _accountsRemoved;

    /// <summary>Request ids in order.</summary>
    public IReadOnlyCollection<string> RequestIds => _requestIds;

    /// <summary>True when a change of this kind was announced, whatever came of it.</summary>
    public bool HasBegun(ChangeKind change) => _changes.ContainsKey(change);

    /// <summary>True when the deletion of this very snapshot was announced, whatever came of it.</summary>
    public bool HasAskedToDelete(string snapshot) => _snapshotsAsked.Contains(snapshot);

    /// <summary>True when the last change of this kind was answered or settled as done.</summary>
    public bool IsDone(ChangeKind change) => _changes.GetValueOrDefault(change) is StoreOutcome.Done;

    internal void Add(JournalEntry entry)
    {
        Noted ??= entry.Noted;
        if (entry.RequestId is { Length: > 0 } requestId)
        {
            _requestIds.Add(requestId);
        }

        switch (entry.Event)
        {
            case JournalEvent.Intent when entry.Change is { } change:
                // A closed artifact that is begun again (in a resumed run) is open again.
                (Ended, Note) = (null, null);
                MarkedAt = entry.MarkedAt ?? MarkedAt;
                _changes[change] = null;
                _accountsRemoved.UnionWith(change == ChangeKind.Unshare ? entry.Accounts ?? [] : []);
                _snapshotsAsked.UnionWith(change == ChangeKind.DeleteSnapshot && entry.Snapshot is { } asked ? [asked] : []);
                break;
            case JournalEvent.Answered or JournalEvent.Settled when entry.Change is { } change:
                _changes[change] = entry.Outcome;
                if (change == ChangeKind.DeleteSnapshot && entry.Outcome is StoreOutcome.Done or StoreOutcome.AlreadySo && entry.Snapshot is { } snapshot)
                {
                    _snapshotsDeleted.Add(snapshot);
                }

                break;
            case JournalEvent.Closed:
                Ended = entry.Ended;
                Note = entry.Detail;
                break;
            default:
                break;
        }
    }
}
