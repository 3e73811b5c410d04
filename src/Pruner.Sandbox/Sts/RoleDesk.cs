using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pruner.Sandbox.Actions.Oidc;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Sts;

/// <summary>
/// AssumeRoleWithOIDC: gives keys of a role for an id token. Codes and messages from the error list of the STS API document. Safe for many threads.
/// </summary>
/// <param name="accounts">Learns the keys, so that every emulator accepts them until they end.</param>
/// <param name="time">When keys begin, and which tokens have ended.</param>
public sealed partial class RoleDesk(AliyunAccounts accounts, TimeProvider time)
{
    internal const string Action = "AssumeRoleWithOIDC";

    // "1 to 2048 characters" by the parameter's text; the message of the error speaks of fewer.
    private const int MostPolicyCharacters = 2048;

    private ImmutableDictionary<string, OidcProvider> _providers = ImmutableDictionary.Create<string, OidcProvider>(StringComparer.Ordinal);
    private ImmutableDictionary<string, TrustedRole> _roles = ImmutableDictionary.Create<string, TrustedRole>(StringComparer.Ordinal);
    private ImmutableList<AliyunCredential> _issued = [];

    /// <summary>The keys given so far, in order.</summary>
    public ImmutableList<AliyunCredential> Issued => Volatile.Read(ref _issued);

    /// <summary>Adds an identity provider, or replaces it.</summary>
    public void Put(OidcProvider provider) => ImmutableInterlocked.Update(ref _providers, known => known.SetItem(provider.Arn, provider));

    /// <summary>Adds a role, or replaces it.</summary>
    public void Put(TrustedRole role) => ImmutableInterlocked.Update(ref _roles, known => known.SetItem(role.Arn, role));

    /// <exception cref="AliyunException">The role is not given.</exception>
    internal JsonObject Assume(AliyunRequest request)
    {
        var (provider, claims) = Believe(request);
        var roleArn = Need(request, "RoleArn");
        var role = Volatile.Read(ref _roles).GetValueOrDefault(roleArn)
            ?? throw new AliyunException(StatusCodes.Status404NotFound, "EntityNotExist.Role", $"The role not exists: {roleArn}. ");
        if (!role.Trusts(provider.Arn, Claim(claims, "iss"), Claim(claims, "aud"), Claim(claims, "sub")))
        {
            throw NoPermission("There is no permission");
        }

        var session = Need(request, "RoleSessionName");
        if (!SessionShape().IsMatch(session))
        {
            throw new AliyunException(StatusCodes.Status400BadRequest, "InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.");
        }

        return Answer(claims, Issue(roleArn, session, Duration(request, role), Policy(request)), roleArn, session);
    }

    /// <summary>The provider and what the token claims, once both are believed.</summary>
    private (OidcProvider Provider, JsonObject Claims) Believe(AliyunRequest request)
    {
        var arn = Need(request, "OIDCProviderArn");
        var token = request.Parameters.GetValueOrDefault("OIDCToken") ?? "";
        if (token.Length is < 4 or > 20_000 || OidcIssuer.ClaimsOf(token) is not { } claims)
        {
            throw BadToken("Invalid", "The number of Jwt field should be divided into 3 parts with '.' .");
        }

        if (!Volatile.Read(ref _providers).TryGetValue(arn, out var provider))
        {
            throw NoPermission("No such OIDC Provider registered.");
        }

        if (Claim(claims, "iss") != provider.Issuer.Url)
        {
            throw BadToken("IssuerNotMatch", "The issuer in the OIDC Token doesn't match the OIDC Provider registered.");
        }

        if (!provider.Issuer.Made(token))
        {
            throw BadToken("InvalidSignature", "OIDC token validate failed: invalid signature.");
        }

        if (time.GetUtcNow().ToUnixTimeSeconds() >= (long?)claims["exp"])
        {
            throw BadToken("Expired", "This JsonWebToken is expired.");
        }

        return provider.ClientIds.Contains(Claim(claims, "aud")) ? (provider, claims) : throw BadToken("AudienceNotMatch", "Invalid audience.");
    }

