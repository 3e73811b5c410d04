using Pruner.Actions.Oidc;
using Pruner.Actions.Runner;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Core;
using Pruner.Http;

namespace Pruner.OnRunner;

/// <summary>Chooses how to sign in to Alibaba Cloud: with access keys, or with a role that is given for an id token.</summary>
internal static class SignIn
{
    /// <summary>The credentials to work with. Nothing is called yet.</summary>
    /// <param name="roleArn">Value of <c>--role-arn</c>.</param>
    /// <param name="providerArn">Value of <c>--oidc-provider-arn</c>.</param>
    /// <param name="host">The surroundings; told every secret.</param>
    /// <param name="readHomeFile">Reads the profile of the Aliyun CLI.</param>
    /// <param name="github">Asks GitHub.</param>
    /// <param name="aliyun">Asks STS.</param>
    /// <param name="endpoints">Where STS is.</param>
    /// <exception cref="SetupException">None, half of them, or a role without a way to a token.</exception>
    public static ICredentialSource ToAliyun(
        string? roleArn, string? providerArn, ProgramHost host, Func<string, string?> readHomeFile, HttpExchange github, HttpExchange aliyun, AliyunEndpoints endpoints) =>
        Find(roleArn, providerArn, host, readHomeFile, github, aliyun, endpoints) ?? AliyunCredentials.Resolve(host.Environment, readHomeFile);

    /// <summary>The same, for work that can do without: null when nothing of credentials is given.</summary>
    /// <exception cref="SetupException">Half of them, or a role without a way to a token.</exception>
    public static ICredentialSource? Find(
        string? roleArn, string? providerArn, ProgramHost host, Func<string, string?> readHomeFile, HttpExchange github, HttpExchange aliyun, AliyunEndpoints endpoints)
    {
        if (OidcRole.Find(roleArn, providerArn, host.Environment, SessionName(host.Environment)) is { } role)
        {
            return new OidcCredentials(aliyun, role, endpoints, WayToToken(role, host, github), host.Time, host.AnnounceSecret);
        }

        var keys = AliyunCredentials.TryResolve(host.Environment, readHomeFile);
        keys?.Announce(host.AnnounceSecret);
        return keys;
    }

    /// <summary>Names the run in the account's logs.</summary>
    private static string SessionName(Func<string, string?> environment) =>
        RunnerContext.IsOnRunner(environment) && environment("GITHUB_RUN_ID") is { Length: > 0 } run ? $"pruner-{run}" : "pruner";

    private static Func<CancellationToken, Task<string>> WayToToken(OidcRole role, ProgramHost host, HttpExchange github)
    {
        if (role.TokenFile is { } file)
        {
            return cancellationToken => OidcTokenFile.ReadAsync(file, host.AnnounceSecret, cancellationToken);
        }

        if (!RunnerContext.IsOnRunner(host.Environment))
        {
            throw role.WithoutToken();
        }

        var client = new IdTokenClient(github, new RunnerContext(host.Environment), host.AnnounceSecret);
        return cancellationToken => client.RequestAsync(OidcRole.Audience, cancellationToken);
    }
}
