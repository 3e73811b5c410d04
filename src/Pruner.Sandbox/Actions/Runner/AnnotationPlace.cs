using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>What the runner makes of the place of an annotation (<c>IssueCommandExtension</c>).</summary>
internal static class AnnotationPlace
{
    /// <summary>No place at all.</summary>
    public static ImmutableDictionary<string, string> None { get; } = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes lines and columns away that cannot be, and makes the file relative to the workspace.</summary>
    /// <param name="properties">The command's properties.</param>
    /// <param name="workspace">The workspace as the step sees it; null when it sees none.</param>
    public static ImmutableDictionary<string, string> Corrected(ImmutableDictionary<string, string> properties, string? workspace)
    {
        var result = properties.ToBuilder();
        if (Number(result, "endLine") is not null && Number(result, "line") is null)
        {
            result["line"] = result["endLine"];
        }

        if (Number(result, "endColumn") is not null && Number(result, "col") is null)
        {
            result["col"] = result["endColumn"];
        }

        var (line, endLine) = (Number(result, "line"), Number(result, "endLine"));
        if (line is null || (endLine is not null && line != endLine))
        {
            Remove(result, "col", "endColumn");
        }

        if (endLine < line)
        {
            Remove(result, "line", "endLine");
        }

        if (Number(result, "endColumn") < Number(result, "col"))
        {
            Remove(result, "col", "endColumn");
        }

        if (workspace is not null && result.TryGetValue("file", out var file) && file.StartsWith(workspace + "/", StringComparison.Ordinal))
        {
            result["file"] = file[(workspace.Length + 1)..];
        }

        return result.ToImmutable();
    }

    private static int? Number(ImmutableDictionary<string, string>.Builder properties, string name) =>
        properties.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Remove(ImmutableDictionary<string, string>.Builder properties, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            properties.Remove(name);
        }
    }
}
