using Pruner.Core;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Sts;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>A role that is not given: each reason is one clear message, and nothing was changed.</summary>
public sealed class RoleTests
{
    private const string Refused = "Alibaba Cloud does not give the role ‹role› for this token: ‹why›";

    private static readonly string[] Prune = ["prune", "4.10", "--yes"];

    [Fact]
    public async Task A_job_without_the_permission()
    {
        await using var stage = await OnRunnerAsync();
        stage.Environment.Remove("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        var called = await Told.ByAsync(
            stage, WithRole(stage), ExitCode.Setup, "This job may not have an id token: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are missing.");
        Assert.Contains("permissions: id-token: write", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_for_tokens_that_the_workflow_set()
    {
        await using var stage = await OnRunnerAsync();
        stage.Environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = "http://tokens.example/";
        await Told.ByAsync(stage, WithRole(stage), ExitCode.Setup, "The variable ACTIONS_ID_TOKEN_REQUEST_URL is not an https address.");
    }

    [Fact]
    public async Task GitHub_s_service_for_tokens_is_down()
    {
        await using var stage = await OnRunnerAsync();
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Service == "id-token") { Status = 403, Times = int.MaxValue });
        await Told.ByAsync(stage, WithRole(stage), ExitCode.Refused, "GitHub gave no id token: ‹why›.", "HTTP 403");
    }

    [Fact]
    public async Task A_workflow_that_the_role_does_not_trust()
    {
        await using var stage = await OnRunnerAsync();
        stage.Servers.Issuer.Subject = "repo:example/images:ref:refs/heads/other";
        var called = await Told.ByAsync(stage, WithRole(stage), ExitCode.Setup, Refused, stage.Servers.RoleArn, Told.Anything);
        Assert.Contains("oidc:sub 'repo:example/images:ref:refs/heads/other'", called.Error, StringComparison.Ordinal);
        Assert.Contains("oidc:aud 'sts.aliyuncs.com'", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subject_with_ids_wants_a_policy_that_names_them()
    {
        await using var stage = await OnRunnerAsync();
        stage.Servers.Issuer.Subject = "repo:example@11/images@22:ref:refs/heads/main";
        await Told.ByAsync(stage, WithRole(stage), ExitCode.Setup, Refused, stage.Servers.RoleArn, Told.Anything);
        stage.Servers.Traffic.Clear();
        stage.Servers.Roles.Put(new TrustedRole(stage.Servers.RoleArn, stage.Servers.OidcProviderArn) { Subject = "repo:example@11/images@22:ref:refs/heads/main" });

        Assert.Equal(ExitCode.Done, (await stage.CallAsync([.. WithRole(stage), "--dry-run"])).ExitCode);
    }

    [Fact]
    public async Task Nobody_answers_where_roles_are_given()
    {
        await using var stage = await OnRunnerAsync();
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "AssumeRoleWithOIDC") { Status = 200, Body = "<html>Sign in</html>", Times = int.MaxValue });
        await Told.ByAsync(
            stage, WithRole(stage), ExitCode.Refused, "Could not get keys for the role ‹role›: ‹why›", stage.Servers.RoleArn, "The answer to AssumeRoleWithOIDC does not have the documented form.");
    }

    [Theory]
    [InlineData("--role-arn", "acs:ram::1:role/r", "A role is named, but no identity provider.")]
    [InlineData("--oidc-provider-arn", "acs:ram::1:oidc-provider/p", "An identity provider is named, but no role.")]
    public async Task Half_of_a_role(string option, string value, string row)
    {
        await using var stage = await OnRunnerAsync();
        await Told.ByAsync(stage, [.. Prune, option, value], ExitCode.Setup, row);
    }

    [Fact]
    public async Task A_role_of_another_form()
    {
        await using var stage = await OnRunnerAsync();
        await Told.ByAsync(
            stage,
            [.. Prune, "--role-arn", "pruner", "--oidc-provider-arn", stage.Servers.OidcProviderArn],
            ExitCode.Setup,
            "The value of ‹option› has another form than '‹form›'.",
            "--role-arn or ALIBABA_CLOUD_ROLE_ARN",
            "acs:ram::1234567890123456:role/pruner");
    }

    [Fact]
    public async Task No_runner_and_no_file()
    {
        await using var stage = await OnRunnerAsync();
        stage.Environment.Remove("GITHUB_ACTIONS");
        await Told.ByAsync(stage, WithRole(stage), ExitCode.Setup, "The role ‹role› is given to whoever shows an id token, and there is none here.", stage.Servers.RoleArn);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_holds_no_token()
    {
        await using var stage = await OnRunnerAsync();
        var file = stage.Environment["ALIBABA_CLOUD_OIDC_TOKEN_FILE"] = Path.Combine(stage.Servers.Folder, "token");
        await Told.ByAsync(stage, WithRole(stage), ExitCode.Setup, "The id token in ‹file› cannot be read: ‹why›", file, Told.Anything);
        await File.WriteAllTextAsync(file, "no token", Stage.Token);
        await Told.ByAsync(stage, WithRole(stage), ExitCode.Setup, "What should be an id token is none.");
    }

    private static async Task<Stage> OnRunnerAsync()
    {
        var stage = await Stage.SetAsync();
        stage.Environment.Clear();
        foreach (var (name, value) in stage.Servers.RunnerEnvironment)
        {
            stage.Environment[name] = value;
        }

        return stage;
    }

    private static string[] WithRole(Stage stage) => [.. Prune, "--role-arn", stage.Servers.RoleArn, "--oidc-provider-arn", stage.Servers.OidcProviderArn];
}
