using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Tests.Releases;

/// <summary>
/// Three releases: 4.18 with a stream of its own, 4.19 and 4.20 with one together, so that no build of that one tells whose it is. Which builds
/// the installer named, on which branch or in which proposal, is all that may protect their images: the world's policy keeps nothing besides.
/// </summary>
internal sealed class ReleaseWorld
{
    public const string Own = "4.18-9.4";
    public const string Shared = "rhel-9.6";
    public const string Old = "rhcos-4.11";
    public const string New = "4.11";

    public static readonly ImmutableArray<string> Architectures = ["aarch64", "ppc64le", "s390x", "x86_64"];
    public static readonly ImmutableArray<string> Regions = ["cn-hangzhou", "eu-west-1", "us-east-1"];

    private const string Home = "us-east-1";

    private ReleaseWorld(ImmutableArray<(string Streams, string Id)> builds, ImmutableArray<BootImageBump> bumps)
    {
        Bumps = bumps;
        Builds = [.. builds.Select((build, number) => new MadeBuild([.. build.Streams.Split(' ')], build.Id, ImagesOf(build.Id, number)))];
    }

    public ImmutableArray<MadeBuild> Builds { get; }

    /// <summary>Everything the installer ever named, in the order of its commits.</summary>
    public ImmutableArray<BootImageBump> Bumps { get; }

    /// <summary>A world small enough to be read: two builds of each stream that nobody named, and one for every way of being named.</summary>
    public static ReleaseWorld Example { get; } = new(
        [
            (Own, "418.94.202410090804-0"), (Own, "418.94.202411221729-0"), (Own, "418.94.202501221327-0"), (Own, "418.94.202503010000-0"), (Own, "418.94.202504010000-0"),
            (Shared, "9.6.20250402-0"), (Shared, "9.6.20250512-0"), (Shared, "9.6.20250611-1"), (Shared, "9.6.20250701-0"), (Shared, "9.6.20250801-0"), (Shared, "9.6.20250814-0"), (Shared, "9.6.20250901-0"),
        ],
        [
            Bump("master", "418.94.202410090804-0"),
            Bump("release-4.18", "418.94.202411221729-0"),
            Bump("release-4.18", "418.94.202501221327-0"),
            Bump("release-4.19", "9.6.20250402-0"),
            Bump("release-4.19", "9.6.20250512-0"),
            Bump("release-4.20", "9.6.20250512-0"),
            Bump("release-4.20", "9.6.20250611-1", ("aarch64", "9.6.20250801-0")),
            Bump(BootImageBump.PullRequest, "9.6.20250701-0"),
            Bump("master", "9.6.20250611-1"),
        ]);

    /// <summary>A release that moved from a stream of the old layout to one of the newer, which list one build both.</summary>
    public static ReleaseWorld Moved { get; } = new(
        [
            (Old, "411.86.202206301504-0"), (Old, "411.86.202207010000-0"), ($"{Old} {New}", "411.86.202212010000-0"),
            ($"{Old} {New}", "411.86.202212072103-0"), (New, "411.86.202301010000-0"), (New, "411.86.202308081056-0"),
        ],
        [
            Bump("master", "411.86.202206301504-0"),
            Bump("release-4.11", "411.86.202212072103-0"),
            Bump("release-4.11", "411.86.202308081056-0"),
        ])
    { FirstRelease = "4.11" };

    /// <summary>The oldest release branch.</summary>
    public string FirstRelease { get; private init; } = "4.18";

    /// <summary>A world made by chance. Equal seeds make equal worlds.</summary>
    public static ReleaseWorld ByChance(int seed)
    {
        var random = new Random(seed);
        var day = new DateTime(2024, 9, 1, 0, 0, 0, DateTimeKind.Utc);
        var own = Enumerable.Range(0, random.Next(4, 9)).Select(_ => string.Create(CultureInfo.InvariantCulture, $"418.94.{day = Later():yyyyMMddHHmm}-0")).ToList();
        var shared = Enumerable.Range(0, random.Next(6, 14)).Select(_ => string.Create(CultureInfo.InvariantCulture, $"9.6.{day = Later():yyyyMMdd}-{random.Next(3)}")).ToList();
        var bumps = new List<BootImageBump> { AnyBump("master", own), AnyBump("release-4.18", own), AnyBump("release-4.19", shared), AnyBump("release-4.20", shared) };
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            bumps.Add(random.Next(5) switch
            {
                0 => AnyBump("release-4.18", own),
                1 => AnyBump("release-4.19", shared),
                2 => AnyBump("release-4.20", shared),
                3 => AnyBump("master", shared),
                _ => AnyBump(BootImageBump.PullRequest, [.. own, .. shared]),
            });
        }

        return new ReleaseWorld([.. own.Select(id => (Own, id)), .. shared.Select(id => (Shared, id))], [.. bumps]);

        DateTime Later() => day.AddDays(random.Next(1, 12)).AddMinutes(random.Next(600));

        BootImageBump AnyBump(string where, List<string> from) => random.Next(3) == 0
            ? Bump(where, from[random.Next(from.Count)], (Architectures[random.Next(Architectures.Length)], from[random.Next(from.Count)]))
            : Bump(where, from[random.Next(from.Count)]);
    }

    /// <summary>Images of the builds of a stream and architecture that nobody named, in any architecture: all that may go.</summary>
    public ImmutableSortedSet<string> NeverNamed(string stream, string architecture) =>
    [
        .. Builds
            .Where(build => build.Streams.Contains(stream) && !Bumps.Any(bump => bump.Builds.ContainsValue(build.Id)))
            .SelectMany(build => build.Images)
            .Where(image => image.Architecture == architecture)
            .Select(image => image.Id),
    ];

    /// <summary>The images of every build that was named there, of all architectures.</summary>
    public ImmutableSortedSet<string> NamedIn(string where) =>
    [
        .. Builds
            .Where(build => Bumps.Any(bump => bump.Where == where && bump.Builds.ContainsValue(build.Id)))
            .SelectMany(build => build.Images)
            .Select(image => image.Id),
    ];

    private static BootImageBump Bump(string where, string build, params (string Architecture, string Build)[] others) =>
        new(where, Architectures.ToImmutableSortedDictionary(architecture => architecture, _ => build, StringComparer.Ordinal)
            .SetItems(others.Select(other => KeyValuePair.Create(other.Architecture, other.Build))));

    /// <summary>Every build is uploaded to one region for x86_64 and aarch64; those that became boot images were copied to all.</summary>
    private ImmutableArray<MadeImage> ImagesOf(string build, int number) =>
    [
        .. from architecture in (string[])["aarch64", "x86_64"]
           from region in Regions
           where region == Home || Bumps.Any(bump => bump.Builds.GetValueOrDefault(architecture) == build)
           select new MadeImage(architecture, region, $"m-{region[..3].Replace("-", "0", StringComparison.Ordinal)}{number:D14}{architecture[..3]}"),
    ];
}
