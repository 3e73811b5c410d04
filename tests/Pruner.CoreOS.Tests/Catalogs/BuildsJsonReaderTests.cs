using Pruner.CoreOS.Catalogs;

namespace Pruner.CoreOS.Tests.Catalogs;

public sealed class BuildsJsonReaderTests
{
    [Fact]
    public void The_current_form_is_read_in_its_order()
    {
        var index = Read("""
            {"schema-version":"1.0.0","timestamp":"2022-02-01T00:00:00Z","unknown":{"deep":[1]},
             "builds":[{"id":"410.84.202202010000-0","arches":["x86_64","s390x"],"extra":1},{"id":"410.84.202201251210-0","arches":["x86_64"]}]}
            """);

        Assert.Equal(["410.84.202202010000-0", "410.84.202201251210-0"], index.Builds.Select(build => build.Id));
        Assert.Equal(["410.84.202202010000-0", "410.84.202201251210-0"], index.Builds.Select(build => build.Parsed!.Text));
        Assert.Equal(["x86_64", "s390x"], index.Builds[0].Architectures);
        Assert.DoesNotContain(index.Builds, build => build.CloudUploadsPruned);
        Assert.Empty(index.Tombstones);
    }

    [Theory]
    [InlineData("""{"builds":["30.1","30.20180901.0"],"timestamp":"t","tags":[{"name":"n","created":"c","target":"30.1"}]}""")]
    [InlineData("""{"schema-version":"0.0.1","builds":["30.1","30.20180901.0"]}""")]
    public void The_flat_form_of_2018_is_read_and_says_no_architectures(string text)
    {
        var index = Read(text);

        Assert.Equal(["30.1", "30.20180901.0"], index.Builds.Select(build => build.Id));
        Assert.Equal(["", "30.20180901.0"], index.Builds.Select(build => build.Parsed?.Text ?? ""));
        Assert.All(index.Builds, build => Assert.Empty(build.Architectures));
    }

    [Theory]
    [InlineData("""["cloud-uploads"]""", true)]
    [InlineData("""["containers","cloud-uploads"]""", true)]
    [InlineData("[]", false)]
    [InlineData("""["containers"]""", false)]
    [InlineData("""{"cloud-uploads":true,"containers":true,"images-kept":["qemu"],"build":true}""", true)]
    [InlineData("""{"cloud-uploads":false}""", false)]
    [InlineData("""{"images":true,"images-kept":["qemu"]}""", false)]
    public void Pruned_cloud_uploads_are_told_by_list_and_by_map(string cleanup, bool isPruned)
    {
        var index = Read($$$"""{"schema-version":"1.0.0","builds":[{"id":"30.1","arches":["x86_64"],"policy-cleanup":{{{cleanup}}}}]}""");

        Assert.Equal(isPruned, Assert.Single(index.Builds).CloudUploadsPruned);
    }

    [Fact]
    public void Tombstones_are_told_apart()
    {
        var index = Read("""
            {"schema-version":"1.1.0","builds":[],"tombstone-builds":[{"id":"30.2","arches":["x86_64"],"policy-cleanup":{"build":true}},{"id":"30.1"}]}
            """);

        Assert.Empty(index.Builds);
        Assert.Equal(["30.2", "30.1"], index.Tombstones);
    }

    [Fact]
    public void A_build_id_of_unknown_shape_is_kept_as_text_and_flagged()
    {
        var build = Assert.Single(Read("""{"schema-version":"1.0.0","builds":[{"id":"my-build_1","arches":["x86_64"]}]}""").Builds);

        Assert.Equal("my-build_1", build.Id);
        Assert.Null(build.Parsed);
    }

    [Theory]
    [InlineData("""{"schema-version":"2.0.0","builds":[]}""", "line 1, column 19 (/schema-version): expected schema version 1.x or 0.0.1, found \"2.0.0\".")]
    [InlineData("""{"schema-version":"10.0.0","builds":[]}""", "line 1, column 19 (/schema-version): expected schema version 1.x or 0.0.1, found \"10.0.0\".")]
    [InlineData("""{"schema-version":1,"builds":[]}""", "line 1, column 19 (/schema-version): expected a version, found a number.")]
    [InlineData("""{"schema-version":"1.0.0"}""", "line 1, column 1 (top level): expected a member \"builds\" (a list), found none.")]
    [InlineData("""{"schema-version":"1.0.0","builds":{}}""", "line 1, column 36 (/builds): expected a list of builds, found an object.")]
    [InlineData("""{"schema-version":"1.0.0","builds":["30.1"]}""", "line 1, column 37 (/builds/0): expected an object, found a string.")]
    [InlineData("""{"builds":[{"id":"30.1","arches":["x86_64"]}]}""", "line 1, column 12 (/builds/0): expected a build id, found an object.")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"arches":[]}]}""", "line 1, column 37 (/builds/0): expected a member \"id\" (a build id), found none.")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"30.1","archs":["x86_64"]}]}""", "line 1, column 37 (/builds/0): expected a member \"arches\" (a list of architectures), found none.")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"30.1","arches":"x86_64"}]}""", "line 1, column 59 (/builds/0/arches): expected a list of architectures, found a string.")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"30.1","arches":["x86_64","x86_64"]}]}""", "line 1, column 69 (/builds/0/arches/1): expected every architecture once, found x86_64 a second time.")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"30.1","arches":[]},{"id":"30.1","arches":[]}]}""", "line 1, column 63 (/builds/1): expected every build once, found 30.1 a second time.")]
    [InlineData("""{"builds":["410.84.202202010000-0","410-84-202202010000-0"]}""", "line 1, column 36 (/builds/1): expected every build once, found 410-84-202202010000-0 a second time.")]
    [InlineData("""{"builds":["../../other"]}""", "line 1, column 12 (/builds/0): expected a build id (letters, digits, '.', '-', '_' and '+'), found \"../../other\".")]
    [InlineData("""{"builds":[".."]}""", "line 1, column 12 (/builds/0): expected a build id (letters, digits, '.', '-', '_' and '+'), found \"..\".")]
    [InlineData("""{"builds":[""]}""", "line 1, column 12 (/builds/0): expected a build id (letters, digits, '.', '-', '_' and '+'), found \"\".")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"30.1","arches":["x/y"]}]}""", "line 1, column 60 (/builds/0/arches/0): expected an architecture (letters, digits, '.', '-', '_' and '+'), found \"x/y\".")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"30.1","arches":[],"policy-cleanup":true}]}""", "line 1, column 79 (/builds/0/policy-cleanup): expected a list or an object, found true.")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"30.1","arches":[],"policy-cleanup":{"cloud-uploads":"yes"}}]}""", "line 1, column 96 (/builds/0/policy-cleanup/cloud-uploads): expected true or false, found a string.")]
    [InlineData("[]", "line 1, column 1 (top level): expected an object, found a list.")]
    public void An_index_of_another_shape_is_refused(string text, string message) =>
        Assert.Equal($"https://example.com/builds.json {message}", Refused.Message(() => Read(text)));

    private static BuildsIndex Read(string text) => BuildsJsonReader.Read("https://example.com/builds.json", text);
}
