using System.Collections.Immutable;
using Pruner.Core.Artifacts;

namespace Pruner.Core.Inventories;

/// <summary>What a store really holds, with the proof that each location's listing was complete.</summary>
/// <param name="Account">The caller's account, digits.</param>
/// <param name="Artifacts">Everything seen, sorted by id; each once.</param>
/// <param name="Locations">Every location asked or known, sorted.</param>
public sealed record Inventory(string Account, ImmutableArray<Artifact> Artifacts, ImmutableArray<LocationListing> Locations);

/// <summary>How the listing of one location went.</summary>
/// <param name="Location">The region.</param>
/// <param name="Status">Whether its artifacts may be decided on.</param>
/// <param name="Listed">Artifacts that the sweep showed.</param>
/// <param name="FoundById">Catalogued artifacts that the sweep did not show and that were found by asking for their ids.</param>
/// <param name="Note">Why it is not complete; empty when it is.</param>
public sealed record LocationListing(string Location, ListingStatus Status, int Listed, int FoundById, string Note);

/// <summary>Whether a location's artifacts may be decided on.</summary>
public enum ListingStatus
{
    /// <summary>Could not be read: left out, and the run does not end clean.</summary>
    Unreadable,

    /// <summary>Swept whole, and the count agrees.</summary>
    Complete,

    /// <summary>Known to be closed by the provider: reported, not an error.</summary>
    Closed,

    /// <summary>Not chosen by the user.</summary>
    NotChosen,
}
