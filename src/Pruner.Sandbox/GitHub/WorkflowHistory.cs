using System.Collections.Immutable;

namespace Pruner.Sandbox.GitHub;

/// <summary>The runs of the repository's workflows and the artifacts they left. It may change while the emulator runs. Safe for many threads.</summary>
public sealed class WorkflowHistory
{
    private ImmutableList<WorkflowRun> _runs = [];
    private ImmutableList<WorkflowArtifact> _artifacts = [];

    /// <summary>False: the token has no <c>actions: read</c>, and everything here is answered with 403.</summary>
    public bool AllowsReading { get; set; } = true;

    internal ImmutableList<WorkflowRun> Runs => _runs;

    internal ImmutableList<WorkflowArtifact> Artifacts => _artifacts;

    /// <summary>Adds a run.</summary>
    public void Add(WorkflowRun run) => ImmutableInterlocked.Update(ref _runs, static (runs, added) => runs.Add(added), run);

    /// <summary>Adds an artifact of a run that was added before.</summary>
    public void Add(WorkflowArtifact artifact) => ImmutableInterlocked.Update(ref _artifacts, static (artifacts, added) => artifacts.Add(added), artifact);
}

/// <summary>A run of a workflow.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Path">Path of the workflow's file; GitHub may append <c>@REF</c>.</param>
/// <param name="Event">What started it.</param>
/// <param name="Conclusion">How it ended: success, failure, cancelled …; null while it runs.</param>
/// <param name="HeadBranch">The branch it ran on, in its repository.</param>
/// <param name="HeadRepositoryId">The repository that branch is of: a fork's for the pull request of a fork.</param>
/// <param name="HeadSha">The commit it ran on.</param>
/// <param name="CreatedAt">When it began.</param>
public sealed record WorkflowRun(long Id, string Path, string Event, string? Conclusion, string HeadBranch, long HeadRepositoryId, string HeadSha, DateTimeOffset CreatedAt);

/// <summary>An artifact of a run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="RunId">The run it is of.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Digest"><c>sha256:</c> and lower hex; null for old ones.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Address">Makes the signed address of its content, for whoever asks.</param>
public sealed record WorkflowArtifact(long Id, long RunId, string Name, long Size, string? Digest, DateTimeOffset CreatedAt, Func<string> Address)
{
    /// <summary>True when its content is gone.</summary>
    public bool IsExpired { get; init; }
}
