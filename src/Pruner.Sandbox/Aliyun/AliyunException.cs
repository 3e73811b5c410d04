using System.Text.Json.Nodes;

namespace Pruner.Sandbox.Aliyun;

/// <summary>An error answer on its way to the client: thrown by whatever finds it, written by <see cref="AliyunFrontDoor"/>.</summary>
internal sealed class AliyunException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Sent as the header <c>x-acs-retry-after</c>, in milliseconds, when not null.</summary>
    public long? RetryAfterMilliseconds { get; init; }

    /// <summary>Only in permission errors.</summary>
    public JsonObject? AccessDeniedDetail { get; init; }

    public static AliyunException MissingParameter(string name) => new(
        StatusCodes.Status400BadRequest,
        "MissingParameter",
        $"The input parameter \"{name}\" that is mandatory for processing this request is not supplied.");

    public static AliyunException InvalidParameter(string name) => new(
        StatusCodes.Status400BadRequest, "InvalidParameter", $"The specified parameter \"{name}\" is not valid.");

    public static AliyunException IncompleteSignature() => new(
        StatusCodes.Status400BadRequest, "IncompleteSignature", "The request signature does not conform to Aliyun standards.");
}