    private AliyunCredential Issue(string roleArn, string session, TimeSpan duration, RamPolicy? policy)
    {
        var credential = new AliyunCredential($"STS.{Random(24)}", Random(40), roleArn.Split(':')[3])
        {
            // With letters that encodings differ about; a policy makes it longer by as much.
            SecurityToken = $"CAIS{Random(120 + (policy?.Text.Length ?? 0))}/+==",
            SessionPolicy = policy,
            ExpiresAt = time.GetUtcNow() + duration,
            IdentityType = "AssumedRoleUser",
            PrincipalName = $"{roleArn.Split('/')[^1]}/{session}",
            PrincipalNumber = "300000000000000001",
        };
        accounts.Put(credential);
        ImmutableInterlocked.Update(ref _issued, issued => issued.Add(credential));
        return credential;
    }

    private static JsonObject Answer(JsonObject claims, AliyunCredential keys, string roleArn, string session) => new()
    {
        ["OIDCTokenInfo"] = new JsonObject
        {
            ["Subject"] = Claim(claims, "sub"),
            ["Issuer"] = Claim(claims, "iss"),
            ["ClientIds"] = Claim(claims, "aud"),
            ["VerificationInfo"] = "Success",
        },
        ["AssumedRoleUser"] = new JsonObject
        {
            ["AssumedRoleId"] = $"{keys.PrincipalNumber}:{session}",
            ["Arn"] = $"acs:ram::{keys.AccountId}:assumed-role/{roleArn.Split('/')[^1]}/{session}",
        },
        ["Credentials"] = new JsonObject
        {
            ["AccessKeyId"] = keys.AccessKeyId,
            ["AccessKeySecret"] = keys.AccessKeySecret,
            ["SecurityToken"] = keys.SecurityToken,
            ["Expiration"] = keys.ExpiresAt!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        },
    };

    private static RamPolicy? Policy(AliyunRequest request)
    {
        if (request.Parameters.GetValueOrDefault("Policy") is not { Length: > 0 } text)
        {
            return null;
        }

        return text.Length <= MostPolicyCharacters
            ? RamPolicy.TryRead(text) ?? throw new AliyunException(
                StatusCodes.Status400BadRequest, "InvalidParameter.PolicyGrammar", "The parameter Policy has not passed grammar check.")
            : throw new AliyunException(
                StatusCodes.Status400BadRequest, "InvalidParameter.PolicySize", $"The size of Policy must be smaller than {MostPolicyCharacters} bytes.");
    }

    private static TimeSpan Duration(AliyunRequest request, TrustedRole role)
    {
        var text = request.Parameters.GetValueOrDefault("DurationSeconds") is { Length: > 0 } given ? given : "3600";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 900 && seconds <= role.LongestSession.TotalSeconds ? TimeSpan.FromSeconds(seconds) : throw new AliyunException(
            StatusCodes.Status400BadRequest, "InvalidParameter.DurationSeconds", "The Min/Max value of DurationSeconds is 15min/1hr.");
    }

    private static string Need(AliyunRequest request, string name) =>
        request.Parameters.GetValueOrDefault(name) is { Length: > 0 } text ? text : throw NoPermission($"Parameter {name} is not valid");

    private static string Claim(JsonObject claims, string name) => claims[name]?.ToString() ?? "";

    private static string Random(int characters) => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", characters);

    private static AliyunException NoPermission(string message) => new(StatusCodes.Status401Unauthorized, "AuthenticationFail.NoPermission", message);

    private static AliyunException BadToken(string kind, string message) => new(StatusCodes.Status401Unauthorized, "AuthenticationFail.OIDCToken." + kind, message);

    [GeneratedRegex(@"^[A-Za-z0-9.@_-]{2,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SessionShape();
}
