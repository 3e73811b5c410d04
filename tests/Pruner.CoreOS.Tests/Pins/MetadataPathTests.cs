namespace Pruner.CoreOS.Tests.Pins;

public sealed class MetadataPathTests
{
    [Theory]
    [InlineData("data/data/rhcos.json")]
    [InlineData("data/data/rhcos-s390x.json")]
    [InlineData("data/data/fcos-stream.json")]
    [InlineData("data/data/rhcos-new.JSON")]
    [InlineData("data/data/coreos/rhcos.json")]
    [InlineData("data/data/coreos/anything.json")]
    [InlineData("data/data/coreos/marketplace/coreos-rhel-9.json")]
    [InlineData("data/data/coreos/a/b/c.Json")]
    public void Files_where_pins_were_or_could_be_must_be_understood(string path) =>
        Assert.True(new InstallerMetadataReader().IsMetadataPath(path));

    [Theory]
    [InlineData("data/data/manifest.json")]
    [InlineData("data/data/aws/rhcos.json")]
    [InlineData("data/data/rhcos.yaml")]
    [InlineData("data/data/coreos/OWNERS")]
    [InlineData("data/rhcos.json")]
    [InlineData("docs/data/data/rhcos.json")]
    [InlineData("data/data/coreos.json/x")]
    [InlineData("rhcos.json")]
    [InlineData("")]
    public void Other_files_are_none_of_ours(string path) =>
        Assert.False(new InstallerMetadataReader().IsMetadataPath(path));
}
