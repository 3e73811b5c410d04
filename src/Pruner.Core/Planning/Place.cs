using Pruner.Core.Catalogs;
using Pruner.Core.Policies;

namespace Pruner.Core.Planning;

/// <summary>An artifact's place in one catalog. A build that several streams share has one in each.</summary>
/// <param name="Entry">The catalog's build.</param>
/// <param name="Rank">
/// How many builds of its stream and architecture are newer, of all, or of those that still have an artifact in the store, whichever is less; none for a build that
/// cannot be ranked.
/// </param>
/// <param name="Retention">What the policy keeps there.</param>
internal sealed record Place(CatalogBuild Entry, int? Rank, Retention Retention)
{
    /// <summary>True when it is among the newest builds that the policy keeps there.</summary>
    public bool IsNewest => Rank < Retention.KeepNewest;
}
