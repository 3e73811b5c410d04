using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Policies;

namespace Pruner.Evidence;

/// <summary>Reads the pins of all sources at once, each proven by itself. One that is not whole refuses all.</summary>
/// <param name="sources">The sources, and the way to the history of each.</param>
/// <param name="reader">Reads their documents.</param>
internal sealed class PinsReader(ImmutableArray<(PinSource Source, IHistorySource Way)> sources, IMetadataReader reader)
{
    /// <summary>Reads the histories, or of known ones what is new, and their pins.</summary>
    /// <param name="known">Histories to go on from, as far as they are of these sources. The caller answers for their origin.</param>
    /// <param name="earlier">Pins of an earlier ledger; they are added.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PrunerException">A source is missing, refused, malformed or not whole; names it when there are several.</exception>
    public async Task<(ImmutableArray<MetadataHistory> Histories, PinHistory Pins)> ReadAsync(
        ImmutableArray<MetadataHistory> known, ImmutableArray<Pin> earlier, CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var readings = sources.Select(source => AtOnce.BeginAsync(() => ReadAsync(source.Source, source.Way, known, all.Token), all)).ToArray();
        await AtOnce.WhenAllOrFirstFailureAsync(readings);
        var read = await Task.WhenAll(readings);
        return ([.. read.Select(one => one.History)], PinHistory.From([.. read.Select(one => one.Pins)], earlier));
    }

    private async Task<(MetadataHistory History, SourcePins Pins)> ReadAsync(
        PinSource source, IHistorySource way, ImmutableArray<MetadataHistory> known, CancellationToken cancellationToken)
    {
        try
        {
            var history = await way.ReadAsync(known.FirstOrDefault(source.IsReadIn), cancellationToken);
            return (history, SourcePins.From(history, reader, source));
        }
        catch (EvidenceException failure) when (IsUnnamed(source, failure))
        {
            throw new EvidenceException(Named(source, failure), failure);
        }
        catch (SetupException failure) when (IsUnnamed(source, failure))
        {
            throw new SetupException(Named(source, failure), failure);
        }
    }

    /// <summary>Of one source everybody knows which it is.</summary>
    private bool IsUnnamed(PinSource source, PrunerException failure) =>
        sources.Length > 1 && !failure.Refusal.What.Contains(source.Repository, StringComparison.OrdinalIgnoreCase);

    private static Refusal Named(PinSource source, PrunerException failure) => failure.Refusal with { What = $"{source.Repository}: {failure.Refusal.What}" };
}
