using System.Text.RegularExpressions;
using Pruner.Core.Builds;
using Pruner.Core.Pins;

namespace Pruner.CoreOS.Pins;

/// <summary>The second reader: ids by their shape alone.</summary>
internal static partial class Mentions
{
    internal static RawMentions FindIn(string text) =>
        new([.. Shape().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal)], BuildId.FindIn(text));

    // Aliyun ids have 20 characters after "m-" in all real data; 10 leaves room. Amazon ids have 8 or 17 hex digits. A dash after it makes it part of
    // something longer: another cloud's id of that kind is "ami-" and a UUID. The atomic group keeps the pattern from giving back characters
    // to get past that, and makes it linear, which is why it needs no time limit.
    [GeneratedRegex(
        "(?<![A-Za-z0-9])(?:m-(?>[a-z0-9]{10,})|ami-(?>[0-9a-f]{17}|[0-9a-f]{8}))(?![0-9A-Fa-f-])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Shape();
}
