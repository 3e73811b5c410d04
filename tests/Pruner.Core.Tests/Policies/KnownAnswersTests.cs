using Pruner.Core.Policies;

namespace Pruner.Core.Tests.Policies;

public sealed class KnownAnswersTests
{
    [Fact]
    public void Seventy_four_builds_are_known_and_none_twice()
    {
        Assert.Equal(74, KnownAnswers.OpenShiftInstaller.Length);
        Assert.Equal(74, KnownAnswers.OpenShiftInstaller.Distinct().Count());
        Assert.All(KnownAnswers.OpenShiftInstaller, build => Assert.NotNull(build.Date));
    }

    [Theory]
    [InlineData("411.86.202206301504-0")]
    [InlineData("411.86.202207150124-0")]
    public void A_build_that_simplified_history_loses_is_among_them(string build) =>
        Assert.Contains(KnownAnswers.OpenShiftInstaller, known => known.Text == build);

    [Fact]
    public void They_are_what_the_installers_own_source_expects() =>
        Assert.Equal(KnownAnswers.OpenShiftInstaller, PinSource.OpenShiftInstaller.KnownBuilds);
}
