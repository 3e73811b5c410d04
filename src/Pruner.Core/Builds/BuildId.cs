using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pruner.Core.Builds;

/// <summary>
/// A CoreOS build id. Compared normalised: dots and dashes are the same separator, since image names of some clouds
/// (and one real metadata file) spell <c>411.86.202205051017-0</c> as <c>411-86-202205051017-0</c>.
/// Shapes: reference of the CoreOS documents, section "Build ids and names".
/// </summary>
public sealed partial class BuildId : IEquatable<BuildId>
{
    private readonly string _key;

    private BuildId(string text, DateTimeOffset? date, long counter)
    {
        Text = text;
        Date = date;
        Counter = counter;
        _key = text.Replace('-', '.');
    }

    /// <summary>The id with its usual separators: dots, and a dash before the counter if it was written with one.</summary>
    public string Text { get; }

    /// <summary>The date in the id, UTC (build hosts write UTC without a zone); null when it is no calendar date.</summary>
    public DateTimeOffset? Date { get; }

    /// <summary>The last number: builds of one minute or day count up.</summary>
    public long Counter { get; }

    /// <summary>Reads a build id that is the whole text.</summary>
    public static BuildId? TryParse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var match = Shape().Match(text);
        return match.Success && match.Length == text.Length ? FromMatch(match) : null;
    }

    /// <summary>Every build id that stands anywhere in the text, in order, without repeats. Over-finding is harmless: it only protects.</summary>
    public static ImmutableArray<BuildId> FindIn(string text) =>
        [.. Shape().Matches(text).Select(FromMatch).Distinct()];

    /// <inheritdoc />
    public bool Equals(BuildId? other) => other is not null && string.Equals(_key, other._key, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as BuildId);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_key);

    /// <inheritdoc />
    public override string ToString() => Text;

    private static BuildId FromMatch(Match match)
    {
        var text = match.Value;
        var date = match.Groups["date"];
        var head = match.Value[..(date.Index - match.Index)];
        if (head.Contains('-', StringComparison.Ordinal))
        {
            text = head.Replace('-', '.') + match.Value[head.Length..];
        }

        var counter = match.Groups["counter"];
        _ = long.TryParse(counter.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return new BuildId(text, DateOf(date.ValueSpan), count);
    }

    private static DateTimeOffset? DateOf(ReadOnlySpan<char> digits) =>
        DateTimeOffset.TryParseExact(
            digits,
            digits.Length == 8 ? "yyyyMMdd" : "yyyyMMddHHmm",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date)
            ? date
            : null;

    // RELEASE.RHEL.DATE[.-]COUNTER (RHCOS, SCOS) or RELEASE.DATE.STREAM.COUNTER, RELEASE.DATE.COUNTER (FCOS).
    [GeneratedRegex(
        """
        (?<![0-9A-Za-z.])
        [0-9]{1,3}(?:[a-z][a-z0-9]*)?
        (?: [.-][0-9]{1,3}[.-](?<date>[0-9]{12}|[0-9]{8})[.-](?<counter>[0-9]{1,6})
          | [.-](?<date>[0-9]{8})[.-](?:[0-9]{1,6}|dev|okd)[.-](?<counter>[0-9]{1,6})
          | [.-](?<date>[0-9]{8})[.-](?<counter>[0-9]{1,6})
        )
        (?![0-9])
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Shape();
}
