using Pruner.Aliyun.Endpoints;
using Pruner.Core;

namespace Pruner.Aliyun.Tests.Endpoints;

public sealed class AliyunEndpointsTests
{
    [Theory]
    [InlineData(null, "https://ecs.cn-hangzhou.aliyuncs.com/")]
    [InlineData(" ", "https://ecs.cn-hangzhou.aliyuncs.com/")]
    [InlineData("ecs.us-east-1.aliyuncs.com", "https://ecs.us-east-1.aliyuncs.com/")]
    [InlineData("https://ecs.us-east-1.aliyuncs.com/", "https://ecs.us-east-1.aliyuncs.com/")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://[::1]:5080/", "http://[::1]:5080/")]
    [InlineData("https://cloud.example.org:8443", "https://cloud.example.org:8443/")]
    public void The_central_endpoint_is_as_given(string? given, string expected) =>
        Assert.Equal(expected, AliyunEndpoints.From(given, StsFor(given)).Central.ToString());

    [Theory]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://user:hunter2@127.0.0.1")]
    [InlineData("https://127.0.0.1/path")]
    [InlineData("https://127.0.0.1?x=hunter2")]
    [InlineData("https://")]
    [InlineData("https://a b")]
    [InlineData("127.0.0.1:port")]
    public void What_is_no_plain_address_is_refused_without_showing_it(string given)
    {
        var refused = Assert.Throws<SetupException>(() => AliyunEndpoints.From(given, null));

        Assert.Contains("--aliyun-endpoint", refused.Refusal.What, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains("--sts-endpoint", Assert.Throws<SetupException>(() => AliyunEndpoints.From(null, given)).Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Alibaba_Cloud_itself_is_not_spoken_to_in_plain_http()
    {
        Assert.Throws<SetupException>(() => AliyunEndpoints.From("http://ecs.us-east-1.aliyuncs.com", null));
        Assert.Throws<SetupException>(() => AliyunEndpoints.From(null, "http://sts.aliyuncs.com"));
    }

    [Theory]
    [InlineData(null, "ecs.us-east-1.aliyuncs.com", "https://ecs.us-east-1.aliyuncs.com/")]
    [InlineData(null, "ecs-cn-hangzhou.aliyuncs.com", "https://ecs-cn-hangzhou.aliyuncs.com/")]
    [InlineData(null, "ecs.us-east-1.aliyuncs.com.evil.org", null)]
    [InlineData(null, "evilaliyuncs.com", null)]
    [InlineData(null, "127.0.0.1:80", null)]
    [InlineData(null, "evil.org/.aliyuncs.com", null)]
    [InlineData(null, "user@ecs.us-east-1.aliyuncs.com", null)]
    [InlineData(null, "", null)]
    [InlineData(null, null, null)]
    [InlineData("ecs.us-east-1.aliyuncs.com", "127.0.0.1:80", null)] // given, but Alibaba Cloud's own
    [InlineData("http://127.0.0.1:5080", "127.0.0.1:5081", "http://127.0.0.1:5081/")]
    [InlineData("https://cloud.example.org", "us.example.org", "https://us.example.org/")]
    [InlineData("https://cloud.example.org", "us.example.org/path", null)]
    public void Region_endpoints_stay_under_the_domain_unless_the_user_named_another(string? central, string? answered, string? expected) =>
        Assert.Equal(expected, AliyunEndpoints.From(central, StsFor(central)).ForRegion(answered)?.ToString());

    [Fact]
    public void Images_of_one_cloud_and_the_account_of_another_are_refused()
    {
        Assert.Throws<SetupException>(() => AliyunEndpoints.From("http://127.0.0.1:5080", null));
        Assert.Throws<SetupException>(() => AliyunEndpoints.From(null, "http://127.0.0.1:5080"));
        Assert.Equal("http://127.0.0.1:5081/", AliyunEndpoints.From("http://127.0.0.1:5080", "http://127.0.0.1:5081").Sts.ToString());
        Assert.Equal("https://sts.us-east-1.aliyuncs.com/", AliyunEndpoints.From(null, "sts.us-east-1.aliyuncs.com").Sts.ToString());
    }

    [Theory]
    [InlineData("us-east-1", true)]
    [InlineData("cn-wuhan-lr", true)]
    [InlineData("cn-zhengzhou-jva", true)]
    [InlineData("US-east-1", false)]
    [InlineData("us-east-1\n", false)]
    [InlineData("us-east-1.evil.org", false)]
    [InlineData("us", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Region_ids_are_checked_before_use(string? id, bool good) => Assert.Equal(good, AliyunEndpoints.IsRegionId(id));

    private static string? StsFor(string? central) =>
        string.IsNullOrWhiteSpace(central) || central.Contains("aliyuncs.com", StringComparison.Ordinal) ? null : central;
}
