using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Pruner.Aliyun.Calling;

/// <summary>
/// The one table from error codes to meanings. The code decides, never the HTTP status or the suffix <c>.NotFound</c>:
/// 404 <c>InvalidAccessKeyId.NotFound</c> is no missing image. Source: error lists of the ECS and STS API documents.
/// </summary>
internal static class AcsMeanings
{
    private static readonly FrozenDictionary<string, AcsMeaning> Codes = new Dictionary<string, AcsMeaning>(StringComparer.Ordinal)
    {
        ["InternalError"] = AcsMeaning.Failing,
        ["UnknownError"] = AcsMeaning.Failing,
        ["ServiceUnavailable"] = AcsMeaning.Failing,
        ["SignatureNonceUsed"] = AcsMeaning.NonceUsed,
        ["IllegalTimestamp"] = AcsMeaning.Clock,
        ["InvalidTimeStamp"] = AcsMeaning.Clock,
        ["InvalidAccessKeyId"] = AcsMeaning.Credentials,
        ["InvalidSecurityToken"] = AcsMeaning.Credentials,
        ["MissingSecurityToken"] = AcsMeaning.Credentials,
        ["SignatureDoesNotMatch"] = AcsMeaning.Credentials,
        ["IncompleteSignature"] = AcsMeaning.Credentials,
        ["Forbidden"] = AcsMeaning.Forbidden,
        ["NoPermission"] = AcsMeaning.Forbidden,
        ["PermissionDenied"] = AcsMeaning.Forbidden,
        ["Unauthorized"] = AcsMeaning.Forbidden,
        ["ImageUsingByInstance"] = AcsMeaning.InUse,
        ["SnapshotCreatedImage"] = AcsMeaning.InUse,
        ["SnapshotCreatedDisk"] = AcsMeaning.InUse,
        ["ImageUseShared"] = AcsMeaning.Shared,
        ["Image.NotPublic"] = AcsMeaning.AlreadySo,
        ["InvalidImageId.NotFound"] = AcsMeaning.AlreadySo,
        ["InvalidSnapshotId.NotFound"] = AcsMeaning.AlreadySo,
        ["InvalidResourceId.NotFound"] = AcsMeaning.AlreadySo,
        ["ImageIsCreating"] = AcsMeaning.Busy,
        ["ImageIsImporting"] = AcsMeaning.Busy,
        ["ImageIsExporting"] = AcsMeaning.Busy,
        ["OperationDenied.ImageCopying"] = AcsMeaning.Busy,
        ["IncorrectDiskStatus.CreatingSnapshot"] = AcsMeaning.Busy,
        ["InvalidOperation.RelatedSnapshotNotFinished"] = AcsMeaning.Busy,
        ["LastTokenProcessing"] = AcsMeaning.Busy,
        ["OperationConflict"] = AcsMeaning.Busy,
        ["Operation.Conflict"] = AcsMeaning.Busy,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Codes of these families have suffixes that change over time; asked when the whole code is not in the table.
    private static readonly ImmutableArray<(string Prefix, AcsMeaning Meaning)> Families =
    [
        ("Throttling", AcsMeaning.Throttled),
        ("ServiceUnavailable.", AcsMeaning.Failing),
        ("InternalError.", AcsMeaning.Failing),
        ("InvalidTimeStamp.", AcsMeaning.Clock),
        ("InvalidAccessKeyId.", AcsMeaning.Credentials),
        ("InvalidSecurityToken.", AcsMeaning.Credentials),
        ("Forbidden.", AcsMeaning.Forbidden),
        ("NoPermission.", AcsMeaning.Forbidden),
        ("PermissionDenied.", AcsMeaning.Forbidden),
        ("Unauthorized.", AcsMeaning.Forbidden),
    ];

    /// <summary>What an answer that is no success means.</summary>
    /// <param name="code">The code; empty when the answer had none.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="askedToWait">Whether the answer carried <c>x-acs-retry-after</c>.</param>
    public static AcsMeaning Of(string code, int status, bool askedToWait)
    {
        if (Codes.TryGetValue(code, out var meaning))
        {
            return meaning;
        }

        foreach (var (prefix, family) in Families)
        {
            if (code.StartsWith(prefix, StringComparison.Ordinal))
            {
                return family;
            }
        }

        // A 5xx with a wish to wait says nothing about whether it acted: only a refusal that asks to wait is throttling.
        return status switch
        {
            429 => AcsMeaning.Throttled,
            >= 500 => AcsMeaning.Failing,
            >= 400 when askedToWait => AcsMeaning.Throttled,
            _ => code.Length > 0 ? AcsMeaning.Refused : AcsMeaning.NotUnderstood,
        };
    }
}
