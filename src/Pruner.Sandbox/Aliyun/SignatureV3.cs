using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Pruner.Sandbox.Aliyun;

/// <summary>The signature ACS3-HMAC-SHA256 of one request: what it claims, and what it should be.</summary>
/// <remarks>Source: vendor document "Request syntax and signature method V3". The query is decoded and encoded again, because official clients sign other bytes than they send.</remarks>
internal sealed class SignatureV3
{
    public const string Algorithm = "ACS3-HMAC-SHA256";

    private static readonly ImmutableArray<string> Required =
        ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];

    private readonly AliyunRequest _request;
    private readonly string _signedHeaders;

    private SignatureV3(AliyunRequest request, string accessKeyId, string signedHeaders, string claimed) =>
        (_request, AccessKeyId, _signedHeaders, Claimed) = (request, accessKeyId, signedHeaders, claimed);

    public string AccessKeyId { get; }

    public string Claimed { get; }

    /// <summary>Reads the <c>Authorization</c> header and checks that it covers whatever must be covered.</summary>
    /// <exception cref="AliyunException">Something is missing, malformed or not covered.</exception>
    public static SignatureV3 Read(AliyunRequest request)
    {
        var authorization = request.Header("Authorization") ?? throw AliyunException.IncompleteSignature();
        if (!authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw AliyunException.IncompleteSignature();
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in authorization[(Algorithm.Length + 1)..].Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !parts.TryAdd(part[..equals].Trim(), part[(equals + 1)..].Trim()))
            {
                throw AliyunException.IncompleteSignature();
            }
        }

        if (parts.Count != 3 || !parts.TryGetValue("Credential", out var key)
            || !parts.TryGetValue("SignedHeaders", out var signed) || !parts.TryGetValue("Signature", out var claimed))
        {
            throw AliyunException.IncompleteSignature();
        }

        CheckSignedHeaders(request, signed);
        return new SignatureV3(request, key, signed, claimed);
    }

    /// <summary>The canonical request of the vendor's document, over the body that really came.</summary>
    public string CanonicalRequest()
    {
        var canonical = new StringBuilder();
        canonical.Append(_request.Method).Append('\n');
        canonical.AppendJoin('/', _request.Path.Split('/').Select(PercentText.Encode)).Append('\n');
        canonical.Append(PercentText.Canonical(_request.Query)).Append('\n');
        foreach (var name in _signedHeaders.Split(';'))
        {
            canonical.Append(name).Append(':').Append(_request.Header(name)!.Trim()).Append('\n');
        }

        return canonical.Append('\n').Append(_signedHeaders).Append('\n').Append(BodyHash()).ToString();
    }

    public string StringToSign() => $"{Algorithm}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalRequest())))}";

    public bool Matches(string secret) =>
        SameBytes(Claimed, Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(StringToSign()))))
        && SameBytes(_request.Header("x-acs-content-sha256")!.Trim(), BodyHash());

    private static bool SameBytes(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static void CheckSignedHeaders(AliyunRequest request, string signedHeaders)
    {
        foreach (var name in Required)
        {
            if (string.IsNullOrWhiteSpace(request.Header(name)))
            {
                throw AliyunException.MissingParameter(name);
            }
        }

        var signed = signedHeaders.Split(';');
        var sorted = signed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var mustBeSigned = request.Headers.Keys
            .Select(name => name.ToLowerInvariant())
            .Where(name => name is "host" or "content-type" || name.StartsWith("x-acs-", StringComparison.Ordinal));
        if (!signed.SequenceEqual(sorted, StringComparer.Ordinal)
            || signed.Any(name => request.Header(name) is null || name.Any(char.IsAsciiLetterUpper))
            || mustBeSigned.Except(signed, StringComparer.Ordinal).Any())
        {
            throw AliyunException.IncompleteSignature();
        }
    }

    private string BodyHash() => Hex(SHA256.HashData(Encoding.UTF8.GetBytes(_request.Body)));
}
