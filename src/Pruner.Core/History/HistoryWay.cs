namespace Pruner.Core.History;

/// <summary>How a history was read, the way that says least first.</summary>
public enum HistoryWay
{
    /// <summary>From a local clone, which has no pull requests: serves plans only.</summary>
    Clone,

    /// <summary>Through GitHub's API.</summary>
    Api,

    /// <summary>Both ways, which were compared and agree.</summary>
    Both,
}
