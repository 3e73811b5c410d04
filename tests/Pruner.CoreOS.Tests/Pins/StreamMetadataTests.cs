using Pruner.Core.Builds;
using Pruner.Core.Pins;

namespace Pruner.CoreOS.Tests.Pins;

public sealed class StreamMetadataTests
{
    private const string Path = "data/data/coreos/rhcos.json";

    [Fact]
    public void Regions_of_aliyun_and_aws_are_pins_with_their_place()
    {
        var reading = Images("""
            "aliyun":{"regions":{"us-east-1":{"release":"410.84.202201251210-0","image":"m-0xi00000000000000001"}}},
            "aws":{"regions":{"eu/w~1":{"release":"410.84.202201251210-0","image":"ami-0123456789abcdef0"}}}
            """);

        Assert.Equal("stream", reading.Format);
        Assert.Equal(
            [
                new DocumentPin("aliyun", "x86_64", "us-east-1", "m-0xi00000000000000001", "410.84.202201251210-0", "/architectures/x86_64/images/aliyun/regions/us-east-1/image"),
                new DocumentPin("aws", "x86_64", "eu/w~1", "ami-0123456789abcdef0", "410.84.202201251210-0", "/architectures/x86_64/images/aws/regions/eu~1w~01/image"),
            ],
            reading.Pins);
    }

    [Theory]
    [InlineData("""{"project":"p","name":"rhcos-410-84-202201251210-0-gcp-x86-64"}""", "")]
    [InlineData("""{"release":"410.84.202201251210-0","project":"p","family":"f","name":"rhcos-410-84-202201251210-0-gcp-x86-64"}""", "410.84.202201251210-0")]
    public void Gcp_is_pinned_by_name_with_or_without_a_release(string gcp, string release)
    {
        var reading = Images($"\"gcp\":{gcp}");

        Assert.Equal(
            new DocumentPin("gcp", "x86_64", "", "rhcos-410-84-202201251210-0-gcp-x86-64", release, "/architectures/x86_64/images/gcp/name"),
            Assert.Single(reading.Pins));
        Assert.Equal([BuildId.TryParse("410.84.202201251210-0")!], reading.Builds);
    }

    [Theory]
    [InlineData("ibmcloud")]
    [InlineData("powervs")]
    public void Clouds_of_objects_are_pinned_by_object(string cloud)
    {
        var reading = Images($$$"""
            "{{{cloud}}}":{"regions":{"au-syd":{"release":"410.84.202201251210-0","object":"rhcos.ova.gz","bucket":"b","url":"https://example.com/rhcos.ova.gz"} } }
            """);

        Assert.Equal(
            new DocumentPin(cloud, "x86_64", "au-syd", "rhcos.ova.gz", "410.84.202201251210-0", $"/architectures/x86_64/images/{cloud}/regions/au-syd/object"),
            Assert.Single(reading.Pins));
    }

    [Theory]
    [InlineData("""{"image":"quay.io/x:tag"}""", "image")]
    [InlineData("""{"release":"1","image":"quay.io/x:tag","digest-ref":""}""", "image")]
    [InlineData("""{"release":"1","image":"quay.io/x:tag","digest-ref":"quay.io/x@sha256:0"}""", "image digest-ref")]
    [InlineData("""{"release":"1","image":"","digest-ref":"quay.io/x@sha256:0"}""", "digest-ref")]
    public void Kubevirt_is_pinned_by_tag_and_by_digest_and_an_empty_one_is_no_pin(string kubevirt, string members)
    {
        var reading = Images($"\"kubevirt\":{kubevirt}");

        Assert.Equal(members.Split(' ').Select(member => $"/architectures/x86_64/images/kubevirt/{member}"), reading.Pins.Select(pin => pin.Pointer));
    }

