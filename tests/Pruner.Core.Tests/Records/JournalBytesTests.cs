using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

/// <summary>Every byte of a journal, one after the other.</summary>
public sealed class JournalBytesTests
{
    private static readonly IReadOnlyList<JournalEntry> Run = Journals.Run();
    private static readonly byte[] Bytes = Journals.Bytes(Run);

    [Fact]
    public void A_journal_cut_at_any_byte_reads_as_its_whole_lines()
    {
        var lines = 0;
        var whole = 0;
        for (var length = 0; length <= Bytes.Length; length++)
        {
            if (length > 0 && Bytes[length - 1] == (byte)'\n')
            {
                lines++;
                whole = length;
            }

            var read = Journal.Read("journal.jsonl", Bytes.AsSpan(0, length));

            Assert.Equal((lines, (long)whole), (read.Entries.Length, read.Length));
            Assert.Equal(lines == 0 ? Journal.Genesis : Document.Sha256(Journal.Line(Run[lines - 1])), read.Head);
        }

        Assert.Equal(Run.Count, lines);
    }

    [Fact]
    public void A_changed_byte_in_any_whole_line_is_refused()
    {
        for (var at = 0; at < Bytes.Length; at++)
        {
            var edited = (byte[])Bytes.Clone();
            edited[at] ^= 0x01;
            if (at == Bytes.Length - 1)
            {
                // The last line end is gone: a torn line, which is cut off.
                Assert.Equal(Run.Count - 1, Journal.Read("journal.jsonl", edited).Entries.Length);
                continue;
            }

            var refused = Record.Exception(() => Journal.Read("journal.jsonl", edited));
            Assert.True(refused is EvidenceException, $"byte {at} of line {LineOf(at)} was changed, and the journal was read ({refused?.GetType().Name})");
        }
    }

    private static int LineOf(int at) => Bytes.Take(at).Count(value => value == (byte)'\n') + 1;
}
