using Pruner.Sandbox.Actions.Oidc;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;
using Pruner.Sandbox.Tests.Ecs;

namespace Pruner.Sandbox.Tests.Sts;

public sealed class RoleDeskTests : IAsyncLifetime
{
    private const string RoleArn = $"acs:ram::{EcsWorld.Own}:role/pruner";
    private const string ProviderArn = $"acs:ram::{EcsWorld.Own}:oidc-provider/github";

    private readonly HttpClient _http = new();
    private readonly SettableTime _time = new(EcsWorld.Start);
    private readonly AliyunAccounts _accounts = new();
    private readonly OidcIssuer _issuer = new();
    private RoleDesk _roles = null!;
    private StsEmulator _sts = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _roles = new RoleDesk(_accounts, _time);
        _roles.Put(new OidcProvider(ProviderArn, _issuer, ["sts.aliyuncs.com", "another"]));
        _roles.Put(new TrustedRole(RoleArn, ProviderArn) { Subject = "repo:example@11/images@22:*" });
        _issuer.Subject = "repo:example@11/images@22:environment:cleanup";
        _sts = await StsEmulator.StartAsync(_accounts, _roles, new TrafficLog(), _time, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sts.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // the official client puts all into the query
    public async Task Keys_are_given_and_serve_until_they_end(bool asForm)
    {
        var reply = await AskAsync(asForm: asForm);

        Assert.Equal(200, reply.Status);
        var keys = reply.Json["Credentials"]!;
        Assert.Equal("2026-01-02T03:34:05Z", (string?)keys["Expiration"]);
        Assert.Equal($"acs:ram::{EcsWorld.Own}:assumed-role/pruner/run-1", (string?)reply.Json["AssumedRoleUser"]!["Arn"]);
        Assert.Equal(_issuer.Subject, (string?)reply.Json["OIDCTokenInfo"]!["Subject"]);
        var whoAmI = new AcsCall("GetCallerIdentity") { Version = "2015-04-01", Key = (string)keys["AccessKeyId"]!, Secret = (string)keys["AccessKeySecret"]!, Token = (string)keys["SecurityToken"]! };
        var client = new AcsClient(_http, _time);
        Assert.Equal("AssumedRoleUser", (string?)(await client.SendV3Async(_sts.BaseUrl, whoAmI)).Ok().Json["IdentityType"]);
        (await client.SendV3Async(_sts.BaseUrl, whoAmI with { Token = null })).Refused(400, "InvalidSecurityToken.MismatchWithAccessKey");

        _time.Advance(TimeSpan.FromSeconds(1799));
        (await client.SendV3Async(_sts.BaseUrl, whoAmI)).Ok();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await client.SendV3Async(_sts.BaseUrl, whoAmI)).Refused(400, "InvalidSecurityToken.Expired");
    }

