using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class LedgerFoldTests
{
    private static readonly Plan Plan = Document.Seal(Journals.RunsPlan());
    private static readonly IReadOnlyList<JournalEntry> Run = Journals.Run();
    private static readonly DateTimeOffset MarkTime = Some.Now.AddMinutes(5);

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
    public void A_run_has_the_times_of_its_journal_and_what_never_began_that_of_its_plan()
    {
        var early = Plan with { Created = Some.Now.AddHours(-1) };

        var (begun, not) = (Fold(Run, early), Fold([], early));

        Assert.Equal((Run[0].Time, Run[^1].Time), (begun.Started, begun.Ended));
        Assert.Equal((early.Created, early.Created), (not.Started, not.Ended));
    }

    [Fact]
    public void What_there_is_none_of_is_left_out()
    {
        var ledger = Fold(Run);

        Assert.Equal(["r-1", "r-2", "r-3", "r-4"], ledger.Entries[0].RequestIds!.Value);
        Assert.Null(ledger.Entries[1].SnapshotsDeleted);
        Assert.Null(Fold([Run[0], Run[1]]).Entries[0].RequestIds);
        Assert.Null(ledger.Entries[3].Noted);
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
        Assert.Null(Fold(lines, Plan with { Verdicts = [Plan.Verdicts[0] with { Snapshots = null }] }).Entries[0].SnapshotsLeft);
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

    [Theory]
    [InlineData(ArtifactOutcome.Kept, "kept")]
    [InlineData(ArtifactOutcome.Spared, "kept")]
    [InlineData(ArtifactOutcome.Tagged, "kept tagged")]
    [InlineData(ArtifactOutcome.Marked, "kept")]
    [InlineData(ArtifactOutcome.MarkTakenOff, "kept")]
    [InlineData(ArtifactOutcome.Pruned, "pruned")]
    [InlineData(ArtifactOutcome.PrunedSnapshotsLeft, "pruned failed")]
    [InlineData(ArtifactOutcome.PutBack, "failed")]
    [InlineData(ArtifactOutcome.Failed, "failed")]
    [InlineData(ArtifactOutcome.Unknown, "unknown")]
    [InlineData(ArtifactOutcome.NotReached, "unknown")]
    public void Every_outcome_counts_where_it_belongs(ArtifactOutcome outcome, string counted)
    {
        var totals = Fold([Run[0], Journals.Of(JournalEvent.Closed, Plans.Id(0)) with { Ended = outcome }], Plan with { Verdicts = [Plan.Verdicts[0]] }).Totals;
        (string Name, int Count)[] counts = [("kept", totals.Kept), ("tagged", totals.Tagged), ("pruned", totals.Pruned), ("failed", totals.Failed), ("unknown", totals.Unknown)];

        Assert.Equal(counted, string.Join(' ', counts.Where(count => count.Count == 1).Select(count => count.Name)));
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
        Assert.Contains("no certificate", Refused(root => root["certificates"] = new JsonArray()), StringComparison.Ordinal);
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

    [Fact]
    public void A_mark_is_remembered_once_it_was_answered_and_forgotten_once_its_end_was_begun()
    {
        Assert.Equal([MarkTime], Marked(ArtifactOutcome.Marked, Set(MarkTime), Journals.Done(Plans.Id(2), ChangeKind.Mark, "r")).Select(mark => mark.At));
        Assert.Empty(Marked(null, Set(MarkTime)));
        Assert.Empty(Marked(ArtifactOutcome.Failed, Set(MarkTime), Journals.Of(JournalEvent.Answered, Plans.Id(2), ChangeKind.Mark) with { Outcome = StoreOutcome.Forbidden }));
        // One whose answer was lost and that was set again counts from the second time.
        Assert.Equal([MarkTime.AddHours(1)], Marked(ArtifactOutcome.Marked, Set(MarkTime), Set(MarkTime.AddHours(1)), Journals.Done(Plans.Id(2), ChangeKind.Mark, "r")).Select(mark => mark.At));
        Assert.Empty(Marked(null, TakeOff()));
        Assert.Empty(Marked(ArtifactOutcome.MarkTakenOff, TakeOff(), Journals.Done(Plans.Id(2), ChangeKind.TakeOffMark, "r")));
    }

    [Fact]
    public void An_earlier_mark_stays_with_what_was_kept_and_goes_with_what_is_gone()
    {
        Assert.Equal([MarkTime], InPlan(MarkTime, null).Select(mark => mark.At));
        Assert.Equal([MarkTime], InPlan(MarkTime, ArtifactOutcome.Spared).Select(mark => mark.At));
        Assert.Empty(InPlan(MarkTime, ArtifactOutcome.Pruned));
        Assert.Empty(InPlan(MarkTime, ArtifactOutcome.PrunedSnapshotsLeft));
        Assert.Empty(InPlan(null, null));

        static ImmutableArray<LedgerMark> InPlan(DateTimeOffset? markedAt, ArtifactOutcome? ended)
        {
            var plan = Plan with { Verdicts = [Plan.Verdicts[0] with { MarkedAt = markedAt }] };
            var progress = Progress.Of(ended is null ? [Run[0]] : [Run[0], Journals.Of(JournalEvent.Closed, Plans.Id(0)) with { Ended = ended }]);
            return LedgerFold.Fold(plan, progress, Journal.Genesis, []).Marks ?? [];
        }
    }

    [Fact]
    public void Marks_of_what_the_plan_did_not_see_go_on_being_remembered_and_folding_again_changes_nothing()
    {
        var elsewhere = new LedgerMark("aliyun", Some.Account, "", "eu-west-1", "m-elsewhere", "name", Some.Now, MarkTime);
        var gone = new LedgerMark("aliyun", Some.Account, "", "us-east-1", "m-gone", "name", Some.Now, MarkTime);
        var other = gone with { Platform = "directory" };
        var (progress, plan) = (Progress.Of(Run), Plan with { Verdicts = [Plan.Verdicts[3] with { MarkedAt = MarkTime.AddDays(1) }] });
        var stale = new LedgerMark("aliyun", Some.Account, "", "us-east-1", Plans.Id(3), "name", Some.Now, MarkTime);

        var ledger = LedgerFold.Fold(plan, progress, Journal.Genesis, [], elsewhere, gone, other, stale);

        Assert.Equal(["m-elsewhere", Plans.Id(3), "m-gone"], ledger.Marks!.Value.Select(mark => mark.Id));
        Assert.Equal([MarkTime, MarkTime.AddDays(1), MarkTime], ledger.Marks.Value.Select(mark => mark.At));
        Assert.Equal("directory", ledger.Marks.Value[2].Platform);
        Assert.Equal(Document.Write(ledger), Document.Write(LedgerFold.Fold(plan, progress, Journal.Genesis, [], ledger.Marks.Value)));
        Assert.Equal(ledger.Marks.Value, Document.ReadLedger("ledger.json", Document.Write(ledger)).Marks!.Value);
    }

    [Theory]
    [InlineData("6543210987654321", "")]
    [InlineData(Some.Account, "/another/folder")]
    public void Marks_of_another_account_or_store_go_on_being_remembered_whatever_the_run_saw(string account, string address)
    {
        var own = new LedgerMark("aliyun", Some.Account, "", "us-east-1", Plans.Id(3), "name", Some.Now, MarkTime);
        LedgerMark foreign = own with { Account = account, Address = address }, gone = foreign with { Id = "m-gone" };
        var plan = Plan with { Verdicts = [Plan.Verdicts[3] with { MarkedAt = MarkTime }] };

        var ledger = LedgerFold.Fold(plan, Progress.Of(Run), Journal.Genesis, [], own, foreign, gone);

        Assert.Equal([foreign, own with { Name = plan.Verdicts[0].Name, Created = plan.Verdicts[0].Created!.Value }, gone], ledger.Marks!.Value);
        Assert.Equal(Document.Write(ledger), Document.Write(LedgerFold.Fold(plan, Progress.Of(Run), Journal.Genesis, [], ledger.Marks.Value)));
        var marks = new EarlierMarks(ledger.Marks.Value);
        Assert.Null(marks.Of(foreign.ArtifactId()));
        Assert.Equal((foreign, Some.Account), (marks.In(account, address).Of(foreign.ArtifactId()), marks.In(Some.Account, "").Of(foreign.ArtifactId())?.Account));
        Assert.Equal(ledger.Marks.Value, marks.In(account, address).All);
    }

    [Fact]
    public void A_dry_run_says_what_would_be_marked_and_remembers_only_what_was()
    {
        var dry = Fold(
        [
            Journals.Entry(JournalEvent.Opened) with { Mode = RunMode.DryRun },
            Set(MarkTime),
            Journals.Done(Plans.Id(2), ChangeKind.Mark, "r"),
            Journals.Of(JournalEvent.Closed, Plans.Id(2)) with { Ended = ArtifactOutcome.Marked },
            Journals.Of(JournalEvent.Closed, Plans.Id(3)) with { Ended = ArtifactOutcome.MarkTakenOff },
        ]);

        Assert.Equal([ArtifactOutcome.WouldMark, ArtifactOutcome.WouldTakeOffMark], dry.Entries.Skip(2).Select(entry => entry.Outcome));
        Assert.Equal((2, 1, null), (dry.Totals.Kept, dry.Totals.Marked, dry.Totals.MarksTakenOff));
        Assert.Null(dry.Entries[2].Note);
        Assert.Null(dry.Marks);
    }

    [Fact]
    public void Without_a_grace_a_ledger_says_nothing_of_marks() =>
        Assert.DoesNotContain("mark", Encoding.UTF8.GetString(Document.Write(Fold(Run))), StringComparison.OrdinalIgnoreCase);

    private static JournalEntry Set(DateTimeOffset at) => Journals.Of(JournalEvent.Intent, Plans.Id(2), ChangeKind.Mark) with { MarkedAt = at, Noted = Journals.Noted };

    private static JournalEntry TakeOff() => Journals.Of(JournalEvent.Intent, Plans.Id(2), ChangeKind.TakeOffMark) with { Noted = Journals.Noted };

    private static ImmutableArray<LedgerMark> Marked(ArtifactOutcome? ended, params IEnumerable<JournalEntry> lines)
    {
        var all = lines.Prepend(Run[0]);
        return Fold(ended is null ? all : all.Append(Journals.Of(JournalEvent.Closed, Plans.Id(2)) with { Ended = ended })).Marks ?? [];
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
