using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;
using Pruner.Core.Tests.Planning;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Worlds.Tests.Made;

/// <summary>
/// Makes a world by chance, from a seed. Most images stand one fact away from being pruned. Ages lie on multiples of ten days, give or take some hours, and
/// limits days away from them: that a run takes hours changes no verdict.
/// </summary>
internal sealed class WorldMaker
{
    private static readonly string[] Regions = ["us-east-1", "cn-hangzhou", "eu-west-1"];
    private static readonly int[] MinAges = [17, 47, 93];

    private readonly Random _random;
    private readonly EcsCloud _cloud = new(MadeWorld.Account);
    private readonly HashSet<int> _days = [];
    private int _images;

    private WorldMaker(int seed)
    {
        _random = new Random(seed);
        foreach (var region in Regions)
        {
            _cloud.Regions.Add(region);
        }
    }

    /// <summary>Makes the world of a seed: the same one each time.</summary>
    public static MadeWorld Make(int seed) => new WorldMaker(seed).Make();

    private MadeWorld Make()
    {
        List<MadeBuild> builds = [NewBuild("4.10", isAnchor: true), NewBuild("4.11", isAnchor: true)];
        for (var n = _random.Next(1, 5); n > 0; n--)
        {
            var build = NewBuild(Chance(70) ? "4.10" : "4.11", isAnchor: false);
            builds.Add(build);
            if (Chance(15))
            {
                builds.Add(build with { Architecture = "aarch64", Images = NewImages(build.Id, build.BuiltAt ?? MadeWorld.Now.AddDays(-200), "aarch64") });
            }
        }

        AddStrangers();
        builds = [.. builds.Select(build => build with { Catalogued = Catalogued(build, builds) })];
        var crowdedRegion = AddCrowd();
        var history = new HistoryMaker(_random, builds, new GitMemory("master"));
        var (repository, pulls, pins) = history.Make(_random.Next(2, 12));
        string[] releases = _random.Next(3) switch { 0 => ["4.10"], 1 => ["4.10", "4.11"], _ => ["4.11", "4.10"] };
        var isEveryArchitecture = Chance(30);
        // What a grace takes is days: no limit of age may lie between.
        var grace = Chance(20) ? TimeSpan.FromDays(_random.Next(1, 6)) : (TimeSpan?)null;
        var policy = NewPolicy(builds);
        policy = grace is null ? policy : policy with { MinAge = null };
        var known = builds.Where(build => build.IsAnchor).Select(build => build.Id).ToList();
        ImmutableArray<CatalogBuild> catalog =
        [
            .. builds
                .Where(build => releases.Contains(build.Release) && (isEveryArchitecture || build.Architecture == "x86_64"))
                .Select(build => new CatalogBuild(
                    new Build("rhcos-" + build.Release, Some.Build(build.Id), build.Architecture),
                    "rhcos",
                    build.BuiltAt,
                    [.. build.Catalogued.Select(image => new ArtifactId("aliyun", image.Region, image.Id))])),
        ];
        var ids = builds.Select(build => build.Id).Distinct(StringComparer.Ordinal).ToList();
        var world = new Core.Tests.Given.World { Artifacts = [.. _cloud.Images.Where(image => IsSeen(image, catalog)).Select(ToArtifact)], Builds = catalog, Pins = pins, Policy = policy, Now = MadeWorld.Now };
        var doomed = DoomedIn(world, ids);
        return new MadeWorld
        {
            Cloud = _cloud,
            Repository = repository,
            Pulls = pulls,
            Documents = [.. MadeDocuments.Catalog(builds)],
            Configuration = ConfigurationOf(policy, known, grace),
            Chosen = [.. releases, .. isEveryArchitecture ? ["--arch", "all"] : Array.Empty<string>()],
            Pins = pins,
            Doomed = doomed,
            SpokenForUnseen = DoomedIn(world with { Artifacts = [.. world.Artifacts.Where(artifact => catalog.Any(build => build.Artifacts.Contains(artifact.Id)))] }, ids).Except(doomed),
            IsPinned = image => IsPinned(image, builds, pins),
            Grace = grace,
            Surprise = Chance(25) ? NewSurprise(history, builds, world, ids, doomed) : null,
            HasRole = Chance(25),
            Pace = TimeSpan.FromMilliseconds(Chance(85) ? 80 : 40_000),
            CrowdedRegion = crowdedRegion,
        };
    }

