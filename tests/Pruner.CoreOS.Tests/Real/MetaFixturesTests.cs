using System.Text.Json;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Pins;
using Pruner.CoreOS.Catalogs;

namespace Pruner.CoreOS.Tests.Real;

/// <summary>Real documents and the public fixtures of the metadata libraries: each is read by the reader it belongs to and refused by the other.</summary>
public sealed class MetaFixturesTests
{
    private const string NoPins = "line 1, column 1 (top level): expected stream metadata (\"architectures\"), a legacy file (\"buildid\") or marketplace offers";
    private const string ReleaseForm = "expected none but artifacts, images, rhel-coreos-extensions to hold further values here, found an object.";

    /// <summary>What each file is. A kind that is not ours to read has the words of its refusal.</summary>
    public static TheoryData<string, string> Files { get; } = new()
    {
        { "art-tools__4.13-meta__be637e6f1f.json", "meta.json" },
        { "art-tools__47.83.202107261211-0.meta__c0dbdf030e.json", "meta.json" },
        { "cosa-fixture__fcos__1381547a78.json", "meta.json" },
        { "cosa-fixture__fcos__48bf8b3694.json", "meta.json" },
        { "cosa-fixture__fcos__78a7ce0c14.json", "meta.json" },
        { "cosa-fixture__fcos__a2cc0a4f13.json", "meta.json" },
        { "cosa-fixture__rhcos__a84614a390.json", "meta.json" },
        { "cosa-fixture__rhcos__decaca2ad0.json", "meta.json" },
        { "rhel-coreos-bootimages__coreos-bootimages__075b5ced0f.json", "ConfigMap" },
        { "rhel-coreos-bootimages__rhcos-4.8__a1c89808e5.json", "stream" },
        { "stream-metadata-go__fcos-release__43134779c1.json", "release" },
        { "stream-metadata-go__fcos-release__a2f8c4e937.json", "release" },
        { "stream-metadata-go__fcos-release__a33e7fb827.json", "release" },
        { "stream-metadata-go__fcos-release__abaa98edff.json", "release" },
        { "stream-metadata-go__fcos-releases__27e06c74ac.json", "release index" },
        { "stream-metadata-go__fcos-releases__7e4e5b6cc8.json", "release index" },
        { "stream-metadata-go__fcos-stable__a29bf0ae84.json", "stream" },
        { "stream-metadata-go__fcos-stream__1116e07f59.json", "stream" },
        { "stream-metadata-go__fcos-stream__11bc1f0867.json", "stream" },
        { "stream-metadata-go__fcos-stream__3db4f2ad10.json", "stream" },
        { "stream-metadata-go__fcos-stream__aae1611631.json", "stream" },
        { "stream-metadata-go__fcos-stream__b6fe454814.json", "stream" },
        { "stream-metadata-go__fcos-stream__d09a369da0.json", "stream" },
        { "stream-metadata-rust__fcos-stream__38fc2dcff2.json", "stream" },
        { "stream-metadata-rust__fcos-stream__8351c932a7.json", "stream" },
        { "stream-metadata-rust__fcos-stream__9182306c09.json", "stream" },
        { "stream-metadata-rust__fcos-stream__c22ee2c509.json", "stream" },
        { "stream-metadata-rust__fcos-stream__d1e493d55f.json", "stream" },
        { "stream-metadata-rust__fcos-stream__dfc2481141.json", "stream" },
    };

