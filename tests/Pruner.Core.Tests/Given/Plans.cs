using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.History;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Core.Tests.Given;

/// <summary>Plans as a run would make them.</summary>
internal static class Plans
{
    public static Certificate Certificate() => new()
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
        Heads = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("refs/heads/master", new string('a', 40)),
        PullRequests = 2,
        Commits = 10,
        ProposedCommits = 3,
        Folders = 4,
        Documents = 5,
        Pins = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add("aliyun", 7),
        PinnedBuilds = 6,
        KnownAnswers = 1,
        UnreadProposals = [],
    };

    public static Plan Empty() => Of(0, 0);

    public static Plan Of(int doomed, int kept) => From(
    [
        .. Enumerable.Range(0, doomed + kept).Select(n => PlannedVerdict.From(VerdictOn(Some.Image(id: Id(n)), n < doomed))),
    ]);

    public static string Id(int n) => $"m-0xi000000000000{n:D6}";

    public static Plan From(ImmutableArray<PlannedVerdict> verdicts) => new()
    {
        Schema = Plan.CurrentSchema,
        ToolVersion = "0.1.0",
        Platform = "aliyun",
        Account = Some.Account,
        Address = "",
        Streams = [Some.Stream],
        AbsentStreams = [],
        Architectures = ["x86_64"],
        WithoutStore = [new UncoveredPlatform("aws", 2, 5, 1)],
        Created = Some.Now,
        Expires = Some.Now + Plan.Lifetime,
        PolicyDigest = new string('b', 64),
        EvidenceDigest = new string('c', 64),
        StartedFromCache = false,
        Certificates = [Certificate()],
        PinnedBuilds = 6,
        LostPins = [],
        Locations = [new LocationListing("us-east-1", ListingStatus.Complete, verdicts.Length, 0, "")],
        Verdicts = verdicts,
    };

    public static Verdict VerdictOn(Artifact image, bool prune)
    {
        ImmutableArray<ReasonGiven> reasons = prune ? [] : [new ReasonGiven(Reason.Pinned, "named by a document")];
        return new Verdict(
            image,
            Some.BuildText,
            Some.Stream,
            "x86_64",
            prune ? Decision.Prune : Decision.Keep,
            prune ? Reason.Unpinned : Reason.Pinned,
            prune ? "never named" : "named by a document",
            reasons,
            prune ? null : Some.Witness());
    }
}
