using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.CoreOS;
using Pruner.GitHub;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Http;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.Tests.Proofs;

/// <summary>The scan over the real history of openshift/installer finds what the ground truth says, commit by commit.</summary>
public sealed class RealHistoryTests(RealHistoryTests.Scan scan) : IClassFixture<RealHistoryTests.Scan>
{
    private static readonly InstallerMetadataReader Reader = new();

    [Theory]
    [InlineData("release-4.10", 124, 5)]
    [InlineData("release-4.11", 256, 10)]
    [InlineData("release-4.12", 449, 17)]
    [InlineData("master", 1005, 36)]
    public async Task A_branch_has_exactly_the_pins_of_the_ground_truth(string branch, int pins, int builds)
    {
        var history = await scan.HistoryAsync();
        using var facts = Scan.Facts();
        var truth = facts.RootElement.GetProperty("branches").GetProperty(branch);
        var complete = truth.GetProperty("every_commit_scan");
        var head = history.Refs.Single(reference => reference.Name == "refs/heads/" + branch).Commit!.Value;
        var reached = Reached(history, head);
        var found = PinsAt(history, reached);

        Assert.Equal(complete.GetProperty("commits").GetInt32(), reached.Count);
        Assert.Equal(scan.CountCommits("refs/heads/" + branch), reached.Count);
        Assert.Equal(complete.GetProperty("aliyun_pins").GetInt32(), found.Count);
        Assert.Equal(complete.GetProperty("aliyun_builds").GetInt32(), found.Select(pin => pin.Release).Distinct().Count());
        Assert.Equal(complete.GetProperty("aliyun_image_ids").GetInt32(), found.Select(pin => pin.ImageId).Distinct().Count());
        foreach (var lost in truth.GetProperty("lost_by_plain_log").GetProperty("aliyun_builds").EnumerateArray())
        {
            Assert.Contains(found, pin => pin.Release == lost.GetString());
        }

        // Written out where they are well known, so that an empty facts file could not pass.
        Assert.Equal((pins, builds), (found.Count, found.Select(pin => pin.Release).Distinct().Count()));
    }

    [Fact]
    public async Task All_refs_together_have_exactly_the_pins_and_commits_of_the_ground_truth()
    {
        var history = await scan.HistoryAsync();
        using var facts = Scan.Facts();
        var truth = facts.RootElement.GetProperty("all_branches").GetProperty("every_commit_scan");
        var pins = PinHistory.From([SourcePins.From(history, Reader, PinSource.OpenShiftInstaller)], []);

        Assert.Equal(truth.GetProperty("commits").GetInt32(), pins.Certificates[0].Commits);
        Assert.Equal(scan.CountCommits("--branches", "--tags"), pins.Certificates[0].Commits);
        Assert.Equal(scan.CountCommits("--all") - pins.Certificates[0].Commits, pins.Certificates[0].ProposedCommits);
        Assert.Equal(truth.GetProperty("aliyun_pins").GetInt32(), pins.Certificates[0].Pins["aliyun"]);
        Assert.Equal(2092, pins.Certificates[0].Pins["aliyun"]);
        Assert.Equal(74, pins.Certificates[0].KnownAnswers);
        Assert.Equal(68, pins.Certificates[0].PullRequests);
        var builds = facts.RootElement.GetProperty("aliyun_builds_ever_pinned").EnumerateArray().Select(build => build.GetProperty("build").GetString()).ToHashSet();
        Assert.Equal(builds, pins.Pins.Where(pin => pin is { Platform: "aliyun", Origin: PinOrigin.Merged }).Select(pin => pin.Build?.Text).ToHashSet());
    }

