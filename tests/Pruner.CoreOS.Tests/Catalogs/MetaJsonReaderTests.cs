using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.CoreOS.Catalogs;

namespace Pruner.CoreOS.Tests.Catalogs;

public sealed class MetaJsonReaderTests
{
    private const string Id = "410.84.202201251210-0";

    [Fact]
    public void Everything_uploaded_with_an_id_of_its_own_is_reported_sorted()
    {
        var build = Read("""
            "powervs":[{"region":"au-syd","bucket":"b","object":"o.ova.gz","url":"https://example.com/o.ova.gz"}],
            "ibmcloud":[{"url":"https://example.com/i.qcow2"}],
            "amis":[{"name":"us-east-1","hvm":"ami-0123456789abcdef0","snapshot":"snap-0123456789abcdef0"},{"name":"eu-west-1","hvm":"ami-01234567"}],
            "aliyun":[{"name":"us-east-1","id":"m-0xi00000000000000001"},{"name":"cn-beijing","id":"m-2ze00000000000000001"}],
            "aws-winli":[{"name":"us-east-1","hvm":"ami-0123456789abcdef1"}],
            "gcp":{"image":"rhcos-gcp","project":"p","url":"u"},
            "azure":{"image":"disk.vhd","url":"https://example.com/disk.vhd"},
            "kubevirt":{"image":"quay.io/k","digest":"sha256:1"},
            "oscontainer":{"image":"quay.io/o","digest":"sha256:2","tags":["t"]},
            "base-oscontainer":{"image":"quay.io/b","additional-images":[{"image":"quay.io/c","digest":"sha256:4"}]},
            "extensions-container":{"image":"","digest":"sha256:3"},
            "images":{"aliyun":{"path":"p"}},"pkgdiff":[["a",0,{}]]
            """);

        Assert.Equal(
            [
                "aliyun/cn-beijing/m-2ze00000000000000001",
                "aliyun/us-east-1/m-0xi00000000000000001",
                "aws/eu-west-1/ami-01234567",
                "aws/us-east-1/ami-0123456789abcdef0",
                "aws-winli/us-east-1/ami-0123456789abcdef1",
                "azure//https://example.com/disk.vhd",
                "base-oscontainer//quay.io/b",
                "base-oscontainer//quay.io/c@sha256:4",
                "gcp//rhcos-gcp",
                "ibmcloud//https://example.com/i.qcow2",
                "kubevirt//quay.io/k@sha256:1",
                "oscontainer//quay.io/o@sha256:2",
                "powervs/au-syd/o.ova.gz",
            ],
            build.Artifacts.Select(artifact => artifact.ToString()));
        Assert.Equal(new Build("rhcos-4.10", BuildId.TryParse(Id)!, "x86_64"), build.Build);
        Assert.Equal("rhcos", build.Name);
    }

    [Fact]
    public void One_image_id_in_two_regions_is_reported_in_both() =>
        Assert.Equal(
            ["aliyun/cn-shanghai/m-rj000000aaaa111azzzz", "aliyun/us-west-1/m-rj000000aaaa111azzzz"],
            Read("""
                "aliyun":[{"name":"us-west-1","id":"m-rj000000aaaa111azzzz"},{"name":"cn-shanghai","id":"m-rj000000aaaa111azzzz"},{"name":"us-west-1","id":"m-rj000000aaaa111azzzz"}]
                """).Artifacts.Select(artifact => artifact.ToString()));

