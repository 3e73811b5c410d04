using System.Collections.Immutable;
using System.Globalization;
using Pruner.Sandbox.Builds;
using Pruner.Sandbox.Ecs;

namespace Pruner.Sandbox.Seed;

/// <summary>Puts builds and images into a world; each image is given its fate and reason by whoever adds it.</summary>
internal sealed class SeedWorldBuilder
{
    /// <summary>The region that every build is uploaded to first.</summary>
    public const string Home = "us-east-1";

    /// <summary>Regions that Alibaba Cloud has closed: pins name them, DescribeRegions does not.</summary>
    private static readonly ImmutableArray<string> _closed = ["ap-south-1", "ap-southeast-2"];

    private readonly EcsCloud _cloud = new(SeedWorld.AccountId);
    private readonly Dictionary<string, SeedBuild> _builds = new(StringComparer.Ordinal);
    private readonly List<SeedExpectation> _expected = [];
    private readonly List<string> _keepList = [];

    public SeedWorldBuilder(BootImageTable table, DateTimeOffset now)
    {
        (Table, Now) = (table, now);
        foreach (var region in OpenRegions)
        {
            _cloud.Regions.Add(region);
        }

        _cloud.ClosedRegions.UnionWith(_closed);
    }

    public BootImageTable Table { get; }

    public DateTimeOffset Now { get; }

    public ImmutableArray<string> OpenRegions => [.. Table.Regions.Except(_closed, StringComparer.Ordinal)];

    /// <summary>A made-up build of 4.10, so many days old.</summary>
    public SeedBuild Make(double daysOld, params ReadOnlySpan<string> architectures) => MakeOf("rhcos-4.10", "410.84", daysOld, architectures);

    /// <summary>A made-up build of any stream; the date in its id is whole minutes.</summary>
    public SeedBuild MakeOf(string stream, string prefix, double daysOld, params ReadOnlySpan<string> architectures)
    {
        var date = Now.AddDays(-daysOld).UtcDateTime;
        var counter = MadeUp.Number($"counter/{stream}/{daysOld}", 9) == 0 ? 1 : 0;
        string id;
        do
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{prefix}.{date:yyyyMMddHHmm}-{counter}");
            date = date.AddMinutes(-1);
        }
        while (_builds.ContainsKey(id));
        return Add(stream, id, architectures);
    }

    /// <summary>A build with a given id; the same one when it is there already.</summary>
    public SeedBuild Add(string stream, string id, params ReadOnlySpan<string> architectures)
    {
        if (!_builds.TryGetValue(id, out var build))
        {
            build = _builds[id] = new SeedBuild(stream, id);
        }

        foreach (var architecture in architectures)
        {
            build.Architectures.Add(architecture);
        }

        return build;
    }

    /// <summary>Adds an image of a build to the cloud and, unless its traits say otherwise, to the build's catalog.</summary>
    public EcsImage Place(SeedBuild build, string region, SeedFate fate, SeedReason reason, ImageTraits? traits = null)
    {
        traits ??= ImageTraits.None;
        var id = traits.ImageId ?? MakeImageId(build, region);
        if (traits.IsCatalogued)
        {
            Catalogue(build, region, id);
        }

        var image = new EcsImage
        {
            RegionId = region,
            ImageId = id,
            ImageName = traits.Name ?? $"rhcos-{build.Id}",
            Description = $"OpenShift 4 {build.Id}",
            Status = traits.Status,
            InUse = traits.IsInUse,
            CreatedAt = traits.CreatedAt ?? build.Date.AddMinutes(60 + MadeUp.Number(region, 50)),
            IsPublic = traits.IsPublic,
            TellsIsPublic = traits.TellsIsPublic,
            Accounts = [.. Enumerable.Range(1, traits.Accounts).Select(number => (2_000_000_000_000_000 + number).ToString(CultureInfo.InvariantCulture))],
            Tags = traits.Tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
            SnapshotIds = traits.Snapshots.IsEmpty ? [MadeUp.SnapshotId(Table.CodeOf(region), id)] : [.. traits.Snapshots],
            OwnerId = traits.IsForeign ? "9876543210987654" : "",
            ImageFamily = traits.Family,
            Encrypted = traits.IsEncrypted,
            Listed = traits.IsListed,
        };
        image.Tags.TryAdd("created-by", "mantle");
        _cloud.Add(image);
        _expected.Add(new SeedExpectation(region, id, image.ImageName, fate, reason));
        return image;
    }

    /// <summary>Lets a build's catalog name an image, whether or not the cloud has it.</summary>
    public static void Catalogue(SeedBuild build, string region, string imageId) => build.Images[region] = imageId;

    /// <summary>Puts a build into the configuration's keep list.</summary>
    public void KeepByHand(SeedBuild build) => _keepList.Add(build.Id);

    /// <summary>The id that an image of this build gets in a region.</summary>
    public string MakeImageId(SeedBuild build, string region) => MadeUp.ImageId(Table.CodeOf(region), $"{build.Id}/{region}");

    /// <summary>A snapshot of a machine's disk, which no image uses.</summary>
    public void AddOrphan(string region, string name) => _cloud.AddSnapshot(
        region, MadeUp.SnapshotId(Table.CodeOf(region), name), new EcsSnapshot { CreatedAt = Now.AddDays(-700), Name = name, SourceDiskId = "d-machine" });

    /// <summary>The finished world.</summary>
    public SeedWorld Build()
    {
        var documents = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        // A build without an architecture only lent its name to an image: no catalog knows it.
        foreach (var stream in _builds.Values.Where(build => build.Architectures.Count > 0).GroupBy(build => build.Stream, StringComparer.Ordinal))
        {
            documents[StreamPaths.Builds(stream.Key)] = BuildDocuments.Builds(stream, Now);
            foreach (var build in stream)
            {
                foreach (var architecture in build.Architectures)
                {
                    documents[StreamPaths.Meta(stream.Key, build.Id, architecture)] = BuildDocuments.Meta(build, architecture);
                }
            }
        }

        var fates = _expected.ToDictionary(expectation => (expectation.RegionId, expectation.ImageId), expectation => expectation.Fate);
        var doomed = _cloud.Images
            .SelectMany(image => image.SnapshotIds.Select(snapshot => (Snapshot: (image.RegionId, snapshot), Fate: fates[(image.RegionId, image.ImageId)])))
            .GroupBy(use => use.Snapshot, use => use.Fate)
            .Where(uses => uses.All(fate => fate == SeedFate.Pruned))
            .Select(uses => uses.Key);
        return new SeedWorld(_cloud, documents.ToImmutable(), [.. _expected], [.. doomed.Order()], SeedConfiguration.Write(Table.Images.Keys, _keepList));
    }
}
