using System.Text;
using Pruner.Actions.Runner;
using Pruner.Core;
using Pruner.Sandbox.Actions.Runner;

namespace Pruner.Actions.Tests.Runner;

public sealed class CommandFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pruner-commands-").FullName;
    private readonly CommandFiles _files;

    public CommandFileTests() => _files = CommandFiles.Create(_folder);

    [Theory]
    [MemberData(nameof(Hostile.Texts), MemberType = typeof(Hostile))]
    public void A_hostile_value_comes_through_byte_for_byte(string text)
    {
        CommandFile.Add(_files.Output, "before", "1");
        CommandFile.Add(_files.Output, "hostile", text);
        CommandFile.Add(_files.Output, "after", "2");
        CommandFile.Add(_files.State, "hostile", text);
        var report = Read();
        Assert.False(report.IsFailed);
        Assert.Equal(["after", "before", "hostile"], report.Outputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("1", text, "2", text), (report.Outputs["before"], report.Outputs["hostile"], report.Outputs["after"], report.State["hostile"]));
    }

    [Fact]
    public void Values_made_of_pieces_of_earlier_values_come_through()
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 300; seed++)
        {
            // Somebody who has seen the file so far knows every delimiter but the next.
            var random = new Random(seed);
            var seen = File.ReadAllText(_files.Output);
            // Half a character is not text, and no file can hold it.
            var tail = seen[random.Next(Math.Max(0, seen.Length - 200), seen.Length + 1)..].TrimStart('\ude00');
            var value = Hostile.Random(random) + "\n" + tail + "\n" + Hostile.Random(random);
            expected[$"name-{seed}"] = value;
            CommandFile.Add(_files.Output, $"name-{seed}", value);
        }

        var report = Read();
        Assert.False(report.IsFailed);
        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), report.Outputs.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("ends with a line\n")]
    [InlineData("\r")]
    public void Line_ends_of_a_value_are_kept(string value)
    {
        CommandFile.Add(_files.Output, "value", value);
        Assert.Equal(value, Read().Outputs["value"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=b")]
    [InlineData("a<<b")]
    [InlineData("a\nb")]
    [InlineData("a b")]
    [InlineData("\u00fc")]
    public void A_name_that_could_be_read_as_something_else_is_a_defect(string name)
    {
        Assert.Throws<ArgumentException>(() => CommandFile.Add(_files.Output, name, "value"));
        Assert.Empty(File.ReadAllBytes(_files.Output));
    }

    [Fact]
    public void The_file_has_no_byte_order_mark_and_lines_end_with_LF()
    {
        CommandFile.Add(_files.Output, "name", "\u00fc");
        var bytes = File.ReadAllBytes(_files.Output);
        Assert.Equal((byte)'n', bytes[0]);
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.Contains("\u00fc", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Summaries_follow_each_other_each_on_a_line_of_its_own()
    {
        CommandFile.AddSummary(_files.Summary, "### First");
        CommandFile.AddSummary(_files.Summary, "second ::error::boo ##[error]boo\n");
        CommandFile.AddSummary(_files.Summary, "::set-output name=x::y");
        var report = Read();
        Assert.Equal("### First\nsecond ::error::boo ##[error]boo\n::set-output name=x::y\n", report.Summary);
        Assert.Empty(report.Commands);
        Assert.Empty(report.Outputs);
    }

    [Theory]
    [InlineData(CommandFile.MostSummaryBytes, true)]
    [InlineData(CommandFile.MostSummaryBytes + 1, false)]
    public void A_summary_of_the_most_bytes_is_shown_and_of_one_more_is_not(int bytes, bool isShown)
    {
        CommandFile.AddSummary(_files.Summary, new string('x', bytes - 1));
        var report = Read();
        Assert.Equal(isShown, report.Summary.Length == bytes);
        Assert.Equal(isShown, report.Annotations.IsEmpty);
    }

    [Fact]
    public void A_secret_is_not_shown_in_the_summary()
    {
        using var step = new Step();
        new WorkflowCommands(step.Output).Mask("LTAI5tSecretKeyId");
        CommandFile.AddSummary(_files.Summary, "the key LTAI5tSecretKeyId was refused");
        Assert.Equal("the key *** was refused\n", step.Read(files: _files).Summary);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told()
    {
        var file = Path.Combine(_folder, "gone", "set_output_1");
        var refusal = Assert.Throws<EvidenceException>(() => CommandFile.Add(file, "name", "value")).Refusal;
        Assert.StartsWith($"The runner's file {file} cannot be written: ", refusal.What, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private StepReport Read()
    {
        var reader = new RunnerReader();
        reader.Read(_files);
        return reader.Report(exitCode: 0);
    }
}
