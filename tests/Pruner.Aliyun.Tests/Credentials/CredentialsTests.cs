using Pruner.Aliyun.Credentials;
using Pruner.Core;

namespace Pruner.Aliyun.Tests.Credentials;

public sealed class CredentialsTests
{
    private const string Secret = "SECRETVALUE";

    [Theory]
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_ID=id1 ALIBABA_CLOUD_ACCESS_KEY_SECRET=s1", "id1", "s1", null)]
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_ID=id1 ALIBABA_CLOUD_ACCESS_KEY_SECRET=s1 ALIBABA_CLOUD_SECURITY_TOKEN=t1", "id1", "s1", "t1")]
    [InlineData("ALIBABACLOUD_ACCESS_KEY_ID=id2 ALIBABACLOUD_ACCESS_KEY_SECRET=s2 ALIBABACLOUD_SECURITY_TOKEN=t2", "id2", "s2", "t2")]
    [InlineData("ALICLOUD_ACCESS_KEY=id3 ALICLOUD_SECRET_KEY=s3 ALICLOUD_SECURITY_TOKEN=t3", "id3", "s3", "t3")]
    [InlineData("ALIYUN_ACCESS_KEY_ID=id4 ALIYUN_ACCESS_KEY_SECRET=s4", "id4", "s4", null)]
    [InlineData("ALIYUN_ACCESS_KEY_ID=id4 ALIYUN_ACCESS_KEY_SECRET=s4 ALICLOUD_ACCESS_KEY=id3 ALICLOUD_SECRET_KEY=s3", "id3", "s3", null)] // order
    [InlineData("ALICLOUD_ACCESS_KEY=id3 ALICLOUD_SECRET_KEY=s3 ALIBABACLOUD_ACCESS_KEY_ID=id2 ALIBABACLOUD_ACCESS_KEY_SECRET=s2", "id2", "s2", null)]
    [InlineData("ALIBABACLOUD_ACCESS_KEY_ID=id2 ALIBABACLOUD_ACCESS_KEY_SECRET=s2 ALIBABA_CLOUD_ACCESS_KEY_ID=id1 ALIBABA_CLOUD_ACCESS_KEY_SECRET=s1", "id1", "s1", null)]
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_ID= ALIBABA_CLOUD_ACCESS_KEY_SECRET= ALIYUN_ACCESS_KEY_ID=id4 ALIYUN_ACCESS_KEY_SECRET=s4", "id4", "s4", null)] // empty is unset
    public void The_first_whole_family_of_variables_is_used(string variables, string id, string secret, string? token)
    {
        var found = AliyunCredentials.Resolve(Environment(variables), _ => null);

        Assert.Equal((id, secret, token), (found.AccessKeyId, found.AccessKeySecret, found.SecurityToken));
    }

