using Pruner.Core;
using Pruner.Core.History;

namespace Pruner.Evidence;

/// <summary>The history through GitHub's API, held against a local clone: neither our own reading of the API nor a clone that somebody made is believed alone.</summary>
internal sealed class ComparedHistory(ApiHistory api, CloneHistory clone) : IHistorySource
{
    /// <inheritdoc />
    public async Task<MetadataHistory> ReadAsync(MetadataHistory? known, CancellationToken cancellationToken)
    {
        // The clone first: it is read in seconds, and what is wrong with it should not be said after minutes.
        var byClone = await clone.ReadAsync(known: null, cancellationToken);
        var byApi = await api.ReadAsync(known, cancellationToken);
        EvidenceException.ThrowIf(HistoryComparison.Differ(byClone, byApi));
        return byApi with { Way = HistoryWay.Both };
    }
}
