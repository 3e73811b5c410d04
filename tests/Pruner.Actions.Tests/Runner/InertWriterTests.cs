using Pruner.Actions.Runner;

namespace Pruner.Actions.Tests.Runner;

public sealed class InertWriterTests
{
    [Theory]
    [MemberData(nameof(Hostile.Texts), MemberType = typeof(Hostile))]
    public void No_text_is_a_command(string text)
    {
        using var step = new Step();
        using (var writer = new InertWriter(step.Output))
        {
            writer.Write(text);
        }

        Assert.Empty(step.Read().Commands);
        Assert.Empty(step.Read(foldsWidth: true).Commands);
    }

    [Fact]
    public void No_text_is_a_command_in_whatever_pieces_it_is_written_and_nothing_of_it_is_lost()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var text = Hostile.Random(random);
            using var step = new Step();
            using (var writer = new InertWriter(step.Output))
            {
                WriteCut(writer, text, random);
            }

            var report = step.Read(foldsWidth: seed % 2 == 1);
            Assert.True(report.Commands.IsEmpty && report.Annotations.IsEmpty && !report.IsFailed, $"seed {seed}: {Uri.EscapeDataString(step.Text)}");
            var expected = text.EndsWith('\n') ? text : text + "\n";
            Assert.True(Hostile.Unbroken(expected) == Hostile.Unbroken(step.Text), $"seed {seed}: {Uri.EscapeDataString(step.Text)}");
        }
    }

    [Theory]
    [InlineData("Pruned 3 images: 4.10, 4.11.\n")]
    [InlineData("see https://example.com/a::b, C#, #7 and [x]\n")]
    [InlineData("\u4e2d\u6587 \ud83d\ude00 ok\n")]
    public void Ordinary_text_passes_unchanged(string text)
    {
        using var step = new Step();
        using (var writer = new InertWriter(step.Output))
        {
            writer.Write(text);
        }

        Assert.Equal(text, step.Text);
    }

    [Fact]
    public void A_line_is_handed_on_when_it_ends()
    {
        using var step = new Step();
        using var writer = new InertWriter(step.Output);
        writer.Write("one\ntwo");
        writer.Flush();
        Assert.Equal("one\n", step.Text);
        writer.WriteLine();
        Assert.Equal("one\ntwo\n", step.Text);
    }

    [Fact]
    public void A_command_of_ours_after_a_line_that_was_never_ended_is_still_one()
    {
        using var step = new Step();
        using (var writer = new InertWriter(step.Output))
        {
            writer.Write("not ended");
        }

        new WorkflowCommands(step.Output).Annotate(AnnotationLevel.Error, "title", "message");
        Assert.Equal("message", Assert.Single(step.Read().Annotations).Message);
    }

    [Fact]
    public void Ten_megabytes_without_a_line_end_are_no_command_and_are_all_there()
    {
        var chunk = new string('x', 100_001) + "\ud83d\ude00##[error]x";
        using var step = new Step();
        using (var writer = new InertWriter(step.Output))
        {
            for (var i = 0; i < 100; i++)
            {
                writer.Write(chunk);
                Assert.True(step.Text.Length > 0 || i < 20, "Nothing was handed on after two megabytes.");
            }
        }

        Assert.Empty(step.Read().Commands);
        var whole = string.Concat(Enumerable.Repeat(chunk, 100));
        Assert.Equal(whole, Hostile.Unbroken(step.Text).Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_is_not_broken_inside_a_character_nor_into_a_command()
    {
        using var step = new Step();
        using (var writer = new InertWriter(step.Output))
        {
            writer.Write(new string('x', 1024 * 1024) + "\ud83d");
            writer.Write("\ude00");
            writer.Write("::error::boo\n");
            writer.Write(new string('x', 1024 * 1024) + "##");
            writer.Write("[error]boo\n");
        }

        Assert.Contains("\ud83d\ude00", step.Text, StringComparison.Ordinal);
        Assert.Empty(step.Read().Commands);
    }

    [Fact]
    public void Lines_of_several_threads_stay_whole_and_are_no_commands()
    {
        using var step = new Step();
        using (var writer = new InertWriter(step.Output))
        {
            using var start = new Barrier(4);
            var threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 5000; i++)
                {
                    writer.WriteLine($"::error::{number}.{i}");
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }

        Assert.Empty(step.Read().Commands);
        var lines = Hostile.Unbroken(step.Text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(n => $"::error::{n / 5000}.{n % 5000}").Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
    }

    private static void WriteCut(InertWriter writer, string text, Random random)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = random.Next(1, text.Length - at + 1);
            switch (random.Next(4))
            {
                case 0:
                    writer.Write(new string(text.AsSpan(at, length)));
                    break;
                case 1:
                    writer.Write(text.ToCharArray(), at, length);
                    break;
                case 2:
                    writer.Write(text.AsSpan(at, length));
                    break;
                default:
                    length = 1;
                    writer.Write(text[at]);
                    break;
            }

            writer.Flush();
            at += length;
        }
    }
}
