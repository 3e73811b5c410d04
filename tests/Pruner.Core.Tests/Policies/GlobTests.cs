using Pruner.Core.Policies;

namespace Pruner.Core.Tests.Policies;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "rhcos-4.10", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("**", "a/b", true)]
    [InlineData("rhcos-4.1*", "rhcos-4.10", true)]
    [InlineData("rhcos-4.1*", "rhcos-4.9", false)]
    [InlineData("rhcos-4.1?", "rhcos-4.1", false)]
    [InlineData("rhcos-4.1?", "rhcos-4.11", true)]
    [InlineData("rhcos-4.10", "rhcos-4x10", false)]
    [InlineData("rhcos", "RHCOS", false)]
    [InlineData("rhcos", "rhcos\n", false)]
    [InlineData("refs/heads/*", "refs/heads/a/b", false)]
    [InlineData("refs/heads/**", "refs/heads/a/b", true)]
    [InlineData("data/data/*cos*.json", "data/data/rhcos-amd64.json", true)]
    [InlineData("data/data/*cos*.json", "data/data/coreos/rhcos.json", false)]
    [InlineData("data/data/coreos/**/*.json", "data/data/coreos/rhcos.json", true)]
    [InlineData("data/data/coreos/**/*.json", "data/data/coreos/marketplace/a.json", true)]
    [InlineData("data/data/coreos/**/*.json", "data/data/coreosx.json", false)]
    [InlineData("a**b", "a/x/b", true)]
    [InlineData("[a]", "a", false)]
    [InlineData("[a]", "[a]", true)]
    public void A_pattern_stands_for_whole_names(string pattern, string name, bool matches) =>
        Assert.Equal(matches, Glob.TryParse(pattern)!.Matches(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("\u0007")]
    public void What_is_no_pattern_is_refused(string? text) => Assert.Null(Glob.TryParse(text));

    [Fact]
    public void A_pattern_too_long_is_refused()
    {
        Assert.NotNull(Glob.TryParse(new string('a', Glob.MostCharacters)));
        Assert.Null(Glob.TryParse(new string('a', Glob.MostCharacters + 1)));
    }

    [Fact]
    public void A_pattern_made_to_be_slow_is_not() =>
        Assert.False(Glob.TryParse(string.Concat(Enumerable.Repeat("*a", 100)) + "b")!.Matches(new string('a', 100_000)));
}
