namespace Pruner.Sandbox.Hosting;

/// <summary>One request as an emulator received it, in order of arrival.</summary>
/// <param name="Number">Position in the emulator's log, from 1.</param>
/// <param name="Service">Which emulator: <c>github</c>, <c>builds</c>, <c>ecs</c> or <c>sts</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The decoded path, without the query.</param>
/// <param name="Query">The raw query, with its leading <c>?</c>, or empty.</param>
/// <param name="Headers">Request headers; names compare without case.</param>
/// <param name="Body">The request body, decoded as UTF-8; empty when it is no text (<c>application/octet-stream</c>).</param>
public sealed record RecordedRequest(
    int Number,
    string Service,
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    string Body)
{
    /// <summary>The request body as it came.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>When it came, by the emulator's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What the request asked for in the service's own words: an ECS action, a REST path, <c>graphql</c>. Set by the emulator.</summary>
    public string Operation { get; set; } = "";

    /// <summary>Where it was asked: the ECS region, else empty.</summary>
    public string Location { get; set; } = "";

    /// <summary>True when the operation, if it succeeds, changes the emulated service. Set by the emulator.</summary>
    public bool IsChange { get; set; }

    /// <summary>The HTTP status answered; 0 when the connection was cut.</summary>
    public int Status { get; set; }
}
