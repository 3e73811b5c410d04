using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Pruner.Http;

namespace Pruner.Aliyun.Calling;

/// <summary>What every answer has around its own fields: request id, and code and message when it is an error.</summary>
/// <param name="RequestId">The request id, from the body or the header <c>x-acs-request-id</c>; may be empty.</param>
/// <param name="Code">The error code; empty when there is none. Not safe to print as it is.</param>
/// <param name="Message">The service's own words; not safe to print as they are.</param>
/// <param name="IsObject">True when the body is a JSON object that names its request.</param>
internal sealed record AcsEnvelope(string RequestId, string Code, string Message, bool IsObject)
{
    // An official SDK takes a 200 with any other code in its body for an error.
    private static readonly string[] GoodCodes = ["", "200", "OK", "Success"];

    // Stands for a text with half of a character in it, or one that is not UTF-8: a code that cannot be read must not look like none.
    private const string Unreadable = "(unreadable)";

    /// <summary>True when the code is no error.</summary>
    public bool IsGood => GoodCodes.Contains(Code, StringComparer.Ordinal);

    /// <summary>Reads an answer's envelope; an answer in no known form has an empty one.</summary>
    public static AcsEnvelope Read(HttpReply reply)
    {
        var envelope = FromJson(reply.Body) ?? FromXml(reply.Body) ?? new AcsEnvelope("", "", "", IsObject: false);
        return envelope.RequestId.Length > 0 ? envelope : envelope with { RequestId = Printable(reply.Header("x-acs-request-id") ?? "") };
    }

    /// <summary>How long the service asked to wait; null when it did not say. <c>x-acs-retry-after</c> is in ms, <c>Retry-After</c> in s.</summary>
    public static TimeSpan? WaitOf(HttpReply reply)
    {
        if (Number(reply.Header("x-acs-retry-after")) is { } milliseconds)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        return Number(reply.Header("Retry-After")) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>What an answer that is no success means.</summary>
    public AcsMeaning MeaningOf(HttpReply reply) =>
        AcsMeanings.Of(IsGood || Code == Unreadable ? "" : Code, (int)reply.Status, Number(reply.Header("x-acs-retry-after")) is not null);

    /// <summary>The error that an answer is; call it for answers that are no success.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="redact">Takes out what the answer may quote of the request's secrets.</param>
    public AcsError ToError(HttpReply reply, Func<string, string> redact)
    {
        var meaning = MeaningOf(reply);
        // The message of a refused signature repeats the signed text, key and token in it.
        var message = meaning switch
        {
            AcsMeaning.Credentials => "The credentials are refused.",
            AcsMeaning.Clock => ClockMessage(reply),
            _ when Message.Length > 0 => Printable(redact(Message)),
            _ => $"HTTP {(int)reply.Status} without a message.",
        };
        return new AcsError(meaning, Printable(redact(Code)), message, redact(RequestId));
    }

    private static string ClockMessage(HttpReply reply) => reply.Headers.Date is { } date
        ? $"The request's date is refused; the service's clock says {date.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}."
        : "The request's date is refused.";

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= int.MaxValue ? number : null;

    private static AcsEnvelope? FromJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var requestId = Printable(Text(document.RootElement, "RequestId", "requestId"));
            return new AcsEnvelope(
                requestId, Text(document.RootElement, "Code", "code"), Text(document.RootElement, "Message", "message"), requestId.Length > 0);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A member's name that is no text: what the others are called cannot be told.
            return new AcsEnvelope("", Unreadable, "", IsObject: false);
        }
    }

    private static string Text(JsonElement root, string name, string alternative)
    {
        if (!root.TryGetProperty(name, out var value) && !root.TryGetProperty(alternative, out value))
        {
            return "";
        }

        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() ?? "",
                JsonValueKind.Number => value.GetRawText(),
                _ => "",
            };
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }
    }

    private static AcsEnvelope? FromXml(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1_000_000 });
            reader.MoveToContent();
            if (!string.Equals(reader.LocalName, "Error", StringComparison.Ordinal))
            {
                return null;
            }

            var members = new Dictionary<string, string>(StringComparer.Ordinal);
            reader.ReadStartElement();
            while (reader.NodeType == XmlNodeType.Element)
            {
                var name = reader.LocalName;
                members[name] = reader.ReadElementContentAsString();
                reader.MoveToContent();
            }

            return new AcsEnvelope(
                Printable(members.GetValueOrDefault("RequestId", "")), members.GetValueOrDefault("Code", ""), members.GetValueOrDefault("Message", ""), IsObject: false);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // A server's words go to terminals and reports: control characters would be obeyed there. Secrets are taken out before: of one that is cut,
    // the rest would not be found.
    private static string Printable(string text)
    {
        var safe = new StringBuilder(Math.Min(text.Length, 500));
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, 500)))
        {
            safe.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return safe.ToString().Trim();
    }
}
