using Pruner.Aliyun.Calling;

namespace Pruner.Aliyun.Tests.Calling;

public sealed class AcsMeaningsTests
{
    [Theory]
    [InlineData("Throttling", 400, AcsMeaning.Throttled)]
    [InlineData("Throttling.User", 400, AcsMeaning.Throttled)]
    [InlineData("Throttling.Api", 503, AcsMeaning.Throttled)]
    [InlineData("Whatever", 429, AcsMeaning.Throttled)]
    [InlineData("", 429, AcsMeaning.Throttled)]
    [InlineData("InternalError", 500, AcsMeaning.Failing)]
    [InlineData("UnknownError", 400, AcsMeaning.Failing)]
    [InlineData("ServiceUnavailable", 503, AcsMeaning.Failing)]
    [InlineData("ServiceUnavailable.RegionMaintaining", 503, AcsMeaning.Failing)]
    [InlineData("Whatever", 500, AcsMeaning.Failing)]
    [InlineData("", 502, AcsMeaning.Failing)]
    [InlineData("SignatureNonceUsed", 400, AcsMeaning.NonceUsed)]
    [InlineData("InvalidTimeStamp.Expired", 400, AcsMeaning.Clock)]
    [InlineData("IllegalTimestamp", 400, AcsMeaning.Clock)]
    [InlineData("InvalidAccessKeyId.NotFound", 404, AcsMeaning.Credentials)] // not "image not found"
    [InlineData("InvalidAccessKeyId.Inactive", 400, AcsMeaning.Credentials)]
    [InlineData("SignatureDoesNotMatch", 400, AcsMeaning.Credentials)]
    [InlineData("IncompleteSignature", 400, AcsMeaning.Credentials)]
    [InlineData("InvalidSecurityToken.Expired", 400, AcsMeaning.Credentials)]
    [InlineData("InvalidSecurityToken.Malformed", 400, AcsMeaning.Credentials)]
    [InlineData("InvalidSecurityToken.MismatchWithAccessKey", 400, AcsMeaning.Credentials)]
    [InlineData("Forbidden.RAM", 403, AcsMeaning.Forbidden)]
    [InlineData("Forbidden", 403, AcsMeaning.Forbidden)]
    [InlineData("NoPermission", 403, AcsMeaning.Forbidden)]
    [InlineData("NoPermission.Tag", 403, AcsMeaning.Forbidden)]
    [InlineData("PermissionDenied.Any", 403, AcsMeaning.Forbidden)]
    [InlineData("Unauthorized.EmptyRegion", 403, AcsMeaning.Forbidden)]
    [InlineData("ImageUsingByInstance", 403, AcsMeaning.InUse)]
    [InlineData("SnapshotCreatedImage", 403, AcsMeaning.InUse)]
    [InlineData("SnapshotCreatedDisk", 403, AcsMeaning.InUse)]
    [InlineData("ImageUseShared", 403, AcsMeaning.Shared)]
    [InlineData("Image.NotPublic", 403, AcsMeaning.AlreadySo)]
    [InlineData("InvalidImageId.NotFound", 404, AcsMeaning.AlreadySo)]
    [InlineData("InvalidSnapshotId.NotFound", 404, AcsMeaning.AlreadySo)]
    [InlineData("InvalidResourceId.NotFound", 404, AcsMeaning.AlreadySo)]
    [InlineData("ImageIsCreating", 403, AcsMeaning.Busy)]
    [InlineData("ImageIsImporting", 403, AcsMeaning.Busy)]
    [InlineData("ImageIsExporting", 403, AcsMeaning.Busy)]
    [InlineData("OperationDenied.ImageCopying", 403, AcsMeaning.Busy)]
    [InlineData("InvalidOperation.RelatedSnapshotNotFinished", 403, AcsMeaning.Busy)]
    [InlineData("IncorrectDiskStatus.CreatingSnapshot", 400, AcsMeaning.Busy)]
    [InlineData("LastTokenProcessing", 403, AcsMeaning.Busy)]
    [InlineData("OperationConflict", 409, AcsMeaning.Busy)]
    [InlineData("Operation.Conflict", 403, AcsMeaning.Busy)]
    [InlineData("ImageIsPublic", 403, AcsMeaning.Refused)]
    [InlineData("InvalidRegionId.NotFound", 404, AcsMeaning.Refused)]
    [InlineData("InvalidParameter", 400, AcsMeaning.Refused)]
    [InlineData("InvalidOperation.DeleteSharedSnapshotUnsupported", 403, AcsMeaning.Refused)]
    [InlineData("SomethingNew", 403, AcsMeaning.Refused)]
    [InlineData("", 404, AcsMeaning.NotUnderstood)]
    [InlineData("", 200, AcsMeaning.NotUnderstood)]
    [InlineData("", 302, AcsMeaning.NotUnderstood)]
    public void A_code_has_its_meaning_whatever_the_status(string code, int status, object meaning) =>
        Assert.Equal(meaning, AcsMeanings.Of(code, status, askedToWait: false));

    [Theory]
    [InlineData("SomethingNew", 400, AcsMeaning.Throttled)]
    [InlineData("", 403, AcsMeaning.Throttled)]
    [InlineData("", 503, AcsMeaning.Failing)] // does not say whether it acted
    [InlineData("ServiceUnavailable", 503, AcsMeaning.Failing)]
    [InlineData("Forbidden.RAM", 403, AcsMeaning.Forbidden)]
    public void A_refusal_that_asks_to_wait_is_throttling(string code, int status, object meaning) =>
        Assert.Equal(meaning, AcsMeanings.Of(code, status, askedToWait: true));
}