    [Theory]
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_ID=SECRETVALUE", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")]
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_SECRET=SECRETVALUE", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_ACCESS_KEY_ID")]
    [InlineData("ALIBABA_CLOUD_SECURITY_TOKEN=SECRETVALUE", "ALIBABA_CLOUD_SECURITY_TOKEN", "ALIBABA_CLOUD_ACCESS_KEY_ID")] // a lone, stale token
    [InlineData("ALICLOUD_ACCESS_KEY=SECRETVALUE ALICLOUD_SECURITY_TOKEN=SECRETVALUE", "ALICLOUD_SECURITY_TOKEN", "ALICLOUD_SECRET_KEY")]
    [InlineData("ALIYUN_ACCESS_KEY_ID=SECRETVALUE ALIYUN_ACCESS_KEY_SECRET=", "ALIYUN_ACCESS_KEY_ID", "ALIYUN_ACCESS_KEY_SECRET")] // a workflow's missing secret
    [InlineData("ALIBABA_CLOUD_ACCESS_KEY_ID=a ALIBABA_CLOUD_ACCESS_KEY_SECRET=b ALICLOUD_SECRET_KEY=SECRETVALUE", "ALICLOUD_SECRET_KEY", "ALICLOUD_ACCESS_KEY")] // another family is whole
    [InlineData("ALIYUN_ACCESS_KEY_ID=a ALIYUN_ACCESS_KEY_SECRET=b ALIBABACLOUD_SECURITY_TOKEN=SECRETVALUE", "ALIBABACLOUD_SECURITY_TOKEN", "ALIBABACLOUD_ACCESS_KEY_ID")]
    public void Half_a_family_is_refused_and_names_what_is_set_and_what_is_missing(string variables, string set, string missing)
    {
        var refused = Assert.Throws<SetupException>(() => AliyunCredentials.Resolve(Environment(variables), _ => null));

        Assert.Contains(set, refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains(missing, refused.Refusal.What, StringComparison.Ordinal);
        AssertTellsNothing(refused);
    }

    [Theory]
    [InlineData("SECRETVALUE\nSECRETVALUE")]
    [InlineData("SECRET VALUE")]
    [InlineData("SECRETVALUEé")]
    public void A_value_that_cannot_be_a_key_is_refused_without_showing_it(string secret)
    {
        var variables = new Dictionary<string, string> { ["ALIYUN_ACCESS_KEY_ID"] = "id", ["ALIYUN_ACCESS_KEY_SECRET"] = secret };

        var refused = Assert.Throws<SetupException>(() => AliyunCredentials.Resolve(variables.GetValueOrDefault, _ => null));

        Assert.Contains("access key secret", refused.Refusal.What, StringComparison.Ordinal);
        AssertTellsNothing(refused);
    }

    [Fact]
    public void White_space_around_a_value_is_cut_off()
    {
        var variables = new Dictionary<string, string> { ["ALIYUN_ACCESS_KEY_ID"] = " id", ["ALIYUN_ACCESS_KEY_SECRET"] = "secret\n" };

        Assert.Equal("secret", AliyunCredentials.Resolve(variables.GetValueOrDefault, _ => null).AccessKeySecret);
    }

    [Fact]
    public void Without_any_credentials_the_ways_are_listed()
    {
        var refused = Assert.Throws<SetupException>(() => AliyunCredentials.Resolve(_ => null, _ => null));

        foreach (var way in new[] { "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY", "ALIYUN_ACCESS_KEY_ID", "~/.aliyun/config.json" })
        {
            Assert.Contains(way, refused.Refusal.Remedy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "idA", "sA", null)] // the current one
    [InlineData("ALIBABA_CLOUD_PROFILE=a", "idA", "sA", null)]
    [InlineData("ALIBABA_CLOUD_PROFILE=temporary", "idT", "sT", "tT")]
    [InlineData("ALIYUN_ACCESS_KEY_ID=id4 ALIYUN_ACCESS_KEY_SECRET=s4", "id4", "s4", null)] // variables come first
    public void A_profile_of_the_Aliyun_CLI_is_used(string variables, string id, string secret, string? token)
    {
        var found = AliyunCredentials.Resolve(Environment(variables), path => path == ".aliyun/config.json" ? Profiles : null);

        Assert.Equal((id, secret, token), (found.AccessKeyId, found.AccessKeySecret, found.SecurityToken));
    }

    [Theory]
    [InlineData("ALIBABA_CLOUD_PROFILE=role", "RamRoleArn")]
    [InlineData("ALIBABA_CLOUD_PROFILE=half", "access_key_secret")]
    [InlineData("ALIBABA_CLOUD_PROFILE=stale", "sts_token")]
    [InlineData("ALIBABA_CLOUD_PROFILE=nobody", "nobody")]
    public void A_profile_that_cannot_be_used_is_refused(string variables, string named)
    {
        var refused = Assert.Throws<SetupException>(() => AliyunCredentials.Resolve(Environment(variables), _ => Profiles));

        Assert.Contains(named, refused.Refusal.What, StringComparison.Ordinal);
        AssertTellsNothing(refused);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[\"SECRETVALUE\"]")]
    [InlineData("{\"profiles\":[{\"access_key_secret\":{\"SECRETVALUE\":1}}]}")]
    public void A_malformed_profile_file_is_refused_without_quoting_it(string text) =>
        AssertTellsNothing(Assert.Throws<SetupException>(() => AliyunCredentials.Resolve(_ => null, _ => text)));

    [Fact]
    public void A_chosen_profile_without_a_file_is_refused() => Assert.Throws<SetupException>(
        () => AliyunCredentials.Resolve(Environment("ALIBABA_CLOUD_PROFILE=a"), _ => null));

    [Fact]
    public void A_profile_file_that_cannot_be_read_is_refused() => Assert.Throws<SetupException>(
        () => AliyunCredentials.Resolve(_ => null, _ => throw new UnauthorizedAccessException("denied")));

    [Fact]
    public void Credentials_print_where_they_came_from_and_nothing_else()
    {
        var found = AliyunCredentials.Resolve(Environment("ALIBABA_CLOUD_ACCESS_KEY_ID=SECRETVALUE1 ALIBABA_CLOUD_ACCESS_KEY_SECRET=SECRETVALUE2 ALIBABA_CLOUD_SECURITY_TOKEN=SECRETVALUE3"), _ => null);

        Assert.Equal("credentials from the environment (ALIBABA_CLOUD_ACCESS_KEY_ID and its family)", found.ToString());
        Assert.Equal("*** of *** and ***", found.Redact("SECRETVALUE1 of SECRETVALUE2 and SECRETVALUE3"));
    }

    private const string Profiles =
        """
        {"current":"a","meta_path":"","profiles":[
          {"name":"a","mode":"AK","access_key_id":"idA","access_key_secret":"sA","region_id":"us-east-1","retry_timeout":0},
          {"name":"temporary","mode":"StsToken","access_key_id":"idT","access_key_secret":"sT","sts_token":"tT"},
          {"name":"stale","mode":"StsToken","access_key_id":"SECRETVALUE","access_key_secret":"SECRETVALUE","sts_token":""},
          {"name":"half","mode":"AK","access_key_id":"SECRETVALUE"},
          {"name":"role","mode":"RamRoleArn","access_key_id":"SECRETVALUE","access_key_secret":"SECRETVALUE","ram_role_arn":"acs:ram::1:role/r"}]}
        """;

    private static Func<string, string?> Environment(string variables) => variables
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(variable => variable.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal)
        .GetValueOrDefault;

    private static void AssertTellsNothing(PrunerException refused) =>
        Assert.DoesNotContain(Secret, refused + refused.Refusal.ToString(), StringComparison.Ordinal);
}
