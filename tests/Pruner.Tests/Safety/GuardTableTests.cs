using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Planning;
using Pruner.Tests.BadInput;

namespace Pruner.Tests.Safety;

/// <summary>The table of guards in docs/safety.md cannot rot: what it names is there, and no guard over plans or histories is left out.</summary>
public sealed partial class GuardTableTests
{
    /// <summary>The lines of the table below its head: every line of the section that begins as one of a table does.</summary>
    private static readonly ImmutableArray<string> Lines =
    [
        .. File.ReadLines(Path.Combine(TroubleshootingPage.Root, "docs", "safety.md"))
            .SkipWhile(line => line != "## Guards")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.TrimStart().StartsWith('|'))
            .Skip(2),
    ];

    private static readonly ImmutableArray<(string Guard, string Where, ImmutableArray<string> Tests)> Rows =
    [
        .. Lines
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .Select(match => (match.Groups["guard"].Value, match.Groups["where"].Value, ImmutableArray.Create(match.Groups["fires"].Value, match.Groups["passes"].Value))),
    ];

    [Fact]
    public void Every_line_of_the_table_is_read() => Assert.All(Lines, line => Assert.Matches(Row(), line));

    [Fact]
    public void Every_guard_is_where_the_table_says()
    {
        Assert.True(Rows.Length > 30, $"{Rows.Length} rows");
        Assert.All(Rows, row => Assert.True(IsIn("src", row.Where), row.Where));
    }

    [Fact]
    public void Every_test_that_the_table_names_is_a_test() => Assert.All(Rows.SelectMany(row => row.Tests), test => Assert.True(IsTest(test), test));

    [Theory]
    [InlineData(typeof(PlanGuards))]
    [InlineData(typeof(HistoryProof))]
    public void Every_guard_over_plans_and_histories_is_in_the_table(Type guards) => Assert.Equal(
        guards.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(method => !method.IsPrivate && method.ReturnType == typeof(Refusal))
            .Select(method => $"{guards.Name}.{method.Name}")
            .Order(StringComparer.Ordinal),
        Rows.Select(row => row.Where).Where(where => where.StartsWith(guards.Name + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    /// <summary>True when a file of the type's name declares the type, and the member that is named besides.</summary>
    private static bool IsIn(string folder, string name) => name.Split('.') is var parts && Sources(folder, parts[0]).Any(source =>
        Regex.IsMatch(source, $@"\b(class|record) {parts[0]}\b", RegexOptions.NonBacktracking) && (parts.Length == 1 || Regex.IsMatch(source, $@"^    (public|private|internal) [^;{{=]*\b{parts[1]}\(", RegexOptions.Multiline | RegexOptions.NonBacktracking)));

    private static bool IsTest(string name) => name.Split('.') is [var type, var method] && Sources("tests", type).Any(source =>
        Regex.IsMatch(source, $@"^    \[(Fact|Theory)[^\n]*\n(    \[[^\n]*\n)*    public [^\n]*\b{method}\(", RegexOptions.Multiline | RegexOptions.NonBacktracking));

    private static IEnumerable<string> Sources(string folder, string type) => Directory
        .EnumerateFiles(Path.Combine(TroubleshootingPage.Root, folder), type + ".cs", SearchOption.AllDirectories)
        .Select(File.ReadAllText);

    [GeneratedRegex(@"^\| (?<guard>[^|`]+) \| `(?<where>[\w.]+)` \| `(?<fires>[\w.]+)` \| `(?<passes>[\w.]+)` \|$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Row();
}
