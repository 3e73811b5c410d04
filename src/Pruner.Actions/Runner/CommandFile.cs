using System.Security.Cryptography;
using System.Text;
using Pruner.Core;

namespace Pruner.Actions.Runner;

/// <summary>
/// Writes to the files through which a step speaks to the runner: outputs, notes for the post step, the job summary. UTF-8 without a byte
/// order mark, lines end with LF, always appended.
/// </summary>
public static class CommandFile
{
    /// <summary>Largest summary of a step, in bytes of UTF-8. The runner drops a larger one whole.</summary>
    public const int MostSummaryBytes = 1024 * 1024;

    /// <summary>Adds an output or a note: <c>NAME&lt;&lt;DELIMITER</c>, the value, the delimiter.</summary>
    /// <param name="file">The file that the runner named.</param>
    /// <param name="name">One of our own names: letters, digits, dashes.</param>
    /// <param name="value">Any text. The delimiter is random, so no text can end the value early.</param>
    /// <exception cref="EvidenceException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The name could be read as something else.</exception>
    public static void Add(string file, string name, string value)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException("A name is letters, digits, dashes and underscores.", nameof(name));
        }

        var delimiter = "pruner_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (value.Contains(delimiter, StringComparison.Ordinal))
        {
            throw new ArgumentException("The value holds its own delimiter.", nameof(value));
        }

        Append(file, $"{name}<<{delimiter}\n{value}\n{delimiter}\n");
    }

    /// <summary>Adds to the job summary.</summary>
    /// <param name="file">The file that the runner named.</param>
    /// <param name="markdown">GitHub's Markdown. All together may hold <see cref="MostSummaryBytes"/>; whoever makes it cuts it.</param>
    /// <exception cref="EvidenceException">The file cannot be written.</exception>
    public static void AddSummary(string file, string markdown) => Append(file, markdown.EndsWith('\n') ? markdown : markdown + "\n");

    private static void Append(string file, string text)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceException(
                new Refusal(
                    $"The runner's file {file} cannot be written: {error.Message}",
                    "Outputs and the summary go through it.",
                    "The runner makes it anew for each step; look whether the disk is full."),
                error);
        }
    }
}
