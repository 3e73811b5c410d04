using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Actions.Oidc;

/// <summary>Where a runner's job asks for its id token, on a loopback port. Logged under the service <c>id-token</c>.</summary>
public sealed class IdTokenEmulator : IAsyncDisposable
{
    private readonly EmulatorHost _host;

    private IdTokenEmulator(EmulatorHost host, string bearer) => (_host, RequestToken) = (host, bearer);

    /// <summary>The value of <c>ACTIONS_ID_TOKEN_REQUEST_URL</c>; like the real one, it has a query already.</summary>
    public string RequestUrl => _host.BaseUrl + "/idtoken/run/job?api-version=2.0";

    /// <summary>The value of <c>ACTIONS_ID_TOKEN_REQUEST_TOKEN</c>.</summary>
    public string RequestToken { get; }

    /// <summary>Starts it on a free loopback port.</summary>
    public static async Task<IdTokenEmulator> StartAsync(OidcIssuer issuer, TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken)
    {
        var bearer = $"bearer-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        return new IdTokenEmulator(
            await EmulatorHost.StartAsync("id-token", traffic, time, Classify, (context, request) => AnswerAsync(context, request, issuer, bearer, time), cancellationToken),
            bearer);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void Classify(RecordedRequest request) => request.Operation = "id-token";

    private static async Task AnswerAsync(HttpContext context, RecordedRequest request, OidcIssuer issuer, string bearer, TimeProvider time)
    {
        context.Response.ContentType = "application/json";
        if (request is not { Method: "GET", Path: "/idtoken/run/job" })
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "Not found");
            return;
        }

        if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {bearer}")
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");
            return;
        }

        var audience = context.Request.Query["audience"].ToString();
        if (context.Request.Query["api-version"] != "2.0" || context.Request.Query["audience"].Count > 1)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "Bad request");
            return;
        }

        var token = issuer.Issue(audience.Length > 0 ? audience : "https://github.com/example", time.GetUtcNow());
        await context.Response.WriteAsync(new JsonObject { ["count"] = token.Length, ["value"] = token }.ToJsonString(), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(new JsonObject { ["message"] = message }.ToJsonString(), context.RequestAborted);
    }
}
