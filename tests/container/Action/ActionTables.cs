using System.Text;

namespace Pruner.Container.Tests.Action;

/// <summary>The tables of the documents, made of action.yml. Each stands between two comments that name it.</summary>
internal static class ActionTables
{
    /// <summary>The tables by name.</summary>
    public static IReadOnlyDictionary<string, string> Of(ActionFile action) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["inputs"] = Inputs(action),
        ["inputs in short"] = Short(action),
        ["outputs"] = Outputs(action),
    };

    /// <summary>A document with its tables made anew.</summary>
    /// <exception cref="FormatException">A table has a beginning and no end, or a name that is none.</exception>
    public static string Renew(string document, IReadOnlyDictionary<string, string> tables)
    {
        var renewed = new StringBuilder();
        string? end = null;
        foreach (var line in document.TrimEnd('\n').Split('\n'))
        {
            if (end is not null && line != end)
            {
                continue;
            }

            renewed.Append(line).Append('\n');
            if (line == end)
            {
                end = null;
            }
            else if (line.StartsWith("<!-- action.yml: ", StringComparison.Ordinal))
            {
                var name = line["<!-- action.yml: ".Length..].Replace(" -->", "", StringComparison.Ordinal);
                renewed.Append(tables.TryGetValue(name, out var table) ? table : throw new FormatException($"There is no table '{name}'."));
                end = $"<!-- end of {name} -->";
            }
        }

        return end is null ? renewed.ToString() : throw new FormatException($"The line '{end}' is missing.");
    }

    private static string Inputs(ActionFile action) => Table(
        ["input", "meaning", "type", "default", "what it may be"],
        action.Inputs.Select(input => (Name: $"`{input.Name}`", Parts: Parts(input.Description)))
            .Select(input => (string[])[input.Name, input.Parts.Meaning, input.Parts.Type, input.Parts.Default, input.Parts.Values]));

    private static string Short(ActionFile action) => Table(
        ["input", "meaning", "default"],
        action.Inputs.Select(input => (Name: $"`{input.Name}`", Parts: Parts(input.Description)))
            .Select(input => (string[])[input.Name, input.Parts.Meaning, input.Parts.Default]));

    /// <summary>A description is "What it is for. Type; default …; what it may be." The only semicolons are these two.</summary>
    private static (string Meaning, string Type, string Default, string Values) Parts(string description)
    {
        var parts = description.Split(';', StringSplitOptions.TrimEntries);
        var cut = parts[0].LastIndexOf(". ", StringComparison.Ordinal);
        var value = parts[1].StartsWith("default ", StringComparison.Ordinal) ? parts[1]["default ".Length..] : parts[1];
        return (parts[0][..cut], Lower(parts[0][(cut + 2)..]), value, parts[2].TrimEnd('.'));
    }

    private static string Outputs(ActionFile action) =>
        Table(["output", "meaning"], action.Outputs.Select(output => (string[])[$"`{output.Name}`", output.Description]));

    private static string Table(string[] head, IEnumerable<string[]> rows)
    {
        string[][] all = [head, [.. head.Select(_ => "---")], .. rows];
        return string.Concat(all.Select(row => $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n"));
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
