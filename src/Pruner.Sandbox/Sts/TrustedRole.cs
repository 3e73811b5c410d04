using System.IO.Enumeration;

namespace Pruner.Sandbox.Sts;

/// <summary>A RAM role that can be had for an id token.</summary>
/// <param name="Arn"><c>acs:ram::ACCOUNT:role/NAME</c>.</param>
/// <param name="ProviderArn">The provider in its trust policy.</param>
public sealed record TrustedRole(string Arn, string ProviderArn)
{
    /// <summary>StringEquals of <c>oidc:iss</c>.</summary>
    public string Issuer { get; init; } = "https://token.actions.githubusercontent.com";

    /// <summary>StringEquals of <c>oidc:aud</c>.</summary>
    public string Audience { get; init; } = "sts.aliyuncs.com";

    /// <summary>StringLike of <c>oidc:sub</c>; <c>*</c> stands for anything.</summary>
    public string Subject { get; init; } = "repo:example/images:ref:refs/heads/main";

    /// <summary>Longest life of its keys.</summary>
    public TimeSpan LongestSession { get; init; } = TimeSpan.FromHours(1);

    internal bool Trusts(string providerArn, string issuer, string audience, string subject) =>
        providerArn == ProviderArn && issuer == Issuer && audience == Audience && FileSystemName.MatchesSimpleExpression(Subject, subject, ignoreCase: false);
}
