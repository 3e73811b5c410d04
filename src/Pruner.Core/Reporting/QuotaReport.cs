using System.Collections.Immutable;
using Pruner.Core.Inventories;

namespace Pruner.Core.Reporting;

/// <summary>How much room a quota of images leaves in each region.</summary>
/// <param name="PerLocation">Images that a region may hold, as it was given.</param>
/// <param name="Locations">Every region that was listed completely, the one with the least room first.</param>
public sealed record QuotaReport(int PerLocation, ImmutableArray<QuotaRow> Locations)
{
    /// <summary>From this share of the quota on, a region is nearly full.</summary>
    public const int NearlyPercent = 90;

    /// <summary>Counts what is held against a quota.</summary>
    internal static QuotaReport Of(int perLocation, Inventory inventory, IReadOnlyCollection<HeldImage> own)
    {
        var used = own.CountBy(image => image.Artifact.Id.Location, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return new QuotaReport(
            perLocation,
            [
                .. inventory.Locations
                    .Where(listing => listing.Status == ListingStatus.Complete)
                    .Select(listing => Row(perLocation, listing.Location, used.GetValueOrDefault(listing.Location)))
                    .OrderBy(row => row.Left)
                    .ThenBy(row => row.Location, StringComparer.Ordinal),
            ]);
    }

    private static QuotaRow Row(int quota, string location, int used) => new(
        location,
        used,
        quota - used,
        (int)(used * 100L / quota),
        used > quota ? QuotaMark.Over
            : used == quota ? QuotaMark.Full
            : used * 100L >= quota * (long)NearlyPercent ? QuotaMark.NearlyFull
            : QuotaMark.Roomy);
}

/// <summary>One region under a quota.</summary>
/// <param name="Location">The region.</param>
/// <param name="Used">The account's images in it.</param>
/// <param name="Left">Images that still fit; below zero when there are too many.</param>
/// <param name="Percent">Share of the quota that is used, rounded down.</param>
/// <param name="Mark">How full it is.</param>
public sealed record QuotaRow(string Location, int Used, int Left, int Percent, QuotaMark Mark);

/// <summary>How full a region is.</summary>
public enum QuotaMark
{
    /// <summary>Less than nine tenths.</summary>
    Roomy,

    /// <summary>Nine tenths or more, and one more image still fits.</summary>
    NearlyFull,

    /// <summary>Exactly full.</summary>
    Full,

    /// <summary>More than the quota given.</summary>
    Over,
}
