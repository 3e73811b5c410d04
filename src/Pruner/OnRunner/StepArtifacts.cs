using System.Collections.Immutable;
using Pruner.Actions.Results;
using Pruner.Actions.Runner;
using Pruner.GitHub;
using Pruner.GitHub.Artifacts;
using Pruner.Http;

namespace Pruner.OnRunner;

/// <summary>Keeps the records of a step as artifacts of its run, where the runner has a service for that.</summary>
internal sealed class StepArtifacts(RunnerContext context, Inputs inputs, WorkflowCommands commands, HttpExchange exchange)
{
    private const string DefaultName = "pruner-ledger";
    private bool _isMissingSaid;

    /// <summary>Name of the ledger's artifact.</summary>
    public string Name => inputs.Text("ledger-artifact") is { Length: > 0 } given ? given : DefaultName;

    /// <summary>False when the workflow wants none.</summary>
    public bool IsWanted => !string.Equals(Name, "none", StringComparison.Ordinal);

    /// <summary>Looks for the ledger that the last run of this workflow on the default branch has left.</summary>
    public Task<PreviousLedgerResult> FindLastLedgerAsync(CancellationToken cancellationToken) => new PreviousLedger(
        exchange,
        new GitHubEndpoint(context.ApiUrl, inputs.Text("token")),
        new LedgerSource { Repository = context.Repository, WorkflowPath = context.WorkflowPath, ArtifactName = Name }).FindAsync(cancellationToken);

    /// <summary>Uploads files as one artifact.</summary>
    /// <param name="part">What it holds besides the ledger, which its name says; empty for the ledger.</param>
    /// <param name="files">The files; none uploads nothing.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <returns>The artifact; null when none is wanted or there is no service for it.</returns>
    /// <exception cref="Core.PrunerException">The service did not take it.</exception>
    public async Task<StoredArtifact?> KeepAsync(string part, ImmutableArray<ArtifactFile> files, CancellationToken cancellationToken)
    {
        if (!IsWanted || files.IsEmpty)
        {
            return null;
        }

        if (!ArtifactClient.IsSupported(context, out var reason))
        {
            if (!_isMissingSaid)
            {
                commands.Annotate(AnnotationLevel.Notice, "No artifact", reason);
            }

            _isMissingSaid = true;
            return null;
        }

        var name = part.Length == 0 ? Name : $"{Name}-{part}";
        var stored = await new ArtifactClient(exchange, context).UploadAsync(new ArtifactUpload(name, files), cancellationToken);
        foreach (var note in stored.Notes)
        {
            commands.Annotate(AnnotationLevel.Notice, "Artifact", note);
        }

        return stored;
    }
}
