using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace Pruner.Sandbox.Kills;

/// <summary>What the sandbox reads of one journal: a second reader, written from the form that docs/architecture.md tells.</summary>
internal sealed class JournalLines
{
    private readonly List<(int Line, string Change, string Location, string Id, string Snapshot)> _intents = [];
    private readonly HashSet<(string Location, string Id, string Snapshot)> _noted = [];
    private readonly List<string> _faults = [];

    private JournalLines()
    {
    }

    /// <summary>What is wrong with the lines, one sentence each; a torn last line is not.</summary>
    public ImmutableArray<string> Faults => [.. _faults];

    /// <summary>Digest of the plan that it carries out; empty when there is no line.</summary>
    public string Plan { get; private set; } = "";

    /// <summary>How many whole lines it has.</summary>
    public int Count { get; private set; }

    /// <summary>True when the run came to its end.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Reads a journal; one that is not there has no line.</summary>
    public static JournalLines Read(string path)
    {
        var lines = new JournalLines();
        if (File.Exists(path))
        {
            lines.Read(Path.GetFileName(path), File.ReadAllBytes(path));
        }

        return lines;
    }

    /// <summary>Whether a change of an image was announced.</summary>
    /// <param name="after">Only lines after this one count, from 1.</param>
    /// <param name="location">Its region.</param>
    /// <param name="id">The image.</param>
    /// <param name="changes">Kinds of changes, any of which will do.</param>
    public bool Announces(int after, string location, string id, params ImmutableArray<string> changes) =>
        _intents.Exists(intent => intent.Line > after && intent.Location == location && intent.Id == id && changes.Contains(intent.Change, StringComparer.Ordinal));

    /// <summary>Whether a change of a snapshot was announced: with an image that was noted to rest on it before anything was changed.</summary>
    /// <param name="after">Only lines after this one count, from 1; what was noted counts wherever it stands.</param>
    /// <param name="location">Its region.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="change">The kind of change.</param>
    public bool AnnouncesSnapshot(int after, string location, string snapshot, string change) =>
        _intents.Exists(intent => intent.Line > after && intent.Location == location && intent.Change == change
            && (intent.Snapshot.Length == 0 || intent.Snapshot == snapshot)
            && _noted.Contains((location, intent.Id, snapshot)));

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

                Take(number, root);
            }
            catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                _faults.Add($"Line {number} of {name} is no line of a journal: {exception.Message}");
            }

            previous = Convert.ToHexStringLower(SHA256.HashData(line));
            Count = number;
        }
    }

    private void Take(int number, JsonElement line)
    {
        string Text(string member) => line.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";
        if (Plan.Length > 0 && Text("plan") != Plan)
        {
            _faults.Add($"Line {number} is of the plan {Text("plan")}, those before it are of {Plan}.");
        }

        Plan = Text("plan");
        switch (Text("event"))
        {
            case "intent":
                _intents.Add((number, Text("change"), Text("location"), Text("id"), Text("snapshot")));
                break;
            case "finished":
                IsFinished = true;
                break;
            default:
                break;
        }

        if (line.TryGetProperty("noted", out var noted) && noted.ValueKind == JsonValueKind.Object)
        {
            _noted.UnionWith(noted.GetProperty("snapshots").EnumerateArray().Select(snapshot => (Text("location"), Text("id"), snapshot.GetString() ?? "")));
        }
    }
}
