using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>The command line with which the runner starts a container action (<c>DockerCommandManager.DockerRun</c>): one text, which .NET cuts into words.</summary>
internal static partial class DockerCommandLine
{
    /// <summary>Composes it; <c>docker</c> itself is left out.</summary>
    /// <param name="image">The image.</param>
    /// <param name="variables">Names of the variables; the values travel in the client's own environment.</param>
    /// <param name="mounts">Folders of this machine and where they appear, in order.</param>
    /// <param name="entrypoint">Another entry point; null leaves the image's.</param>
    /// <param name="network">The job's network; null is the engine's default.</param>
    /// <param name="arguments">Arguments; null when action.yml has none.</param>
    public static string Run(
        string image, IReadOnlyList<string> variables, IReadOnlyList<(string Host, string Container)> mounts, string? entrypoint, string? network, ImmutableArray<string>? arguments)
    {
        var options = new List<string>
        {
            "run",
            $"--name {Sanitized(image)}_{Guid.NewGuid().ToString("N")[..6]}",
            "--label 6a1c2b",
            "--workdir /github/workspace",
            "--rm",
        };
        options.AddRange(variables.Select(name => "-e " + Quoted(name)));
        options.Add("-e GITHUB_ACTIONS=true");
        if (!variables.Contains("CI", StringComparer.Ordinal))
        {
            options.Add("-e CI=true");
        }

        if (!string.IsNullOrEmpty(entrypoint))
        {
            options.Add($"--entrypoint \"{entrypoint}\"");
        }

        if (!string.IsNullOrEmpty(network))
        {
            options.Add($"--network {network}");
        }

        options.AddRange(mounts.Select(mount => $"-v \"{Escaped(mount.Host)}\":\"{Escaped(mount.Container)}\""));
        options.Add(image);
        options.Add(string.Concat((arguments ?? []).Select(argument => $" \"{Escaped(argument)}\"")));
        return string.Join(' ', options);
    }

    /// <summary>The words of a command line, by the rules of <c>ProcessStartInfo.Arguments</c>.</summary>
    public static ImmutableArray<string> Words(string line)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var (isQuoted, isBegun) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var backslashes = line.AsSpan(i).IndexOfAnyExcept('\\') is var run and >= 0 ? run : line.Length - i;
            var isBeforeQuote = i + backslashes < line.Length && line[i + backslashes] == '"';
            if (backslashes > 0)
            {
                word.Append('\\', isBeforeQuote ? backslashes / 2 : backslashes);
                isBegun = true;
                i += backslashes - 1;
                if (isBeforeQuote && backslashes % 2 == 1)
                {
                    word.Append('"');
                    i++;
                }
            }
            else if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                word.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                (isQuoted, isBegun) = (!isQuoted, true);
            }
            else if (line[i] is ' ' or '\t' && !isQuoted)
            {
                Take();
            }
            else
            {
                word.Append(line[i]);
                isBegun = true;
            }
        }

        Take();
        return words.ToImmutable();

        void Take()
        {
            if (isBegun)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            isBegun = false;
        }
    }

    private static string Escaped(string text) => text.Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Quoted(string name) => $"\"{BeforeEnd().Replace(BeforeQuote().Replace(name, "${run}${run}\\\""), "${run}${run}")}\"";

    private static string Sanitized(string image) =>
        image.Aggregate("", (safe, c) => char.IsAsciiLetter(c) || c == '_' || (char.IsAsciiDigit(c) && safe.Length > 0) ? safe + c : safe);

    [GeneratedRegex("(?<run>\\\\*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeforeQuote();

    [GeneratedRegex("(?<run>\\\\+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeforeEnd();
}
