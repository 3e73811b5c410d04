using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Git;

namespace Pruner.Evidence;

/// <summary>The history from a local clone. It is always read whole: that takes seconds.</summary>
internal sealed class CloneHistory(GitDirHistoryReader git, string path, IMetadataReader reader) : IHistorySource
{
    /// <inheritdoc />
    public Task<MetadataHistory> ReadAsync(MetadataHistory? known, CancellationToken cancellationToken) =>
        git.ReadAsync(path, reader.IsMetadataPath, cancellationToken);
}
