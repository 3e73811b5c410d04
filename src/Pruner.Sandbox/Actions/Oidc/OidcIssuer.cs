using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.Actions.Oidc;

/// <summary>
/// GitHub as an identity provider: makes id tokens for one job. They claim RS256 and are signed otherwise; whether one is its own, it says itself,
/// as the real one does by publishing its keys. May be changed while servers run.
/// </summary>
public sealed class OidcIssuer
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Its name, the claim <c>iss</c>.</summary>
    public string Url { get; init; } = "https://token.actions.githubusercontent.com";

    /// <summary>The job, the claim <c>sub</c>.</summary>
    public string Subject { get; set; } = "repo:example/images:ref:refs/heads/main";

    /// <summary>How long a token lives.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A new token.</summary>
    /// <param name="audience">The claim <c>aud</c>.</param>
    /// <param name="now">When it is made.</param>
    public string Issue(string audience, DateTimeOffset now)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = "sandbox" };
        var claims = new JsonObject
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["iss"] = Url,
            ["aud"] = audience,
            ["sub"] = Subject,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Signature(signed)}";
    }

    /// <summary>True when this issuer made the token and nobody changed it.</summary>
    public bool Made(string token) =>
        token.LastIndexOf('.') is > 0 and var dot && string.Equals(token[(dot + 1)..], Signature(token[..dot]), StringComparison.Ordinal);

    /// <summary>What a token claims, believed or not; null when it is none.</summary>
    public static JsonObject? ClaimsOf(string token)
    {
        try
        {
            return token.Split('.') is [_, var payload, _] ? JsonNode.Parse(Base64Url.DecodeFromChars(payload)) as JsonObject : null;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private string Signature(string signed) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed)));
}
