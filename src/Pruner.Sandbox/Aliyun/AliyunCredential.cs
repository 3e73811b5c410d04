namespace Pruner.Sandbox.Aliyun;

/// <summary>A key pair that the emulated Alibaba Cloud knows, and who signs with it.</summary>
/// <param name="AccessKeyId">The public half; travels in every request.</param>
/// <param name="AccessKeySecret">The secret half; never travels.</param>
/// <param name="AccountId">The account it acts for, digits only.</param>
public sealed record AliyunCredential(string AccessKeyId, string AccessKeySecret, string AccountId)
{
    /// <summary>The security token that every request must carry, for temporary (STS) keys; null for long-lived ones.</summary>
    public string? SecurityToken { get; init; }

    /// <summary>When a temporary key stops working; null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What GetCallerIdentity calls it: <c>Account</c>, <c>RAMUser</c> or <c>AssumedRoleUser</c>.</summary>
    public string IdentityType { get; init; } = "RAMUser";

    /// <summary>The RAM user's name, or <c>role/session</c> for an assumed role.</summary>
    public string PrincipalName { get; init; } = "pruner";

    /// <summary>The number of the RAM user or of the role.</summary>
    public string PrincipalNumber { get; init; } = "200000000000000001";

    /// <summary>Actions answered with 403 <c>Forbidden.RAM</c>, by their bare name: <c>DeleteImage</c>.</summary>
    public IReadOnlySet<string> DeniedActions { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What a session may do at most, of what its role may; null for all.</summary>
    public RamPolicy? SessionPolicy { get; init; }

    /// <summary>Without the secrets, so that a failing test or a log line cannot print them.</summary>
    public override string ToString() => $"{IdentityType} {AccessKeyId} of {AccountId}";
}
