using System.Buffers.Text;
using System.Text;
using Pruner.Aliyun.Credentials;
using Pruner.Core;

namespace Pruner.Aliyun.Tests.Credentials;

public sealed class OidcRoleTests
{
    private const string Role = "acs:ram::1:role/r";
    private const string Provider = "acs:ram::1:oidc-provider/p";

    private static readonly string Variables = $"ALIBABA_CLOUD_ROLE_ARN={Role} ALIBABA_CLOUD_OIDC_PROVIDER_ARN={Provider}";

    [Fact]
    public void Options_name_a_role_though_access_keys_are_set()
    {
        var role = OidcRole.Find(Role, Provider, Environment("ALIYUN_ACCESS_KEY_ID=a ALIYUN_ACCESS_KEY_SECRET=b"), "pruner-17")!;
        Assert.Equal((Role, Provider, "pruner-17", null), (role.RoleArn, role.ProviderArn, role.SessionName, role.TokenFile));
    }

    [Fact]
    public void Variables_name_it_as_for_the_official_tools()
    {
        var role = OidcRole.Find(null, null, Environment(Variables + " ALIBABA_CLOUD_OIDC_TOKEN_FILE=/var/token ALIBABA_CLOUD_ROLE_SESSION_NAME=mine@1"), "pruner")!;
        Assert.Equal((Role, Provider, "mine@1", "/var/token"), (role.RoleArn, role.ProviderArn, role.SessionName, role.TokenFile));
    }

    [Fact]
    public void Access_keys_win_over_variables_that_name_a_role() =>
        Assert.Null(OidcRole.Find(null, null, Environment(Variables + " ALICLOUD_ACCESS_KEY=a ALICLOUD_SECRET_KEY=b"), "pruner"));

    [Theory]
    [InlineData("")]
    [InlineData("ALIBABA_CLOUD_ROLE_ARN= ALIBABA_CLOUD_OIDC_PROVIDER_ARN=")] // secrets that a workflow does not have
    [InlineData("ALIBABA_CLOUD_OIDC_TOKEN_FILE=/var/token")]
    public void Without_a_role_there_is_none(string variables) => Assert.Null(OidcRole.Find(null, null, Environment(variables), "pruner"));

    [Theory]
    [InlineData(Role, null, "", "A role is named, but no identity provider.")]
    [InlineData(null, Provider, "", "An identity provider is named, but no role.")]
    [InlineData(null, null, "ALIBABA_CLOUD_ROLE_ARN=" + Role, "A role is named, but no identity provider.")]
    [InlineData(null, null, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN=" + Provider, "An identity provider is named, but no role.")]
    public void Half_of_it_is_refused(string? role, string? provider, string variables, string what) =>
        Assert.Equal(what, Assert.Throws<SetupException>(() => OidcRole.Find(role, provider, Environment(variables), "pruner")).Refusal.What);

    [Fact]
    public void An_option_and_a_variable_make_a_whole() =>
        Assert.Equal(Provider, OidcRole.Find(Role, null, Environment("ALIBABA_CLOUD_OIDC_PROVIDER_ARN=" + Provider), "pruner")!.ProviderArn);

    [Theory]
    [InlineData("SECRETVALUE", Provider, "pruner", "--role-arn")]
    [InlineData("acs:ram::1:user/SECRETVALUE", Provider, "pruner", "--role-arn")]
    [InlineData(Role, "SECRETVALUE", "pruner", "--oidc-provider-arn")]
    [InlineData(Role, Role, "pruner", "--oidc-provider-arn")]
    [InlineData(Role, Provider, "SECRETVALUE SECRETVALUE", "ALIBABA_CLOUD_ROLE_SESSION_NAME")]
    [InlineData(Role, Provider, "p", "ALIBABA_CLOUD_ROLE_SESSION_NAME")]
    public void What_has_another_form_is_refused_without_showing_it(string role, string provider, string session, string named)
    {
        var refused = Assert.Throws<SetupException>(() => OidcRole.Find(role, provider, _ => null, session));
        Assert.Contains(named, refused.Refusal.What, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETVALUE", refused.ToString() + refused.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"iss":"i","aud":"a","sub":"s"}""", "token of i for a about s")]
    [InlineData("""{"iss":"i","aud":["a","b"],"sub":"s\u001b[2J\u202e"}""", "token of i for a, b about s?[2J?")]
    [InlineData("""{"aud":7}""", "token of (not said) for (not said) about (not said)")]
    [InlineData("[]", "token of (not said) for (not said) about (not said)")]
    public void What_a_token_says_of_itself_is_made_safe_to_print(string claims, string text) =>
        Assert.Equal(text, OidcToken.Read($" e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.SECRETVALUE\n").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("SECRETVALUE")]
    [InlineData("e30.e30")]
    [InlineData("e30.SECRETVALUE!.x")]
    [InlineData("e30.SECRETVALUE.x")]
    [InlineData("e30.e30.SECRETVALUEé")]
    public void What_is_no_token_is_refused_without_showing_it(string text)
    {
        var refused = Assert.Throws<SetupException>(() => OidcToken.Read(text));
        Assert.Equal("What should be an id token is none.", refused.Refusal.What);
        Assert.DoesNotContain("SECRETVALUE", refused.ToString() + refused.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_a_file_is_read_again_each_time()
    {
        var path = Path.GetTempFileName();
        try
        {
            List<string> announced = [];
            await File.WriteAllTextAsync(path, "first\n", TestContext.Current.CancellationToken);
            Assert.Equal("first", await OidcTokenFile.ReadAsync(path, announced.Add, TestContext.Current.CancellationToken));
            await File.WriteAllTextAsync(path, "second", TestContext.Current.CancellationToken);
            Assert.Equal("second", await OidcTokenFile.ReadAsync(path, announced.Add, TestContext.Current.CancellationToken));
            Assert.Equal(["first", "second"], announced);

            await File.WriteAllTextAsync(path, new string('x', (64 * 1024) + 1), TestContext.Current.CancellationToken);
            var tooLong = await Assert.ThrowsAsync<SetupException>(() => OidcTokenFile.ReadAsync(path, announced.Add, TestContext.Current.CancellationToken));
            Assert.Contains("longer than 65536 bytes", tooLong.Refusal.What, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var refused = await Assert.ThrowsAsync<SetupException>(() => OidcTokenFile.ReadAsync("/nowhere/token", _ => { }, TestContext.Current.CancellationToken));
        Assert.StartsWith("The id token in /nowhere/token cannot be read: ", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("ALIBABA_CLOUD_OIDC_TOKEN_FILE", refused.Refusal.Remedy, StringComparison.Ordinal);
    }

    private static Func<string, string?> Environment(string variables) =>
        variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal).GetValueOrDefault;
}
