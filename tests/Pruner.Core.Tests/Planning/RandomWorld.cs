using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>
/// Makes worlds by chance, from a seed. Most facts are those of an image that may go, so that many images stand one fact away from being pruned,
/// and everything that keeps comes up often.
/// </summary>
internal sealed class RandomWorld(int seed)
{
    private static readonly string[] Regions = ["us-east-1", "cn-hangzhou", "eu-west-1"];
    private static readonly string[] Streams = ["rhcos-4.10", "rhcos-4.11"];
    private static readonly string[] Architectures = ["x86_64", "aarch64"];
    private readonly Random _random = new(seed);

    /// <summary>The ids of all builds that any part of the world may name; one of them has no calendar date.</summary>
    public ImmutableArray<string> BuildIds { get; private set; }

    public World Make()
    {
        BuildIds = [.. Enumerable.Range(0, 7).Select(NewBuildId).Append("410.84.202299990000-0").Distinct(StringComparer.Ordinal)];
        var artifacts = Enumerable.Range(0, _random.Next(1, 12)).Select(NewImage).DistinctBy(image => image.Id).ToImmutableArray();
        return WithGrace(new World
        {
            Artifacts = artifacts,
            Builds = NewCatalog(artifacts),
            Pins = [.. Enumerable.Range(0, Chance(50) ? _random.Next(0, 3) : 0).Select(_ => NewPin(artifacts))],
            Policy = NewPolicy(),
            Now = Some.Now,
        });
    }

