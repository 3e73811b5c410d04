using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core;

namespace Pruner.Tests.BadInput;

/// <summary>The tables of docs/troubleshooting.md: every message with its exit code. What differs from case to case stands in ‹›.</summary>
internal static class TroubleshootingPage
{
    /// <summary>The project's own folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The rows, in order.</summary>
    public static ImmutableArray<(string Message, ExitCode ExitCode)> Rows { get; } =
    [
        .. File.ReadLines(Path.Combine(Root, "docs", "troubleshooting.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split(" | "))
            .Select(cells => (cells[0][3..^1], (ExitCode)int.Parse(cells[^1].TrimEnd(' ', '|'), CultureInfo.InvariantCulture))),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No folder above the tests holds Pruner.sln.");
    }
}
