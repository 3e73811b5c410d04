using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

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

    [Theory]
    [InlineData("api.github.com", "openshift/installer")]
    [InlineData("github.com", "OpenShift/Installer")]
    [InlineData("ssh.github.com", "openshift/installer")]
    [InlineData("www.github.com", "openshift/installer")]
    [InlineData("api.github.com.", "openshift/installer")]
    [InlineData("GitHub.com.", "openshift/installer")]
    public void They_hold_for_the_public_installer_whatever_the_configuration_says(string host, string name)
    {
        var configured = new PinSource("openshift/installer", null, [Some.Build("410.84.202101010101-0")]);
        Assert.Equal([.. configured.KnownBuilds, .. KnownAnswers.OpenShiftInstaller], configured.For(new RepositoryIdentity(host, name, 1)).KnownBuilds);
    }

    [Theory]
    [InlineData("github.example.com", "openshift/installer")]
    [InlineData("github.com.example.com", "openshift/installer")]
    [InlineData(".", "openshift/installer")]
    [InlineData("api.github.com", "example/installer")]
    public void Another_source_has_its_own(string host, string name)
    {
        var configured = new PinSource("openshift/installer", null, [Some.Build(Some.BuildText)]);
        Assert.Equal(configured, configured.For(new RepositoryIdentity(host, name, 1)));
    }
}
