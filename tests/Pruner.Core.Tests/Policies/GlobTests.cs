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
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "a/xb", false)]
    [InlineData("a/**/b", "ab", false)]
    [InlineData("**/b", "b", true)]
    [InlineData("**/b", "x/y/b", true)]
    [InlineData("**/b", "xb", false)]
    [InlineData("a/**", "a/x/y", true)]
    [InlineData("a/**", "a/", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("a/**/**/b", "a/b", true)]
    [InlineData("a/**/**/b", "a/x/b", true)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("?", "/", false)]
    [InlineData("?", "x", true)]
    [InlineData("***", "a/b", true)]
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

    /// <summary>The same patterns as regular expressions, over all short texts of a few characters.</summary>
    [Fact]
    public void A_pattern_matches_as_its_regular_expression_does()
    {
        string[] parts = ["a", "b", "/", "*", "**", "?", "**/"];
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => parts[random.Next(parts.Length)]));
            var regex = new System.Text.RegularExpressions.Regex(RegexOf(pattern), System.Text.RegularExpressions.RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
            var glob = Glob.TryParse(pattern)!;
            for (var j = 0; j < 30; j++)
            {
                var name = string.Concat(Enumerable.Range(0, random.Next(0, 7)).Select(_ => "ab/"[random.Next(3)]));
                Assert.True(regex.IsMatch(name) == glob.Matches(name), $"'{pattern}' on '{name}'");
            }
        }
    }

    private static string RegexOf(string pattern) => "\\A" + System.Text.RegularExpressions.Regex.Replace(
        pattern, "(?<=\\A|/)\\*\\*/|\\*\\*|\\*|\\?", found => found.Value switch { "**/" => "(?:.*/)?", "**" => ".*", "*" => "[^/]*", _ => "[^/]" },
        System.Text.RegularExpressions.RegexOptions.None,
        TimeSpan.FromSeconds(10)) + "\\z";
}
