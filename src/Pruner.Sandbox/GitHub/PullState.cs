namespace Pruner.Sandbox.GitHub;

/// <summary>The state of a pull request.</summary>
public enum PullState
{
    /// <summary>Not decided.</summary>
    Open,

    /// <summary>Closed without a merge.</summary>
    Closed,

    /// <summary>Merged.</summary>
    Merged,
}
