using System.Security.Cryptography;
using System.Text;

namespace Pruner.Aliyun.Signing;

/// <summary>
/// Signature version 3 of Alibaba Cloud, <c>ACS3-HMAC-SHA256</c>: one HMAC with the secret as it is, no derived key,
/// no region or date scope. Source: vendor document "Request syntax and signature method V3".
/// </summary>
internal static class Acs3Signer
{
    /// <summary>The name of the algorithm, as it stands in the <c>Authorization</c> header.</summary>
    public const string Algorithm = "ACS3-HMAC-SHA256";

    /// <summary>Lower hex SHA-256 of a body.</summary>
    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>
    /// The query as it is signed and as it must stand on the wire: sorted by raw name, ordinal, both sides encoded by RFC 3986
    /// with upper-case hex, <c>name=</c> for an empty value.
    /// </summary>
    /// <param name="parameters">Names and raw values; each name once.</param>
    public static string CanonicalQuery(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join('&', parameters
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));

    /// <summary>The value of the <c>Authorization</c> header.</summary>
    /// <param name="method">The HTTP method, upper case.</param>
    /// <param name="canonicalQuery">As made by <see cref="CanonicalQuery"/>.</param>
    /// <param name="headers">All headers that are sent; <c>host</c>, <c>content-type</c> and every <c>x-acs-*</c> are signed.</param>
    /// <param name="bodyHash">As made by <see cref="HashOf"/>.</param>
    /// <param name="accessKeyId">The key's public half.</param>
    /// <param name="accessKeySecret">The key's secret half.</param>
    public static string Authorization(
        string method,
        string canonicalQuery,
        IEnumerable<KeyValuePair<string, string>> headers,
        string bodyHash,
        string accessKeyId,
        string accessKeySecret)
    {
        var signed = headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.Trim()))
            .Where(header => IsSigned(header.Name))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToList();
        var names = string.Join(';', signed.Select(header => header.Name));
        var block = string.Concat(signed.Select(header => $"{header.Name}:{header.Value}\n"));
        var canonical = $"{method}\n/\n{canonicalQuery}\n{block}\n{names}\n{bodyHash}";
        var toSign = $"{Algorithm}\n{HashOf(Encoding.UTF8.GetBytes(canonical))}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(accessKeySecret), Encoding.UTF8.GetBytes(toSign));
        return $"{Algorithm} Credential={accessKeyId},SignedHeaders={names},Signature={Convert.ToHexStringLower(signature)}";
    }

    private static bool IsSigned(string name) =>
        name is "host" or "content-type" || name.StartsWith("x-acs-", StringComparison.Ordinal);
}
