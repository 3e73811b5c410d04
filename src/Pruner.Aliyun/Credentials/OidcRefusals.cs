using Pruner.Aliyun.Calling;
using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>Why a role is not given, and what to do. Source of the codes: the error list of the STS API document.</summary>
internal static class OidcRefusals
{
    private const string Why = "Without its keys nothing can be listed or deleted.";
    private const string Guide = "docs/credentials.md shows each step.";

    /// <summary>The service refused.</summary>
    public static SetupException Of(AcsError error, OidcRole role, OidcToken token) => new(new Refusal(
        $"Alibaba Cloud does not give the role {role.RoleArn} for this token: {error}",
        Why,
        $"{RemedyOf(error, role, token)} {Guide}"));

    /// <summary>No usable answer came.</summary>
    public static EvidenceException NoAnswer(OidcRole role, string why, Exception? inner) => new(
        new Refusal($"Could not get keys for the role {role.RoleArn}: {why}", Why, "Run again; if it stays, check --sts-endpoint, and any proxy on the way."), inner);

    private static string RemedyOf(AcsError error, OidcRole role, OidcToken token) => error.Code switch
    {
        // One code for two things: only the words tell them apart.
        "AuthenticationFail.NoPermission" when error.Message.Contains("Provider", StringComparison.OrdinalIgnoreCase) =>
            $"Create the OIDC provider {role.ProviderArn} in RAM, or correct --oidc-provider-arn.",
        "AuthenticationFail.NoPermission" =>
            $"The role's trust policy must allow what the token says of itself: oidc:iss '{token.Issuer}', oidc:aud '{token.Audience}', oidc:sub '{token.Subject}'.",
        "AuthenticationFail.OIDCToken.AudienceNotMatch" =>
            $"The token is for '{token.Audience}': add this to the client ids of {role.ProviderArn}.",
        "AuthenticationFail.OIDCToken.IssuerNotMatch" =>
            $"The token is made by '{token.Issuer}': give {role.ProviderArn} this issuer, or name the provider that has it.",
        "AuthenticationFail.OIDCToken.Expired" =>
            "A token lives for minutes: if it comes from a file, look at who writes that; if from GitHub, set the clock of the runner.",
        "AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch" or "AuthenticationFail.OIDCToken.HttpsUrlInvalid" or "AuthenticationFail.OIDCToken.IssuerConfigurationBroken" =>
            $"Alibaba Cloud does not trust, or cannot reach, the address of '{token.Issuer}': renew the fingerprints of {role.ProviderArn}.",
        "InvalidParameter.PolicyGrammar" or "InvalidParameter.PolicySize" =>
            "The policy that holds a session to the plan is refused: that is a defect of this program; please report it with the code above. Access keys work without.",
        "EntityNotExist.Role" =>
            "Create the role in RAM, or correct --role-arn.",
        _ when error.Code.Contains("DurationSeconds", StringComparison.Ordinal) || error.Message.Contains("DurationSeconds", StringComparison.Ordinal) =>
            "Let the role's sessions last an hour at least.",
        _ => "Check role, provider and token against each other.",
    };
}
