using Pruner.Actions.Runner;
using Pruner.Core;

namespace Pruner.Actions.Tests.Runner;

public sealed class InputsTests
{
    [Theory]
    [InlineData("dry-run", "INPUT_DRY-RUN")]
    [InlineData("my input", "INPUT_MY_INPUT")]
    public void An_input_has_the_variable_that_the_runner_gives_it(string name, string variable) =>
        Assert.Equal(variable, Inputs.VariableOf(name));

    [Fact]
    public void Blanks_around_an_input_do_not_count() => Assert.Equal("4.10", Of("releases", " 4.10 \n").Text("releases"));

    [Fact]
    public void An_input_that_is_not_given_is_empty() => Assert.Equal("", Of("other", "x").Text("releases"));

    [Theory]
    [InlineData("4.10\n\n  4.11 \r\n", new[] { "4.10", "4.11" })]
    [InlineData("", new string[0])]
    public void Lines_are_those_that_hold_something(string given, string[] lines) => Assert.Equal(lines, Of("releases", given).Lines("releases"));

    [Theory]
    [InlineData("4.10 4.11", new[] { "4.10", "4.11" })]
    [InlineData("4.10,4.11\n4.12\t4.13", new[] { "4.10", "4.11", "4.12", "4.13" })]
    public void Words_stand_between_blanks_commas_and_line_ends(string given, string[] words) => Assert.Equal(words, Of("releases", given).Words("releases"));

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("FALSE", false)]
    [InlineData("", null)]
    public void A_truth_value_is_spelt_as_in_yaml(string given, bool? truth) => Assert.Equal(truth, Of("dry-run", given).Truth("dry-run"));

    [Theory]
    [InlineData("no")]
    [InlineData("0")]
    [InlineData("fALSE")]
    public void Any_other_spelling_is_refused(string given)
    {
        var refused = Assert.Throws<SetupException>(() => Of("dry-run", given).Truth("dry-run"));
        Assert.Equal($"The input dry-run is '{given}', expected true or false.", refused.Refusal.What);
    }

    private static Inputs Of(string name, string given) => new(variable => variable == Inputs.VariableOf(name) ? given : null);
}
