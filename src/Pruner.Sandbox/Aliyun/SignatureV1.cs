using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Pruner.Sandbox.Aliyun;

/// <summary>The signature HMAC-SHA1, version 1.0, of one request: what it claims, and what it should be.</summary>
/// <remarks>Source: vendor document "Request signatures". Query and form parameters are signed together.</remarks>
internal sealed class SignatureV1
{
    private static readonly ImmutableArray<string> Required =
        ["Action", "Version", "AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "Signature"];

    private readonly AliyunRequest _request;

    private SignatureV1(AliyunRequest request) => _request = request;

    public string AccessKeyId => _request.Parameters["AccessKeyId"];

    /// <exception cref="AliyunException">A common parameter is missing, or names another method of signing.</exception>
    public static SignatureV1 Read(AliyunRequest request)
    {
        foreach (var name in Required)
        {
            if (string.IsNullOrEmpty(request.Parameters.GetValueOrDefault(name)))
            {
                throw AliyunException.MissingParameter(name);
            }
        }

        return request.Parameters["SignatureMethod"] == "HMAC-SHA1" && request.Parameters["SignatureVersion"] == "1.0"
            ? new SignatureV1(request)
            : throw AliyunException.IncompleteSignature();
    }

    public string StringToSign()
    {
        var signed = _request.Query.Concat(_request.Form).Where(pair => pair.Key != "Signature");
        return $"{_request.Method}&%2F&{PercentText.Encode(PercentText.Canonical(signed))}";
    }

    public bool Matches(string secret)
    {
#pragma warning disable CA5350 // The protocol names SHA-1; the emulator does not choose it.
        var expected = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret + "&"), Encoding.UTF8.GetBytes(StringToSign())));
#pragma warning restore CA5350
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(_request.Parameters["Signature"]), Encoding.UTF8.GetBytes(expected));
    }
}
