using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed class ScreenTests
{
    [Theory]
    [InlineData(true, "TERM=xterm", true, true)]
    [InlineData(false, "TERM=xterm", false, false)] // a pipe
    [InlineData(true, "TERM=dumb", false, false)]
    [InlineData(true, "", false, false)] // a terminal that says nothing of itself
    [InlineData(true, "TERM=xterm NO_COLOR=1", true, false)]
    [InlineData(true, "TERM=xterm NO_COLOR=", true, true)] // empty is as if it were not set
    [InlineData(true, "TERM=xterm NO_COLOR=0", true, false)] // any value
    [InlineData(false, "FORCE_COLOR=1", false, true)]
    [InlineData(false, "CLICOLOR_FORCE=1", false, true)]
    [InlineData(false, "FORCE_COLOR=0 CLICOLOR_FORCE=0", false, false)]
    [InlineData(true, "TERM=dumb FORCE_COLOR=3", false, true)]
    [InlineData(false, "FORCE_COLOR=1 NO_COLOR=1", false, false)] // the wish against wins
    public void A_terminal_is_drawn_on_and_coloured_as_its_variables_say(bool isTerminal, string variables, bool redraws, bool colours)
    {
        var screen = Screen.Of(isTerminal, knowsSize: true, Variables(variables), () => (100, 40));
        Assert.Equal((isTerminal, redraws, colours), (screen.IsTerminal, screen.CanRedraw, screen.HasColour));
    }

    [Fact]
    public void A_terminal_of_unknown_size_is_not_drawn_over() =>
        Assert.False(Screen.Of(isTerminal: true, knowsSize: false, Variables("TERM=xterm"), () => (80, 24)).CanRedraw);

    [Theory]
    [InlineData("LANG=en_US.UTF-8", true)]
    [InlineData("LC_ALL=C LANG=en_US.UTF-8", false)]
    [InlineData("LC_CTYPE=C.utf8 LANG=C", true)]
    [InlineData("", false)]
    public void Lines_are_drawn_in_what_the_locale_has(string variables, bool isUnicode) =>
        Assert.Equal(isUnicode, Screen.Of(true, true, Variables("TERM=xterm " + variables), () => (80, 24)).IsUnicode);

    [Fact]
    public void Lists_are_cut_short_at_a_terminal_only_and_not_when_all_is_wanted()
    {
        var terminal = Screen.Of(true, true, Variables("TERM=xterm"), () => (100, 40));
        Assert.Equal((100, (int?)TextForm.ShortList), (terminal.Form(full: false).Columns, terminal.Form(full: false).MostRows));
        Assert.Null(terminal.Form(full: true).MostRows);
        Assert.Equal((null, null), (Screen.None.Form(full: false).Columns, Screen.None.Form(full: false).MostRows));
    }

    private static Func<string, string?> Variables(string text)
    {
        var all = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return all.GetValueOrDefault;
    }
}
