using Pruner.Aliyun.Credentials;
using Pruner.Core;
using Pruner.Core.Stores;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;
using static Pruner.Aliyun.Tests.Credentials.OidcWorld;

namespace Pruner.Aliyun.Tests.Credentials;

public sealed class OidcCredentialsTests
{
    [Fact]
    public async Task Keys_come_for_a_token_and_every_secret_is_announced()
    {
        await using var world = await StartAsync();

        var keys = await world.CurrentAsync();

        var issued = Assert.Single(world.Roles.Issued);
        Assert.Equal((issued.AccessKeyId, issued.AccessKeySecret, issued.SecurityToken), (keys.AccessKeyId, keys.AccessKeySecret, keys.SecurityToken));
        Assert.Same(keys, world.Credentials.Held);
        Assert.Equal([issued.AccessKeyId, issued.AccessKeySecret, issued.SecurityToken!], world.Announced);
        Assert.Equal("pruner/pruner-17", issued.PrincipalName);
        Assert.Equal($"credentials from the role {RoleArn}", $"{world.Credentials}");
        Assert.Equal($"credentials from the role {RoleArn}", $"{keys}");
    }

    [Fact]
    public async Task The_token_travels_in_the_body_and_the_request_is_not_signed()
    {
        await using var world = await StartAsync();
        var token = world.IdToken();
        world.IdToken = () => token;

        await world.CurrentAsync();

        var request = Assert.Single(world.Traffic.Requests);
        Assert.Contains($"OIDCToken={token}", request.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(token, request.Query + string.Concat(request.Headers.Values), StringComparison.Ordinal);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.DoesNotContain("Signature=", request.Query, StringComparison.Ordinal);
        Assert.False(request.IsChange);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1799, 1)]
    [InlineData(1800, 2)] // half of an hour
    [InlineData(3599, 2)]
    [InlineData(7200, 2)]
    [InlineData(-1, 2)] // a clock that was set back tells nothing
    public async Task Keys_are_renewed_at_half_of_their_life(int secondsLater, int calls)
    {
        await using var world = await StartAsync();
        var first = await world.CurrentAsync();

        world.Move(TimeSpan.FromSeconds(secondsLater));
        var second = await world.CurrentAsync();

        Assert.Equal(calls, world.Calls);
        Assert.Equal(calls == 1, ReferenceEquals(first, second));
    }

    [Theory]
    [InlineData(-14)]
    [InlineData(14)]
    public async Task Their_life_is_reckoned_by_the_clock_of_the_service(int minutesOff)
    {
        await using var world = await StartAsync();
        world.ClientTime.Now += TimeSpan.FromMinutes(minutesOff);
        await world.CurrentAsync();

        world.Move(TimeSpan.FromMinutes(29));
        await world.CurrentAsync();
        Assert.Equal(1, world.Calls);

        world.Move(TimeSpan.FromMinutes(1));
        await world.CurrentAsync();
        Assert.Equal(2, world.Calls);
    }

    [Fact]
    public async Task Many_callers_without_keys_wait_for_one_call()
    {
        await using var world = await StartAsync();
        var (arrived, gate) = world.HoldSts();

        var callers = Enumerable.Range(0, 20).Select(_ => world.CurrentAsync()).ToList();
        await arrived;
        gate.SetResult();

        Assert.Single((await Task.WhenAll(callers)).Distinct());
        Assert.Equal(1, world.Calls);
    }

    [Fact]
    public async Task While_the_old_keys_live_long_enough_others_go_on_with_them_during_a_renewal()
    {
        await using var world = await StartAsync();
        var old = await world.CurrentAsync();
        world.Move(TimeSpan.FromMinutes(54));
        var (arrived, gate) = world.HoldSts();
        var renewing = world.CurrentAsync();
        await arrived;

        Assert.Same(old, await world.CurrentAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancel));

