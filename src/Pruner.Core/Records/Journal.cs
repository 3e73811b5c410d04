using System.Collections.Immutable;
using System.Text.Json;

namespace Pruner.Core.Records;

/// <summary>The journal's text form: JSON Lines, each holding the hash of the one before and of itself.</summary>
public static class Journal
{
    /// <summary>What stands for "the line before" in the first line.</summary>
    public static string Genesis { get; } = new('0', 64);

    /// <summary>One line, without its line end.</summary>
    public static byte[] Line(JournalEntry entry) => Bytes(entry with { Digest = Document.Sha256(Bytes(entry with { Digest = null })) });

    /// <summary>Reads a journal. A torn last line is cut off: the change it was to announce was never asked for.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="EvidenceException">A line that is not the last is malformed, or the chain is broken.</exception>
    public static JournalText Read(string file, ReadOnlySpan<byte> bytes)
    {
        var entries = ImmutableArray.CreateBuilder<JournalEntry>();
        var previous = Genesis;
        var at = 0;
        while (at < bytes.Length)
        {
            var length = bytes[at..].IndexOf((byte)'\n');
            if (length < 0)
            {
                // No line end: the write was cut. The caller truncates the file here before it goes on.
                break;
            }

            var line = bytes.Slice(at, length);
            entries.Add(ReadLine(file, line, previous, entries.Count + 1));
            previous = Document.Sha256(line);
            at += length + 1;
        }

        return new JournalText(entries.ToImmutable(), previous, at);
    }

    private static JournalEntry ReadLine(string file, ReadOnlySpan<byte> line, string previous, int number)
    {
        JournalEntry? entry;
        try
        {
            entry = JsonSerializer.Deserialize(line, RecordsJson.Compact.JournalEntry);
        }
        catch (JsonException)
        {
            throw Damaged(file, number, "it is not a journal line");
        }

        if (entry is null || Document.HoldsNull(line))
        {
            throw Damaged(file, number, "it holds null");
        }

        if (entry.Sequence != number)
        {
            throw Damaged(file, number, $"it should be line {number} and says {entry.Sequence}");
        }

        if (!string.Equals(entry.Previous, previous, StringComparison.Ordinal))
        {
            throw Damaged(file, number, "it does not follow the line before: a line was changed, added or taken away");
        }

        return line.SequenceEqual(Line(entry)) ? entry : throw Damaged(file, number, "it is not as it was written: it was changed or damaged");
    }

    private static byte[] Bytes(JournalEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, RecordsJson.Compact.JournalEntry);

    private static EvidenceException Damaged(string file, int number, string why) => new(new Refusal(
        $"{file}, line {number}: {why}.",
        "The journal says what was begun; a damaged one could hide a half-done change.",
        "Keep the file for inspection, move it out of the state folder, and run 'pruner plan' to see where things stand."));
}

/// <summary>A journal as read.</summary>
/// <param name="Entries">Its whole lines.</param>
/// <param name="Head">SHA-256 of the last whole line; <see cref="Journal.Genesis"/> when there is none.</param>
/// <param name="Length">Bytes of the whole lines; what follows is a torn line.</param>
public sealed record JournalText(ImmutableArray<JournalEntry> Entries, string Head, long Length);
