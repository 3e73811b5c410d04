using System.Text.RegularExpressions;
using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>
/// A role that is given to whoever shows a token of an identity provider (OIDC) that the account trusts. Holds nothing secret.
/// Names of variables: as the official credentials tools of Alibaba Cloud read them.
/// </summary>
public sealed partial record OidcRole
{
    /// <summary>Whom the token must be for: what the official tools ask for.</summary>
    public const string Audience = "sts.aliyuncs.com";

    private const string RoleVariable = "ALIBABA_CLOUD_ROLE_ARN";
    private const string ProviderVariable = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
    private const string TokenFileVariable = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
    private const string SessionVariable = "ALIBABA_CLOUD_ROLE_SESSION_NAME";

    private OidcRole(string roleArn, string providerArn, string sessionName, string? tokenFile) =>
        (RoleArn, ProviderArn, SessionName, TokenFile) = (roleArn, providerArn, sessionName, tokenFile);

    /// <summary>The role: <c>acs:ram::ACCOUNT:role/NAME</c>.</summary>
    public string RoleArn { get; }

    /// <summary>The identity provider as the account knows it: <c>acs:ram::ACCOUNT:oidc-provider/NAME</c>.</summary>
    public string ProviderArn { get; }

    /// <summary>What the account's logs call the session.</summary>
    public string SessionName { get; }

    /// <summary>The file that holds the token, as clusters write it; null when there is none.</summary>
    public string? TokenFile { get; }

    /// <summary>The account that the role belongs to.</summary>
    internal string Account => RoleArn.Split(':')[3];

    /// <summary>
    /// The role to take: the one that the options name, else the one that variables name when no access key is set, as in the official tools.
    /// </summary>
    /// <param name="roleArn">Value of <c>--role-arn</c>; null when not given.</param>
    /// <param name="providerArn">Value of <c>--oidc-provider-arn</c>; null when not given.</param>
    /// <param name="environment">Reads an environment variable; null or empty when it is not set.</param>
    /// <param name="sessionName">Name of the session unless a variable gives another.</param>
    /// <returns>The role; null when none is named.</returns>
    /// <exception cref="SetupException">Half of what it takes is given, or in another form.</exception>
    public static OidcRole? Find(string? roleArn, string? providerArn, Func<string, string?> environment, string sessionName)
    {
        var isAskedFor = roleArn is not null || providerArn is not null;
        if (!isAskedFor && CredentialVariables.Find(environment) is not null)
        {
            return null;
        }

        var role = Value(roleArn) ?? Value(environment(RoleVariable));
        var provider = Value(providerArn) ?? Value(environment(ProviderVariable));
        if (role is null || provider is null)
        {
            return role is null && provider is null ? null : throw Half(isRoleMissing: role is null);
        }

        var session = Value(environment(SessionVariable)) ?? sessionName;
        return new OidcRole(
            Checked("--role-arn or " + RoleVariable, role, RoleShape(), "acs:ram::1234567890123456:role/pruner"),
            Checked("--oidc-provider-arn or " + ProviderVariable, provider, ProviderShape(), "acs:ram::1234567890123456:oidc-provider/github"),
            Checked(SessionVariable, session, SessionShape(), "2 to 64 letters, digits and .@_-"),
            Value(environment(TokenFileVariable)));
    }

    /// <summary>The refusal for a role without a way to a token.</summary>
    public SetupException WithoutToken() => new(new Refusal(
        $"The role {RoleArn} is given to whoever shows an id token, and there is none here.",
        "Without it there are no keys, and nothing can be listed or deleted.",
        $"On a GitHub runner the program asks for it by itself; elsewhere set {TokenFileVariable} to the file that holds one, or leave the role out and set an access key."));

    // A workflow sets a variable to the empty text when its secret does not exist: that is not set.
    private static string? Value(string? text) => text?.Trim() is { Length: > 0 } value ? value : null;

    private static string Checked(string where, string value, Regex shape, string form) => shape.IsMatch(value) ? value : throw new SetupException(new Refusal(
        // Not printed: whoever mixes up variables puts a secret here.
        $"The value of {where} has another form than '{form}'.",
        "Alibaba Cloud would refuse it.",
        "Copy it from the RAM console."));

    private static SetupException Half(bool isRoleMissing) => new(new Refusal(
        isRoleMissing
            ? "An identity provider is named, but no role."
            : "A role is named, but no identity provider.",
        "A role is given to whoever shows a token of a provider: it takes both.",
        isRoleMissing
            ? $"Give --role-arn or {RoleVariable} too, or leave the provider out."
            : $"Give --oidc-provider-arn or {ProviderVariable} too, or leave the role out."));

    [GeneratedRegex(@"^acs:ram::[0-9]{1,32}:role/[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleShape();

    [GeneratedRegex(@"^acs:ram::[0-9]{1,32}:oidc-provider/[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProviderShape();

    [GeneratedRegex(@"^[A-Za-z0-9.@_-]{2,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SessionShape();
}