    [Fact]
    public void Extensions_of_RHEL_CoreOS_are_pins_and_its_marketplace_is_none()
    {
        var reading = Architecture("""
            "rhel-coreos-extensions":{
              "aws-winli":{"regions":{"us-east-1":{"release":"414.92.202304131328-0","image":"ami-0123456789abcdef0"}}},
              "azure-disk":{"release":"414.92.202304131328-0","url":"https://example.com/disk.vhd"},
              "marketplace":{"azure":{"ocp":{"hyperVGen2":{"publisher":"p","offer":"o","sku":"s","version":"414.92.20230413","thirdParty":true}}}}}
            """);

        Assert.Equal(["aws-winli us-east-1 ami-0123456789abcdef0", "azure-disk  https://example.com/disk.vhd"], reading.Pins.Select(pin => $"{pin.Platform} {pin.Location} {pin.ImageId}"));
        Assert.Equal(["/architectures/x86_64/rhel-coreos-extensions/aws-winli/regions/us-east-1/image", "/architectures/x86_64/rhel-coreos-extensions/azure-disk/url"], reading.Pins.Select(pin => pin.Pointer));
    }

    [Fact]
    public void A_cloud_not_heard_of_with_regions_release_and_image_is_read_like_the_others()
    {
        var pin = Assert.Single(Images("""
            "flexibleengine":{"regions":{"eu-west-0":{"release":"412.86.202209220614-0","image":"ami-425bcbf0-530e-45e5-913c-d253b467c369"}}}
            """).Pins);

        Assert.Equal(("flexibleengine", "eu-west-0", "ami-425bcbf0-530e-45e5-913c-d253b467c369"), (pin.Platform, pin.Location, pin.ImageId));
    }

    [Fact]
    public void The_release_is_read_at_each_image()
    {
        var reading = Read("""
            {"stream":"s","architectures":{
              "x86_64":{"images":{"aliyun":{"regions":{
                "us-east-1":{"release":"410.84.202201251210-0","image":"m-0xi00000000000000001"},
                "us-west-1":{"release":"410.84.202205191234-0","image":"m-rj900000000000000001"}}}}},
              "aarch64":{"images":{"aws":{"regions":{"us-east-1":{"release":"411.85.202203181601-0","image":"ami-0123456789abcdef0"}}}}}}}
            """);

        Assert.Equal(
            ["x86_64 410.84.202201251210-0", "x86_64 410.84.202205191234-0", "aarch64 411.85.202203181601-0"],
            reading.Pins.Select(pin => $"{pin.Architecture} {pin.Release}"));
        Assert.Equal(["410.84.202201251210-0", "410.84.202205191234-0", "411.85.202203181601-0"], reading.Builds.Select(build => build.Text));
    }

    [Fact]
    public void Artifacts_name_their_build_but_are_no_pins()
    {
        var reading = Architecture("""
            "artifacts":{"aliyun":{"release":"39.20231101.3.0","formats":{"qcow2.xz":{"disk":{"location":"https://example.com/a"}}}}},"images":{}
            """);

        Assert.Empty(reading.Pins);
        Assert.Equal([BuildId.TryParse("39.20231101.3.0")!], reading.Builds);
    }

    [Fact]
    public void The_form_of_2019_with_an_update_graph_inside_is_read()
    {
        var reading = Read("""
            {"stream":"testing","metadata":{"last-modified":"2019-07-16T21:55:26Z"},"architectures":{},
             "updates":{"release":"30.20190716.1","rollouts":[],"deadends":[{"version":"30.20190715.0"}]}}
            """);

        Assert.Equal(["30.20190716.1"], reading.Builds.Select(build => build.Text));
    }

    [Fact]
    public void A_release_of_unknown_shape_stays_at_its_pin()
    {
        var reading = Images("""
            "aliyun":{"regions":{"us-east-1":{"release":"tomorrow","image":"m-0xi00000000000000001"}}}
            """);

        Assert.Equal("tomorrow", Assert.Single(reading.Pins).Release);
        Assert.Empty(reading.Builds);
    }

