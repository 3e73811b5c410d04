using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("rhcos-410.84.202205191234-0", "rhcos-410.84.202205191234-0")]
    [InlineData("", "")]
    [InlineData("Bild für Köln, 阿里云, 🚀", "Bild für Köln, 阿里云, 🚀")] // what people write stays readable
    [InlineData("a\e[31mb", "a?[31mb")]
    [InlineData("a\u009b31mb", "a?31mb")] // the one-character form of the same
    [InlineData("a\tb\r\nc", "a b  c")]
    [InlineData("a\u202Eb\u2066c\u200Fd", "a?b?c?d")] // direction marks
    [InlineData("a\u200Bb\uFEFFc\u00ADd", "a?b?c?d")] // invisible characters
    [InlineData("a\u2028b\u2029c", "a?b?c")]
    [InlineData("a\u0336b\u20DDc", "a?b?c")] // marks that pile up
    [InlineData("a\u00A0b\u3000c", "a b c")]
    [InlineData("a\uE000b", "a?b")]
    public void Foreign_text_becomes_one_line_that_shows_what_it_holds(string text, string shown) => Assert.Equal(shown, SafeText.Line(text));

    [Fact]
    public void Lines_stay_lines() => Assert.Equal("a?\nb\nc", SafeText.Lines("a\e\r\nb\rc"));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\uFFFDb", SafeText.Line("a\ud800b"));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("阿里", 4)]
    [InlineData("🚀", 2)]
    public void Wide_characters_count_twice(string text, int columns) => Assert.Equal(columns, SafeText.Columns(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abc..")]
    [InlineData("阿里云云", 7, "阿里..")] // never half a wide one
    [InlineData("abcdef", 1, ".")]
    [InlineData("abcdef", 0, "")]
    public void What_does_not_fit_is_cut_and_says_so(string text, int columns, string shown) => Assert.Equal(shown, SafeText.Cut(text, columns));

    [Fact]
    public void Lines_are_broken_at_spaces_and_go_on_indented_and_a_long_word_stays_whole()
    {
        Assert.Equal(["- one two", "    three", "    0123456789012345", "    four"], SafeText.Wrap("- ", "one two three 0123456789012345 four", 10));
        Assert.Equal(["- one two three"], SafeText.Wrap("- ", "one two three", null));
    }
}