        gate.SetResult();
        Assert.NotSame(old, await renewing);
        Assert.Equal(2, world.Calls);
    }

    [Fact]
    public async Task In_the_last_five_minutes_everybody_waits_for_the_new_ones()
    {
        await using var world = await StartAsync();
        var old = await world.CurrentAsync();
        world.Move(TimeSpan.FromMinutes(55));
        var (arrived, gate) = world.HoldSts();
        var renewing = world.CurrentAsync();
        await arrived;
        var waiting = world.CurrentAsync();
        Assert.False(waiting.IsCompleted);

        gate.SetResult();

        Assert.Same(await renewing, await waiting);
        Assert.NotSame(old, await waiting);
        Assert.Equal(2, world.Calls);
    }

    [Fact]
    public async Task A_renewal_that_fails_is_tried_again_while_the_old_keys_live()
    {
        await using var world = await StartAsync();
        var old = await world.CurrentAsync();
        world.Move(TimeSpan.FromMinutes(31));
        world.FailSts(500, """{"RequestId":"r","Code":"InternalError","Message":"Oops"}""", times: 3);

        Assert.Same(old, await world.CurrentAsync());
        Assert.Same(old, await world.CurrentAsync());
        Assert.Equal(1 + 3, world.Calls); // the second did not ask again so soon

        world.Move(TimeSpan.FromSeconds(30));
        Assert.NotSame(old, await world.CurrentAsync());
    }

    [Fact]
    public async Task Once_the_old_keys_are_dead_the_failure_ends_the_run_and_is_told_to_all_without_asking_again()
    {
        await using var world = await StartAsync();
        await world.CurrentAsync();
        world.Move(TimeSpan.FromMinutes(60));
        world.FailSts(500, """{"RequestId":"r-7","Code":"InternalError","Message":"Oops"}""");

        var refused = await Assert.ThrowsAsync<EvidenceException>(world.CurrentAsync);
        Assert.StartsWith($"Could not get keys for the role {RoleArn}: ", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("--sts-endpoint", refused.Refusal.Remedy, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EvidenceException>(world.CurrentAsync);

        Assert.Equal(1 + 3, world.Calls);
    }

    [Theory]
    [InlineData("no trust", "AuthenticationFail.NoPermission", "oidc:sub 'repo:stranger/fork:ref:refs/heads/main'")]
    [InlineData("no provider", "AuthenticationFail.NoPermission", "Create the OIDC provider acs:ram::1000000000000001:oidc-provider/other in RAM")]
    [InlineData("audience", "AuthenticationFail.OIDCToken.AudienceNotMatch", "The token is for 'https://github.com/example': add this to the client ids")]
    [InlineData("issuer", "AuthenticationFail.OIDCToken.IssuerNotMatch", "The token is made by 'https://github.example/_services/token'")]
    [InlineData("expired", "AuthenticationFail.OIDCToken.Expired", "set the clock of the runner")]
    [InlineData("forged", "AuthenticationFail.OIDCToken.InvalidSignature", "Check role, provider and token against each other.")]
    [InlineData("no role", "EntityNotExist.Role", "Create the role in RAM, or correct --role-arn.")]
    [InlineData("fingerprint", "AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch", "renew the fingerprints of " + ProviderArn)]
    [InlineData("short sessions", "InvalidParameter.DurationSeconds", "Let the role's sessions last an hour at least.")]
    public async Task A_refusal_says_what_to_change_and_nothing_secret(string wrong, string code, string remedy)
    {
        await using var world = await StartAsync();
        using var credentials = SetUpWrongly(world, wrong);
        var token = world.IdToken();
        world.IdToken = () => token;

        var refused = await Assert.ThrowsAsync<SetupException>(async () => await credentials.CurrentAsync(Cancel));

        Assert.Contains(" for this token: " + code, refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Refusal.Remedy, StringComparison.Ordinal);
        Assert.EndsWith("docs/credentials.md shows each step.", refused.Refusal.Remedy, StringComparison.Ordinal);
        Assert.Empty(world.Roles.Issued);
        world.AssertTellsNothing(refused, token);
    }

    [Theory]
    [InlineData("\"SecurityToken\":\"CAIS", "\"SecurityToken\":\" ")]
    [InlineData("\"SecurityToken\"", "\"Other\"")]
    [InlineData("\"AccessKeySecret\"", "\"Other\"")]
    [InlineData("\"Credentials\"", "\"Other\"")]
    [InlineData("\"Expiration\":\"", "\"Expiration\":\"soon")]
    [InlineData("\"Expiration\":\"2026-01-02T04", "\"Expiration\":\"2026-01-02T03")] // ended already
    [InlineData("acs:ram::1000000000000001:assumed-role", "acs:ram::1999999999999999:assumed-role")] // keys of another account
    [InlineData("{", "")]
    public async Task An_answer_that_is_not_whole_gives_no_keys_and_is_not_quoted(string right, string wrong)
    {
        await using var world = await StartAsync();
        world.Traffic.Script(new Fault(FaultKind.Alter, request => request.Operation == "AssumeRoleWithOIDC")
        {
            Rewrite = body => body.Replace(right, wrong, StringComparison.Ordinal),
            Times = int.MaxValue,
        });

        var refused = await Assert.ThrowsAsync<EvidenceException>(world.CurrentAsync);

        Assert.StartsWith($"Could not get keys for the role {RoleArn}: The ", refused.Refusal.What, StringComparison.Ordinal);
        var issued = Assert.Single(world.Roles.Issued);
        Assert.All([issued.AccessKeyId, issued.AccessKeySecret, issued.SecurityToken!], secret => Assert.DoesNotContain(secret, $"{refused} {refused.Refusal}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_service_quotes_of_a_token_is_taken_out()
    {
        await using var world = await StartAsync();
        var token = world.IdToken();
        world.IdToken = () => token;
        world.FailSts(401, $$"""{"RequestId":"r","Code":"AuthenticationFail.OIDCToken.Invalid","Message":"Bad: {{token}}, payload {{token.Split('.')[1]}}"}""");

        var refused = await Assert.ThrowsAsync<SetupException>(world.CurrentAsync);

        Assert.Contains("Bad: ***, payload ***", refused.Refusal.What, StringComparison.Ordinal);
        world.AssertTellsNothing(refused, token);
    }

    [Fact]
    public async Task A_read_that_is_refused_for_expired_keys_is_made_again_with_new_ones()
    {
        await using var world = await StartAsync();
        world.Cloud.Add(AliyunWorld.Image("m-a"));
        var store = world.Store();
        await store.ListAsync([], [], new ProgressNotes(), Cancel);
        EndEarly(world);

        Assert.Single(await store.DescribeAsync(AliyunWorld.East, ["m-a"], Cancel));

        Assert.Equal(2, world.Calls);
    }

    [Fact]
    public async Task A_change_that_is_refused_for_expired_keys_was_not_made_and_is_made_again_with_new_ones()
    {
        await using var world = await StartAsync();
        world.Cloud.Add(AliyunWorld.Image("m-a"));
        var store = world.Store();
        var doomed = new Doomed(Assert.Single(await store.DescribeAsync(AliyunWorld.East, ["m-a"], Cancel)));
        store.Narrow(new ChangeScope([new ScopedArtifact(doomed.Id, ScopedChanges.Prune, [])]));
        await store.TagAsync(AliyunWorld.East, ["m-a"], new Dictionary<string, string> { ["bootimage"] = "false" }, Cancel);
        EndEarly(world);

        var reply = await store.DeleteAsync(doomed, Cancel);

        Assert.Equal(StoreOutcome.Done, reply.Outcome);
        Assert.Equal([400, 200], world.Traffic.Requests.Where(request => request.Operation == "DeleteImage").Select(request => request.Status));
        Assert.Empty(world.Cloud.Images);
    }

    [Fact]
    public async Task A_service_that_calls_every_key_expired_is_asked_twice_and_ends_the_run()
    {
        await using var world = await StartAsync();
        world.Cloud.Add(AliyunWorld.Image("m-a"));
        var store = world.Store();
        await store.IdentifyAsync(Cancel);
        world.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DescribeRegions")
        {
            Status = 400,
            Body = """{"RequestId":"r","Code":"InvalidSecurityToken.Expired","Message":"Expired."}""",
            Times = int.MaxValue,
        });

        var refused = await Assert.ThrowsAsync<SetupException>(() => store.DescribeAsync(AliyunWorld.East, ["m-a"], Cancel));

        Assert.Equal($"Alibaba Cloud refuses the credentials from the role {RoleArn} (InvalidSecurityToken.Expired).", refused.Refusal.What);
        Assert.Equal(2, world.Calls);
        Assert.Equal(2, world.Traffic.Requests.Count(request => request.Operation == "DescribeRegions"));
    }

    [Fact]
    public async Task A_change_without_keys_is_not_sent_and_says_so()
    {
        await using var world = await StartAsync();
        world.Cloud.Add(AliyunWorld.Image("m-a"));
        var store = world.Store();
        var doomed = new Doomed(Assert.Single(await store.DescribeAsync(AliyunWorld.East, ["m-a"], Cancel)));
        store.Narrow(new ChangeScope([new ScopedArtifact(doomed.Id, ScopedChanges.Prune, [])]));
        world.Move(TimeSpan.FromHours(2));
        world.FailSts(401, """{"RequestId":"r","Code":"EntityNotExist.Role","Message":"The role not exists."}""");

        var reply = await store.DeleteAsync(doomed, Cancel);

        Assert.Equal((StoreOutcome.Forbidden, "NotSent"), (reply.Outcome, reply.Code));
        Assert.DoesNotContain(world.Traffic.Requests, request => request.Operation == "DeleteImage");
        Assert.Single(world.Cloud.Images);
    }

    [Fact]
    public async Task Keys_that_are_given_as_they_are_cannot_be_renewed()
    {
        var keys = AliyunWorldKeys.Of("id", "secret", "token");
        Assert.Same(keys, await keys.CurrentAsync(Cancel));
        Assert.Same(keys, keys.Held);
        Assert.False(await keys.RenewAsync(keys, Cancel));
    }

    private static OidcCredentials SetUpWrongly(OidcWorld world, string wrong)
    {
        switch (wrong)
        {
            case "no trust":
                world.Issuer.Subject = "repo:stranger/fork:ref:refs/heads/main";
                break;
            case "no provider":
                return world.SignIn(providerArn: $"acs:ram::{AliyunWorld.Account}:oidc-provider/other");
            case "audience":
                world.IdToken = () => world.Issuer.Issue("https://github.com/example", world.ServerTime.Now);
                break;
            case "issuer":
                world.IdToken = () => new Sandbox.Actions.Oidc.OidcIssuer { Url = "https://github.example/_services/token" }.Issue(OidcRole.Audience, world.ServerTime.Now);
                break;
            case "expired":
                world.IdToken = () => world.Issuer.Issue(OidcRole.Audience, world.ServerTime.Now.AddMinutes(-5));
                break;
            case "forged":
                world.IdToken = () => new Sandbox.Actions.Oidc.OidcIssuer().Issue(OidcRole.Audience, world.ServerTime.Now);
                break;
            case "no role":
                return world.SignIn(roleArn: $"acs:ram::{AliyunWorld.Account}:role/other");
            case "fingerprint":
                world.FailSts(401, """{"RequestId":"r","Code":"AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch","Message":"The fingerprint does not match."}""");
                break;
            case "short sessions":
                world.Roles.Put(new TrustedRole(RoleArn, ProviderArn) { LongestSession = TimeSpan.FromMinutes(30) });
                break;
        }

        return world.SignIn();
    }

    /// <summary>The service ends the keys at once, whatever our clock says.</summary>
    private static void EndEarly(OidcWorld world) => world.Accounts.Put(world.Roles.Issued[^1] with { ExpiresAt = world.ServerTime.Now });
}
