using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Pruner.Actions.Results;

/// <summary>The token of a job for the results service, and the ids in it by which the service knows the job. Not a record: its text must never show the token.</summary>
internal sealed class RuntimeToken
{
    private const string Scope = "Actions.Results";

    private RuntimeToken(string value, string runId, string jobId) => (Value, RunId, JobId) = (value, runId, jobId);

    /// <summary>The token; never printed.</summary>
    public string Value { get; }

    /// <summary>The service's id of the run.</summary>
    public string RunId { get; }

    /// <summary>The service's id of the job.</summary>
    public string JobId { get; }

    /// <summary>Reads a token. Its signature is the service's business.</summary>
    /// <exception cref="ResultsException">It is no JWT, or one that is not for artifacts.</exception>
    public static RuntimeToken Parse(string token)
    {
        var scopes = Scopes(token) ?? throw new ResultsException("The runner's token ACTIONS_RUNTIME_TOKEN cannot be read.");
        foreach (var scope in scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (scope.Split(':') is [Scope, { Length: > 0 } run, { Length: > 0 } job])
            {
                return new RuntimeToken(token, run, job);
            }
        }

        throw new ResultsException($"The runner's token ACTIONS_RUNTIME_TOKEN is not for artifacts: it has no scope {Scope}.");
    }

    /// <inheritdoc />
    public override string ToString() => Scope;

    private static string? Scopes(string token)
    {
        // A header allows no more; and what is no token must not be sent as one.
        if (token.Split('.') is not [_, var payload, _] || !token.All(c => c is > ' ' and < '\x7f'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("scp", out var scopes) && scopes.ValueKind == JsonValueKind.String ? scopes.GetString() : null;
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return null;
        }
    }
}
