using Pruner.Core.History;
using Pruner.GitHub;

namespace Pruner.Evidence;

/// <summary>A history through GitHub's API.</summary>
internal sealed class ApiHistory(GitHubHistoryReader github, HistoryScope scope, IProgress<HistoryProgress> progress) : IHistorySource
{
    /// <inheritdoc />
    public Task<MetadataHistory> ReadAsync(MetadataHistory? known, CancellationToken cancellationToken) => github.ReadAsync(known, scope, progress, cancellationToken);
}