    [Fact]
    public void A_platform_that_is_not_known_by_name_is_read_by_the_common_form() =>
        Assert.Equal(
            ["directory/attic/rhcos.qcow2", "directory/cellar/rhcos.qcow2"],
            Read("""
                "directory":[{"name":"cellar","id":"rhcos.qcow2"},{"name":"attic","id":"rhcos.qcow2"},{"name":"attic","id":""}]
                """).Artifacts.Select(artifact => artifact.ToString()));

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"name\":\"attic\",\"id\":\"a\"}")]
    [InlineData("\"attic\"")]
    [InlineData("[\"attic\"]")]
    [InlineData("[[\"attic\",\"a\"]]")]
    [InlineData("[{\"name\":\"attic\"}]")]
    [InlineData("[{\"name\":\"attic\",\"id\":1}]")]
    [InlineData("[{\"name\":null,\"id\":\"a\"}]")]
    [InlineData("[{\"name\":\"attic\",\"id\":\"a\",\"size\":1}]")]
    [InlineData("[{\"name\":\"attic\",\"hvm\":\"a\"}]")]
    [InlineData("[{\"name\":\"attic\",\"id\":\"a\"},{\"name\":\"cellar\"}]")]
    public void Any_other_form_under_a_name_that_is_not_known_is_left_alone(string value) => Assert.Empty(Read($"\"directory\":{value}").Artifacts);

    [Theory]
    [InlineData("")]
    [InlineData("coreos-assembler.uploads")]
    [InlineData("Directory")]
    public void A_word_that_is_no_platform_is_left_alone(string name) => Assert.Empty(Read($"\"{name}\":[{{\"name\":\"attic\",\"id\":\"a\"}}]").Artifacts);

    [Fact]
    public void A_build_without_clouds_has_no_artifacts() => Assert.Empty(Read("\"images\":{}").Artifacts);

    [Theory]
    [InlineData("2022-01-25T12:16:40Z", "2022-01-25T12:16:40Z")]
    [InlineData("2022-01-25T12:16:40.125Z", "2022-01-25T12:16:40.125Z")]
    [InlineData("2022-01-25T14:16:40+02:00", "2022-01-25T12:16:40Z")]
    [InlineData("2022-01-25T12:16:40", "2022-01-25T12:16:40Z")]
    public void The_build_timestamp_is_read_as_UTC(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), Read($"\"coreos-assembler.build-timestamp\":\"{text}\"").BuiltAt);

    [Theory]
    [InlineData("")]
    [InlineData("\"coreos-assembler.build-timestamp\":\"\"")]
    [InlineData("\"coreos-assembler.build-timestamp\":\"yesterday\"")]
    [InlineData("\"coreos-assembler.build-timestamp\":\"2022-02-30T12:16:40Z\"")]
    [InlineData("\"coreos-assembler.build-timestamp\":\"01/02/2022\"")]
    public void A_timestamp_that_is_absent_or_no_time_is_unknown(string member) => Assert.Null(Read(member).BuiltAt);

    [Fact]
    public void An_id_spelled_with_dashes_is_the_same_build() =>
        Assert.Equal(Id, ReadText("""{"buildid":"410-84-202201251210-0","name":"rhcos"}""").Build.Id.Text);

    [Theory]
    [InlineData("""{"name":"rhcos"}""", "line 1, column 1 (top level): expected a member \"buildid\" (a build id), found none.")]
    [InlineData("""{"buildid":"410.84.202201251210-0"}""", "line 1, column 1 (top level): expected a member \"name\" (the name prefix of its artifacts), found none.")]
    [InlineData("""{"buildid":"410.84.202201251210-1","name":"rhcos"}""", "line 1, column 12 (/buildid): expected build 410.84.202201251210-0, found \"410.84.202201251210-1\".")]
    [InlineData("""{"buildid":"unheard","name":"rhcos"}""", "line 1, column 12 (/buildid): expected build 410.84.202201251210-0, found \"unheard\".")]
    [InlineData("""{"buildid":"410.84.202201251210-0","coreos-assembler.basearch":"s390x","name":"rhcos"}""", "line 1, column 64 (/coreos-assembler.basearch): expected architecture x86_64, found \"s390x\".")]
    [InlineData("""{"buildid":"410.84.202201251210-0","name":"rhcos","coreos-assembler.build-timestamp":5}""", "line 1, column 86 (/coreos-assembler.build-timestamp): expected a time, found a number.")]
    [InlineData("""{"buildid":"410.84.202201251210-0","name":"rhcos","aliyun":{}}""", "line 1, column 60 (/aliyun): expected a list with an image for each region, found an object.")]
    [InlineData("""{"buildid":"410.84.202201251210-0","name":"rhcos","aliyun":[{"name":"r"}]}""", "line 1, column 61 (/aliyun/0): expected a member \"id\" (an image id), found none.")]
    [InlineData("""{"buildid":"410.84.202201251210-0","name":"rhcos","aliyun":[{"id":"m-0xi00000000000000001"}]}""", "line 1, column 61 (/aliyun/0): expected a member \"name\" (a region), found none.")]
    [InlineData("""{"buildid":"410.84.202201251210-0","name":"rhcos","amis":[{"name":"r","hvm":null}]}""", "line 1, column 77 (/amis/0/hvm): expected an image id, found null.")]
    [InlineData("""{"buildid":"410.84.202201251210-0","name":"rhcos","powervs":[{"region":"r"}]}""", "line 1, column 62 (/powervs/0): expected a member \"url\" (the object's address), found none.")]
    [InlineData("[1]", "line 1, column 1 (top level): expected an object, found a list.")]
    public void A_document_of_another_build_or_shape_is_refused(string text, string message) =>
        Assert.Equal($"https://example.com/meta.json {message}", Refused.Message(() => ReadText(text)));

    private static CatalogBuild Read(string members) =>
        ReadText($$"""{"buildid":"{{Id}}","name":"rhcos","coreos-assembler.basearch":"x86_64"{{(members.Length > 0 ? "," + members : "")}}}""");

    private static CatalogBuild ReadText(string text) =>
        MetaJsonReader.Read("https://example.com/meta.json", text, BuildId.TryParse(Id)!, "x86_64", "rhcos-4.10");
}
