using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>A state folder that is not what an earlier run left.</summary>
public sealed class StateTests : IAsyncLifetime
{
    private const string Unwritable = "The state cannot be written: ‹why›.";
    private const string Unreadable = "‹file› cannot be read: ‹why›.";
    private const string Damaged = "‹file›, line ‹number›: ‹why›.";
    private const string NotUsable = "‹file› is not a ‹kind› that can be used: ‹why›.";
    private static readonly string[] Prune = ["prune", "4.10", "--yes"];

    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Stage.SetAsync();
        Directory.CreateDirectory(_stage.State);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_file_in_the_place_of_the_folder()
    {
        var file = Path.Combine(_stage.Servers.Folder, "a-file");
        await File.WriteAllTextAsync(file, "mine", Stage.Token);
        await Told.ByAsync(_stage, [.. Prune, "--state", file], ExitCode.Refused, Unwritable, $"The file '{file}' already exists");
        Assert.Equal("mine", await File.ReadAllTextAsync(file, Stage.Token));
    }

    [Fact]
    public Task A_folder_where_nobody_can_write() =>
        Told.ByAsync(_stage, [.. Prune, "--state", "/proc/pruner"], ExitCode.Refused, Unwritable, Told.Anything);

    [Fact]
    public async Task A_link_to_nowhere_in_the_place_of_the_folder()
    {
        var link = Path.Combine(_stage.Servers.Folder, "a-link");
        File.CreateSymbolicLink(link, Path.Combine(_stage.Servers.Folder, "gone"));
        await Told.ByAsync(_stage, [.. Prune, "--state", link], ExitCode.Refused, Unwritable, Told.Anything);
    }

    [Fact]
    public async Task A_disk_that_is_full()
    {
        File.CreateSymbolicLink(In("evidence.json.part"), "/dev/full");
        await File.WriteAllTextAsync(In("plan.json"), "the plan of an earlier run", Stage.Token);
        await Told.ByAsync(_stage, Prune, ExitCode.Refused, Unwritable, Told.Anything);
    }

    [Fact]
    public Task A_journal_from_which_a_line_was_taken() => JournalAsync(
        lines => [lines[0], lines[2]], "2", "it should be line 2 and says 3");

    [Fact]
    public Task A_journal_that_an_editor_saved_with_other_line_ends() => JournalAsync(
        lines => [.. lines.Select(line => line + "\r")], "1", "it is not as it was written: it was changed or damaged");

    [Fact]
    public Task A_journal_to_which_a_log_was_appended() => JournalAsync(
        lines => [.. lines, "2026-03-04T05:06:07Z builds: 3 of 7"], "4", "it is not a journal line");

    [Fact]
    public async Task A_journal_whose_plan_is_gone()
    {
        await WriteJournalAsync(lines => lines, new string('a', 64));
        await Told.ByAsync(
            _stage, Prune, ExitCode.Refused, "‹journal› carries out the plan ‹digest›, but ‹plan› is ‹missing or another plan›.", In("journal.jsonl"), "aaaaaaaaaaaa", In("approved.json"), "missing");
    }

    [Fact]
    public async Task A_journal_that_is_a_link_to_itself()
    {
        File.CreateSymbolicLink(In("journal.jsonl"), In("journal.jsonl"));
        await Told.ByAsync(_stage, Prune, ExitCode.Refused, Unreadable, In("journal.jsonl"), Told.Anything);
    }

    [Theory]
    [InlineData("", "line 1, $: The input does not contain any JSON tokens")]
    [InlineData("null", "it holds null")]
    [InlineData("{}", Told.Anything)]
    [InlineData("[]", Told.Anything)]
    public async Task A_ledger_that_was_cut_off_when_a_disk_was_full(string content, string why)
    {
        await File.WriteAllTextAsync(In("ledger.json"), content, Stage.Token);
        await Told.ByAsync(_stage, Prune, ExitCode.Refused, NotUsable, In("ledger.json"), "ledger", why);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_of_earlier_journals()
    {
        Assert.Equal(ExitCode.Done, (await _stage.CallAsync("plan", "4.10")).ExitCode);
        File.Copy(In("plan.json"), In("approved.json"));
        await WriteJournalAsync(lines => lines, Proofs.SeededWorldTests.DigestOf(In("approved.json")));
        await File.WriteAllTextAsync(In("history"), "mine", Stage.Token);
        Assert.Equal(ExitCode.Done, (await _stage.CallAsync("plan", "4.10", "4.11")).ExitCode);
        await Told.ByAsync(
            _stage, ["apply", In("plan.json"), "--digest", Proofs.SeededWorldTests.DigestOf(In("plan.json"))], ExitCode.Refused, Unwritable, Told.Anything);
    }

    [Fact]
    public Task A_ledger_to_be_shown_where_there_is_none() =>
        Told.ByAsync(_stage, ["ledger", "show"], ExitCode.Setup, "There is no ledger in ‹folder›.", _stage.State);

    [Fact]
    public async Task An_image_that_the_last_plan_does_not_know()
    {
        Assert.Equal(ExitCode.Done, (await _stage.CallAsync("plan", "4.10")).ExitCode);
        await Told.ByAsync(
            _stage, ["explain", "ami-0123456789abcdef0"], ExitCode.Refused, "The plan of ‹time› does not know ‹image›.", Told.Anything, "ami-0123456789abcdef0");
    }

    private async Task JournalAsync(Func<string[], string[]> damage, string line, string why)
    {
        await WriteJournalAsync(damage, new string('a', 64));
        await Told.ByAsync(_stage, Prune, ExitCode.Refused, Damaged, In("journal.jsonl"), line, why);
    }

    /// <summary>A finished run of three lines.</summary>
    private async Task WriteJournalAsync(Func<string[], string[]> damage, string plan)
    {
        var lines = new List<string>();
        var previous = Journal.Genesis;
        foreach (var happened in new[] { JournalEvent.Opened, JournalEvent.Resumed, JournalEvent.Finished })
        {
            var line = Journal.Line(new JournalEntry { Sequence = lines.Count + 1, Previous = previous, Time = DateTimeOffset.UnixEpoch, Plan = plan, Event = happened });
            previous = Document.Sha256(line);
            lines.Add(System.Text.Encoding.UTF8.GetString(line));
        }

        await File.WriteAllTextAsync(In("journal.jsonl"), string.Concat(damage([.. lines]).Select(line => line + "\n")), Stage.Token);
    }

    private string In(string name) => Path.Combine(_stage.State, name);
}
