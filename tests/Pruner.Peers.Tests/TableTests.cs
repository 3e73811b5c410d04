using System.Text.RegularExpressions;
using Pruner.Peers.Tests.Harness;
using Pruner.Peers.Tests.Table;

namespace Pruner.Peers.Tests;

/// <summary>The table of peers' defects has no gap, fits the sources, and is what docs/peers.md says.</summary>
public sealed class TableTests
{
    private static readonly string Page = Path.Combine(Layout.Root, "docs", "peers.md");

    [Fact]
    public void Every_number_is_there_once_and_in_order() => Assert.Equal(
        [.. Enumerable.Range(1, 40).Select(number => $"P{number:00}"), .. Enumerable.Range(1, 10).Select(number => $"A{number:00}")],
        PeerTable.All.Select(defect => defect.Number));

    [Fact]
    public void Only_what_concerns_container_images_alone_has_nothing_to_show() => Assert.Equal(
        ["P33"],
        PeerTable.All.Where(defect => defect.Mutants.IsEmpty && defect.Scenarios.IsEmpty).Select(defect => defect.Number));

    [Fact]
    public void Every_edit_fits_its_file_in_exactly_one_place() => Assert.All(
        PeerTable.Mutants, pair => Assert.True(pair.Mutant.Places(File.ReadAllText(Path.Combine(Layout.Root, pair.Mutant.File))) == 1, $"{pair.Name}: {pair.Mutant.File}"));

    [Fact]
    public void Every_mutant_has_a_test_that_is_to_turn_red() => Assert.All(PeerTable.Mutants, pair => Assert.NotEmpty(pair.Mutant.Killers));

    [Fact]
    public void Every_scenario_is_a_test() => Assert.All(PeerTable.All.SelectMany(defect => defect.Scenarios).Select(Killer.Parse), test => Assert.Contains(
        Directory.EnumerateFiles(Path.Combine(Layout.Root, "tests"), test.Type + ".cs", SearchOption.AllDirectories).Select(File.ReadAllText),
        source => Regex.IsMatch(source, $@"^    \[(Fact|Theory)[^\n]*\n(    \[[^\n]*\n)*    public [^\n]*\b{test.Method}\(", RegexOptions.Multiline | RegexOptions.NonBacktracking)));

    /// <summary>Where the page differs, what it should hold lies beside this assembly.</summary>
    [Fact]
    public void The_page_says_what_the_table_says()
    {
        var lines = File.ReadAllLines(Page);
        var (begin, end) = (Array.IndexOf(lines, PeerPage.Begin), Array.IndexOf(lines, PeerPage.End));
        Assert.True(begin >= 0 && end > begin, $"{Page} does not hold its marks.");
        string[] right = [.. lines[..(begin + 1)], .. PeerPage.Lines, .. lines[end..]];
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "peers.md"), right);

        Assert.Equal(right, lines);
    }
}