    private ImmutableHashSet<(string Region, string Id)> DoomedIn(Core.Tests.Given.World world, List<string> ids)
    {
        var doomed = new Oracle(world, ids).Pruned();
        return [.. _cloud.Images.Where(image => doomed.Contains(ToArtifact(image).Id.ToString())).Select(image => (image.RegionId, image.ImageId))];
    }

    /// <summary>Somebody names a build of which images were to go.</summary>
    private MadeSurprise? NewSurprise(HistoryMaker history, List<MadeBuild> builds, Core.Tests.Given.World world, List<string> ids, ImmutableHashSet<(string Region, string Id)> doomed)
    {
        var going = builds.Where(build => build.Images.Any(image => doomed.Contains((image.RegionId, image.ImageId)))).ToList();
        if (going.Count == 0)
        {
            return null;
        }

        var (pull, pins) = history.ProposeLate(Pick(going));
        ImmutableArray<Pin> all = [.. world.Pins, .. pins];
        return new MadeSurprise(pull, Chance(50), DoomedIn(world with { Pins = all }, ids), image => IsPinned(image, builds, all));
    }

    /// <summary>Now and then more images than fit on a page.</summary>
    private string AddCrowd()
    {
        if (!Chance(3))
        {
            return "";
        }

        var region = Pick(Regions);
        for (var n = 0; n < 104; n++)
        {
            _cloud.Add(new EcsImage { RegionId = region, ImageId = NewId(), ImageName = $"web server {n}", CreatedAt = WholeSeconds(MadeWorld.Now.AddDays(-900)), SnapshotIds = [$"s-web-{n}"] });
        }

        return region;
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private MadeBuild NewBuild(string release, bool isAnchor)
    {
        int days;
        do
        {
            days = 10 * _random.Next(1, 40);
        }
        while (!_days.Add(days));

        var date = MadeWorld.Now.AddDays(-days).AddMinutes(-_random.Next(480));
        var id = string.Create(CultureInfo.InvariantCulture, $"{release.Replace(".", "", StringComparison.Ordinal)}.84.{date:yyyyMMddHHmm}-{_random.Next(2)}");
        var builtAt = date.AddMinutes(_random.Next(180));
        return new MadeBuild
        {
            Id = id,
            Release = release,
            Architecture = "x86_64",
            BuiltAt = Chance(5) ? null : WholeSeconds(builtAt),
            Images = isAnchor ? [Add(NewImage(Pick(Regions), id, builtAt, "x86_64"))] : NewImages(id, builtAt, "x86_64"),
            IsAnchor = isAnchor,
        };
    }

    private ImmutableArray<EcsImage> NewImages(string build, DateTimeOffset builtAt, string architecture)
    {
        var regions = Regions.ToArray();
        _random.Shuffle(regions);
        return [.. regions.Take(_random.Next(1, 4)).Select(region => Add(Chance(75) ? NewImage(region, build, builtAt, architecture) : NewOddImage(region, build, builtAt, architecture)))];
    }

    private EcsImage Add(EcsImage image)
    {
        _cloud.Add(image);
        return image;
    }

    private string NewId() => $"m-0xi{_images++:D4}{_random.Next(100_000_000):D8}abcde";

    private EcsImage NewImage(string region, string build, DateTimeOffset builtAt, string architecture, Action<ImageFacts>? change = null)
    {
        var facts = new ImageFacts { Name = Some.Name(build).Replace("x86_64", architecture, StringComparison.Ordinal), CreatedAt = WholeSeconds(builtAt.AddMinutes(_random.Next(120))) };
        change?.Invoke(facts);
        var id = NewId();
        // Now and then two images of a region rest on one snapshot.
        var shared = _cloud.Images.Where(image => image.RegionId == region && image.OwnerId.Length == 0).SelectMany(image => image.SnapshotIds).ToList();
        List<string> snapshots = shared.Count > 0 && Chance(8) ? [Pick(shared)] : ["s-" + id[2..]];
        return new EcsImage
        {
            RegionId = region,
            ImageId = id,
            ImageName = facts.Name,
            CreatedAt = facts.CreatedAt,
            IsPublic = facts.IsPublic ?? Chance(60),
            TellsIsPublic = facts.TellsIsPublic,
            Status = facts.Status,
            InUse = facts.InUse,
            Accounts = [.. facts.Accounts],
            Tags = new Dictionary<string, string>(facts.Tags, StringComparer.Ordinal),
            ImageFamily = facts.Family,
            Encrypted = facts.IsEncrypted,
            Listed = facts.IsListed,
            SnapshotIds = snapshots,
        };
    }

    private EcsImage NewOddImage(string region, string build, DateTimeOffset builtAt, string architecture)
    {
        var kind = _random.Next(15);
        return NewImage(region, build, builtAt, architecture, facts =>
        {
            switch (kind)
            {
                case 0: facts.Tags["bootimage"] = "true"; break;
                case 1: facts.Tags["bootimage"] = "false"; break;
                case 2: facts.Tags["keep"] = "yes"; break;
                case 3: facts.InUse = true; break;
                case 4 or 5: facts.Accounts = Chance(50) ? ["2000000000000001"] : [.. Enumerable.Range(1, 12).Select(n => $"20000000000000{n:D2}")]; break;
                case 6: facts.Family = "rhcos"; break;
                case 7: facts.IsEncrypted = true; break;
                case 8: facts.Status = "Creating"; break;
                case 9: facts.Status = "Deprecated"; break;
                case 10: facts.TellsIsPublic = false; break;
                case 11: facts.CreatedAt = MadeWorld.Now.AddDays(30); break;
                case 13: facts.Tags["pruner-marked-at"] = "2026-01-02T03:04:05Z"; break;
                case 12: facts.Name = Chance(50) ? "somebody's image" : Some.Name(build.Replace('.', '-')); break;
                default: facts.IsListed = false; break;
            }
        });
    }

    /// <summary>Images of other accounts, and of ours that no catalog knows.</summary>
    private void AddStrangers()
    {
        foreach (var region in Regions.Where(_ => Chance(50)))
        {
            _cloud.Add(new EcsImage { RegionId = region, ImageId = NewId(), ImageName = "theirs", CreatedAt = MadeWorld.Now.AddDays(-900), OwnerId = "3000000000000003", IsPublic = true });
        }

        foreach (var region in Regions.Where(_ => Chance(60)))
        {
            _cloud.Add(new EcsImage { RegionId = region, ImageId = NewId(), ImageName = "web server", CreatedAt = WholeSeconds(MadeWorld.Now.AddDays(-900)), SnapshotIds = ["s-web-" + region] });
        }
    }

    private ImmutableArray<(string Region, string Id)> Catalogued(MadeBuild build, List<MadeBuild> builds)
    {
        // What a listing leaves out is found only because the catalog names it.
        var own = build.Images.Where(image => !image.Listed || Chance(92)).Select(image => (image.RegionId, image.ImageId));
        var others = Chance(4) && Pick(builds).Images is [var stranger, ..] ? [(stranger.RegionId, stranger.ImageId)] : Array.Empty<(string, string)>();
        var absent = Chance(10) ? [(Pick(Regions), NewId())] : Array.Empty<(string, string)>();
        return [.. own.Concat(others).Concat(absent).Distinct()];
    }

    private Policy NewPolicy(List<MadeBuild> builds) => new()
    {
        MinAge = Chance(50) ? null : TimeSpan.FromDays(Pick(MinAges)),
        KeepNewest = Chance(60) ? null : _random.Next(0, 3),
        IncludeShared = Chance(50),
        Keep = Chance(10) ? [KeepRule.OfBuild(Some.Build(Pick(builds).Id), "by hand")]
            : Chance(10) ? [KeepRule.OfTag(TagPattern.TryParse("keep=yes")!, "by hand")]
            : [],
    };

    private static string ConfigurationOf(Policy policy, IEnumerable<string> known, TimeSpan? grace) => $"""
        pins:
          repository: openshift/installer
          first-release: "4.10"
          known-builds: [{string.Join(", ", known.Select(build => $"\"{build}\""))}]
        account: "{MadeWorld.Account}"
        min-age: {(policy.MinAge is { } age ? $"{age.TotalDays:0}d" : "none")}
        keep-newest: {(policy.KeepNewest is { } newest ? newest.ToString(CultureInfo.InvariantCulture) : "none")}
        grace: {(grace is { } time ? $"{time.TotalDays:0}d" : "none")}
        include-shared: {(policy.IncludeShared ? "true" : "false")}
        keep: [{string.Join(", ", policy.Keep.Select(keep => keep.Tag is not null ? "{tag: keep=yes, reason: by hand}" : $"{{build: \"{keep.Builds!.Text}\", reason: by hand}}"))}]
        """;

    // An image that neither the listing nor the catalog shows is not there for pruner.
    private static bool IsSeen(EcsImage image, ImmutableArray<CatalogBuild> catalog) =>
        image.OwnerId.Length == 0 && (image.Listed || catalog.Any(build => build.Artifacts.Any(artifact => artifact.Location == image.RegionId && artifact.Id == image.ImageId)));

    private static bool IsPinned((string Region, string Id) image, List<MadeBuild> builds, ImmutableArray<Pin> pins)
    {
        // Whatever is pinned of a build pins all of it, also where a catalog puts an image into a wrong build.
        bool Has(MadeBuild build, string id) => build.Images.Any(own => own.ImageId == id) || build.Catalogued.Any(own => own.Id == id);
        var possible = builds.Where(build => Has(build, image.Id)).Select(build => build.Id).ToHashSet(StringComparer.Ordinal);
        return pins.Any(pin =>
            pin.ImageId == image.Id
            || (pin.Build is { } named && possible.Contains(named.Text))
            || builds.Any(build => possible.Contains(build.Id) && Has(build, pin.ImageId)));
    }

    private static Artifact ToArtifact(EcsImage image) => new()
    {
        Id = new ArtifactId("aliyun", image.RegionId, image.ImageId),
        Name = image.ImageName,
        CreatedAt = image.CreatedAt,
        Ownership = image.OwnerId.Length == 0 ? Ownership.Own : Ownership.Foreign,
        State = image.Status switch { "Creating" => ArtifactState.BeingMade, "Deprecated" => ArtifactState.Deprecated, _ => ArtifactState.Available },
        Visibility = !image.TellsIsPublic ? Visibility.Unknown : image.IsPublic ? Visibility.Public : Visibility.Private,
        Sharing = image.Accounts.Count > 0 ? Sharing.Shared : Sharing.NotShared,
        Usage = image.InUse ? Usage.InUse : Usage.Unused,
        Family = image.ImageFamily.Length > 0 ? Membership.Member : Membership.None,
        Encryption = image.Encrypted ? Encryption.Encrypted : Encryption.Plain,
        Tags = image.Tags.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Snapshots = [.. image.SnapshotIds],
        SizeGiB = image.Size,
    };

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private sealed class ImageFacts
    {
        public required string Name { get; set; }

        public required DateTimeOffset CreatedAt { get; set; }

        public bool? IsPublic { get; set; }

        public bool TellsIsPublic { get; set; } = true;

        public string Status { get; set; } = "Available";

        public bool InUse { get; set; }

        public IList<string> Accounts { get; set; } = [];

        public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

        public string Family { get; set; } = "";

        public bool IsEncrypted { get; set; }

        public bool IsListed { get; set; } = true;
    }
}
