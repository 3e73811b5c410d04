using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.History;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Tests.Output;

/// <summary>Plans and ledgers of any size, made up.</summary>
internal static class Papers
{
    /// <summary>What somebody may put into a name, a note or a title.</summary>
    public const string Evil = "evil\e[2J\e]0;owned\a\r\nsecond\u202Eline\u200B\u009B1m <img src=x onerror=alert(1)> [a](http://b.example) | `code` @admin #1 \ud800";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] _regions = ["ap-northeast-1", "ap-southeast-1", "cn-beijing", "cn-hangzhou", "cn-hongkong", "eu-central-1", "me-east-1", "us-east-1", "us-west-1"];

    /// <summary>A plan over so many images: of every ten seven go, and build number n is in n % 9 + 1 regions.</summary>
    public static Plan Plan(int images, string note = "")
    {
        var verdicts = new List<PlannedVerdict>();
        for (var build = 0; verdicts.Count < images; build++)
        {
            var id = $"410.84.{new DateTime(2021, 1, 1).AddDays(build % 1800).AddMinutes(build % 1440):yyyyMMddHHmm}-{build / 1800}";
            foreach (var region in _regions.Take((build % 9) + 1).Take(images - verdicts.Count))
            {
                verdicts.Add(Verdict(verdicts.Count, id, region, build % 10 < 7, note));
            }
        }

        return Document.Seal(new Plan
        {
            Schema = Core.Records.Plan.CurrentSchema,
            ToolVersion = "0.1.0",
            Platform = "aliyun",
            Account = "1234567890123456",
            Address = "",
            Streams = ["rhcos-4.10"],
            AbsentStreams = [],
            Architectures = ["x86_64"],
            WithoutStore = [new UncoveredPlatform("aws", 40, 812, 12), new UncoveredPlatform("gcp", 40, 40, 2)],
            Created = Now,
            Expires = Now + Core.Records.Plan.Lifetime,
            PolicyDigest = new string('b', 64),
            EvidenceDigest = new string('c', 64),
            StartedFromCache = false,
            Certificates = [Certificate(note)],
            PinnedBuilds = 74,
            LostPins = note.Length > 0 ? ["us-east-1 m-1 " + note] : [],
            Locations = [new LocationListing("us-east-1", ListingStatus.Complete, images, 0, ""), new LocationListing("eu-west-1", ListingStatus.Unreadable, 0, 0, "the connection was cut " + note)],
            Verdicts = [.. verdicts.OrderBy(verdict => verdict.ArtifactId())],
        });
    }

    /// <summary>The ledger of a plan of which nothing was carried out yet, with every image that goes marked with an outcome.</summary>
    public static Ledger Ledger(Plan plan, ArtifactOutcome outcome, string? note = null)
    {
        var ledger = LedgerFold.Fold(plan, Progress.Of([]), "head", []);
        return ledger with
        {
            Mode = RunMode.Apply,
            Entries = [.. ledger.Entries.Select(entry => entry.Verdict == Decision.Prune ? entry with { Outcome = outcome, Note = note } : entry)],
        };
    }

    private static PlannedVerdict Verdict(int number, string build, string region, bool goes, string note) => new()
    {
        Platform = "aliyun",
        Location = region,
        Id = $"m-0xi{number:D17}",
        Name = "rhcos" + note,
        Build = build + (note.Length > 0 && number == 0 ? note : ""),
        Stream = "rhcos-4.10",
        Architecture = "x86_64",
        Verdict = goes ? Decision.Prune : Decision.Keep,
        Reason = goes ? Reason.Unpinned : number % 2 == 0 ? Reason.Pinned : Reason.TooYoung,
        Detail = "because " + note,
        Reasons = goes ? [] : [new ReasonGiven(number % 2 == 0 ? Reason.Pinned : Reason.TooYoung, "because " + note)],
        Witness = goes ? null : new Witness("openshift/installer", "refs/heads/master", new string('a', 40), "data/data/coreos/rhcos.json", "/x"),
        IsBootImage = !goes,
        IsTaggedBootImage = false,
        Visibility = Visibility.Private,
        SizeGiB = 16,
    };

    private static Certificate Certificate(string note) => new()
    {
        Way = HistoryWay.Api,
        Host = "api.github.com",
        Repository = "openshift/installer",
        RepositoryId = 130,
        DefaultBranch = "master",
        References = ["refs/heads/**", "refs/tags/**"],
        Paths = ["data/data/*cos*.json", "data/data/coreos/**/*.json"],
        ReadsPullRequests = true,
        RefsLeftOut = 0,
        Heads = ImmutableSortedDictionary<string, string>.Empty,
        PullRequests = 412,
        Commits = 18912,
        ProposedCommits = 3,
        Folders = 4,
        Documents = 5,
        Pins = ImmutableSortedDictionary<string, int>.Empty.Add("aliyun", 1431),
        PinnedBuilds = 74,
        KnownAnswers = 1,
        UnreadProposals = note.Length > 0 ? ["refs/pull/1/head " + note] : [],
    };
}
