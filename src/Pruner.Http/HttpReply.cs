using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Pruner.Http;

/// <summary>
/// A whole answer: nothing is left to stream, so a body shorter than its announced length, or without the end of its last chunk, never gets this
/// far. What was cut off before it was packed or sent is for the reader of the document to notice.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">Response headers.</param>
/// <param name="ContentHeaders">Headers of the body.</param>
/// <param name="Body">The decoded body.</param>
public sealed record HttpReply(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, ReadOnlyMemory<byte> Body)
{
    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The body as strict UTF-8.</summary>
    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public string Text => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Body.Span);

    /// <summary>A response header's first value, or null.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