    [Fact]
    public async Task A_proposal_protects_what_it_names_and_one_that_does_not_parse_is_reported()
    {
        var pins = PinHistory.From([SourcePins.From(await scan.HistoryAsync(), Reader, PinSource.OpenShiftInstaller)], []);
        var proposed = pins.Index.OfImage(new Core.Artifacts.ArtifactId("aliyun", "us-east-1", "m-0xi06kgurgv3h2n2in1b"));
        Assert.Equal(PinOrigin.PullRequest, proposed?.Origin);
        Assert.Equal("refs/pull/90060/head", proposed?.Witness.Reference);
        Assert.Contains(pins.Certificates[0].UnreadProposals, proposal => proposal.Contains("refs/pull/90014/head", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_known_answer_that_is_not_found_is_refused()
    {
        var history = await scan.HistoryAsync();
        var source = PinSource.OpenShiftInstaller;
        var more = source with { KnownBuilds = source.KnownBuilds.Add(Core.Builds.BuildId.TryParse("410.84.202101010101-0")!) };
        var refused = Assert.Throws<EvidenceException>(() => PinHistory.From([SourcePins.From(history, Reader, more)], []));
        Assert.Contains("410.84.202101010101-0", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_from_its_evidence_file_it_is_renewed_with_at_most_sixty_calls_and_has_the_same_pins()
    {
        var history = await scan.HistoryAsync();
        var written = EvidenceFile.Write([history]);
        await using var server = await scan.ServeAsync();
        var renewed = await Scan.ReadAsync(server, EvidenceFile.Read("evidence.json", written)[0]);

        Assert.InRange(server.Traffic.Requests.Length, 1, 60);
        Assert.Equal(Document.Sha256(written), Document.Sha256(EvidenceFile.Write([renewed])));
        Assert.Equal(
            PinHistory.From([SourcePins.From(history, Reader, PinSource.OpenShiftInstaller)], []).Pins,
            PinHistory.From([SourcePins.From(renewed, Reader, PinSource.OpenShiftInstaller)], []).Pins);
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("tree")]
    [InlineData("blob")]
    [InlineData("ref")]
    public async Task A_piece_taken_away_on_the_wire_is_refused(string piece)
    {
        var history = await scan.HistoryAsync();
        var build = history.Blobs.First(blob => blob.Value.Contains("411.86.202206301504-0", StringComparison.Ordinal)).Key;
        var folder = history.Folders.First(pair => pair.Value.Any(file => file.Blob == build)).Key;
        var commit = history.Commits.Values.First(commit => commit.Folder == folder).Id;
        await using var server = await scan.ServeAsync();
        server.Traffic.Script(new Fault(FaultKind.Alter, request => request.Service == "github")
        {
            Times = int.MaxValue,
            Rewrite = piece switch
            {
                "commit" => text => WithoutNode(text, "oid", commit.Hex),
                "tree" => text => WithoutNode(text, "oid", build.Hex),
                "blob" => text => text.Replace("411.86.202206301504-0", "411.86.202206301505-0", StringComparison.Ordinal),
                _ => text => WithoutNode(text, "name", "release-4.11"),
            },
        });
        await Assert.ThrowsAsync<EvidenceException>(() => Scan.ReadAsync(server));
    }

    private static HashSet<ObjectId> Reached(MetadataHistory history, ObjectId head)
    {
        var reached = new HashSet<ObjectId>();
        var open = new Stack<ObjectId>([head]);
        while (open.TryPop(out var commit))
        {
            if (reached.Add(commit))
            {
                foreach (var parent in history.Commits[commit].Parents)
                {
                    open.Push(parent);
                }
            }
        }

        return reached;
    }

    private static ImmutableHashSet<(string Architecture, string Location, string Release, string ImageId)> PinsAt(MetadataHistory history, IEnumerable<ObjectId> commits) =>
        [.. commits
            .Select(commit => history.Commits[commit].Folder)
            .OfType<ObjectId>()
            .Distinct()
            .SelectMany(folder => history.Folders[folder])
            .Distinct()
            .SelectMany(file => Reader.Read(file.Path, history.Blobs[file.Blob]).Pins)
            .Where(pin => pin.Platform == "aliyun")
            .Select(pin => (pin.Architecture, pin.Location, pin.Release, pin.ImageId))];

    /// <summary>Takes every array element away that has the given member and value, wherever it stands.</summary>
    private static string WithoutNode(string text, string member, string value)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        Strip(root);
        return root.ToJsonString();

        void Strip(System.Text.Json.Nodes.JsonNode? node)
        {
            if (node is System.Text.Json.Nodes.JsonArray array)
            {
                foreach (var doomed in array.Where(item => item is System.Text.Json.Nodes.JsonObject found && found[member]?.ToString() == value).ToList())
                {
                    array.Remove(doomed);
                }
            }

            IEnumerable<System.Text.Json.Nodes.JsonNode?> children = node switch
            {
                System.Text.Json.Nodes.JsonArray items => items,
                System.Text.Json.Nodes.JsonObject members => members.Select(pair => pair.Value),
                _ => [],
            };
            foreach (var child in children.ToList())
            {
                Strip(child);
            }
        }
    }

    /// <summary>One repository and one scan for all tests of the class.</summary>
    public sealed class Scan : IDisposable
    {
        private TestRepository? _repository;
        private Task<MetadataHistory>? _history;

        internal Task<MetadataHistory> HistoryAsync() => _history ??= ReadOnceAsync();

        internal static JsonDocument Facts() => JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.InstallerHistory(), "facts.json")));

        internal int CountCommits(params string[] revisions) => int.Parse(Repository.Git(["rev-list", "--count", .. revisions]), System.Globalization.CultureInfo.InvariantCulture);

        internal async Task<Server> ServeAsync()
        {
            var traffic = new TrafficLog();
            var emulator = await GitHubEmulator.StartAsync(
                new GitHubEmulatorOptions { RepositoryPath = Repository.Path, PullsFile = Path.Combine(SharedData.InstallerHistory(), "pulls.json"), Token = "t" },
                traffic,
                TimeProvider.System,
                TestContext.Current.CancellationToken);
            return new Server(emulator, traffic);
        }

        internal static async Task<MetadataHistory> ReadAsync(Server server, MetadataHistory? known = null)
        {
            using var http = HttpExchange.Connect();
            var exchange = new HttpExchange(http, TimeProvider.System, new ServerClocks(), new RetryLimits { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(5) });
            var reader = new GitHubHistoryReader(exchange, new GitHubEndpoint(server.Emulator.BaseUrl, "t"), MetadataSource.Parse("openshift/installer"));
            var history = await reader.ReadAsync(known, PinSource.OpenShiftInstaller.Scope, new Progress<HistoryProgress>(), TestContext.Current.CancellationToken);
            HistoryProof.Require(history, PinSource.OpenShiftInstaller);
            return history;
        }

        public void Dispose() => _repository?.Dispose();

        private TestRepository Repository => _repository ??= TestRepository.Clone(Path.Combine(SharedData.InstallerHistory(), "installer.bundle"));

        private async Task<MetadataHistory> ReadOnceAsync()
        {
            await using var server = await ServeAsync();
            return await ReadAsync(server);
        }

        internal sealed class Server(GitHubEmulator emulator, TrafficLog traffic) : IAsyncDisposable
        {
            public GitHubEmulator Emulator { get; } = emulator;

            public TrafficLog Traffic { get; } = traffic;

            public ValueTask DisposeAsync() => Emulator.DisposeAsync();
        }
    }
}
