using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;

namespace Pruner.Core.Reporting;

/// <summary>Makes reports. A pure function of the evidence and the time; it judges no image.</summary>
public static class Reporter
{
    /// <summary>Makes the report.</summary>
    public static InventoryReport Make(ReportGround ground)
    {
        var held = HeldImage.Of(ground.Pins, ground.Catalog, ground.Inventory);
        var own = held.Where(image => image.Artifact.Ownership != Ownership.Foreign).ToList();
        return new InventoryReport
        {
            Schema = InventoryReport.CurrentSchema,
            ToolVersion = ground.ToolVersion,
            Created = ground.Now,
            Account = ground.Inventory.Account,
            Streams = ground.Streams,
            Evidence = [.. ground.Certificates.Select(read => new ReportEvidence(read.Host, read.Repository, read.Commits, read.PullRequests, read.PinnedBuilds))],
            Locations = ground.Inventory.Locations,
            Total = ReportRow.Of(null, own),
            ForeignImages = held.Length - own.Count,
            Platforms = Rows(own, image => image.Artifact.Id.Platform, [ground.Platform]),
            Regions = Rows(
                own,
                image => image.Artifact.Id.Location,
                [.. ground.Inventory.Locations.Where(listing => listing.Status == ListingStatus.Complete).Select(listing => listing.Location).Order(StringComparer.Ordinal)]),
            Architectures = Rows(own, image => image.Architecture, [.. own.Select(image => image.Architecture).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
            Ages = Rows(own, image => AgeBand.Of(image.Artifact.CreatedAt, ground.Now)?.Name, [.. AgeBand.All.Select(band => band.Name)]),
            Quota = ground.Quota is { } quota ? QuotaReport.Of(quota, ground.Inventory, own) : null,
            Pins = PinFindings.Of(ground.Platform, ground.Pins, ground.Inventory, ground.KnowsVisibility),
            Tags = TagFindings.Of(own),
            Snapshots = SnapshotFindings.Of(ground.Inventory, ground.Snapshots),
            WithoutStore = UncoveredPlatform.Of(ground.Catalog, new PinIndex(ground.Pins), ground.Platform),
        };
    }

    /// <summary>One row for each name, then one for what has none, when there is such.</summary>
    private static ImmutableArray<ReportRow> Rows(List<HeldImage> images, Func<HeldImage, string?> nameOf, ImmutableArray<string> names)
    {
        var groups = images.ToLookup(nameOf, StringComparer.Ordinal);
        var nameless = groups[null].ToList();
        return
        [
            .. names.Select(name => ReportRow.Of(name, [.. groups[name]])),
            .. nameless.Count == 0 ? ImmutableArray<ReportRow>.Empty : [ReportRow.Of(null, nameless)],
        ];
    }
}
