using System.Collections.Immutable;
using Pruner.Core.Catalogs;
using Pruner.Core.History;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;

namespace Pruner.Evidence;

/// <summary>Everything a decision rests on.</summary>
/// <param name="Histories">What was read of the metadata history of each source.</param>
/// <param name="Pins">The pins in them, with the certificates.</param>
/// <param name="Catalog">The builds of the chosen streams.</param>
/// <param name="Inventory">What the store holds.</param>
/// <param name="Streams">The streams whose catalogs were read, sorted.</param>
/// <param name="Architectures">The architectures decided on, sorted.</param>
/// <param name="Now">The earlier of this machine's time and the servers', whole seconds.</param>
/// <param name="Marks">The marks of the last ledger.</param>
internal sealed record GatheredEvidence(
    ImmutableArray<MetadataHistory> Histories,
    PinHistory Pins,
    Catalog Catalog,
    Inventory Inventory,
    ImmutableArray<string> Streams,
    ImmutableArray<string> Architectures,
    DateTimeOffset Now,
    EarlierMarks Marks)
{
    /// <summary>The age of the pins counts from here: when the reading that began first began.</summary>
    public DateTimeOffset PinsReadAt => Histories.Min(history => history.ReadAt);
}
