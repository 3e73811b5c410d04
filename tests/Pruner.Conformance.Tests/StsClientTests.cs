using Pruner.Sandbox.Actions.Oidc;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;

namespace Pruner.Conformance.Tests;

public sealed class StsClientTests
{
    private const string RoleArn = "acs:ram::1000000000000001:role/pruner";
    private const string ProviderArn = "acs:ram::1000000000000001:oidc-provider/github";

    [Fact]
    public async Task The_official_client_gets_keys_for_a_token_and_is_refused_what_does_not_fit()
    {
        var issuer = new OidcIssuer();
        var accounts = new AliyunAccounts();
        var roles = new RoleDesk(accounts, TimeProvider.System);
        roles.Put(new OidcProvider(ProviderArn, issuer, ["sts.aliyuncs.com"]));
        roles.Put(new TrustedRole(RoleArn, ProviderArn));
        await using var emulator = await StsEmulator.StartAsync(accounts, roles, new TrafficLog(), TimeProvider.System, TestContext.Current.CancellationToken);

        var passed = await NodeTests.RunAsync("sts.test.js", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PRUNER_STS"] = emulator.BaseUrl,
            ["PRUNER_TOKEN"] = issuer.Issue("sts.aliyuncs.com", TimeProvider.System.GetUtcNow()),
            ["PRUNER_ROLE_ARN"] = RoleArn,
            ["PRUNER_PROVIDER_ARN"] = ProviderArn,
        });

        Assert.Equal(7, passed);
        Assert.Equal(2, roles.Issued.Count);
    }
}
