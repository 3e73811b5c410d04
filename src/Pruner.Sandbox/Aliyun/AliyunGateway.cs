using System.Globalization;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.Aliyun;

/// <summary>Decides who a request comes from, as the gateway in front of every Alibaba Cloud service does.</summary>
internal sealed class AliyunGateway(AliyunAccounts accounts, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly NonceMemory _nonces = new(Window);

    /// <exception cref="AliyunException">The request is not signed, wrongly signed, out of date or a repetition.</exception>
    public AliyunCredential Authenticate(AliyunRequest request)
    {
        if (request.Method is not ("GET" or "POST"))
        {
            throw new AliyunException(StatusCodes.Status400BadRequest, "UnsupportedHTTPMethod", "This http method is not supported.");
        }

        return request.IsV3 ? AuthenticateV3(request) : AuthenticateV1(request);
    }

    /// <exception cref="AliyunException">The caller is denied this action.</exception>
    public static void Authorise(AliyunCredential caller, string product, string action)
    {
        if (caller.DeniedActions.Contains(action))
        {
            throw NotAuthorised(caller, $"{product}:{action}", "AccountLevelIdentityBasedPolicy");
        }
    }

    /// <summary>The answer to a call that the caller may not make.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="action">As in <c>ecs:DeleteImage</c>.</param>
    /// <param name="policyType">The kind of policy that does not allow it.</param>
    public static AliyunException NotAuthorised(AliyunCredential caller, string action, string policyType) => new(
        StatusCodes.Status403Forbidden, "Forbidden.RAM", "User not authorized to operate on the specified resource, or this API doesn't support RAM.")
    {
        AccessDeniedDetail = new JsonObject
        {
            ["AuthAction"] = action,
            ["AuthPrincipalType"] = caller.IdentityType switch { "AssumedRoleUser" => "AssumedRoleUser", "Account" => "Account", _ => "SubUser" },
            ["AuthPrincipalOwnerId"] = caller.AccountId,
            ["AuthPrincipalDisplayName"] = caller.PrincipalNumber,
            ["NoPermissionType"] = "ImplicitDeny",
            ["PolicyType"] = policyType,
            ["EncodedDiagnosticMessage"] = "AQEAAAAA",
        },
    };

    private AliyunCredential AuthenticateV3(AliyunRequest request)
    {
        var signature = SignatureV3.Read(request);
        CheckDate(request.Header("x-acs-date")!);
        var credential = Find(signature.AccessKeyId);
        if (request.Header("x-acs-accesskey-id") is { } named && named != signature.AccessKeyId)
        {
            throw AliyunException.IncompleteSignature();
        }

        CheckToken(credential, request.Header("x-acs-security-token"));
        if (!signature.Matches(credential.AccessKeySecret))
        {
            throw NoMatch(
                $"Specified signature does not match our calculation. server StringToSign: [{signature.StringToSign()}], " +
                $"server CanonicalRequest: [{signature.CanonicalRequest()}].");
        }

        return Fresh(credential, request.Header("x-acs-signature-nonce")!);
    }

    private AliyunCredential AuthenticateV1(AliyunRequest request)
    {
        var signature = SignatureV1.Read(request);
        CheckDate(request.Parameters["Timestamp"]);
        var credential = Find(signature.AccessKeyId);
        CheckToken(credential, request.Parameters.GetValueOrDefault("SecurityToken"));
        if (!signature.Matches(credential.AccessKeySecret))
        {
            throw NoMatch($"Specified signature is not matched with our calculation. server string to sign is:{signature.StringToSign()}");
        }

        return Fresh(credential, request.Parameters["SignatureNonce"]);
    }

    private AliyunCredential Find(string accessKeyId) => accounts.Find(accessKeyId) ?? throw new AliyunException(
        StatusCodes.Status404NotFound, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");

    private void CheckDate(string text)
    {
        if (!DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
        {
            throw new AliyunException(
                StatusCodes.Status400BadRequest, "IllegalTimestamp", "The input parameter \"Timestamp\" that is mandatory for processing this request is not well formed.");
        }

        if ((time.GetUtcNow() - date).Duration() > Window)
        {
            throw new AliyunException(StatusCodes.Status400BadRequest, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
        }
    }

    private void CheckToken(AliyunCredential credential, string? token)
    {
        if (credential.SecurityToken is null && string.IsNullOrEmpty(token))
        {
            return;
        }

        if (!string.IsNullOrEmpty(token) && !accounts.KnowsToken(token))
        {
            throw BadToken("Malformed", "The specified parameter \"SecurityToken\" is malformed.");
        }

        if (!string.Equals(credential.SecurityToken, token, StringComparison.Ordinal))
        {
            throw BadToken("MismatchWithAccessKey", "The specified parameter \"SecurityToken\" does not match the AccessKey.");
        }

        if (credential.ExpiresAt is { } end && time.GetUtcNow() >= end)
        {
            throw BadToken("Expired", "The specified parameter \"SecurityToken\" is expired.");
        }
    }

    private AliyunCredential Fresh(AliyunCredential credential, string nonce) =>
        _nonces.Use(credential.AccessKeyId, nonce, time.GetUtcNow()) ? credential : throw new AliyunException(
            StatusCodes.Status400BadRequest, "SignatureNonceUsed", "Specified signature nonce was used already.");

    private static AliyunException BadToken(string kind, string message) =>
        new(StatusCodes.Status400BadRequest, $"InvalidSecurityToken.{kind}", message);

    private static AliyunException NoMatch(string message) => new(StatusCodes.Status400BadRequest, "SignatureDoesNotMatch", message);
}