    [Theory]
    [InlineData("OIDCToken", "", 401, "AuthenticationFail.OIDCToken.Invalid")]
    [InlineData("OIDCToken", "no token", 401, "AuthenticationFail.OIDCToken.Invalid")]
    [InlineData("OIDCProviderArn", "", 401, "AuthenticationFail.NoPermission")]
    [InlineData("OIDCProviderArn", "acs:ram::1:oidc-provider/other", 401, "AuthenticationFail.NoPermission")]
    [InlineData("RoleArn", "acs:ram::1:role/other", 404, "EntityNotExist.Role")]
    [InlineData("RoleSessionName", "a b", 400, "InvalidParameter.RoleSessionName")]
    [InlineData("DurationSeconds", "899", 400, "InvalidParameter.DurationSeconds")]
    [InlineData("DurationSeconds", "3601", 400, "InvalidParameter.DurationSeconds")]
    [InlineData("DurationSeconds", "an hour", 400, "InvalidParameter.DurationSeconds")]
    [InlineData("Policy", "no JSON", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Policy", "[]", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Policy", """{"Version":"1","Statement":[]}""", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Policy", """{"Version":"2","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Policy", """{"Version":"1","Statement":[{"Effect":"Perhaps","Action":"*","Resource":"*"}]}""", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Policy", """{"Version":"1","Statement":[{"Effect":"Allow","Action":[],"Resource":"*"}]}""", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Policy", """{"Version":"1","Statement":[{"Effect":"Allow","Action":"*"}]}""", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Policy", """{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Whatever":1}]}""", 400, "InvalidParameter.PolicyGrammar")]
    [InlineData("Version", "2014-05-26", 400, "MissingParameter")] // of another version it would have to be signed
    public async Task A_request_that_is_not_right_gets_no_keys(string name, string value, int status, string code)
    {
        (await AskAsync(change: (name, value))).Refused(status, code);
        Assert.Empty(_roles.Issued);
    }

    [Theory]
    [InlineData(2048, 200, null)]
    [InlineData(2049, 400, "InvalidParameter.PolicySize")]
    public async Task A_policy_of_2048_characters_is_the_longest(int characters, int status, string? code)
    {
        const string frame = """{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecs:*","Resource":""}]}""";
        var policy = frame.Replace("\"\"", $"\"{new string('x', characters - frame.Length)}\"", StringComparison.Ordinal);

        var reply = await AskAsync(change: ("Policy", policy));

        Assert.Equal((status, code), (reply.Status, reply.ErrorCode));
        Assert.Equal(status == 200 ? [policy] : [], _roles.Issued.Select(keys => keys.SessionPolicy!.Text));
    }

    [Fact]
    public async Task A_token_must_be_true_in_date_and_for_the_role()
    {
        await RefusedAsync(new OidcIssuer { Subject = _issuer.Subject }.Issue("sts.aliyuncs.com", _time.GetUtcNow()), "AuthenticationFail.OIDCToken.InvalidSignature");
        await RefusedAsync(new OidcIssuer { Url = "https://github.example/_services/token" }.Issue("sts.aliyuncs.com", _time.GetUtcNow()), "AuthenticationFail.OIDCToken.IssuerNotMatch");
        await RefusedAsync(_issuer.Issue("sts.aliyuncs.com", _time.GetUtcNow() - _issuer.Lifetime), "AuthenticationFail.OIDCToken.Expired");
        await RefusedAsync(_issuer.Issue("somebody", _time.GetUtcNow()), "AuthenticationFail.OIDCToken.AudienceNotMatch");
        await RefusedAsync(_issuer.Issue("another", _time.GetUtcNow()), "AuthenticationFail.NoPermission"); // the provider knows it, the role does not
        _issuer.Subject = "repo:example/images:ref:refs/heads/main";
        await RefusedAsync(_issuer.Issue("sts.aliyuncs.com", _time.GetUtcNow()), "AuthenticationFail.NoPermission");
        Assert.Empty(_roles.Issued);
    }

    private async Task RefusedAsync(string token, string code) => (await AskAsync(change: ("OIDCToken", token))).Refused(401, code);

    private async Task<AcsReply> AskAsync(bool asForm = true, (string Name, string Value)? change = null)
    {
        var common = new Dictionary<string, string> { ["Action"] = "AssumeRoleWithOIDC", ["Version"] = "2015-04-01", ["Format"] = "JSON" };
        var own = new Dictionary<string, string>
        {
            ["OIDCProviderArn"] = ProviderArn,
            ["OIDCToken"] = _issuer.Issue("sts.aliyuncs.com", _time.GetUtcNow()),
            ["RoleArn"] = RoleArn,
            ["RoleSessionName"] = "run-1",
            ["DurationSeconds"] = "1800",
        };
        if (change is { } changed)
        {
            (common.ContainsKey(changed.Name) ? common : own)[changed.Name] = changed.Value;
        }

        var inQuery = asForm ? common : common.Concat(own);
        using var content = new FormUrlEncodedContent(asForm ? own : []);
        using var response = await _http.PostAsync(
            $"{_sts.BaseUrl}/?{string.Join('&', inQuery.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}", content, Cancellation);
        return new AcsReply((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation), "", new Dictionary<string, string>());
    }
}
