using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;

namespace Pruner.Applying;

/// <summary>
/// One artifact of the approved plan on its way through the applier. It remembers what this very process did to it: that needs no witness, while what
/// a journal says of earlier processes, which others may have written, must be borne out by the store itself.
/// </summary>
internal sealed class Target(PlannedVerdict planned)
{
    private readonly HashSet<ChangeKind> _begun = [];
    private ImmutableHashSet<string> _accountsTaken = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
    private Artifact? _first;

    /// <summary>The approved verdict.</summary>
    public PlannedVerdict Planned { get; } = planned;

    /// <summary>Its identity.</summary>
    public ArtifactId Id { get; } = planned.ArtifactId();

    /// <summary>What a run that is now undone did to it, by its journal; null for a target of the run itself, which has that from the journal it writes.</summary>
    public ArtifactProgress? Undone { get; init; }

    /// <summary>As last described; null when it was not shown.</summary>
    public Artifact? Fresh
    {
        get;
        set
        {
            field = value;
            _first ??= value;
        }
    }

    /// <summary>When it was last described.</summary>
    public DateTimeOffset DescribedAt { get; set; }

    /// <summary>The snapshots that may go with it: noted from the store by this process, or tagged with the plan by an earlier one.</summary>
    public ImmutableHashSet<string> Snapshots { get; private set; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>What an earlier process of this plan wrote on it; null when the store showed no such tags before this process wrote any.</summary>
    public RunTags? Earlier(string plan) => RunTags.On(_first, plan);

    /// <summary>True when it was tagged as doomed by this plan, here or, as its tags say, in an earlier process.</summary>
    public bool IsTagged(string plan) => _begun.Contains(ChangeKind.TagDoomed) || Earlier(plan) is not null;

    /// <summary>True when this process has begun a change of it.</summary>
    public bool HasBegunHere(ChangeKind change) => _begun.Contains(change);

    /// <summary>True when this plan made it private: it may be made public again.</summary>
    public bool MayBePublished(string plan, ArtifactProgress? journal) =>
        HasBegunHere(ChangeKind.Unpublish) || ((Undone ?? journal)?.HasBegun(ChangeKind.Unpublish) == true && Earlier(plan) is { WasPublic: true });

    /// <summary>
    /// The accounts that this plan took access from. Of an earlier process only those count that the plan names: its digest stands in the tags, so
    /// nobody can have added an account to it since.
    /// </summary>
    public ImmutableArray<string> AccountsToGiveBack(string plan, ArtifactProgress? journal) =>
    [
        .. (Earlier(plan) is null ? [] : ((Undone ?? journal)?.AccountsRemoved ?? []).Intersect(Planned.Accounts ?? [], StringComparer.Ordinal))
            .Union(_accountsTaken, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>True when its own tags are, as last described, those of the run that is undone: they name the plan, or hold the very mark that was announced.</summary>
    public bool CarriesTagsToTakeOff(string plan) =>
        Undone is not null && (RunTags.IsOf(Fresh?.Tags, plan) || (Fresh is not null && Undone.MarkedAt is { } at && MarkTag.Read(Fresh) == at));

    /// <summary>Remembers that this process begins a change.</summary>
    public void Begin(JournalEntry change)
    {
        if (change.Change is not { } kind)
        {
            return;
        }

        _begun.Add(kind);
        if (kind == ChangeKind.Unshare)
        {
            _accountsTaken = _accountsTaken.Union(change.Accounts ?? []);
        }
    }

    /// <summary>Remembers snapshots that may go with it.</summary>
    public void Take(IEnumerable<string> snapshots) => Snapshots = Snapshots.Union(snapshots);
}
