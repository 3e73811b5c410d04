using Pruner.Sandbox.Actions.Runner;

namespace Pruner.Sandbox.Tests.Actions;

/// <summary>Expected values are those of the runner's sources, not of our own writer.</summary>
public sealed class RunnerReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pruner-reader-").FullName;
    private readonly CommandFiles _files;

    public RunnerReaderTests() => _files = CommandFiles.Create(_folder);

    [Theory]
    [InlineData("::error::boom", "error", "boom", false)]
    [InlineData("  \t\u00a0::ERROR::boom", "ERROR", "boom", false)]
    [InlineData("::debug::a::b", "debug", "a::b", false)]
    [InlineData("::debug::%25%0D%0A%250A%3A", "debug", "%\r\n%0A%3A", false)]
    [InlineData("::endgroup::", "endgroup", "", false)]
    [InlineData("text ##[error]boom", "error", "boom", true)]
    [InlineData("##[debug a=b]%5D%3B%25", "debug", "];%", true)]
    [InlineData("::unknown::##[debug]x", "debug", "x", true)]
    public void A_command_is_found(string line, string name, string data, bool isLegacy)
    {
        var command = Assert.Single(Read(line).Commands);
        Assert.Equal((name, data, isLegacy), (command.Name, command.Data, command.IsLegacy));
    }

    [Theory]
    [InlineData("text ::error::boom")]
    [InlineData("::error boom")]
    [InlineData("::unknown::boom")]
    [InlineData(": :error::boom")]
    [InlineData("\u001b[31m::error::boom")]
    [InlineData("##[error boom")]
    [InlineData("##[unknown]boom")]
    [InlineData("##[ error]boom")]
    [InlineData(":\u200b:error::boom")]
    [InlineData("\u00ad::error::boom")]
    [InlineData("#\u200b#[error]boom")]
    [InlineData("\uff1a\uff1aerror::boom")]
    public void What_is_no_command_is_a_line_of_the_log(string line)
    {
        var report = Read(line);
        Assert.Empty(report.Commands);
        Assert.Equal([line], report.Log);
    }

    [Theory]
    [InlineData("\uff1a\uff1aerror::boom")]
    [InlineData(":\uff1aerror\uff1a:boom")]
    [InlineData("\uff03#\uff3berror]boom")]
    public void On_a_Japanese_machine_full_width_forms_begin_a_command(string line)
    {
        var reader = new RunnerReader(foldsWidth: true);
        reader.Read(new StringReader(line));
        Assert.Equal("boom", Assert.Single(reader.Report(0).Annotations).Message);
    }

    [Theory]
    [InlineData("a\r::error::boom")]
    [InlineData("a\n::error::boom")]
    [InlineData("a\r\n::error::boom")]
    public void CR_and_LF_end_a_line(string text) => Assert.Single(Read(text).Commands);

    [Fact]
    public void Properties_are_parted_by_commas_and_unescaped()
    {
        var command = Assert.Single(Read("::error file=a%2Cb,title=x%3A%25%0Ay,empty=,noise,col=7::m").Commands);
        Assert.Equal(("a,b", "x:%\ny", "7"), (command.Properties["file"], command.Properties["TITLE"], command.Properties["col"]));
        Assert.Equal(3, command.Properties.Count);
    }

    [Theory]
    [InlineData("line=3,endLine=5,col=1,endColumn=2", "endLine=5,line=3")]
    [InlineData("endLine=5", "endLine=5,line=5")]
    [InlineData("col=4", "")]
    [InlineData("line=3,endColumn=4", "col=4,endColumn=4,line=3")]
    [InlineData("line=5,endLine=3", "")]
    [InlineData("line=5,col=4,endColumn=2", "line=5")]
    [InlineData("file=/github/workspace/a/b.json", "file=a/b.json")]
    [InlineData("file=a/b.json", "file=a/b.json")]
    public void A_place_that_cannot_be_is_corrected(string given, string kept)
    {
        var reader = new RunnerReader("/github/workspace");
        reader.Read(new StringReader($"::error {given}::m"));
        var properties = Assert.Single(reader.Report(0).Annotations).Properties;
        Assert.Equal(kept, string.Join(',', properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => $"{property.Key}={property.Value}")));
    }

    [Fact]
    public void Ten_annotations_of_a_kind_are_kept_and_all_are_in_the_log()
    {
        var report = Read(string.Join('\n', Enumerable.Range(1, 12).Select(i => $"::warning::{i}").Append("::error::e")));
        Assert.Equal(11, report.Annotations.Length);
        Assert.Equal("10", report.Annotations[9].Message);
        Assert.Equal("##[warning]12", report.Log[11]);
        Assert.False(report.IsFailed);
    }

    [Fact]
    public void A_message_is_cut_after_4096_characters() =>
        Assert.Equal(4096, Assert.Single(Read("::notice::" + new string('x', 5000)).Annotations).Message.Length);

    [Theory]
    [InlineData("s3cret", "<***>")]
    [InlineData("czNjcmV0", "<***>")]
    [InlineData("pass:s3cret", "<pass:***>")]
    [InlineData("s3cres3cret", "<s3cre***>")]
    [InlineData("s3crets3cret", "<***>")]
    [InlineData("S3CRET", "<S3CRET>")]
    public void A_mask_hides_what_comes_later(string text, string shown)
    {
        var report = Read($"<s3cret>\n::add-mask::s3cret\n<{text}>\n::notice::<{text}>");
        Assert.Equal(["<s3cret>", shown, "##[notice]" + shown], report.Log);
        Assert.Equal(shown, Assert.Single(report.Annotations).Message);
    }

    [Fact]
    public void A_mask_of_several_lines_hides_each_and_an_empty_one_is_a_warning()
    {
        Assert.Equal("*** and ***", Read("::add-mask::one line%0A two lines %0D\none line and two lines").Log[^1]);
        Assert.Equal("warning", Assert.Single(Read("::add-mask::  ").Annotations).Kind);
    }

    [Fact]
    public void Stopped_commands_are_text_until_the_token_comes()
    {
        var report = Read("::stop-commands::a-long-token\n::error::x\n##[error]y\n::A-LONG-TOKEN::\n::error::z\n::a-long-token::");
        Assert.Equal("z", Assert.Single(report.Annotations).Message);
        Assert.Equal(["::stop-commands::***", "::error::x", "##[error]y", "::A-LONG-TOKEN::", "##[error]z", "::***::"], report.Log);
        Assert.Equal(["stop-commands", "error"], report.Commands.Select(command => command.Name));
        Assert.False(report.IsStopped);
        Assert.True(Read("::stop-commands::token").IsStopped);
    }

    [Theory]
    [InlineData("::stop-commands::")]
    [InlineData("::stop-commands::error")]
    [InlineData("::stop-commands::pause-logging")]
    [InlineData("::set-env name=A::b")]
    [InlineData("::add-path::/bin")]
    [InlineData("::set-output::x")]
    [InlineData("::save-state name=::x")]
    [InlineData("::echo::perhaps")]
    public void A_command_that_the_runner_refuses_fails_the_step(string line)
    {
        var report = Read(line);
        Assert.True(report.IsFailed);
        Assert.Equal("error", Assert.Single(report.Annotations).Kind);
    }

    [Fact]
    public void Groups_old_outputs_and_echo_work()
    {
        var report = Read("::group::first\n::echo::on\n::set-output name=x::y\n::save-state name=s::t\n::endgroup::\n::group::second");
        Assert.Equal(["first", "second"], report.Groups);
        Assert.Equal(1, report.OpenGroups);
        Assert.Equal(("y", "t"), (report.Outputs["x"], report.State["s"]));
        Assert.Contains("::set-output name=x::y", report.Log);
    }

    [Theory]
    [InlineData("a=b\n", "b")]
    [InlineData("a=b", "b")]
    [InlineData("a=b<<c\n", "b<<c")]
    [InlineData("a==\n", "=")]
    [InlineData("a=b\r\n", "b\r")]
    [InlineData("\na<<E\nb=c\n\nd\nE\n", "b=c\n\nd")]
    [InlineData("a<<E\nE\n", "")]
    [InlineData("a<<E\n\nE\n", "")]
    [InlineData("a<<E\nb\nE", "b")]
    [InlineData("a<<E\nb\rE\nE\n", "b\rE")]
    [InlineData("a<<E\n E\nE\n", " E")]
    [InlineData("a<<E\ne\nE\n", "e")]
    [InlineData("a=1\na=2\n", "2")]
    public void A_value_is_read(string text, string value)
    {
        File.WriteAllText(_files.Output, text);
        var report = Read("");
        Assert.False(report.IsFailed);
        Assert.Equal(value, Assert.Single(report.Outputs, output => output.Key == "a").Value);
    }

    [Theory]
    [InlineData("a<<E\nb\n", "Invalid value. Matching delimiter not found 'E'")]
    [InlineData("a<<E\nb", "Invalid value. EOF marker missing new line.")]
    [InlineData("a<<E\nb\nE \n", "Invalid value. Matching delimiter not found 'E'")]
    [InlineData("a<<E\nb\nE\r\n", "Invalid value. Matching delimiter not found 'E'")]
    [InlineData("<<E\nb\nE\n", "Invalid format '<<E'. Name must not be empty and delimiter must not be empty")]
    [InlineData("a<<\nb\n\n", "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty")]
    [InlineData("a\n", "Invalid format 'a'")]
    public void A_damaged_file_fails_the_step_and_what_stands_before_counts(string text, string why)
    {
        File.WriteAllText(_files.Output, "before=1\n" + text);
        var report = Read("");
        Assert.True(report.IsFailed);
        Assert.Equal(["Unable to process file command 'output' successfully.", why], report.Annotations.Select(annotation => annotation.Message));
        Assert.Equal("1", Assert.Single(report.Outputs).Value);
    }

    [Fact]
    public void A_byte_order_mark_at_the_start_of_a_file_does_not_count()
    {
        File.WriteAllBytes(_files.Output, [0xef, 0xbb, 0xbf, .. "a=b\n"u8]);
        Assert.Equal("b", Read("").Outputs["a"]);
    }

    [Fact]
    public void Variables_and_search_path_are_read_and_NODE_OPTIONS_is_refused()
    {
        File.WriteAllText(_files.Environment, "A=b\nnode_options=--x\n");
        File.WriteAllText(_files.SearchPath, "/one\n\n/two\n");
        var report = Read("");
        Assert.Equal("b", Assert.Single(report.Environment).Value);
        Assert.Equal(["/one", "/two"], report.SearchPath);
        Assert.Single(report.Annotations);
    }

    [Fact]
    public void A_summary_over_one_mebibyte_is_dropped_with_an_error_and_the_step_stays_green()
    {
        File.WriteAllText(_files.Summary, new string('x', 1_048_577));
        var report = Read("");
        Assert.Equal("", report.Summary);
        Assert.StartsWith("$GITHUB_STEP_SUMMARY upload aborted", Assert.Single(report.Annotations).Message, StringComparison.Ordinal);
        Assert.False(report.IsFailed);
        File.WriteAllText(_files.Summary, new string('x', 1_048_576));
        Assert.Equal(1_048_577, Read("").Summary.Length);
    }

    [Fact]
    public void A_summary_is_masked_and_a_missing_file_is_none()
    {
        File.WriteAllText(_files.Summary, "the s3cret\r\nend");
        Assert.Equal("the ***\nend\n", Read("::add-mask::s3cret").Summary);
        Directory.Delete(_folder, recursive: true);
        var report = Read("");
        Assert.Equal(("", false), (report.Summary, report.IsFailed));
        Directory.CreateDirectory(_folder);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, true)]
    public void The_exit_code_decides_when_nothing_else_failed(int exitCode, bool isFailed) => Assert.Equal(isFailed, new RunnerReader().Report(exitCode).IsFailed);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private StepReport Read(string text)
    {
        var reader = new RunnerReader();
        reader.Read(new StringReader(text));
        reader.Read(_files);
        return reader.Report(exitCode: 0);
    }
}
