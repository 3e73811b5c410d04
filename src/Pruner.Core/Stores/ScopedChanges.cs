namespace Pruner.Core.Stores;

/// <summary>What a run may do to one artifact at most. Each allows what those before it allow.</summary>
public enum ScopedChanges
{
    /// <summary>Set and take off tags.</summary>
    Tag,

    /// <summary>Make public or private, share, and delete the snapshots of what is gone: what it takes to bring to rest what an interrupted run began.</summary>
    PutBack,

    /// <summary>Delete it.</summary>
    Prune,
}
