namespace Pruner.CoreOS.Tests.Pins;

public sealed class MentionsTests
{
    [Theory]
    [InlineData("m-0xi47nhv1zat67he9n4j")]
    [InlineData("m-0123456789")] // ten
    [InlineData("ami-0123456789abcdef0")] // 17
    [InlineData("ami-01234567")] // 8
    public void An_id_is_found_in_prose_and_in_any_document(string id)
    {
        var reader = new InstallerMetadataReader();

        Assert.Equal([id], reader.FindMentions(id).ImageIds);
        Assert.Equal([id], reader.FindMentions($"see `{id}`, please").ImageIds);
        Assert.Equal([id], reader.FindMentions($"{{\"a\":[\"{id}\",\"{id}\"").ImageIds);
        Assert.Equal([id], reader.FindMentions($"copy-of-{id}.").ImageIds);
    }

    [Theory]
    [InlineData("m-012345678")] // nine
    [InlineData("from-0xi47nhv1zat67he9n4j")]
    [InlineData("m-0xi47nhv1zat67he9n4j-1")]
    [InlineData("m-0XI47NHV1ZAT67HE9N4J")]
    [InlineData("ami-425bcbf0-530e-45e5-913c-d253b467c369")] // a UUID of another cloud
    [InlineData("ami-0123456789abcdef01")]
    [InlineData("ami-0123456789abcdefg")] // neither 8 nor 17
    [InlineData("ami-0123456")]
    [InlineData("xami-01234567")]
    public void What_is_shorter_or_part_of_something_longer_is_none(string text) =>
        Assert.Empty(new InstallerMetadataReader().FindMentions(text).ImageIds);

    [Fact]
    public void Builds_are_found_as_well() =>
        Assert.Equal(
            ["411.86.202205051017-0", "410.84.202201251210-0"],
            new InstallerMetadataReader().FindMentions("bump to 411.86.202205051017-0\n(rhcos-410.84.202201251210-0 stays)").Builds.Select(build => build.Text));

    [Fact]
    public void A_hostile_text_is_searched_in_linear_time()
    {
        var text = string.Concat(Enumerable.Repeat("m-0123456789", 100_000)) + "- m-0xi47nhv1zat67he9n4j";

        Assert.Contains("m-0xi47nhv1zat67he9n4j", new InstallerMetadataReader().FindMentions(text).ImageIds);
    }
}