    [Fact]
    public void The_table_names_every_file()
    {
        var present = Directory.GetFiles(Path.Combine(SharedData.Require(), "meta"), "*.json").Select(Path.GetFileName);

        Assert.Equal(present.Order(StringComparer.Ordinal), Files.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_build_document_is_read_and_every_other_is_refused(string file, string kind)
    {
        var text = Text(file);
        if (kind == "meta.json")
        {
            var build = ReadMeta(file);
            using var document = JsonDocument.Parse(text);
            Assert.Equal(document.RootElement.GetProperty("buildid").GetString(), build.Build.Id.Text);
            Assert.Equal(document.RootElement.GetProperty("name").GetString(), build.Name);
            Assert.NotNull(build.BuiltAt);
            return;
        }

        Assert.Equal(
            $"{file} line 1, column 1 (top level): expected a member \"buildid\" (a build id), found none.",
            Refused.Message(() => MetaJsonReader.Read(file, text, BuildId.TryParse("33.20201201.3.0")!, "x86_64", "stable")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_stream_document_is_read_with_both_readers_and_every_other_is_refused(string file, string kind)
    {
        var text = Text(file);
        var reader = new InstallerMetadataReader();
        if (kind == "stream")
        {
            var reading = reader.Read(file, text);
            Assert.Equal("stream", reading.Format);
            Assert.NotEmpty(reading.Pins);
            Assert.Empty(TwoReaders.Disagreements(reading, reader.FindMentions(text)));
            return;
        }

        var expected = kind switch
        {
            "release" => ReleaseForm,
            "meta.json" => "expected a member \"baseURI\" (where the build's files are), found none.",
            _ => NoPins,
        };
        // The whole documents of builds have lists and objects that no legacy file has; either is reason enough.
        var message = Refused.Message(() => reader.Read(file, text));
        Assert.True(
            message.Contains(expected, StringComparison.Ordinal) || (kind == "meta.json" && message.Contains("expected none but amis, ", StringComparison.Ordinal)), message);
    }

    [Fact]
    public void The_unpinned_build_of_413_has_its_one_image_on_Aliyun()
    {
        var build = ReadMeta("art-tools__4.13-meta__be637e6f1f.json");

        Assert.Equal(new DateTimeOffset(2022, 12, 2, 16, 23, 4, TimeSpan.Zero), build.BuiltAt);
        Assert.Equal(
            [
                "aliyun/us-east-1/m-0xiev71adrelm3dc6u56",
                "aws/us-east-1/ami-0902f2255acbbe30e",
                "aws/us-gov-west-1/ami-0c174ad0e47a87cbe",
                "azure//https://rhcos.blob.core.windows.net/imagebucket/rhcos-413.86.202212021619-0-azure.x86_64.vhd",
                "gcp//rhcos-413-86-202212021619-0-gcp-x86-64",
            ],
            build.Artifacts.Select(artifact => artifact.ToString()));
    }

    [Fact]
    public void The_fixture_with_one_id_in_two_regions_reports_both() =>
        Assert.Equal(
            ["aliyun/cn-shanghai/m-rj000000aaaa111azzzz", "aliyun/us-west-1/m-rj000000aaaa111azzzz"],
            ReadMeta("cosa-fixture__rhcos__decaca2ad0.json").Artifacts.Where(artifact => artifact.Platform == "aliyun").Select(artifact => artifact.ToString()));

    [Fact]
    public void The_build_for_s390x_has_a_container_and_no_cloud() =>
        Assert.Equal(["oscontainer"], ReadMeta("art-tools__47.83.202107261211-0.meta__c0dbdf030e.json").Artifacts.Select(artifact => artifact.Platform));

    [Fact]
    public void The_example_with_a_real_image_under_another_release_says_so()
    {
        var pins = new InstallerMetadataReader().Read("s.json", Text("stream-metadata-rust__fcos-stream__38fc2dcff2.json")).Pins;

        Assert.Equal(
            ("us-east-1", "m-0xi29kf08acv9dps47zs", "33.20201201.3.0"),
            Assert.Single(pins.Where(pin => pin.Platform == "aliyun").Select(pin => (pin.Location, pin.ImageId, pin.Release))));
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(SharedData.Require(), "meta", file));

    private static CatalogBuild ReadMeta(string file)
    {
        var text = Text(file);
        using var document = JsonDocument.Parse(text);
        return MetaJsonReader.Read(
            file,
            text,
            BuildId.TryParse(document.RootElement.GetProperty("buildid").GetString())!,
            document.RootElement.GetProperty("coreos-assembler.basearch").GetString()!,
            "stream");
    }
}
