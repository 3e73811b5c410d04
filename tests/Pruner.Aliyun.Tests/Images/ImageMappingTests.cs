using System.Text.Json;
using Pruner.Aliyun.Images;
using Pruner.Aliyun.Operations;
using Pruner.Core.Artifacts;

namespace Pruner.Aliyun.Tests.Images;

public sealed class ImageMappingTests
{
    [Fact]
    public void What_is_absent_is_unknown()
    {
        var image = Map("""{"ImageId":"m-a"}""");

        Assert.Equal("", image.Name);
        Assert.Null(image.CreatedAt);
        Assert.Equal(
            (Ownership.Unknown, ArtifactState.Unknown, Visibility.Unknown, Sharing.Unknown, Usage.Unknown, Membership.Unknown, Encryption.Unknown),
            (image.Ownership, image.State, image.Visibility, image.Sharing, image.Usage, image.Family, image.Encryption));
        Assert.Null(image.Tags);
        Assert.Null(image.Snapshots);
        Assert.Null(image.SizeGiB);
    }

    [Theory]
    [InlineData("\"ImageOwnerId\":1000000000000001", Ownership.Own)]
    [InlineData("\"ImageOwnerId\":\"1000000000000001\"", Ownership.Own)]
    [InlineData("\"ImageOwnerId\":1000000000000001,\"ImageOwnerAlias\":\"others\"", Ownership.Own)] // the number decides
    [InlineData("\"ImageOwnerId\":1000000000000002,\"ImageOwnerAlias\":\"self\"", Ownership.Foreign)]
    [InlineData("\"ImageOwnerId\":10000000000000010", Ownership.Foreign)]
    [InlineData("\"ImageOwnerAlias\":\"self\"", Ownership.Own)]
    [InlineData("\"ImageOwnerId\":0,\"ImageOwnerAlias\":\"self\"", Ownership.Own)]
    [InlineData("\"ImageOwnerId\":\"\",\"ImageOwnerAlias\":\"system\"", Ownership.Foreign)]
    [InlineData("\"ImageOwnerAlias\":\"others\"", Ownership.Foreign)]
    [InlineData("\"ImageOwnerAlias\":\"marketplace\"", Ownership.Foreign)]
    [InlineData("\"ImageOwnerAlias\":\"somebody\"", Ownership.Unknown)]
    public void The_owner_is_compared_by_digits(string members, Ownership expected) => Assert.Equal(expected, With(members).Ownership);

    [Theory]
    [InlineData("\"Creating\"", ArtifactState.BeingMade)]
    [InlineData("\"Waiting\"", ArtifactState.BeingMade)]
    [InlineData("\"Available\"", ArtifactState.Available)]
    [InlineData("\"UnAvailable\"", ArtifactState.Unavailable)]
    [InlineData("\"CreateFailed\"", ArtifactState.Failed)]
    [InlineData("\"Deprecated\"", ArtifactState.Deprecated)]
    [InlineData("\"available\"", ArtifactState.Unknown)]
    [InlineData("\"Melting\"", ArtifactState.Unknown)]
    [InlineData("null", ArtifactState.Unknown)]
    public void States_are_words_we_know(string status, ArtifactState expected) => Assert.Equal(expected, With($"\"Status\":{status}").State);

    [Theory]
    [InlineData("true", Visibility.Public, Sharing.Shared)]
    [InlineData("false", Visibility.Private, Sharing.NotShared)]
    [InlineData("\"True\"", Visibility.Public, Sharing.Shared)]
    [InlineData("\"False\"", Visibility.Private, Sharing.NotShared)]
    [InlineData("\"\"", Visibility.Unknown, Sharing.Unknown)]
    [InlineData("\"maybe\"", Visibility.Unknown, Sharing.Unknown)]
    [InlineData("1", Visibility.Unknown, Sharing.Unknown)]
    [InlineData("null", Visibility.Unknown, Sharing.Unknown)]
    public void Flags_are_read_as_text_or_boolean(string flag, Visibility visibility, Sharing sharing)
    {
        var image = With($"\"IsPublic\":{flag},\"IsSelfShared\":{flag}");

        Assert.Equal((visibility, sharing), (image.Visibility, image.Sharing));
    }

    [Theory]
    [InlineData("\"none\"", Usage.Unused)]
    [InlineData("\"instance\"", Usage.InUse)]
    [InlineData("\"\"", Usage.Unknown)]
    [InlineData("\"None\"", Usage.Unknown)]
    public void Usage_is_a_word_we_know(string usage, Usage expected) => Assert.Equal(expected, With($"\"Usage\":{usage}").Usage);

    [Theory]
    [InlineData("\"\"", Membership.None)]
    [InlineData("\"rhcos\"", Membership.Member)]
    [InlineData("null", Membership.Unknown)]
    public void An_empty_family_is_none(string family, Membership expected) => Assert.Equal(expected, With($"\"ImageFamily\":{family}").Family);

