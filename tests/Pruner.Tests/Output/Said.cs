using System.Text.RegularExpressions;
using Pruner.Output;

namespace Pruner.Tests.Output;

/// <summary>Looks at lines as a terminal would take them.</summary>
internal static partial class Said
{
    /// <summary>The lines without colours.</summary>
    public static string[] Plain(IEnumerable<string> lines) => [.. lines.Select(line => Colours().Replace(line, ""))];

    /// <summary>Asserts that nothing but colours could be taken for a command, and that no line is turned round or broken.</summary>
    public static void AssertHarmless(IEnumerable<string> lines) => Assert.All(Plain(lines), line => Assert.Equal(SafeText.Line(line), line));

    /// <summary>Asserts that no line is longer than a window. Words that cannot be broken (digests, paths) may be.</summary>
    public static void AssertFits(IEnumerable<string> lines, int columns) => Assert.All(
        Plain(lines).Where(line => line.Trim().Split(' ').All(word => word.Length < columns - 8)),
        line => Assert.True(SafeText.Columns(line) <= columns, $"{SafeText.Columns(line)} columns: {line}"));

    [GeneratedRegex("\e\\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Colours();
}
