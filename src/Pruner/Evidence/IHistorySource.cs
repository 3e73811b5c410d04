using Pruner.Core.History;

namespace Pruner.Evidence;

/// <summary>A way to the history of the metadata.</summary>
internal interface IHistorySource
{
    /// <summary>Reads the whole history, or throws.</summary>
    /// <param name="known">An earlier result that may be gone on from; null to read everything. The caller answers for its origin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Core.PrunerException">Something is missing, refused or malformed.</exception>
    Task<MetadataHistory> ReadAsync(MetadataHistory? known, CancellationToken cancellationToken);
}
