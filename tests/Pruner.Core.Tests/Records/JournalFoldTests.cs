using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

/// <summary>A ledger is a fold of its journal, line by line: wherever the file was cut, it says what its whole lines say, and no more.</summary>
public sealed class JournalFoldTests
{
    private const int Runs = 15;
    private const int Images = 4;

    private static readonly Plan Plan = Document.Seal(Plans.Of(doomed: Images - 1, kept: 1));

    [Fact]
    public void A_journal_cut_at_any_byte_folds_into_the_ledger_of_its_whole_lines()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var run = RandomRun(seed);
            var bytes = Journals.Bytes(run);
            var ledgers = LedgersLineByLine(run);
            var lines = 0;
            for (var length = 0; length <= bytes.Length; length++)
            {
                lines += length > 0 && bytes[length - 1] == (byte)'\n' ? 1 : 0;

                var cut = Journal.Read("journal.jsonl", bytes.AsSpan(0, length));

                // Folding at every byte of a line would say the same again: only its ends differ.
                if (length == bytes.Length || bytes[length] == (byte)'\n' || cut.Length == length)
                {
                    Assert.True(ledgers[lines].AsSpan().SequenceEqual(Fold(Progress.Of(cut.Entries), cut.Head)), $"seed {seed}, cut at byte {length}");
                }
            }

            Assert.Equal(run.Count, lines);
        }
    }

    [Fact]
    public void A_journal_that_was_cut_and_gone_on_with_tells_the_same_of_every_image()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var run = RandomRun(seed);
            var bytes = Journals.Bytes(run);
            var whole = LedgerFold.Fold(Plan, Progress.Of(run), Journal.Genesis, []);
            for (var length = 0; length < bytes.Length; length += 61)
            {
                var kept = Journal.Read("journal.jsonl", bytes.AsSpan(0, length)).Entries;
                var resumed = Journals.Bytes(Journals.Numbered([.. kept, Journals.Entry(JournalEvent.Resumed), .. run.Skip(kept.Length)]));

                var ledger = LedgerFold.Fold(Plan, Progress.Of(Journal.Read("journal.jsonl", resumed).Entries), Journal.Genesis, []);

                var expected = whole with { Started = ledger.Started, Ended = ledger.Ended, Mode = ledger.Mode };
                Assert.True(Document.Write(expected).AsSpan().SequenceEqual(Document.Write(ledger)), $"seed {seed}, gone on with at byte {length}");
            }
        }
    }

    [Fact]
    public void An_image_is_told_as_gone_only_when_a_line_says_so()
    {
        var gone = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var run = RandomRun(seed);
            for (var kept = 0; kept <= run.Count; kept++)
            {
                foreach (var entry in LedgerFold.Fold(Plan, Progress.Of(run.Take(kept)), Journal.Genesis, []).Entries.Where(entry => entry.Outcome == ArtifactOutcome.Pruned))
                {
                    Assert.Contains(run.Take(kept), line => line.Id == entry.Id && line is { Event: JournalEvent.Closed, Ended: ArtifactOutcome.Pruned });
                    gone++;
                }
            }
        }

        Assert.True(gone > 0);
    }

    private static List<byte[]> LedgersLineByLine(IReadOnlyList<JournalEntry> run)
    {
        var progress = new Progress();
        var head = Journal.Genesis;
        var ledgers = new List<byte[]> { Fold(progress, head) };
        foreach (var line in run)
        {
            progress.Add(line);
            head = Document.Sha256(Journal.Line(line));
            ledgers.Add(Fold(progress, head));
        }

        return ledgers;
    }

    private static byte[] Fold(Progress progress, string head) => Document.Write(LedgerFold.Fold(Plan, progress, head, []));

    /// <summary>Lines as some regions at once would write them: those of an image in their order, those of several mixed.</summary>
    private static IReadOnlyList<JournalEntry> RandomRun(int seed)
    {
        var random = new Random(seed);
        var open = Enumerable.Range(0, Images).Select(n => new Queue<JournalEntry>(Steps(random, Plans.Id(n)))).ToList();
        List<JournalEntry> run = [Journals.Entry(JournalEvent.Opened) with { Mode = RunMode.Apply, Account = Some.Account }];
        while (open.Count > 0)
        {
            var image = open[random.Next(open.Count)];
            run.Add(image.Dequeue());
            if (image.Count == 0)
            {
                open.Remove(image);
            }

            if (random.Next(12) == 0)
            {
                run.AddRange([Journals.Entry(JournalEvent.Interrupted), Journals.Entry(JournalEvent.Resumed)]);
            }
        }

        return Journals.Numbered([.. run, .. random.Next(3) > 0 ? [Journals.Entry(JournalEvent.Finished)] : Array.Empty<JournalEntry>()]);
    }

    private static IEnumerable<JournalEntry> Steps(Random random, string id)
    {
        ChangeKind[] changes = [ChangeKind.TagDoomed, ChangeKind.Unpublish, ChangeKind.Unshare, ChangeKind.Delete, ChangeKind.DeleteSnapshot, ChangeKind.Publish];
        foreach (var change in changes.Take(random.Next(1, changes.Length + 1)))
        {
            var draft = Journals.Of(JournalEvent.Intent, id, change) with { Snapshot = change == ChangeKind.DeleteSnapshot ? "s-1" : null };
            yield return draft with { Noted = change == ChangeKind.TagDoomed ? Journals.Noted : null, Accounts = change == ChangeKind.Unshare ? ["111"] : null };
            var outcome = Enum.GetValues<StoreOutcome>()[random.Next(Enum.GetValues<StoreOutcome>().Length)];
            yield return draft with { Event = JournalEvent.Answered, Outcome = outcome, RequestId = random.Next(2) == 0 ? "r-1" : null, Detail = random.Next(3) == 0 ? "\"ünïcode\"\n" : null };
            if (outcome == StoreOutcome.Unknown)
            {
                yield return draft with { Event = JournalEvent.Settled, Outcome = StoreOutcome.Done };
            }
        }

        if (random.Next(4) > 0)
        {
            yield return Journals.Of(JournalEvent.Closed, id) with { Ended = Enum.GetValues<ArtifactOutcome>()[random.Next(Enum.GetValues<ArtifactOutcome>().Length)] };
        }
    }
}