    [Theory]
    [InlineData("""{"architectures":{}}""", "line 1, column 1 (top level): expected a member \"stream\" (the stream's name), found none.")]
    [InlineData("""{"stream":"s","architectures":[]}""", "line 1, column 31 (/architectures): expected an object, an architecture for each name, found a list.")]
    [InlineData("""{"stream":7,"architectures":{}}""", "line 1, column 11 (/stream): expected the stream's name, found a number.")]
    [InlineData("""{"stream":"s","clouds":{},"architectures":{}}""", "line 1, column 24 (/clouds): expected none but metadata, architectures, updates to hold further values here, found an object.")]
    [InlineData("""{"stream":"s","architectures":{"x":{"media":{}}}}""", "line 1, column 45 (/architectures/x/media): expected none but artifacts, images, rhel-coreos-extensions to hold further values here, found an object.")]
    [InlineData("""{"stream":"s","architectures":{"x":{"artifacts":{"qemu":{}}}}}""", "line 1, column 57 (/architectures/x/artifacts/qemu): expected a member \"release\" (a build id), found none.")]
    public void A_stream_that_lacks_a_part_or_has_one_more_is_refused(string text, string message) =>
        Assert.Equal($"{Path} {message}", Refused.Message(() => Read(text)));

    [Theory]
    [InlineData("\"aliyun\":null", "(/architectures/x86_64/images/aliyun): expected an object, found null.")]
    [InlineData("\"aliyun\":{}", "(/architectures/x86_64/images/aliyun): expected a member \"regions\" (a region for each name), found none.")]
    [InlineData("\"aliyun\":{\"regions\":[]}", "(/architectures/x86_64/images/aliyun/regions): expected an object, a region for each name, found a list.")]
    [InlineData("\"aliyun\":{\"regions\":{\"r\":\"m-0xi00000000000000001\"}}", "(/architectures/x86_64/images/aliyun/regions/r): expected an object, found a string.")]
    [InlineData("\"aliyun\":{\"regions\":{\"r\":{\"image\":\"m-0xi00000000000000001\"}}}", "(/architectures/x86_64/images/aliyun/regions/r): expected a member \"release\" (a build id), found none.")]
    [InlineData("\"aliyun\":{\"regions\":{\"r\":{\"release\":\"1\"}}}", "(/architectures/x86_64/images/aliyun/regions/r): expected a member \"image\" (an image id), found none.")]
    [InlineData("\"aliyun\":{\"regions\":{\"r\":{\"release\":\"1\",\"image\":5}}}", "(/architectures/x86_64/images/aliyun/regions/r/image): expected an image id, found a number.")]
    [InlineData("\"aliyun\":{\"regions\":{\"r\":{\"release\":\"1\",\"image\":\"\",\"more\":[]}}}", "(/architectures/x86_64/images/aliyun/regions/r/more): expected single values only, found a list.")]
    [InlineData("\"aliyun\":{\"regions\":{},\"zones\":{}}", "(/architectures/x86_64/images/aliyun/zones): expected none but regions to hold further values here, found an object.")]
    [InlineData("\"kubevirt\":{\"image\":\"i\",\"images\":[]}", "(/architectures/x86_64/images/kubevirt/images): expected single values only, found a list.")]
    [InlineData("\"kubevirt\":{\"image\":\"i\",\"digest-ref\":1}", "(/architectures/x86_64/images/kubevirt/digest-ref): expected an image id, found a number.")]
    [InlineData("\"newcloud\":{\"release\":\"1\",\"name\":\"n\"}", "(/architectures/x86_64/images/newcloud): expected a member \"regions\" (a region for each name), found none.")]
    [InlineData("\"newcloud\":\"n\"", "(/architectures/x86_64/images/newcloud): expected an object, found a string.")]
    [InlineData("\"gcp\":{\"release\":\"1\"}", "(/architectures/x86_64/images/gcp): expected a member \"name\" (an image id), found none.")]
    [InlineData("\"marketplace\":{\"aws\":{}}", "(/architectures/x86_64/images/marketplace/aws): expected \"azure\", the only cloud with marketplace offers, found \"aws\".")]
    public void A_cloud_of_another_shape_is_refused(string images, string message) =>
        Assert.EndsWith(message, Refused.Message(() => Images(images)), StringComparison.Ordinal);

    private static DocumentReading Images(string images) => Architecture($"\"images\":{{{images}}}");

    private static DocumentReading Architecture(string members) =>
        Read($$$"""{"stream":"rhcos-4.10","metadata":{},"architectures":{"x86_64":{ {{{members}}} } } }""");

    private static DocumentReading Read(string text) => new InstallerMetadataReader().Read(Path, text);
}
