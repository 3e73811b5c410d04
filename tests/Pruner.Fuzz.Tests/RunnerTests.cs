using System.Globalization;
using Pruner.Fuzz.Tests.Harness;
using Pruner.Fuzz.Tests.Runner;
using Pruner.Fuzz.Tests.Targets;

namespace Pruner.Fuzz.Tests;

/// <summary>What the command line gives to readers can be given again.</summary>
public sealed class RunnerTests
{
    private const string Reader = "build-id";

    [Theory]
    [InlineData("--from", "7", "--runs", "1")]
    [InlineData("--whole", "3")]
    public void One_text_is_given_again_by_its_number(params string[] which) => Assert.Contains("seed 7: 1 texts, 0 wrong", Run(which), StringComparison.Ordinal);

    [Fact]
    public void A_run_by_numbers_gives_as_many_texts_on_every_machine()
    {
        var all = 20 + Mutants.Whole(AllTargets.Named(Reader)).Count();

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"seed 7: {all} texts, 0 wrong"), Run("--runs", "20"), StringComparison.Ordinal);
    }

    private static string Run(params string[] which)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, FuzzRunner.Run(["--parser", Reader, "--seed", "7", .. which], output, error, TimeProvider.System));
        return output.ToString();
    }
}
