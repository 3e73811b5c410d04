namespace Pruner.GitHub;

/// <summary>What a history scan is doing.</summary>
public enum HistoryPhase
{
    /// <summary>Listing branches and tags.</summary>
    Refs,

    /// <summary>Reading commits.</summary>
    Commits,

    /// <summary>Listing pull requests.</summary>
    PullRequests,

    /// <summary>Listing the metadata folders.</summary>
    Folders,

    /// <summary>Reading the metadata files.</summary>
    Files,
}

/// <summary>How far a phase of the scan is.</summary>
/// <param name="Phase">The phase. Commits and pull requests are read side by side, so their reports mix.</param>
/// <param name="Done">Things read so far in this phase.</param>
/// <param name="Total">Things there are, as far as known; null when not known yet.</param>
/// <param name="Budget">GitHub's rate limit as last heard; null before the first answer and where limits are off.</param>
public sealed record HistoryProgress(HistoryPhase Phase, int Done, int? Total, RateBudget? Budget);
