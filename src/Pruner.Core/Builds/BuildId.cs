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

    /// <summary>
    /// Every build id that stands anywhere in the text, in order, without repeats: in image names and addresses of every cloud, in prose.
    /// Where a text can be read in two ways both are given: over-finding is harmless, it only protects.
    /// </summary>
    public static ImmutableArray<BuildId> FindIn(string text)
    {
        var found = new List<BuildId>();
        for (var match = Shape().Match(text); match.Success; match = match.NextMatch())
        {
            found.Add(FromMatch(match));
            // "2-39.20231101.3.0" begins like RELEASE.RHEL.DATE.COUNTER but may be an FCOS id after a number.
            var second = match.Groups["second"];
            if (second.Success
                && match.Groups["date"].Length == 8
                && ContinuesWithNumber(text, match.Index + match.Length)
                && Shape().Match(text, second.Index) is { Success: true } other)
            {
                found.Add(FromMatch(other));
            }
        }

        return [.. found.Distinct()];
    }

    /// <inheritdoc />
    public bool Equals(BuildId? other) => other is not null && string.Equals(_key, other._key, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as BuildId);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_key);

    /// <inheritdoc />
    public override string ToString() => Text;

    private static bool ContinuesWithNumber(string text, int index) =>
        index + 1 < text.Length && text[index] is '.' or '-' && char.IsAsciiDigit(text[index + 1]);

    private static BuildId FromMatch(Match match)
    {
        // A spelling with dashes throughout is put back: FCOS has dots only, the others keep what stands before the counter.
        var date = match.Groups["date"];
        var headLength = date.Index - match.Index;
        var head = match.Value[..headLength];
        var tail = match.Value[headLength..];
        var isDashed = head.Contains('-', StringComparison.Ordinal);
        var isRhel = match.Groups["second"].Success;
        var text = isDashed ? head.Replace('-', '.') + (isRhel ? tail : tail.Replace('-', '.')) : match.Value;

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

    // RELEASE.RHEL.DATE[.-]COUNTER (RHCOS, SCOS) or RELEASE.DATE.STREAM.COUNTER, RELEASE.DATE.COUNTER (FCOS), after anything that is
    // no letter or digit. Every repetition is bounded, so matching is linear and needs no time limit.
    [GeneratedRegex(
        """
        (?<![0-9A-Za-z])
        [0-9]{1,3}(?:[a-z][a-z0-9]{0,15})?
        (?: [.-](?<second>[0-9]{1,3})[.-](?<date>[0-9]{12}|[0-9]{8})[.-](?<counter>[0-9]{1,6})
          | [.-](?<date>[0-9]{8})[.-](?:[0-9]{1,6}|dev|okd)[.-](?<counter>[0-9]{1,6})
          | [.-](?<date>[0-9]{8})[.-](?<counter>[0-9]{1,6})
        )
        (?![0-9])
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Shape();
}
