using Pruner.Core.Builds;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Builds;

public sealed class BuildIdTests
{
    [Theory]
    [InlineData("2-39.20231101.3")]
    [InlineData("2-39.20231101.3.")]
    [InlineData("2-39.20231101.3-")]
    [InlineData("2-39.20231101.3.x")]
    public void What_ends_behind_a_build_id_is_no_number_of_another(string text) =>
        Assert.Equal(["2.39.20231101.3"], BuildId.FindIn(text).Select(build => build.Text));

    [Fact]
    public void A_build_is_not_equal_to_none() =>
        Assert.Equal((false, false), (Some.Build().Equals(null), Some.Build().Equals((object)Some.BuildText)));

    [Fact]
    public void A_dash_behind_dots_stays_as_it_is_written() =>
        Assert.Equal("39.20231101-3-0", BuildId.TryParse("39.20231101-3-0")?.Text);

    [Theory]
    [InlineData("410.8.20190325.0", "2019-03-25T00:00", 0)]
    [InlineData("42.80.20190723.0", "2019-07-23T00:00", 0)]
    [InlineData("42s390x.81.20191224.0", "2019-12-24T00:00", 0)]
    [InlineData("44devel.81.202001151926.0", "2020-01-15T19:26", 0)]
    [InlineData("43.81.201911011153.0", "2019-11-01T11:53", 0)]
    [InlineData("44.81.202002071430-0", "2020-02-07T14:30", 0)]
    [InlineData("410.84.202110140201-0", "2021-10-14T02:01", 0)]
    [InlineData("410.9.202110140201-0", "2021-10-14T02:01", 0)]
    [InlineData("9.6.20250121-3", "2025-01-21T00:00", 3)]
    [InlineData("10.1.20260109-12", "2026-01-09T00:00", 12)]
    [InlineData("30.20191014.0", "2019-10-14T00:00", 0)]
    [InlineData("30.20190716.1", "2019-07-16T00:00", 1)]
    [InlineData("39.20231101.3.0", "2023-11-01T00:00", 0)]
    [InlineData("31.20200127.20.2", "2020-01-27T00:00", 2)]
    [InlineData("30.20191021.okd.2", "2019-10-21T00:00", 2)]
    [InlineData("30.20191020.dev.1", "2019-10-20T00:00", 1)]
    public void Every_shape_seen_is_read_with_its_date_and_counter(string text, string date, long counter)
    {
        var id = BuildId.TryParse(text);

        Assert.NotNull(id);
        Assert.Equal(text, id.Text);
        Assert.Equal(DateTimeOffset.Parse(date + "Z"), id.Date);
        Assert.Equal(counter, id.Counter);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("30.1")]
    [InlineData("410")]
    [InlineData("4.10.3")]
    [InlineData("417.94.20240701")] // a marketplace version: no counter
    [InlineData("9.6.2026030314")] // another: ten digits
    [InlineData("410.84.202110140201-0 ")]
    [InlineData("rhcos-410.84.202110140201-0")]
    [InlineData("410.84.202110140201-1234567")]
    [InlineData("4100.84.202110140201-0")]
    [InlineData("2.39.20231101.3.0")]
    public void What_is_not_wholly_a_build_id_is_none(string? text) => Assert.Null(BuildId.TryParse(text));

    [Theory]
    [InlineData("410.84.202113140201-0")] // month 13
    [InlineData("410.84.202110142501-0")] // hour 25
    [InlineData("42.80.20190230.0")] // 30 February
    [InlineData("39.00000000.3.0")]
    public void A_date_that_no_calendar_has_is_unknown(string text)
    {
        var id = BuildId.TryParse(text);

        Assert.NotNull(id);
        Assert.Null(id.Date);
    }

    [Theory]
    [InlineData("411-86-202205051017-0", "411.86.202205051017-0")]
    [InlineData("411-86.202205051017-0", "411.86.202205051017-0")]
    [InlineData("37-20221127-3-0", "37.20221127.3.0")]
    [InlineData("42s390x-81-20191224-0", "42s390x.81.20191224-0")]
    public void A_spelling_with_dashes_is_the_same_build_and_is_shown_with_dots(string dashed, string shown)
    {
        Assert.Equal(BuildId.TryParse(shown), BuildId.TryParse(dashed));
        Assert.Equal(BuildId.TryParse(shown)!.GetHashCode(), BuildId.TryParse(dashed)!.GetHashCode());
        Assert.Equal(shown, BuildId.TryParse(dashed)!.Text);
    }