    /// <summary>Now and then a policy with a grace, and marks of every kind: most of them ripe or nearly so.</summary>
    private World WithGrace(World world)
    {
        if (!Chance(30))
        {
            return world;
        }

        var (artifacts, marks) = (new List<Artifact>(), new List<LedgerMark>());
        foreach (var image in world.Artifacts)
        {
            var at = Some.Now.AddDays(-_random.Next(-1, 30));
            var remembered = Some.Mark(image, at);
            artifacts.Add(image.Tags is null || Chance(10) ? image : image with { Tags = image.Tags.SetItem("pruner-marked-at", Chance(95) ? UtcSeconds.Write(at) : "soon") });
            marks.AddRange(_random.Next(20) switch
            {
                0 => [],
                1 => [remembered with { At = at.AddDays(-1) }],
                2 => [remembered with { Name = "another" }],
                3 => [remembered with { Created = remembered.Created.AddHours(1) }],
                4 => [remembered, remembered],
                _ => [remembered],
            });
        }

        return world with { Artifacts = [.. artifacts], Marks = [.. marks], Policy = world.Policy with { Grace = TimeSpan.FromDays(_random.Next(0, 12)) } };
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public bool Chance(int percent) => _random.Next(100) < percent;

    public ImmutableArray<T> Shuffled<T>(ImmutableArray<T> items)
    {
        var copy = items.ToArray();
        _random.Shuffle(copy);
        return [.. copy];
    }

    public Pin NewPin(ImmutableArray<Artifact> artifacts)
    {
        var origin = Pick(Enum.GetValues<PinOrigin>());
        var image = Chance(60) ? Pick(artifacts).Id : new ArtifactId("aws", Pick(Regions), AmazonId(_random.Next(BuildIds.Length)));
        return _random.Next(3) switch
        {
            0 => new Pin("", "", "", "", Some.Build(Spelt(Pick(BuildIds))), origin, Some.Witness()),
            1 => new Pin(image.Platform, "x86_64", Pick(Regions), image.Id, null, origin, Some.Witness()),
            _ => new Pin(image.Platform, "x86_64", image.Location, image.Id, Some.Build(Pick(BuildIds)), origin, Some.Witness()),
        };
    }

    /// <summary>The same image with one fact that its store did not tell.</summary>
    public Artifact WithOneFactForgotten(Artifact image) => _random.Next(9) switch
    {
        0 => image with { Tags = null },
        1 => image with { Usage = Usage.Unknown },
        2 => image with { Sharing = Sharing.Unknown },
        3 => image with { Ownership = Ownership.Unknown },
        4 => image with { Family = Membership.Unknown },
        5 => image with { Encryption = Encryption.Unknown },
        6 => image with { Visibility = Visibility.Unknown },
        7 => image with { Snapshots = null },
        _ => image with { CreatedAt = null },
    };

    private string NewBuildId(int n)
    {
        var date = Chance(5) ? Some.Now.AddDays(_random.Next(1, 50)) : Some.Now.AddDays(-_random.Next(0, 400)).AddMinutes(-_random.Next(1440));
        return $"41{_random.Next(2)}.84.{date.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture)}-{_random.Next(2)}";
    }

    private ImmutableArray<CatalogBuild> NewCatalog(ImmutableArray<Artifact> artifacts)
    {
        var entries = new List<CatalogBuild>();
        for (var n = 0; n < BuildIds.Length; n++)
        {
            var id = BuildIds[n];
            var named = artifacts.Where(image => image.Name.Contains(id, StringComparison.Ordinal) && Chance(90)).Select(image => image.Id);
            var wrong = Chance(5) ? [Pick(artifacts).Id] : Array.Empty<ArtifactId>();
            var absent = Chance(20) ? [new ArtifactId("aliyun", Pick(Regions), $"m-0xi0000000000absent{n}")] : Array.Empty<ArtifactId>();
            var amazon = Chance(50) ? [new ArtifactId("aws", Pick(Regions), AmazonId(n))] : Array.Empty<ArtifactId>();
            var builtAt = Chance(5) ? (DateTimeOffset?)null : (Some.Build(id).Date ?? Some.BuildDate) + TimeSpan.FromHours(_random.Next(30));
            var build = new Build(Pick(Streams), Some.Build(Spelt(id)), Pick(Architectures));
            var entry = new CatalogBuild(build, "rhcos", builtAt, [.. named.Concat(wrong).Concat(absent).Concat(amazon).Distinct().Order()]);
            entries.Add(entry);
            if (Chance(15))
            {
                // Streams share builds; now and then one has an older document of it, or calls it another architecture.
                var elsewhere = build with { Stream = Streams.First(stream => stream != build.Stream), Architecture = Chance(90) ? build.Architecture : Pick(Architectures) };
                entries.Add(entry with { Build = elsewhere, BuiltAt = Chance(80) ? builtAt : builtAt?.AddDays(3), Artifacts = Chance(80) ? entry.Artifacts : [.. entry.Artifacts.Take(1)] });
            }
        }

        return [.. entries];
    }

    private Artifact NewImage(int n)
    {
        var id = Pick(BuildIds);
        var image = Some.Image(Pick(Regions), $"m-0xi00000000000000{n:D4}") with
        {
            Name = _random.Next(20) switch
            {
                0 => "",
                1 => $"{id} or {Pick(BuildIds)}",
                2 => $"rhcos-{id.Replace('.', '-')}-x86-64",
                _ => Some.Name(id),
            },
            CreatedAt = (Some.Build(id).Date ?? Some.BuildDate) + TimeSpan.FromHours(_random.Next(72)),
        };
        return Chance(75) ? image : WithOneFactChanged(image);
    }

    private Artifact WithOneFactChanged(Artifact image) => _random.Next(10) switch
    {
        0 => image with { Tags = Chance(50) ? null : Some.Tags(Pick(["bootimage", "keep"]), Pick(["true", "false", "TRUE "])) },
        1 => image with { Usage = Pick(Enum.GetValues<Usage>()) },
        2 => image with { Sharing = Pick(Enum.GetValues<Sharing>()) },
        3 => image with { Ownership = Pick(Enum.GetValues<Ownership>()) },
        4 => image with { Family = Pick(Enum.GetValues<Membership>()) },
        5 => image with { Encryption = Pick(Enum.GetValues<Encryption>()) },
        6 => image with { State = Pick(Enum.GetValues<ArtifactState>()) },
        7 => image with { Visibility = Pick(Enum.GetValues<Visibility>()) },
        8 => image with { Snapshots = null },
        _ => image with { CreatedAt = Chance(50) ? null : Some.Now + TimeSpan.FromDays(1) },
    };

    private Policy NewPolicy() => new()
    {
        MinAge = Chance(60) ? null : TimeSpan.FromDays(_random.Next(0, 200)),
        KeepNewest = Chance(50) ? null : _random.Next(0, 4),
        IncludeShared = Chance(50),
        Keep = NewKeeps(15),
        Rules = [.. Enumerable.Range(0, Chance(30) ? _random.Next(1, 3) : 0).Select(_ => NewRule())],
    };

    public RetentionRule NewRule() => new()
    {
        Streams = [Pattern(Pick(["*", "rhcos-4.1?", "rhcos-4.10", "rhcos-4.11", "4.*"]))],
        Architectures = [Pattern(Pick(["*", "x86_64", "aarch64"])), Pattern("s390x")],
        Platforms = [Pattern(Pick(["*", "aliyun", "aws"]))],
        MinAge = Chance(60) ? null : TimeSpan.FromDays(_random.Next(0, 300)),
        KeepNewest = Chance(60) ? null : _random.Next(0, 4),
        Keep = NewKeeps(40),
    };

    private ImmutableArray<KeepRule> NewKeeps(int percent) => !Chance(percent) ? [] : _random.Next(3) switch
    {
        0 => [KeepRule.OfBuild(Some.Build(Pick(BuildIds)), "by hand")],
        1 => [KeepRule.OfBuilds(Pattern(Pick(BuildIds)[.._random.Next(3, 12)] + "*"), "by hand")],
        _ => [KeepRule.OfTag(new TagPattern("keep", Chance(50) ? null : Pattern("true")), "by hand")],
    };

    private static Glob Pattern(string text) => Glob.TryParse(text)!;

    // Now and then with dashes throughout, as image names of some clouds have it.
    private string Spelt(string id) => Chance(20) ? id.Replace('.', '-') : id;

    private static string AmazonId(int n) => $"ami-0123456789abcde{n:D2}";
}
