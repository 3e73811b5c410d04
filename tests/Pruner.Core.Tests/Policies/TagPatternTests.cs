using Pruner.Core.Policies;

namespace Pruner.Core.Tests.Policies;

public sealed class TagPatternTests
{
    [Theory]
    [InlineData("keep", "keep", "anything", true)]
    [InlineData("keep", "Keep ", "", true)]
    [InlineData("keep", "keeper", "", false)]
    [InlineData("keep=yes", "keep", "yes", true)]
    [InlineData("keep=yes", "keep", " YES ", true)]
    [InlineData("keep=True", "keep", "true", true)]
    [InlineData("keep=True", "keep", "TRUE", true)]
    [InlineData("keep=yes", "keep", "no", false)]
    [InlineData("env=prod*", "env", "Production", true)]
    [InlineData("env=Prod*", "ENV", "production", true)]
    [InlineData("env=prod*", "env", "a/prod", false)]
    [InlineData("env=a=b", "env", "a=b", true)]
    public void Neither_case_nor_white_space_around_counts(string pattern, string key, string value, bool matches) =>
        Assert.Equal(matches, TagPattern.TryParse(pattern)!.Matches(key, value));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("=yes")]
    [InlineData("keep=")]
    [InlineData("keep =yes")]
    [InlineData("keep= yes")]
    [InlineData("ke*p")]
    [InlineData("ke?p=yes")]
    public void What_names_no_key_or_no_value_is_refused(string? text) => Assert.Null(TagPattern.TryParse(text));

    [Fact]
    public void It_is_written_as_it_is_read() => Assert.All(["keep", "env=Prod*"], text => Assert.Equal(text, TagPattern.TryParse(text)!.ToString()));
}
