using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Http;

namespace Pruner.Actions.Results;

/// <summary>The calls of the results service: Twirp over JSON, with the job's token.</summary>
internal sealed class ResultsApi(HttpExchange exchange, Uri address, RuntimeToken token)
{
    private const string Service = "/twirp/github.actions.results.api.v1.ArtifactService/";

    /// <summary>The scheme of the service; what it names must be no weaker.</summary>
    public string Scheme => address.Scheme;

    /// <summary>Asks, as the job of the token.</summary>
    public Task<ResultsReply> AskAsync(string method, bool mayRepeat, JsonObject body, CancellationToken cancellationToken) =>
        AskAsync(method, mayRepeat, token.RunId, token.JobId, body, cancellationToken);

    /// <summary>Asks about what a job made.</summary>
    /// <param name="method">The method.</param>
    /// <param name="mayRepeat">True when asking twice does no more than asking once.</param>
    /// <param name="runId">The service's id of the run.</param>
    /// <param name="jobId">The service's id of the job.</param>
    /// <param name="body">The rest of the request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer, good or bad.</returns>
    /// <exception cref="ResultsException">No answer came, the token was refused, or the storage is used up.</exception>
    public async Task<ResultsReply> AskAsync(string method, bool mayRepeat, string runId, string jobId, JsonObject body, CancellationToken cancellationToken)
    {
        body["workflow_run_backend_id"] = runId;
        body["workflow_job_run_backend_id"] = jobId;
        var content = Encoding.UTF8.GetBytes(body.ToJsonString());
        var call = new HttpCall("results", "results/artifacts", () => Compose(method, content), Judge) { MayRepeat = mayRepeat };
        var reply = await SendAsync(method, call, cancellationToken);
        var answer = ResultsReply.TryRead(reply);
        return answer switch
        {
            { IsOutOfStorage: true } => throw new ResultsException($"The storage for artifacts is used up ({answer.Said}); old artifacts must go, or the account's budget for it must grow."),
            _ when (int)reply.Status is 401 or 403 => throw new ResultsException($"The results service refused the runner's token for {method} (HTTP {(int)reply.Status}: {answer?.Said ?? "no message"})."),
            _ when (int)reply.Status == 404 && answer is null => throw new ResultsException("There is no results service at the address that the runner named."),
            null => throw new ResultsException($"The results service answered {method} with HTTP {(int)reply.Status}."),
            _ => answer,
        };
    }

    private async Task<HttpReply> SendAsync(string method, HttpCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange.SendAsync(call, cancellationToken);
        }
        catch (ExchangeException failure)
        {
            throw new ResultsException($"The results service gave no usable answer to {method}: {failure.Message.TrimEnd('.')}.", failure)
            {
                IsUnknown = failure.Failure is ExchangeFailure.AnswerLost or ExchangeFailure.TooLong,
            };
        }
    }

    private HttpRequestMessage Compose(string method, byte[] content)
    {
        // Joined to the origin alone: whatever path the runner's address has is not the service's.
        var request = new HttpRequestMessage(HttpMethod.Post, address.GetLeftPart(UriPartial.Authority) + Service + method);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("pruner", "1"));
        request.Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return request;
    }

    private static Judgement Judge(HttpReply reply)
    {
        var answer = ResultsReply.TryRead(reply);
        return (int)reply.Status switch
        {
            _ when answer?.IsOutOfStorage == true => Judgement.Final,
            429 => Judgement.Throttled(reply.Headers.RetryAfter?.Delta),
            408 or 500 or 502 or 503 or 504 => Judgement.Failing(reply.Headers.RetryAfter?.Delta),
            _ => reply.IsSuccess && answer is null ? Judgement.Failing() : Judgement.Final,
        };
    }
}
