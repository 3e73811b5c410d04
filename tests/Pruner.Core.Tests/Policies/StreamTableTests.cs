using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Core.Tests.Policies;

public sealed class StreamTableTests
{
    private static readonly ImmutableArray<StreamSource> Table =
    [
        Stream("rhcos-4.10", "4.10"),
        Stream("rhcos-4.11", "4.11"),
        Stream("4.11", "4.11"),
        Stream("rhel-9.6", "4.19", "4.20"),
        Stream("stable"),
    ];

    [Theory]
    [InlineData("4.10", "rhcos-4.10")]
    [InlineData("4.11", "4.11 rhcos-4.11")]
    [InlineData("4.19", "rhel-9.6")]
    [InlineData("4.19 4.20", "rhel-9.6")]
    [InlineData("4.20 4.10 4.10", "rhcos-4.10 rhel-9.6")]
    [InlineData("rhcos-4.11", "rhcos-4.11")]
    [InlineData("stable", "stable")]
    [InlineData("all", "4.11 rhcos-4.10 rhcos-4.11 rhel-9.6")]
    [InlineData("all stable", "4.11 rhcos-4.10 rhcos-4.11 rhel-9.6 stable")]
    public void Words_choose_streams(string words, string streams) =>
        Assert.Equal(streams.Split(' '), StreamTable.Choose(words.Split(' '), Table, []).Streams.Select(stream => stream.Name));

    [Theory]
    [InlineData("4.1")] // no prefix of 4.10
    [InlineData("5.0")]
    [InlineData("4.10 9.9")]
    [InlineData("RHCOS-4.10")]
    [InlineData("")]
    public void A_word_that_is_not_in_the_table_is_refused_with_what_is(string words)
    {
        var refused = Assert.Throws<SetupException>(() => StreamTable.Choose(words.Split(' '), Table, [])).Refusal;

        Assert.Contains("is not known", refused.What, StringComparison.Ordinal);
        Assert.Contains("4.10, 4.11, 4.19, 4.20", refused.Remedy, StringComparison.Ordinal);
        Assert.Contains("pruner.yml", refused.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "arm plain")]
    [InlineData("x86_64", "plain")]
    [InlineData("aarch64", "arm plain")]
    [InlineData("aarch64 x86_64", "arm plain")]
    public void Streams_of_other_architectures_are_left_out(string architectures, string streams)
    {
        ImmutableArray<StreamSource> table = [Stream("plain", "4.10"), Stream("arm", "4.10") with { Architectures = ["aarch64"] }];

        var chosen = StreamTable.Choose(["4.10"], table, [.. architectures.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(streams.Split(' '), chosen.Streams.Select(stream => stream.Name));
    }

    [Fact]
    public void A_stream_of_other_architectures_only_is_refused()
    {
        var refused = Assert.Throws<SetupException>(() => StreamTable.Choose(["arm"], [Stream("arm") with { Architectures = ["s390x", "aarch64"] }], ["x86_64"])).Refusal;

        Assert.Equal("'arm' lists builds for aarch64, s390x only, chosen is x86_64.", refused.What);
    }

    [Fact]
    public void The_name_of_a_release_wins_over_a_stream_of_the_same_name() =>
        // "4.11" is a stream too, but whoever names the release means all of its builds.
        Assert.Equal(2, Assert.Single(StreamTable.Choose(["4.11"], Table, []).Choices).Streams.Length);

    [Fact]
    public void Releases_are_sorted_as_numbers() =>
        Assert.Equal("4.9, 4.10", string.Join(", ", StreamTable.ReleasesOf([Stream("b", "4.10"), Stream("a", "4.9")])));

    private static StreamSource Stream(string name, params string[] releases) =>
        new(name, [.. releases.Select(release => ReleaseNumber.TryParse(release)!.Value)], "https://builds.example", StreamSource.UsualFolder(name));
}
