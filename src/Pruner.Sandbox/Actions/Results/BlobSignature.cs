using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Actions.Results;

/// <summary>
/// Signed addresses in the manner of Azure's shared access signatures: whoever has one may do with one blob what <c>sp</c> says (r, w, c) until <c>se</c>.
/// </summary>
internal sealed class BlobSignature(TimeProvider time)
{
    private const string Version = "2021-12-02";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The query that lets its bearer at the blob.</summary>
    public string Sign(string path, string permissions, DateTimeOffset until)
    {
        var expiry = until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"sv={Version}&se={Uri.EscapeDataString(expiry)}&sr=b&sp={permissions}&sig={Uri.EscapeDataString(Seal(path, permissions, expiry))}";
    }

    /// <summary>Why a request may not have its way; null when it may.</summary>
    public string? Refuse(RecordedRequest request, params ReadOnlySpan<char> anyOf)
    {
        var query = QueryHelpers.ParseQuery(request.Query);
        string Of(string name) => query.TryGetValue(name, out var value) ? value.ToString() : "";
        var (permissions, expiry) = (Of("sp"), Of("se"));
        var sealedAs = Encoding.UTF8.GetBytes(Seal(request.Path, permissions, expiry));
        if (!CryptographicOperations.FixedTimeEquals(sealedAs, Encoding.UTF8.GetBytes(Of("sig"))))
        {
            return "AuthenticationFailed";
        }

        var isOver = !DateTimeOffset.TryParse(expiry, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) || until < time.GetUtcNow();
        return isOver ? "AuthenticationFailed" : permissions.AsSpan().IndexOfAny(anyOf) < 0 ? "AuthorizationPermissionMismatch" : null;
    }

    private string Seal(string path, string permissions, string expiry) =>
        Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{path}\n{permissions}\n{expiry}\n{Version}")));
}
