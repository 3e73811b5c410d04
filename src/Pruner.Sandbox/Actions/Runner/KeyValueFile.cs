namespace Pruner.Sandbox.Actions.Runner;

/// <summary>Reads the files for outputs, state and variables (<c>EnvFileKeyValuePairs</c> on Linux, where only LF ends a line).</summary>
internal static class KeyValueFile
{
    /// <summary>The pairs in order. What stands before a fault is handed out before the fault is thrown, as the runner does it.</summary>
    /// <exception cref="FormatException">The file is one that fails the step.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string text)
    {
        var at = 0;
        while (Line(text, ref at, out _) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var heredoc = line.IndexOf("<<", StringComparison.Ordinal);
            if (equals >= 0 && (heredoc < 0 || equals < heredoc))
            {
                yield return new(line[..equals], line[(equals + 1)..]);
            }
            else if (heredoc > 0 && heredoc + 2 < line.Length)
            {
                yield return new(line[..heredoc], Value(text, ref at, line[(heredoc + 2)..]));
            }
            else
            {
                throw new FormatException(heredoc < 0 ? $"Invalid format '{line}'" : $"Invalid format '{line}'. Name must not be empty and delimiter must not be empty");
            }
        }
    }

    private static string Value(string text, ref int at, string delimiter)
    {
        var (start, end) = (at, at);
        while (Line(text, ref at, out var isEnded) is var line && !string.Equals(line, delimiter, StringComparison.Ordinal))
        {
            if (line is null)
            {
                throw new FormatException($"Invalid value. Matching delimiter not found '{delimiter}'");
            }

            if (!isEnded)
            {
                throw new FormatException("Invalid value. EOF marker missing new line.");
            }

            end = at - 1;
        }

        return text[start..end];
    }

    private static string? Line(string text, ref int at, out bool isEnded)
    {
        isEnded = false;
        if (at >= text.Length)
        {
            return null;
        }

        var start = at;
        var end = text.IndexOf('\n', at);
        isEnded = end >= 0;
        at = isEnded ? end + 1 : text.Length;
        return isEnded ? text[start..end] : text[start..];
    }
}