    [Theory]
    [InlineData("2019-11-15T06:07:05Z", "2019-11-15T06:07:05Z")]
    [InlineData("2019-11-15T06:07Z", "2019-11-15T06:07:00Z")]
    [InlineData("2019-11-15T06:07:05+08:00", null)]
    [InlineData("2019-11-15 06:07:05", null)]
    [InlineData("2019-02-30T06:07:05Z", null)]
    [InlineData("11/15/2019", null)]
    [InlineData(" 2019-11-15T06:07:05Z", null)]
    [InlineData("", null)]
    public void Times_are_read_strictly(string text, string? expected) =>
        Assert.Equal(expected, With($"\"CreationTime\":\"{text}\"").CreatedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'"));

    [Theory]
    [InlineData("", Encryption.Plain, "")]
    [InlineData("{\"SnapshotId\":\"s-2\"},{\"SnapshotId\":\"s-1\"},{\"SnapshotId\":\"s-2\"}", Encryption.Plain, "s-1 s-2")]
    [InlineData("{\"SnapshotId\":\"s-1\",\"Encrypted\":false}", Encryption.Plain, "s-1")]
    [InlineData("{\"SnapshotId\":\"s-1\",\"Encrypted\":\"false\"},{\"SnapshotId\":\"s-2\",\"Encrypted\":\"True\"}", Encryption.Encrypted, "s-1 s-2")]
    [InlineData("{\"SnapshotId\":\"s-1\",\"Encrypted\":true}", Encryption.Encrypted, "s-1")]
    [InlineData("{\"SnapshotId\":\"s-1\",\"Encrypted\":\"perhaps\"}", Encryption.Unknown, "s-1")]
    [InlineData("{\"SnapshotId\":\"\"}", Encryption.Plain, "")]
    [InlineData("{\"SnapshotId\":\"s-1\"},{}", Encryption.Plain, null)] // one disk does not tell
    [InlineData("{\"SnapshotId\":\"s-1\"},null", Encryption.Unknown, null)]
    public void Disks_tell_encryption_and_snapshots(string disks, Encryption encryption, string? snapshots)
    {
        var image = With($$$"""
            "DiskDeviceMappings":{"DiskDeviceMapping":[{{{disks}}}]}
            """);

        Assert.Equal(encryption, image.Encryption);
        Assert.Equal(snapshots, image.Snapshots is { } ids ? string.Join(' ', ids) : null);
    }

    [Theory]
    [InlineData("\"DiskDeviceMappings\":null")]
    [InlineData("\"DiskDeviceMappings\":{}")]
    [InlineData("\"DiskDeviceMappings\":{\"DiskDeviceMapping\":null}")]
    public void Without_a_list_of_disks_nothing_is_known_of_them(string members)
    {
        Assert.Equal(Encryption.Unknown, With(members).Encryption);
        Assert.Null(With(members).Snapshots);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[{\"TagKey\":\"b\",\"TagValue\":\"2\"},{\"TagKey\":\"a\",\"TagValue\":\"1\"}]", "a=1 b=2")]
    [InlineData("[{\"TagKey\":\"a\"}]", "a=")]
    [InlineData("[{\"TagKey\":\"a\",\"TagValue\":\"1\"},{\"TagKey\":\"a\",\"TagValue\":\"1\"}]", "a=1")]
    [InlineData("[{\"TagKey\":\"a\",\"TagValue\":\"1\"},{\"TagKey\":\"a\",\"TagValue\":\"2\"}]", null)]
    [InlineData("[{\"TagValue\":\"1\"}]", null)]
    [InlineData("[null]", null)]
    [InlineData("null", null)]
    public void Tags_are_all_understood_or_unknown(string tags, string? expected)
    {
        var image = With($$$"""
            "Tags":{"Tag":{{{tags}}}}
            """);

        Assert.Equal(expected, image.Tags is null ? null : string.Join(' ', image.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    [Theory]
    [InlineData("16", 16L)]
    [InlineData("\"60\"", 60L)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("\"big\"", null)]
    public void Sizes_are_texts_or_numbers(string size, long? expected) => Assert.Equal(expected, With($"\"Size\":{size}").SizeGiB);

    private static Artifact With(string members) => Map($$"""{"ImageId":"m-a",{{members}}}""");

    private static Artifact Map(string image)
    {
        var answer = JsonSerializer.Deserialize($$$"""{"RequestId":"r","Images":{"Image":[{{{image}}}]}}""", EcsJson.Default.DescribeImagesAnswer);
        return ImageMapping.ToArtifact(answer!.Images!.Image![0]!, "us-east-1", AliyunWorld.Account);
    }
}
