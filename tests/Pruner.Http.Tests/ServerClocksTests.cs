namespace Pruner.Http.Tests;

public sealed class ServerClocksTests
{
    private static readonly DateTimeOffset Local = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_server_the_local_time_is_the_earliest() =>
        Assert.Equal(Local, new ServerClocks().EarliestNow(Local));

    [Fact]
    public void A_server_that_is_behind_makes_now_earlier() =>
        Assert.Equal(Local - TimeSpan.FromSeconds(40), Heard(("github", -40)).EarliestNow(Local));

    [Fact]
    public void A_server_that_is_ahead_does_not_make_now_later() =>
        Assert.Equal(Local, Heard(("github", 40)).EarliestNow(Local));

    [Fact]
    public void The_earliest_of_several_servers_counts() =>
        Assert.Equal(Local - TimeSpan.FromSeconds(40), Heard(("github", 100), ("aliyun", -40), ("builds", -20)).EarliestNow(Local));

    [Fact]
    public void The_earliest_of_several_answers_of_one_service_counts_though_another_is_farther_off() =>
        Assert.Equal(Local - TimeSpan.FromSeconds(40), Heard(("aliyun", 100), ("aliyun", -40), ("aliyun", 0)).EarliestNow(Local));

    [Fact]
    public void The_skew_farthest_from_zero_is_told()
    {
        Assert.Equal([new("aliyun", TimeSpan.FromSeconds(100))], Heard(("aliyun", 100), ("aliyun", -40), ("aliyun", 0)).Skews);
        Assert.Equal([new("aliyun", TimeSpan.FromSeconds(-100))], Heard(("aliyun", 40), ("aliyun", -100)).Skews);
    }

    [Theory]
    [InlineData(-1, 0)] // a header has whole seconds
    [InlineData(1, 0)]
    [InlineData(-2, -2)]
    [InlineData(2, 2)]
    public void A_second_is_no_difference(int seconds, int expected) =>
        Assert.Equal([new("github", TimeSpan.FromSeconds(expected))], Heard(("github", seconds)).Skews);

    [Fact]
    public void A_server_without_a_date_is_not_heard()
    {
        var clocks = new ServerClocks();
        clocks.Observe("github", null, Local);

        Assert.Empty(clocks.Skews);
    }

    [Fact]
    public void Now_is_in_whole_seconds_of_universal_time()
    {
        var now = new ServerClocks().EarliestNow(new DateTimeOffset(2024, 1, 1, 13, 0, 5, 999, TimeSpan.FromHours(1)));

        Assert.Equal((Local + TimeSpan.FromSeconds(5), TimeSpan.Zero), (now, now.Offset));
    }

    private static ServerClocks Heard(params (string Service, int Seconds)[] answers)
    {
        var clocks = new ServerClocks();
        foreach (var (service, seconds) in answers)
        {
            clocks.Observe(service, Local + TimeSpan.FromSeconds(seconds), Local);
        }

        return clocks;
    }
}
