using System.Collections.Immutable;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>What the runner takes from an <c>action.yml</c> of a container action.</summary>
/// <param name="Inputs">Declared inputs in order, with their default; empty without one.</param>
/// <param name="Arguments"><c>runs.args</c>; null when there is none.</param>
/// <param name="Entrypoint"><c>runs.entrypoint</c>; null when there is none.</param>
/// <param name="PostEntrypoint"><c>runs.post-entrypoint</c>; null when there is none.</param>
public sealed record ActionFile(
    ImmutableArray<KeyValuePair<string, string>> Inputs, ImmutableArray<string>? Arguments, string? Entrypoint, string? PostEntrypoint)
{
    /// <summary>
    /// Reads the part of YAML that an <c>action.yml</c> needs: two blanks of indentation a level, one value a line, lists of one level. A value
    /// that is written in another way is refused.
    /// </summary>
    /// <exception cref="FormatException">A value that this reader does not understand.</exception>
    public static ActionFile Parse(string text)
    {
        var inputs = new List<KeyValuePair<string, string>>();
        var arguments = default(List<string>);
        string? entrypoint = null, postEntrypoint = null;
        var (section, key) = ("", "");
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && !line.TrimStart().StartsWith('#')))
        {
            var content = line.TrimStart();
            switch (line.Length - content.Length)
            {
                case 0:
                    section = content.TrimEnd(':');
                    break;
                case 2 when section == "inputs":
                    inputs.Add(new(content.TrimEnd(':'), ""));
                    break;
                case 4 when section == "inputs" && content.StartsWith("default:", StringComparison.Ordinal):
                    inputs[^1] = new(inputs[^1].Key, Scalar(content["default:".Length..]));
                    break;
                case 2 when section == "runs":
                    key = content[..Math.Max(content.IndexOf(':', StringComparison.Ordinal), 0)];
                    var value = content[(key.Length + 1)..];
                    arguments = key == "args" ? Flow(value) : arguments;
                    entrypoint = key == "entrypoint" ? Scalar(value) : entrypoint;
                    postEntrypoint = key == "post-entrypoint" ? Scalar(value) : postEntrypoint;
                    break;
                case 4 when section == "runs" && key == "args" && content.StartsWith("- ", StringComparison.Ordinal):
                    arguments!.Add(Scalar(content[2..]));
                    break;
            }
        }

        return new ActionFile([.. inputs], arguments is null ? null : [.. arguments], entrypoint, postEntrypoint);
    }

    private static List<string> Flow(string text) => text.Trim() switch
    {
        "" => [],
        ['[', .. var items, ']'] => [.. items.Split(',').Select(Scalar)],
        var other => throw new FormatException($"The list '{other}' is not understood."),
    };

    private static string Scalar(string text) => text.Trim() switch
    {
        ['\'', .. var quoted, '\''] when !quoted.Contains('\'', StringComparison.Ordinal) => quoted,
        ['"', .. var quoted, '"'] when quoted.IndexOfAny(['"', '\\']) < 0 => quoted,
        { Length: > 0 } plain when plain.IndexOfAny(['\'', '"', '|', '>', '&', '*', '!', '[', '{']) != 0 && !plain.Contains(" #", StringComparison.Ordinal) => plain,
        "" => "",
        var other => throw new FormatException($"The value {other} is not understood."),
    };
}
