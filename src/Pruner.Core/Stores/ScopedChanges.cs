namespace Pruner.Core.Stores;

/// <summary>What a run may do to one artifact at most.</summary>
public enum ScopedChanges
{
    /// <summary>Set tags.</summary>
    Tag,

    /// <summary>Set and take off tags: what it takes to take a mark off.</summary>
    Retag,

    /// <summary>
    /// Set tags, make public or private, share, and delete the snapshots of what is gone: what it takes to bring to rest what an interrupted run began.
    /// </summary>
    PutBack,

    /// <summary>Set and take off tags, make public or private, and share: what it takes to undo a run that is over.</summary>
    Undo,

    /// <summary>Set tags, make public or private, share, delete it, and then its snapshots.</summary>
    Prune,
}
