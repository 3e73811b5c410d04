using Pruner.Core.Pins;

namespace Pruner.CoreOS.Tests.Pins;

public sealed class LegacyMetadataTests
{
    [Fact]
    public void Every_slot_of_a_legacy_file_is_a_pin_of_its_build()
    {
        var reading = Read("data/data/rhcos.json", """
            {"amis":{"us-east-1":{"hvm":"ami-08f17f5bd2210c9fa"},"eu-west-1":{"hvm":""}},
             "azure":{"image":"rhcos-45.82.202008010929-0-azure.x86_64.vhd","url":"https://example.com/rhcos-45.82.202008010929-0-azure.x86_64.vhd"},
             "baseURI":"https://example.com/","buildid":"45.82.202008010929-0",
             "gcp":{"image":"rhcos-45-82-202008010929-0-gcp-x86-64","project":"p","url":"u"},
             "images":{"aws":{"path":"p","sha256":"0","size":"910377460"}},
             "oscontainer":{"digest":"sha256:0","image":"quay.io/x"},"ostree-commit":"0","ostree-version":"45.82.202008010929-0"}
            """);

        Assert.Equal("legacy", reading.Format);
        Assert.Equal(
            [
                new DocumentPin("aws", "x86_64", "us-east-1", "ami-08f17f5bd2210c9fa", "45.82.202008010929-0", "/amis/us-east-1/hvm"),
                new DocumentPin("azure", "x86_64", "", "https://example.com/rhcos-45.82.202008010929-0-azure.x86_64.vhd", "45.82.202008010929-0", "/azure/url"),
                new DocumentPin("gcp", "x86_64", "", "rhcos-45-82-202008010929-0-gcp-x86-64", "45.82.202008010929-0", "/gcp/image"),
            ],
            reading.Pins);
        Assert.Equal(["45.82.202008010929-0"], reading.Builds.Select(build => build.Text));
    }

    [Theory]
    [InlineData("data/data/rhcos.json", "x86_64")]
    [InlineData("data/data/rhcos-amd64.json", "x86_64")]
    [InlineData("data/data/rhcos-aarch64.json", "aarch64")]
    [InlineData("data/data/rhcos-arm64.json", "aarch64")]
    [InlineData("data/data/rhcos-s390x.json", "s390x")]
    [InlineData("data/data/fcos-ppc64le.json", "ppc64le")]
    [InlineData("data/data/rhcos-stream.json", "x86_64")]
    public void The_file_name_says_the_architecture(string path, string architecture) =>
        Assert.Equal(architecture, Assert.Single(Read(path, """
            {"baseURI":"u","buildid":"45.82.202008010929-0","amis":{"us-east-1":{"hvm":"ami-08f17f5bd2210c9fa"}}}
            """).Pins).Architecture);

    [Fact]
    public void A_file_without_clouds_names_its_build_and_pins_nothing()
    {
        var reading = Read("data/data/rhcos-s390x.json", """{"baseURI":"u","buildid":"42s390x.81.20191224.0","images":{}}""");

        Assert.Empty(reading.Pins);
        Assert.Equal(["42s390x.81.20191224.0"], reading.Builds.Select(build => build.Text));
    }

    [Fact]
    public void A_hybrid_names_every_build_it_mixes()
    {
        var reading = Read("data/data/rhcos.json", """
            {"baseURI":"u","buildid":"30.20191014.0","ostree-version":"30.20191021.okd.2",
             "gcp":{"image":"rhcos-43-80-20191002-1","url":"u"},
             "azure":{"image":"rhcos-43.80.20191002.2-azure.x86_64.vhd","url":"https://example.com/disk.vhd"}}
            """);

        Assert.Equal(
            ["30.20191014.0", "30.20191021.okd.2", "43.80.20191002.2", "43.80.20191002-1"],
            reading.Builds.Select(build => build.Text));
    }

    [Theory]
    [InlineData("""{"buildid":"1"}""", "line 1, column 1 (top level): expected a member \"baseURI\" (where the build's files are), found none.")]
    [InlineData("""{"buildid":1,"baseURI":"u"}""", "line 1, column 12 (/buildid): expected a build id, found a number.")]
    [InlineData("""{"buildid":"1","baseURI":"u","amis":[{"name":"r","hvm":"ami-08f17f5bd2210c9fa"}]}""", "line 1, column 37 (/amis): expected an object, a region for each name (a list would be a build's meta.json), found a list.")]
    [InlineData("""{"buildid":"1","baseURI":"u","amis":{"r":{}}}""", "line 1, column 42 (/amis/r): expected a member \"hvm\" (an image id), found none.")]
    [InlineData("""{"buildid":"1","baseURI":"u","azure":{"image":"i"}}""", "line 1, column 38 (/azure): expected a member \"url\" (the disk's address), found none.")]
    [InlineData("""{"buildid":"1","baseURI":"u","gcp":{"url":"u"}}""", "line 1, column 36 (/gcp): expected a member \"image\" (an image name), found none.")]
    [InlineData("""{"buildid":"1","baseURI":"u","azure":{"url":"u","disks":{}}}""", "line 1, column 57 (/azure/disks): expected single values only, found an object.")]
    [InlineData("""{"buildid":"1","baseURI":"u","gcp":{"image":"i","images":[]}}""", "line 1, column 58 (/gcp/images): expected single values only, found a list.")]
    [InlineData("""{"buildid":"1","baseURI":"u","images":{"aws":{"regions":{}}}}""", "line 1, column 57 (/images/aws/regions): expected single values only, found an object.")]
    [InlineData("""{"buildid":"1","baseURI":"u","aliyun":{}}""", "line 1, column 39 (/aliyun): expected none but amis, azure, gcp, images, oscontainer to hold further values here, found an object.")]
    public void A_legacy_file_of_another_shape_is_refused(string text, string message) =>
        Assert.Equal($"data/data/rhcos.json {message}", Refused.Message(() => Read("data/data/rhcos.json", text)));

    private static DocumentReading Read(string path, string text) => new InstallerMetadataReader().Read(path, text);
}
