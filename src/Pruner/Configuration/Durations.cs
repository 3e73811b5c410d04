using System.Globalization;

namespace Pruner.Configuration;

/// <summary>Reads ages as people and coreos-assembler write them: <c>90d</c>, <c>12w</c>, <c>24m</c> (30 days each), <c>2y</c> (365 days each).</summary>
internal static class Durations
{
    /// <summary>How an age is written, for messages.</summary>
    public const string Form = "a number and d, w, m or y, such as 90d, 12w, 24m, 2y; or none";

    /// <summary>Reads an age; null when the text is none of that form.</summary>
    public static TimeSpan? TryParse(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 36_500)
        {
            return null;
        }

        int? days = char.ToLowerInvariant(text[^1]) switch
        {
            'd' => 1,
            'w' => 7,
            'm' => 30,
            'y' => 365,
            _ => null,
        };
        return days is { } each ? TimeSpan.FromDays((double)count * each) : null;
    }
}
