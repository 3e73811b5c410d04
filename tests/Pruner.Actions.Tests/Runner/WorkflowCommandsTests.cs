using Pruner.Actions.Runner;

namespace Pruner.Actions.Tests.Runner;

public sealed class WorkflowCommandsTests : IDisposable
{
    private readonly Step _step = new();
    private readonly WorkflowCommands _commands;

    public WorkflowCommandsTests() => _commands = new WorkflowCommands(_step.Output);

    [Theory]
    [InlineData(AnnotationLevel.Notice, "notice")]
    [InlineData(AnnotationLevel.Warning, "warning")]
    [InlineData(AnnotationLevel.Error, "error")]
    public void An_annotation_has_kind_title_and_message(AnnotationLevel level, string kind)
    {
        _commands.Annotate(level, "Kept: 3, pruned: 100%", "first line\r\nsecond, line: 100%0A");
        var annotation = Assert.Single(_step.Read().Annotations);
        Assert.Equal((kind, "Kept: 3, pruned: 100%", "first line\r\nsecond, line: 100%0A"), (annotation.Kind, annotation.Title, annotation.Message));
    }

    [Theory]
    [MemberData(nameof(Hostile.Texts), MemberType = typeof(Hostile))]
    public void A_hostile_message_is_one_annotation_and_nothing_else(string text)
    {
        _commands.Annotate(AnnotationLevel.Warning, "title", text);
        var report = _step.Read();
        Assert.True(Assert.Single(report.Commands).Is("warning"));
        Assert.Equal(Hostile.Unbroken(text), Hostile.Unbroken(Assert.Single(report.Annotations).Message));
    }

    [Fact]
    public void Hostile_texts_in_every_field_make_no_command_but_ours_and_come_through_whole()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            // The runner takes blanks at the ends of a title away, and equals signs at its start.
            var title = "t" + Hostile.Random(random) + "t";
            var (message, group) = (Hostile.Random(random), Hostile.Random(random));
            using var step = new Step();
            var commands = new WorkflowCommands(step.Output);
            using (var log = new InertWriter(step.Output))
            {
                log.Write(Hostile.Random(random) + "\n" + Hostile.Random(random));
                commands.Annotate(AnnotationLevel.Error, title, message);
                log.Write(Hostile.Random(random) + "\n");
                commands.Group(group);
                commands.EndGroup();
                log.Write(Hostile.Random(random));
            }

            var report = step.Read();
            Assert.Equal(["error", "group", "endgroup"], report.Commands.Select(command => command.Name));
            var annotation = Assert.Single(report.Annotations);
            Assert.True(Hostile.Unbroken(title) == Hostile.Unbroken(annotation.Title), $"seed {seed}: {Uri.EscapeDataString(annotation.Title)}");
            Assert.True(Hostile.Unbroken(message) == Hostile.Unbroken(annotation.Message), $"seed {seed}: {Uri.EscapeDataString(annotation.Message)}");
            Assert.True(Hostile.Unbroken(group) == Hostile.Unbroken(Assert.Single(report.Groups)), $"seed {seed}: {Uri.EscapeDataString(report.Groups[0])}");
            Assert.Equal((0, false, false), (report.OpenGroups, report.IsStopped, report.IsFailed));
            Assert.Empty(report.Masks);
            Assert.Empty(report.Outputs);
        }
    }

    [Fact]
    public void What_the_runner_shows_of_a_message_in_the_log_looks_like_no_other_line()
    {
        _commands.Annotate(AnnotationLevel.Notice, "title", "first\n##[error]second\n::error::third");
        _commands.Group("first\n##[error]second");
        Assert.DoesNotContain(_step.Read().Log, line => line.Contains("##[error]", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tenth_annotation_of_a_kind_says_how_many_there_were()
    {
        for (var i = 1; i <= 25; i++)
        {
            _commands.Annotate(AnnotationLevel.Error, "title", $"error {i}");
        }

        _commands.Annotate(AnnotationLevel.Warning, "title", "the only warning");
        _commands.Close();
        var report = _step.Read();
        var errors = report.Annotations.Where(annotation => annotation.Kind == "error").Select(annotation => annotation.Message);
        Assert.Equal([.. Enumerable.Range(1, 9).Select(i => $"error {i}"), "and 16 more, see the summary and the ledger"], errors);
        Assert.Equal("the only warning", Assert.Single(report.Annotations, annotation => annotation.Kind == "warning").Message);
    }

    [Fact]
    public void Nine_annotations_of_a_kind_are_all_there_and_nothing_more_is_said()
    {
        for (var i = 1; i <= 9; i++)
        {
            _commands.Annotate(AnnotationLevel.Notice, "title", $"notice {i}");
        }

        _commands.Close();
        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"notice {i}"), _step.Read().Annotations.Select(annotation => annotation.Message));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("##[")]
    [InlineData("\ud83d\ude00 ")]
    [InlineData("a\ud83d\ude00")]
    public void A_long_message_is_cut_by_us_between_characters_and_says_so(string piece)
    {
        _commands.Annotate(AnnotationLevel.Error, "title", string.Concat(Enumerable.Repeat(piece, 5000)));
        var message = Assert.Single(_step.Read().Annotations).Message;
        Assert.InRange(message.Length, 3990, 4001);
        Assert.EndsWith("…", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', message);
    }

    [Fact]
    public void A_message_of_4000_characters_is_whole()
    {
        _commands.Annotate(AnnotationLevel.Error, "title", new string('x', 4000));
        Assert.Equal(new string('x', 4000), Assert.Single(_step.Read().Annotations).Message);
    }

    [Theory]
    [InlineData("LTAI5tSecretKeyId")]
    [InlineData("100%25+%0A,:;]==")]
    [InlineData(" blanks around ")]
    [InlineData("abcd")]
    public void A_secret_is_not_shown_from_then_on(string secret)
    {
        _commands.Mask(secret);
        _commands.Annotate(AnnotationLevel.Error, "title", $"<{secret}>");
        _step.Output.Write($"log <{secret}>\n");
        var report = _step.Read();
        Assert.Equal([secret], report.Masks);
        Assert.Equal("<***>", Assert.Single(report.Annotations).Message);
        Assert.Equal("log <***>", report.Log[^1]);
    }

    [Fact]
    public void A_secret_of_several_lines_is_hidden_line_by_line()
    {
        _commands.Mask("first secret\r\nsecond secret\n");
        _step.Output.Write("the first secret and the second secret\n");
        Assert.Equal("the *** and the ***", Assert.Single(_step.Read().Log));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("  \r\n ")]
    [InlineData(" ab ")]
    public void What_is_too_short_for_a_secret_is_not_masked(string secret)
    {
        _commands.Mask(secret);
        Assert.Equal("", _step.Text);
    }

    public void Dispose() => _step.Dispose();
}
