using System.Globalization;

namespace Pruner.Core.Records;

/// <summary>Times as all our records and tags spell them: <c>2026-01-02T03:04:05Z</c>, and nothing else.</summary>
public static class UtcSeconds
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The time in UTC; what is less than a second is cut off.</summary>
    public static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Reads a time; null when the text is not exactly one.</summary>
    public static DateTimeOffset? TryRead(string? text) =>
        DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
