using System.Security.Cryptography;
using System.Text;
using Pruner.Sandbox.Kills;

namespace Pruner.Sandbox.Tests.Kills;

public sealed class JournalLinesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pruner-journal-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_whole_journal_has_no_fault_and_tells_what_it_announces()
    {
        var journal = Read(Chain(
            """ "event":"opened" """,
            """ "event":"intent","change":"delete","location":"us-east-1","id":"m-1" """,
            """ "event":"intent","change":"delete-snapshot","location":"us-east-1","id":"m-1","snapshot":"s-1" """));

        Assert.Empty(journal.Faults);
        Assert.False(journal.IsFinished);
        Assert.Equal(3, journal.Count);
        Assert.True(journal.Announces(0, "us-east-1", "m-1", "unpublish", "delete"));
        Assert.True(journal.Announces(1, "us-east-1", "m-1", "delete"));
        Assert.False(journal.Announces(2, "us-east-1", "m-1", "delete"));
        Assert.False(journal.Announces(0, "eu-west-1", "m-1", "delete"));
        Assert.False(journal.Announces(0, "us-east-1", "m-1", "unpublish"));
        Assert.False(journal.Announces(0, "us-east-1", "m-2", "delete"));
    }

    [Fact]
    public void An_answer_announces_nothing() =>
        Assert.False(Read(Chain(""" "event":"answered","change":"delete","location":"us-east-1","id":"m-1" """)).Announces(0, "us-east-1", "m-1", "delete"));

    [Fact]
    public void A_torn_last_line_is_no_fault() => Assert.Empty(Read(Chain(""" "event":"opened" """) + "{\"seq").Faults);

    [Fact]
    public void A_line_that_does_not_follow_the_one_before_is_a_fault()
    {
        var whole = Chain(""" "event":"opened" """, """ "event":"interrupted" """, """ "event":"resumed" """);
        var lines = whole.Split('\n');

        Assert.Equal(2, Read(string.Join('\n', [lines[0], lines[2], ""])).Faults.Length + Read(string.Join('\n', [lines[1], ""])).Faults.Length);
        Assert.Single(Read(whole.Replace("opened", "Opened", StringComparison.Ordinal)).Faults);
    }

    [Fact]
    public void A_line_that_is_none_is_a_fault() => Assert.Contains("line of a journal", Assert.Single(Read("nonsense\n").Faults), StringComparison.Ordinal);

    [Fact]
    public void A_journal_that_is_not_there_has_no_line()
    {
        var none = JournalLines.Read(Path.Combine(_folder, "none"));

        Assert.Equal((0, "", false), (none.Count, none.Plan, none.IsFinished));
    }

    [Fact]
    public void The_last_line_says_whether_the_run_is_finished() => Assert.True(Read(Chain(""" "event":"opened" """, """ "event":"finished" """)).IsFinished);

    private JournalLines Read(string text) => JournalLines.Read(Put("journal.jsonl", text));

    private string Put(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Chain(params ReadOnlySpan<string> members)
    {
        var (text, previous) = (new StringBuilder(), new string('0', 64));
        for (var number = 1; number <= members.Length; number++)
        {
            var line = $$"""{"sequence":{{number}},"previous":"{{previous}}",{{members[number - 1].Trim()}}}""";
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
