using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.GitHub;
using Pruner.Output;

namespace Pruner.Evidence;

/// <summary>The history through GitHub's API.</summary>
internal sealed class ApiHistory(GitHubHistoryReader github, IMetadataReader reader, ProgressLog log) : IHistorySource
{
    /// <inheritdoc />
    public Task<MetadataHistory> ReadAsync(MetadataHistory? known, CancellationToken cancellationToken) =>
        github.ReadAsync(known, reader.IsMetadataPath, log.History, cancellationToken);
}
