using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class LedgerFoldTests
{
    private static readonly Plan Plan = Document.Seal(Journals.RunsPlan());
    private static readonly IReadOnlyList<JournalEntry> Run = Journals.Run();

    [Fact]
    public void A_whole_run_is_told_image_by_image()
    {
        var ledger = Fold(Run);

        Assert.Equal(
            [ArtifactOutcome.Pruned, ArtifactOutcome.PutBack, ArtifactOutcome.Tagged, ArtifactOutcome.Kept],
            ledger.Entries.Select(entry => entry.Outcome));
        Assert.Equal((RunMode.Apply, true, Run[0].Time, Run[^1].Time), (ledger.Mode, ledger.IsFinished, ledger.Started, ledger.Ended));
        Assert.Equal((Plan.Digest, Some.Account, Plan.EvidenceDigest), (ledger.Plan, ledger.Account, ledger.EvidenceDigest));
        Assert.Equal("in use after all; \"put back\" – ünïcode", ledger.Entries[1].Note);
        Assert.Equal(["s-1", "s-2"], ledger.Entries[0].SnapshotsDeleted!.Value);
        Assert.Null(ledger.Entries[0].SnapshotsLeft);
        Assert.Equal(Some.Witness(), ledger.Entries[2].Witness);
    }

    [Fact]
    public void Totals_add_up()
    {
        var totals = Fold(Run).Totals;

        Assert.Equal((4, 2, 1, 16L), (totals.Seen, totals.Kept, totals.Pruned, totals.PrunedGiB));
        Assert.Equal((2, 1, 1, 0), (totals.Snapshots, totals.Tagged, totals.Failed, totals.Unknown));
        Assert.Equal([new("pinned", 2), new("unpinned", 2)], totals.ByReason);
    }

    [Fact]
    public void Any_prefix_of_a_journal_folds_and_claims_no_more_than_it_says()
    {
        for (var lines = 0; lines <= Run.Count; lines++)
        {
            var prefix = Run.Take(lines).ToList();
            var ledger = Fold(prefix);

            Assert.Equal(Plan.Verdicts.Length, ledger.Entries.Length);
            Assert.Equal(lines == Run.Count, ledger.IsFinished);
            foreach (var entry in ledger.Entries)
            {
                var isClosed = prefix.Any(line => line.Event == JournalEvent.Closed && line.Id == entry.Id);
                var isBegun = prefix.Any(line => line.Event == JournalEvent.Intent && line.Id == entry.Id);
                var expected = isBegun && !isClosed ? ArtifactOutcome.Unknown
                    : isClosed ? prefix.Last(line => line.Event == JournalEvent.Closed && line.Id == entry.Id).Ended
                    : entry.Verdict == Decision.Prune ? ArtifactOutcome.NotReached
                    : ArtifactOutcome.Kept;
                Assert.Equal(expected, entry.Outcome);
            }

            Assert.Equal(4, ledger.Totals.Kept + ledger.Totals.Pruned + ledger.Totals.Failed + ledger.Totals.Unknown);
            Assert.Equal(Document.Write(ledger), Document.Write(Fold(prefix)));
        }
    }

    [Fact]
    public void A_dry_run_says_would()
    {
        var dry = Fold(
        [
            Journals.Entry(JournalEvent.Opened) with { Mode = RunMode.DryRun },
            Journals.Of(JournalEvent.Closed, Plans.Id(0)) with { Ended = ArtifactOutcome.Pruned },
            Journals.Of(JournalEvent.Closed, Plans.Id(1)) with { Ended = ArtifactOutcome.PrunedSnapshotsLeft },
            Journals.Of(JournalEvent.Closed, Plans.Id(2)) with { Ended = ArtifactOutcome.Tagged },
            Journals.Of(JournalEvent.Closed, Plans.Id(3)) with { Ended = ArtifactOutcome.Kept },
        ]);

        Assert.Equal(
            [ArtifactOutcome.WouldPrune, ArtifactOutcome.WouldPrune, ArtifactOutcome.WouldTag, ArtifactOutcome.Kept],
            dry.Entries.Select(entry => entry.Outcome));
        Assert.Equal((2, 32L, 2, 1, 0), (dry.Totals.Pruned, dry.Totals.PrunedGiB, dry.Totals.Kept, dry.Totals.Tagged, dry.Totals.Failed));
    }

    [Fact]
    public void Snapshots_noted_and_not_deleted_are_told_as_left_when_the_plan_names_them()
    {
        JournalEntry[] lines =
        [
            .. Run.Take(12), // s-1 is deleted, s-2 not
            Journals.Of(JournalEvent.Closed, Plans.Id(0)) with { Ended = ArtifactOutcome.PrunedSnapshotsLeft },
        ];
        var ledger = Fold(lines, Plan with { Verdicts = [Plan.Verdicts[0] with { Snapshots = ["s-1", "s-2"] }, .. Plan.Verdicts.Skip(1)] });

        Assert.Equal(["s-1"], ledger.Entries[0].SnapshotsDeleted!.Value);
        Assert.Equal(["s-2"], ledger.Entries[0].SnapshotsLeft!.Value);
        Assert.Equal((1, 1), (ledger.Totals.Pruned, ledger.Totals.Failed));
        // Reports give a command to delete what is left: a journal alone must not put others into it.
        Assert.Null(Fold(lines, Plan).Entries[0].SnapshotsLeft);
    }

    [Fact]
    public void A_spared_image_is_kept_and_a_failed_one_is_counted()
    {
        var ledger = Fold(
        [
            Run[0],
            Journals.Of(JournalEvent.Closed, Plans.Id(0)) with { Ended = ArtifactOutcome.Spared },
            Journals.Of(JournalEvent.Closed, Plans.Id(1)) with { Ended = ArtifactOutcome.Failed },
            Journals.Of(JournalEvent.Closed, Plans.Id(2)) with { Ended = ArtifactOutcome.Unknown },
        ]);

        Assert.Equal((2, 0, 1, 1), (ledger.Totals.Kept, ledger.Totals.Pruned, ledger.Totals.Failed, ledger.Totals.Unknown));
    }

    [Fact]
    public void A_ledger_reads_back_as_it_was_written()
    {
        var bytes = Document.Write(Fold(Run));

        Assert.Equal(bytes, Document.Write(Document.ReadLedger("ledger.json", bytes)));
    }

    [Fact]
    public void A_ledger_that_is_not_exactly_one_is_refused()
    {
        Assert.Contains("force", Refused(root => root["force"] = true), StringComparison.Ordinal);
        Assert.Contains("schema 3", Refused(root => root["schema"] = 3), StringComparison.Ordinal);
        Assert.Contains("pins", Refused(root => root.Remove("pins")), StringComparison.Ordinal);
        Assert.Contains("build", Refused(root => root["pins"]![0]!.AsObject().Remove("build")), StringComparison.Ordinal);
        Assert.Contains("snapshots", Refused(root => root["entries"]![0]!["noted"]!.AsObject().Remove("snapshots")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledgers_pins_come_back_as_pins_of_an_earlier_ledger_and_proposals_stay_proposals()
    {
        var recalled = LedgerFold.Recall(Fold(Run));

        Assert.Equal([PinOrigin.EarlierLedger, PinOrigin.PullRequest, PinOrigin.Text], recalled.Select(pin => pin.Origin));
        Assert.Equal(Some.Build(), recalled[0].Build);
        Assert.Equal(Some.ImageId, recalled[1].ImageId);
        Assert.Equal(Some.Witness(), recalled[0].Witness);
        Assert.Empty(LedgerFold.Recall(null));
    }

    private static Ledger Fold(IEnumerable<JournalEntry> lines) => Fold(lines, Plan);

    private static Ledger Fold(IEnumerable<JournalEntry> lines, Plan plan)
    {
        ImmutableArray<LedgerPin> pins =
        [
            new("", "", "", "", Some.BuildText, PinOrigin.Merged, Some.Witness()),
            new("aliyun", "x86_64", "us-east-1", Some.ImageId, "", PinOrigin.PullRequest, Some.Witness()),
            new("", "", "", "", Some.OtherBuildText, PinOrigin.Text, Some.Witness()),
        ];
        return LedgerFold.Fold(plan, Progress.Of(lines), new string('e', 64), pins);
    }

    private static string Refused(Action<JsonObject> edit)
    {
        var root = JsonNode.Parse(Document.Write(Fold(Run)))!.AsObject();
        edit(root);
        return Assert.Throws<EvidenceException>(() => Document.ReadLedger("ledger.json", Encoding.UTF8.GetBytes(root.ToJsonString()))).Refusal.What;
    }
}
