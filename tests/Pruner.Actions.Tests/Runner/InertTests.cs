using Pruner.Actions.Runner;

namespace Pruner.Actions.Tests.Runner;

public sealed class InertTests
{
    [Theory]
    [InlineData("::error::x", ":\u200b:error::x")]
    [InlineData(" \t::error::x", " \t:\u200b:error::x")]
    [InlineData("\ufeff::error::x", "\ufeff:\u200b:error::x")]
    [InlineData("a\n::error::x", "a\n:\u200b:error::x")]
    [InlineData("a\r::error::x", "a\r:\u200b:error::x")]
    [InlineData("a\u2028::error::x", "a\u2028:\u200b:error::x")]
    [InlineData("\u200b::error::x", "\u200b:\u200b:error::x")]
    [InlineData("\uff1a\uff1aerror::x", "\uff1a\u200b\uff1aerror::x")]
    [InlineData("a ##[error]x", "a #\u200b#[error]x")]
    [InlineData("###[error]x", "##\u200b#[error]x")]
    [InlineData("\uff03#\uff3berror]x", "\uff03\u200b#\uff3berror]x")]
    public void A_command_is_broken(string text, string expected) => Assert.Equal(expected, Inert.Text(text));

    [Theory]
    [InlineData("")]
    [InlineData("a::b")]
    [InlineData("a ::error::x")]
    [InlineData(": :error::x")]
    [InlineData("#[error]x")]
    [InlineData("## [error]x")]
    [InlineData("##")]
    [InlineData(":")]
    public void What_is_no_command_stays_as_it_is(string text) => Assert.Equal(text, Inert.Text(text));

    [Fact]
    public void What_was_broken_is_not_broken_again_and_begins_no_command()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var once = Inert.Text(Hostile.Random(new Random(seed)));
            Assert.Equal(once, Inert.Text(once));
        }
    }
}
