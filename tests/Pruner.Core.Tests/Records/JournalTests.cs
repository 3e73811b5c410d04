using System.Text;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class JournalTests
{
    private static readonly IReadOnlyList<JournalEntry> Run = Journals.Run();
    private static readonly byte[] Bytes = Journals.Bytes(Run);

    [Fact]
    public void A_journal_reads_back_line_by_line_with_the_hash_of_its_last()
    {
        var read = Journal.Read("journal.jsonl", Bytes);

        Assert.Equal(Run.Select(Text), read.Entries.Select(Text));
        Assert.Equal(Document.Sha256(Journal.Line(Run[^1])), read.Head);
        Assert.Equal(Bytes.Length, read.Length);
    }

    [Fact]
    public void An_empty_journal_has_no_line_and_the_first_follows_sixty_four_zeros()
    {
        var read = Journal.Read("journal.jsonl", []);

        Assert.Empty(read.Entries);
        Assert.Equal((Journal.Genesis, 0L), (read.Head, read.Length));
        Assert.Equal(new string('0', 64), Run[0].Previous);
    }

    [Fact]
    public void A_line_is_one_line() =>
        Assert.All(Run, entry => Assert.DoesNotContain((byte)'\n', Journal.Line(entry with { Detail = "two\nlines\r\u2028" })));

    [Fact]
    public void A_journal_cut_at_any_byte_goes_on_where_its_whole_lines_end()
    {
        foreach (var cut in new[] { 10, Bytes.Length / 2, Bytes.Length - 1 })
        {
            var before = Journal.Read("journal.jsonl", Bytes.AsSpan(0, cut));
            var next = Journals.Entry(JournalEvent.Resumed) with { Sequence = before.Entries.Length + 1, Previous = before.Head };
            byte[] resumed = [.. Bytes.AsSpan(0, (int)before.Length), .. Journal.Line(next), (byte)'\n'];

            Assert.Equal(before.Entries.Length + 1, Journal.Read("journal.jsonl", resumed).Entries.Length);
        }
    }

    [Fact]
    public void Doubled_removed_and_swapped_lines_are_refused()
    {
        for (var line = 0; line < Run.Count - 1; line++)
        {
            var doubled = Lines();
            doubled.Insert(line, doubled[line]);
            AssertRefused(doubled);

            var removed = Lines();
            removed.RemoveAt(line);
            AssertRefused(removed);

            var swapped = Lines();
            (swapped[line], swapped[line + 1]) = (swapped[line + 1], swapped[line]);
            AssertRefused(swapped);
        }
    }

    [Fact]
    public void A_line_renumbered_to_hide_a_removed_one_is_refused()
    {
        var forged = Run.Where((_, index) => index != 3).Select((entry, index) => Encoding.UTF8.GetString(Journal.Line(entry with { Sequence = index + 1 }))).ToList();

        AssertRefused(forged);
    }

    [Fact]
    public void What_is_wrong_with_a_line_is_told()
    {
        static string Said(string line) => AssertRefused([line]).What;
        static string Of(JournalEntry entry) => Encoding.UTF8.GetString(Journal.Line(entry));
        var first = Lines()[0];

        Assert.Equal("journal.jsonl, line 1: it is not a journal line.", Said("{}"));
        Assert.Equal("journal.jsonl, line 1: it holds null.", Said("null"));
        Assert.Equal("journal.jsonl, line 1: it holds null.", Said(first.Replace("{", "{\"id\":null,", StringComparison.Ordinal)));
        Assert.Equal("journal.jsonl, line 1: it should be line 1 and says 2.", Said(Of(Run[0] with { Sequence = 2 })));
        Assert.Equal("journal.jsonl, line 1: it does not follow the line before: a line was changed, added or taken away.", Said(Of(Run[0] with { Previous = new string('1', 64) })));
        Assert.Equal("journal.jsonl, line 1: it is not as it was written: it was changed or damaged.", Said(first.Replace("apply", "dry-run", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_beginning_cannot_be_cut_off()
    {
        AssertRefused([.. Lines().Skip(1)]);
        AssertRefused([.. Run.Skip(5).Select((entry, index) => Encoding.UTF8.GetString(Journal.Line(entry with { Sequence = index + 1 })))]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"sequence\":27}")]
    public void A_line_that_is_no_journal_line_is_refused_by_its_number(string line)
    {
        var refusal = AssertRefused([.. Lines(), line]);

        Assert.StartsWith($"journal.jsonl, line {Run.Count + 1}:", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_or_doubled_member_is_refused()
    {
        AssertRefused([Lines()[0].Replace("{", "{\"force\":true,", StringComparison.Ordinal)]);
        AssertRefused([Lines()[0].Replace("{", "{\"sequence\":1,", StringComparison.Ordinal)]);
    }

    [Fact]
    public void A_noted_state_that_lacks_its_snapshots_is_refused()
    {
        var line = Encoding.UTF8.GetString(Journal.Line(Journals.Numbered([Journals.Entry(JournalEvent.Intent) with { Noted = Journals.Noted }])[0]));

        AssertRefused([line.Replace("\"snapshots\":[\"s-1\",\"s-2\"]", "\"tag\":\"x\"", StringComparison.Ordinal)]);
    }

    private static List<string> Lines() => [.. Run.Select(Text)];

    private static string Text(JournalEntry entry) => Encoding.UTF8.GetString(Journal.Line(entry));

    private static Refusal AssertRefused(List<string> lines) =>
        Assert.Throws<EvidenceException>(() => Journal.Read("journal.jsonl", Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))))).Refusal;
}
