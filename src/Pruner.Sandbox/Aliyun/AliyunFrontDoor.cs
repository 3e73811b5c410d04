using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Aliyun;

/// <summary>What every Alibaba Cloud RPC service does around an operation: authenticate, then answer in the envelope and format asked for.</summary>
/// <param name="product">The service.</param>
/// <param name="version">The version of its API.</param>
/// <param name="gateway">Says who a request comes from.</param>
/// <param name="operate">The operations.</param>
/// <param name="operateUnsigned">The operations that are not signed; null for a request that must be.</param>
internal sealed class AliyunFrontDoor(
    string product, string version, AliyunGateway gateway, Func<AliyunCall, Task<JsonObject>> operate, Func<AliyunRequest, JsonObject?>? operateUnsigned = null)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>True when an action of that name changes something.</summary>
    public static bool Changes(string action) =>
        !action.StartsWith("Describe", StringComparison.Ordinal)
        && !action.StartsWith("List", StringComparison.Ordinal)
        && !action.StartsWith("Get", StringComparison.Ordinal);

    /// <summary>Answers one request that arrived at the endpoint of <paramref name="region"/>.</summary>
    public async Task AnswerAsync(HttpContext context, RecordedRequest recorded, string region)
    {
        var request = new AliyunRequest(recorded);
        var requestId = Guid.NewGuid().ToString().ToUpperInvariant();
        context.Response.Headers["x-acs-request-id"] = requestId;
        try
        {
            var answer = await OperateAsync(request, region);
            answer["RequestId"] = requestId;
            await WriteAsync(context, request, StatusCodes.Status200OK, answer, request.Action + "Response");
        }
        catch (AliyunException error)
        {
            if (error.RetryAfterMilliseconds is { } wait)
            {
                context.Response.Headers["x-acs-retry-after"] = wait.ToString();
            }

            await WriteAsync(context, request, error.Status, Envelope(error, request, requestId), "Error");
        }
    }

    private async Task<JsonObject> OperateAsync(AliyunRequest request, string region)
    {
        if (request.Version == version && operateUnsigned?.Invoke(request) is { } answer)
        {
            return answer;
        }

        var caller = gateway.Authenticate(request);
        if (request.HasRepeatedParameter)
        {
            throw AliyunException.InvalidParameter("repeated parameter");
        }

        if (request.Version != version)
        {
            throw new AliyunException(StatusCodes.Status400BadRequest, "InvalidVersion", "Specified parameter Version is not valid.");
        }

        AliyunGateway.Authorise(caller, product.ToLowerInvariant(), request.Action);
        return await operate(new AliyunCall(request, caller, region));
    }

    private JsonObject Envelope(AliyunException error, AliyunRequest request, string requestId)
    {
        var envelope = new JsonObject
        {
            ["RequestId"] = requestId,
            ["HostId"] = request.Host,
            ["Code"] = error.Code,
            ["Message"] = error.Message,
            ["Recommend"] = $"https://api.aliyun.com/troubleshoot?q={error.Code}&product={product}",
        };
        if (error.AccessDeniedDetail is { } detail)
        {
            envelope["AccessDeniedDetail"] = detail.DeepClone();
        }

        return envelope;
    }

    private static async Task WriteAsync(HttpContext context, AliyunRequest request, int status, JsonObject answer, string root)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = request.WantsXml ? "text/xml;charset=utf-8" : "application/json;charset=utf-8";
        var text = request.WantsXml
            ? "<?xml version='1.0' encoding='UTF-8'?>" + Element(root, answer).ToString(SaveOptions.DisableFormatting)
            : answer.ToJsonString(Json);
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }

    private static XElement Element(string name, JsonNode? value)
    {
        var element = new XElement(name);
        switch (value)
        {
            case JsonObject members:
                foreach (var (member, inner) in members)
                {
                    // {"Image":[a,b]} is <Image>a</Image><Image>b</Image>: a list is its element, repeated.
                    element.Add(inner is JsonArray list ? list.Select(entry => Element(member, entry)) : Element(member, inner));
                }

                break;
            case not null:
                element.Value = value.ToString();
                break;
            default:
                break;
        }

        return element;
    }
}