    [Theory]
    [InlineData("410.84.202110140201-0", "411.84.202110140201-0")] // first characters agree
    [InlineData("410.84.202110140201-0", "41.84.202110140201-0")]
    [InlineData("410.84.202110140201-0", "410.84.202110140201-1")]
    [InlineData("410.84.202110140201-0", "410.8.202110140201-0")]
    [InlineData("410.8.20190325.0", "410.84.20190325.0")]
    [InlineData("42.81.20191224.0", "42s390x.81.20191224.0")]
    public void Builds_that_differ_in_any_part_are_different(string one, string other) =>
        Assert.NotEqual(BuildId.TryParse(one), BuildId.TryParse(other));

    [Theory]
    [InlineData("rhcos-410.84.202201251210-0", "410.84.202201251210-0")] // aliyun
    [InlineData("rhcos-test-410.84.202201251210-0", "410.84.202201251210-0")] // aliyun, with a suffix
    [InlineData("rhcos-2-410.84.202201251210-0", "410.84.202201251210-0")] // the suffix a number
    [InlineData("rhcos-410.84.202201251210-0-x86_64", "410.84.202201251210-0")] // aws
    [InlineData("rhcos-45.82.202008010929-0-azure.x86_64.vhd", "45.82.202008010929-0")] // azure
    [InlineData("rhcos-414-92-202304131328-0-gcp-x86-64", "414.92.202304131328-0")] // gcp
    [InlineData("rhcos-43-80-20191002-1", "43.80.20191002.1")] // gcp, 2019
    [InlineData("rhcos-44devel-81-202001151926-0", "44devel.81.202001151926.0")]
    [InlineData("rhcos-411-85-202203181612-0-ppc64le-powervs.ova.gz", "411.85.202203181612-0")] // powervs
    [InlineData("fedora-coreos-37-20221127-3-0-gcp-x86-64", "37.20221127.3.0")]
    [InlineData("fedora-coreos-39.20231101.3.0-x86_64", "39.20231101.3.0")]
    [InlineData("rhcos.410.84.202201251210-0", "410.84.202201251210-0")]
    [InlineData("v4.410.84.202201251210-0", "410.84.202201251210-0")]
    [InlineData("https://example.com/rhcos/builds/9.6.20250121-0/x86_64/meta.json", "9.6.20250121-0")]
    [InlineData("Built today. 411.86.202205051017-0, as agreed", "411.86.202205051017-0")]
    public void A_build_id_is_found_in_names_of_every_cloud_and_in_prose(string text, string expected) =>
        Assert.Equal(BuildId.TryParse(expected), Assert.Single(BuildId.FindIn(text)));

    [Fact]
    public void Builds_are_found_in_order_and_once()
    {
        var found = BuildId.FindIn("411.86.202205051017-0 replaces 410.84.202201251210-0 (was 411-86-202205051017-0)");

        Assert.Equal(["411.86.202205051017-0", "410.84.202201251210-0"], found.Select(id => id.Text));
    }

    [Theory]
    [InlineData("fedora-coreos-2-39.20231101.3.0", "2-39.20231101.3 39.20231101.3.0")]
    [InlineData("rhcos-43.80.20191002.1-4", "43.80.20191002.1 80.20191002.1.4")]
    public void A_text_that_can_be_read_in_two_ways_gives_both_builds(string text, string expected) =>
        Assert.Equal(expected.Split(' ').Select(BuildId.TryParse), BuildId.FindIn(text));

    [Theory]
    [InlineData("")]
    [InlineData("quay.io/openshift-release-dev/ocp-v4.0-art-dev:4.14-9.2-kubevirt")]
    [InlineData("sha256:742100cd1e0a457cef7f370292999e6dad6694acd49280fc437af2b6087fd3f7")]
    [InlineData("https://github.com/coreos/fedora-coreos-tracker/issues/215")]
    [InlineData("2022-12-14T14:40:02Z")]
    [InlineData("410.84.202110140201-1234567")]
    public void Text_without_a_build_id_gives_none(string text) => Assert.Empty(BuildId.FindIn(text));

    [Fact]
    public void A_hostile_text_is_searched_in_linear_time()
    {
        var text = string.Concat(Enumerable.Repeat("1a", 500_000)) + string.Concat(Enumerable.Repeat("1.1.20200101.", 20_000)) + " 410.84.202201251210-0";

        Assert.Contains(BuildId.TryParse("410.84.202201251210-0"), BuildId.FindIn(text));
    }
}
