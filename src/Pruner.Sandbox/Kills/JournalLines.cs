using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace Pruner.Sandbox.Kills;

/// <summary>What the sandbox reads of a <c>journal.jsonl</c>: a second reader, written from the form that docs/architecture.md tells.</summary>
internal sealed class JournalLines
{
    private readonly HashSet<(string Change, string Location, string Id)> _intents = [];
    private readonly List<string> _faults = [];

    private JournalLines()
    {
    }

    /// <summary>What is wrong with the lines, one sentence each; a torn last line is not.</summary>
    public ImmutableArray<string> Faults => [.. _faults];

    /// <summary>True when the run came to its end.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Reads journals; one that is not there has no line.</summary>
    /// <param name="paths">Their files.</param>
    public static JournalLines Read(params IEnumerable<string> paths)
    {
        var lines = new JournalLines();
        foreach (var path in paths.Where(File.Exists))
        {
            lines.IsFinished = false;
            lines.Read(Path.GetFileName(path), File.ReadAllBytes(path));
        }

        return lines;
    }

    /// <summary>Whether a change was announced.</summary>
    /// <param name="id">The image, or the snapshot.</param>
    /// <param name="location">Its region.</param>
    /// <param name="changes">Kinds of changes, any of which will do.</param>
    public bool Announces(string id, string location, params ReadOnlySpan<string> changes)
    {
        foreach (var change in changes)
        {
            if (_intents.Contains((change, location, id)))
            {
                return true;
            }
        }

        return false;
    }

    private void Read(string name, ReadOnlySpan<byte> bytes)
    {
        var previous = new string('0', 64);
        for (var number = 1; bytes.IndexOf((byte)'\n') is >= 0 and var length; number++)
        {
            var line = bytes[..length];
            bytes = bytes[(length + 1)..];
            try
            {
                using var document = JsonDocument.Parse(line.ToArray());
                var root = document.RootElement;
                if (root.GetProperty("sequence").GetInt64() != number || root.GetProperty("previous").GetString() != previous)
                {
                    _faults.Add($"Line {number} of {name} does not follow the one before.");
                }

                Take(root);
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                _faults.Add($"Line {number} of {name} is no line of a journal: {exception.Message}");
            }

            previous = Convert.ToHexStringLower(SHA256.HashData(line));
        }
    }

    private void Take(JsonElement line)
    {
        string Text(string member) => line.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";
        switch (Text("event"))
        {
            case "intent":
                _intents.Add((Text("change"), Text("location"), Text("snapshot") is { Length: > 0 } snapshot ? snapshot : Text("id")));
                break;
            case "finished":
                IsFinished = true;
                break;
            default:
                break;
        }
    }
}
