using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Records;
using Pruner.GitHub.Artifacts;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Http;
using Pruner.Sandbox.Actions.Results;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests.Artifacts;

public sealed class PreviousLedgerTests
{
    private const string Workflow = ".github/workflows/prune.yml";
    private const long Fork = 4711;
    private static readonly DateTimeOffset _day = new(2024, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task The_newest_ledger_of_the_workflow_comes_back_with_its_run()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "first");
        stage.Leave(2, "second");
        var found = Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
        Assert.Equal("second", Assert.Single(TextsOf(found)));
        Assert.EndsWith("/openshift/installer/actions/runs/2", found.RunUrl, StringComparison.Ordinal);
        Assert.Empty(found.Notes);
    }

    [Fact]
    public async Task The_token_stays_with_GitHub()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "first");
        await stage.FindAsync();
        var download = Assert.Single(stage.Scene.Traffic.Requests, request => request.Service == "storage");
        Assert.DoesNotContain("Authorization", download.Headers.Keys);
        Assert.All(stage.Scene.Traffic.Requests.Where(request => request.Service == "github"), request => Assert.Equal("Bearer " + Scene.Token, request.Headers["Authorization"]));
    }

    [Fact]
    public async Task Without_any_run_there_is_none_and_it_is_said_why()
    {
        await using var stage = await Stage.StartAsync();
        var absent = Assert.IsType<PreviousLedgerResult.Absent>(await stage.FindAsync());
        Assert.Equal($"No run of {Workflow} on master has left a ledger.", absent.Reason);
        Assert.Empty(absent.Notes);
    }

    public static TheoryData<string, Func<WorkflowRun, WorkflowRun>> Strangers => new()
    {
        { "a fork", static run => run with { HeadRepositoryId = Fork } },
        { "another branch", static run => run with { HeadBranch = "topic" } },
        { "another workflow", static run => run with { Path = ".github/workflows/other.yml" } },
        { "a workflow whose name begins alike", static run => run with { Path = Workflow + "2" } },
        { "a pull request", static run => run with { Event = "pull_request" } },
        { "a pull request's target", static run => run with { Event = "pull_request_target" } },
        { "a run that is not over", static run => run with { Conclusion = null } },
    };

    [Theory]
    [MemberData(nameof(Strangers), DisableDiscoveryEnumeration = true)]
    public async Task What_others_left_does_not_count(string who, Func<WorkflowRun, WorkflowRun> with)
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "ours");
        stage.Leave(2, who, with: with);
        Assert.Equal("ours", Assert.Single(TextsOf(await stage.FindAsync())));
        Assert.Single(stage.Scene.Traffic.Requests, request => request.Service == "storage");
    }

    public static TheoryData<string, Func<WorkflowRun, WorkflowRun>> Own => new()
    {
        { "a failed run", static run => run with { Conclusion = "failure" } },
        { "a run by hand", static run => run with { Event = "workflow_dispatch" } },
        { "a path with its ref", static run => run with { Path = Workflow + "@refs/heads/master" } },
    };

    [Theory]
    [MemberData(nameof(Own), DisableDiscoveryEnumeration = true)]
    public async Task What_such_a_run_left_counts(string what, Func<WorkflowRun, WorkflowRun> with)
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, what, with: with);
        Assert.Equal(what, Assert.Single(TextsOf(await stage.FindAsync())));
    }

    [Fact]
    public async Task All_ledgers_of_the_last_run_come_back_newest_first()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "run before");
        stage.Leave(2, "first attempt");
        stage.AddArtifact(2, "ledger-attempt-2", Zip("ledger.json", "second attempt"));
        stage.AddArtifact(2, "ledger-attempt-2-1", Zip("ledger.json", "another job of it"));
        stage.AddArtifact(2, "ledger-attempt-x", Zip("ledger.json", "something else"));
        stage.AddArtifact(2, "ledger-notes", Zip("ledger.json", "something else"));
        Assert.Equal(["another job of it", "second attempt", "first attempt"], TextsOf(await stage.FindAsync()));
    }

    [Fact]
    public async Task One_damaged_ledger_of_several_is_a_note_and_more_than_can_be_of_one_run_are_not_read()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "whole");
        for (var i = 1; i < 65; i++)
        {
            stage.AddArtifact(1, $"ledger-attempt-1-{i}", i == 64 ? [] : Zip("ledger.json", $"job {i}"));
        }

        var found = Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
        Assert.Equal((63, "job 63", "job 1"), (found.Contents.Length, TextsOf(found)[0], TextsOf(found)[^1]));
        Assert.Equal("Run 1 has left 65 ledgers: the oldest 1 of them.", found.Notes[0]);
        Assert.Contains("ledger-attempt-1-64 of run 1 is damaged", found.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_run_that_was_cancelled_only_ledgers_of_what_was_finished_count()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "whole");
        stage.Leave(2, LedgerText(isFinished: false), with: static run => run with { Conclusion = "cancelled" });
        stage.AddArtifact(2, "ledger-attempt-1-1", Zip("ledger.json", "no ledger"));
        var found = Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
        Assert.Equal(["whole"], TextsOf(found));
        Assert.StartsWith("The ledger ledger-attempt-1-1 of run 2, which was cancelled, cannot be read: ", found.Notes[0], StringComparison.Ordinal);
        Assert.Equal("The ledger ledger of run 2, which was cancelled, is not that of a finished run.", found.Notes[1]);

        stage.AddArtifact(2, "ledger-attempt-1-2", Zip("ledger.json", LedgerText(isFinished: true)));
        Assert.Equal([LedgerText(isFinished: true)], TextsOf(await stage.FindAsync()));
    }

    [Theory]
    [InlineData("ledger", true)]
    [InlineData("ledger-attempt-2", true)]
    [InlineData("ledger-attempt-12-3", true)]
    [InlineData("ledger-attempt-", false)]
    [InlineData("ledger-attempt-2-", false)]
    [InlineData("ledger-attempt--2", false)]
    [InlineData("ledger-attempt-2-3-4", false)]
    [InlineData("ledger2", false)]
    [InlineData("Ledger", false)]
    [InlineData("my-ledger", false)]
    public void Names_that_a_run_gives_are_known(string name, bool expected) =>
        Assert.Equal(expected, Stage.Source.IsName(name));

    [Fact]
    public async Task A_single_file_that_was_not_packed_is_read_too()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "", content: "plain"u8.ToArray(), contentType: "application/json");
        Assert.Equal("plain", Assert.Single(TextsOf(await stage.FindAsync())));
    }

    [Fact]
    public async Task An_old_artifact_without_a_digest_is_read()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "old", artifact: static artifact => artifact with { Digest = null });
        Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
    }

    public static TheoryData<string, byte[]> Damages => new()
    {
        { "no whole zip", Zip("ledger.json", "cut off")[..^30] },
        { "no whole zip", [] },
        { "no whole zip", "not a zip"u8.ToArray() },
        { "points outside", Zip("../ledger.json", "slip", "ledger.json") },
        { "points outside", Zip("/ledger.json", "slip", "ledger.json") },
        { "points outside", Zip("a\\..\\ledger.json", "slip", "ledger.json") },
        { "no file ledger.json", Zip("other.json", "x") },
        { "more than one file", Zip("ledger.json", "x", "ledger.json") },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public async Task A_damaged_ledger_is_a_note_and_the_one_before_it_serves(string note, byte[] content)
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "whole");
        stage.Leave(2, "", content: content);
        var found = Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
        Assert.Equal("whole", Assert.Single(TextsOf(found)));
        Assert.Contains(note, Assert.Single(found.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_those_that_were_stored_are_damage()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "other", artifact: static artifact => artifact with { Digest = "sha256:" + new string('0', 64) });
        var absent = Assert.IsType<PreviousLedgerResult.Absent>(await stage.FindAsync());
        Assert.Equal("The ledger ledger of run 1 is damaged: Its SHA-256 is not the one it was stored with.", Assert.Single(absent.Notes));
    }

    [Fact]
    public async Task A_zip_that_would_unpack_to_gigabytes_is_damage()
    {
        var bomb = Zip("ledger.json", new string(' ', 50_000));
        await Assert.ThrowsAsync<InvalidDataException>(() => Task.Run(() => ZippedFile.Read(bomb, "ledger.json", 49_999)));
        Assert.Equal(50_000, ZippedFile.Read(bomb, "ledger.json", 50_000).Length);
    }

    [Fact]
    public void Damage_anywhere_in_a_zip_is_told_in_one_way()
    {
        var whole = Zip("ledger.json", string.Join('\n', Enumerable.Range(0, 200)));
        for (var at = 0; at < whole.Length; at++)
        {
            AssertReadOrInvalid(whole[..at]);
            var bent = whole.ToArray();
            bent[at] ^= 0xff;
            AssertReadOrInvalid(bent);
        }

        static void AssertReadOrInvalid(byte[] zip)
        {
            try
            {
                ZippedFile.Read(zip, "ledger.json", 10_000);
            }
            catch (InvalidDataException damage)
            {
                Assert.NotEmpty(damage.Message);
            }
        }
    }

    [Fact]
    public async Task An_expired_ledger_is_a_note()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "gone", artifact: static artifact => artifact with { IsExpired = true });
        Assert.Equal("The ledger ledger of run 1 has expired.", Assert.Single(Assert.IsType<PreviousLedgerResult.Absent>(await stage.FindAsync()).Notes));
    }

    [Fact]
    public async Task A_ledger_that_expires_between_two_calls_is_a_note()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "gone");
        stage.Scene.OnRest("/zip", FaultKind.Reply, static fault => fault with { Status = 410, Body = "{\"message\":\"Artifact has expired\"}" });
        Assert.Equal("The ledger ledger of run 1 has expired.", Assert.Single(Assert.IsType<PreviousLedgerResult.Absent>(await stage.FindAsync()).Notes));
    }

    [Fact]
    public async Task An_address_that_no_longer_serves_is_a_note_that_does_not_show_it()
    {
        await using var stage = await Stage.StartAsync();
        stage.Storage.AddressLife = TimeSpan.FromDays(-10_000);
        stage.Leave(1, "late");
        var note = Assert.Single(Assert.IsType<PreviousLedgerResult.Absent>(await stage.FindAsync()).Notes);
        Assert.Contains("HTTP 403", note, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/relative")]
    public async Task An_address_of_another_kind_is_not_followed(string address)
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "x", artifact: artifact => artifact with { Address = () => address });
        Assert.Contains("no usable address", Assert.Single((await stage.FindAsync()).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_permission_it_says_which()
    {
        await using var stage = await Stage.StartAsync();
        stage.Scene.Emulator.Repository.Workflows.AllowsReading = false;
        var refusal = Assert.IsType<PreviousLedgerResult.NotRead>(await stage.FindAsync()).Refusal;
        Assert.Contains("Resource not accessible by integration", refusal.What, StringComparison.Ordinal);
        Assert.Contains("actions: read", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/actions/artifacts")]
    [InlineData("/actions/runs/1")]
    [InlineData("/zip")]
    public async Task One_bad_answer_is_asked_again_and_one_that_stays_is_said(string path)
    {
        foreach (var kind in (FaultKind[])[FaultKind.ResetAfter, FaultKind.Reply])
        {
            await using var stage = await Stage.StartAsync();
            stage.Leave(1, "here");
            stage.Scene.OnRest(path, kind, static fault => fault with { Status = 502, Body = "oops" });
            Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
            stage.Scene.OnRest(path, kind, static fault => fault with { Status = 502, Body = "oops", Times = int.MaxValue });
            Assert.IsType<PreviousLedgerResult.NotRead>(await stage.FindAsync());
        }
    }

    [Theory]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.Reply)]
    public async Task A_storage_that_fails_once_is_asked_again(FaultKind kind)
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "here");
        stage.Scene.Traffic.Script(new Fault(kind, static request => request.Service == "storage") { Status = 503 });
        Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
        stage.Scene.Traffic.Script(new Fault(kind, static request => request.Service == "storage") { Status = 503, Times = int.MaxValue });
        Assert.IsType<PreviousLedgerResult.NotRead>(await stage.FindAsync());
    }

    [Fact]
    public async Task Hundreds_of_artifacts_of_others_do_not_hide_ours()
    {
        await using var stage = await Stage.StartAsync();
        stage.Leave(1, "ours");
        stage.Scene.Emulator.Repository.Workflows.Add(stage.Run(2) with { HeadRepositoryId = Fork });
        for (var i = 0; i < 250; i++)
        {
            stage.AddArtifact(2, "ledger", []);
        }

        Assert.IsType<PreviousLedgerResult.Found>(await stage.FindAsync());
        Assert.Equal(3, stage.Scene.Calls("/actions/artifacts") - stage.Scene.Calls("/zip"));
    }

    private static string LedgerText(bool isFinished) => Encoding.UTF8.GetString(Document.Write(new Ledger
    {
        Schema = Ledger.CurrentSchema,
        ToolVersion = "0.1.0",
        Mode = RunMode.Apply,
        IsFinished = isFinished,
        Started = _day,
        Ended = _day,
        Account = "1234567890123456",
        Streams = [],
        Plan = new string('d', 64),
        EvidenceDigest = new string('c', 64),
        JournalHead = new string('e', 64),
        Certificates =
        [
            new Certificate
            {
                Way = HistoryWay.Api,
                Host = "api.github.com",
                Repository = "openshift/installer",
                RepositoryId = 130,
                DefaultBranch = "master",
                References = [],
                Paths = [],
                ReadsPullRequests = true,
                RefsLeftOut = 0,
                Heads = ImmutableSortedDictionary<string, string>.Empty,
                PullRequests = 0,
                Commits = 0,
                ProposedCommits = 0,
                Folders = 0,
                Documents = 0,
                Pins = ImmutableSortedDictionary<string, int>.Empty,
                PinnedBuilds = 0,
                KnownAnswers = 0,
                UnreadProposals = [],
            },
        ],
        PinnedBuilds = 0,
        LostPins = [],
        WithoutStore = [],
        Locations = [],
        Totals = new LedgerTotals
        {
            Seen = 0,
            Kept = 0,
            Pruned = 0,
            PrunedGiB = 0,
            Snapshots = 0,
            Tagged = 0,
            Failed = 0,
            Unknown = 0,
            ByReason = ImmutableSortedDictionary<string, int>.Empty,
        },
        Entries = [],
        Pins = [],
    }));

    private static string[] TextsOf(PreviousLedgerResult result) =>
        [.. Assert.IsType<PreviousLedgerResult.Found>(result).Contents.Select(content => Encoding.UTF8.GetString(content.Span))];

    private static byte[] Zip(string name, string content, string? second = null)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in second is null ? [name] : (string[])[name, second])
            {
                using var writer = new StreamWriter(archive.CreateEntry(entry).Open());
                writer.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A repository whose workflow has run, and the storage that holds what the runs left.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private readonly HttpMessageInvoker _http = HttpExchange.Connect();
        private long _lastArtifact;

        private Stage(Scene scene, BlobStorageEmulator storage) => (Scene, Storage) = (scene, storage);

        public static LedgerSource Source { get; } = new() { Repository = "openshift/installer", WorkflowPath = Workflow, ArtifactName = "ledger" };

        public Scene Scene { get; }

        public BlobStorageEmulator Storage { get; }

        public static async Task<Stage> StartAsync()
        {
            var scene = await Scene.StartAsync(new TestRepository());
            return new Stage(scene, await BlobStorageEmulator.StartAsync(scene.Traffic, scene.Time, TestContext.Current.CancellationToken));
        }

        public Task<PreviousLedgerResult> FindAsync()
        {
            var limits = new RetryLimits { Retries = 3, FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(50), AttemptTimeout = TimeSpan.FromHours(20) };
            var exchange = new HttpExchange(_http, Scene.Time, new ServerClocks(), limits);
            return new PreviousLedger(exchange, new GitHubEndpoint(Scene.Emulator.BaseUrl, Scene.Token), Source).FindAsync(TestContext.Current.CancellationToken);
        }

        public WorkflowRun Run(long id) =>
            new(id, Workflow, "schedule", "success", "master", Scene.Emulator.Repository.DatabaseId, new string('a', 40), _day.AddDays(id));

        /// <summary>Adds a run with a ledger.</summary>
        public void Leave(
            long run,
            string ledger,
            Func<WorkflowRun, WorkflowRun>? with = null,
            Func<WorkflowArtifact, WorkflowArtifact>? artifact = null,
            byte[]? content = null,
            string contentType = "application/zip")
        {
            Scene.Emulator.Repository.Workflows.Add(with?.Invoke(Run(run)) ?? Run(run));
            AddArtifact(run, "ledger", content ?? Zip("ledger.json", ledger), artifact, contentType);
        }

        public void AddArtifact(long run, string name, byte[] content, Func<WorkflowArtifact, WorkflowArtifact>? with = null, string contentType = "application/zip")
        {
            var id = ++_lastArtifact;
            var blob = $"artifact-{id}";
            Storage.Put(blob, content, contentType);
            var artifact = new WorkflowArtifact(
                id, run, name, content.Length, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)), _day.AddDays(run), () => Storage.SignedUrl(blob, "r"));
            Scene.Emulator.Repository.Workflows.Add(with?.Invoke(artifact) ?? artifact);
        }

        public async ValueTask DisposeAsync()
        {
            await Storage.DisposeAsync();
            await Scene.DisposeAsync();
            _http.Dispose();
        }
    }
}
