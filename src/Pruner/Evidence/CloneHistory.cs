using Pruner.Core.History;
using Pruner.Git;

namespace Pruner.Evidence;

/// <summary>A history from a local clone. It is always read whole: that takes seconds.</summary>
internal sealed class CloneHistory(GitDirHistoryReader git, string path, HistoryScope scope) : IHistorySource
{
    /// <inheritdoc />
    public Task<MetadataHistory> ReadAsync(MetadataHistory? known, CancellationToken cancellationToken) => git.ReadAsync(path, scope, cancellationToken);
}
