using System.Text;
using System.Text.Json;
using Pruner.Core;

namespace Pruner.CoreOS.Json;

/// <summary>
/// Reads JSON (RFC 8259) into nodes that know where they stand, so that every refusal can name line, column and pointer.
/// Stricter than the RFC: a name may occur once in an object, since readers differ in which of two they take.
/// </summary>
internal sealed class JsonText
{
    /// <summary>Deepest nesting read; real documents nest 8 deep.</summary>
    internal const int MaxDepth = 64;

    /// <summary>Longest document read, in characters; the largest real ones have about 200,000.</summary>
    internal const int MaxLength = 16 * 1024 * 1024;

    private const char ByteOrderMark = '\uFEFF';

    private readonly byte[] _bytes;

    // The innermost value that was begun: where a malformed document goes wrong.
    private JsonNode? _last;

    private JsonText(DocumentSource source, byte[] bytes)
    {
        Source = source;
        _bytes = bytes;
    }

    /// <summary>The document's name in messages.</summary>
    internal DocumentSource Source { get; }

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="EvidenceException">Not JSON, too long, nested too deep, or a name twice in one object.</exception>
    internal static JsonNode Parse(DocumentSource source, string text)
    {
        if (text.Length > MaxLength)
        {
            throw new EvidenceException(new Refusal(
                $"{source.Name} has {text.Length} characters: expected no more than {MaxLength}.", source.Why, source.Remedy));
        }

        return new JsonText(source, Encoding.UTF8.GetBytes(text.TrimStart(ByteOrderMark))).Parse();
    }

    /// <summary>A refusal that names the place.</summary>
    /// <param name="offset">In bytes from the document's start.</param>
    /// <param name="pointer">JSON pointer of the place.</param>
    /// <param name="complaint">What was expected and what was found, without a full stop.</param>
    /// <param name="inner">The cause, if any.</param>
    internal EvidenceException Refuse(long offset, string pointer, string complaint, Exception? inner = null)
    {
        var (line, column) = PositionOf(offset);
        var place = pointer.Length == 0 ? "top level" : Printable.Of(pointer);
        return new EvidenceException(
            new Refusal($"{Source.Name} line {line}, column {column} ({place}): {complaint}.", Source.Why, Source.Remedy), inner);
    }

    private JsonNode Parse()
    {
        var reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var root = ReadValue(ref reader, parent: null, name: "", index: -1);
            // Anything but white space after the value makes this throw.
            reader.Read();
            return root;
        }
        catch (JsonException malformed)
        {
            throw Refuse(
                OffsetOf(malformed.LineNumber ?? 0, malformed.BytePositionInLine ?? 0), _last?.Pointer ?? "", $"expected well-formed JSON; the reader says: {ReasonOf(malformed)}", malformed);
        }
        catch (InvalidOperationException unreadable)
        {
            // The one complaint of the reader that is no JsonException: an escape that names half a character.
            throw Refuse(reader.TokenStartIndex, _last?.Pointer ?? "", "expected text, found an escape that is no character", unreadable);
        }
    }

    private JsonNode ReadValue(ref Utf8JsonReader reader, JsonNode? parent, string name, int index)
    {
        var node = new JsonNode(this, parent, name, index, reader.TokenStartIndex, KindOf(reader.TokenType));
        _last = node;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadMembers(ref reader, node);
                break;
            case JsonTokenType.StartArray:
                for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read())
                {
                    node.Add(ReadValue(ref reader, node, "", node.Count));
                    _last = node;
                }

                break;
            case JsonTokenType.String:
                node.Text = reader.GetString() ?? "";
                break;
            default:
                // Numbers stay unread: no fact that is looked for is a number, and a huge one must not matter.
                break;
        }

        return node;
    }

    private void ReadMembers(ref Utf8JsonReader reader, JsonNode node)
    {
        for (reader.Read(); reader.TokenType != JsonTokenType.EndObject; reader.Read())
        {
            var name = reader.GetString() ?? "";
            var offset = reader.TokenStartIndex;
            if (node.Has(name))
            {
                throw Refuse(offset, node.Pointer, $"expected every name once, found \"{Printable.Of(name)}\" a second time");
            }

            reader.Read();
            node.Add(ReadValue(ref reader, node, name, index: -1));
            _last = node;
        }
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        JsonTokenType.Null => JsonValueKind.Null,
        _ => throw new InvalidOperationException($"No value begins with {token}."),
    };

    // The reader's own words, less its positions (ours count from 1 and in characters) and its advice to programmers.
    private static string ReasonOf(JsonException malformed)
    {
        var text = malformed.Message;
        foreach (var tail in (string[])[" LineNumber:", " Change the reader options", " Path:", " Expected the input to start"])
        {
            var at = text.IndexOf(tail, StringComparison.Ordinal);
            text = at < 0 ? text : text[..at];
        }

        return Printable.Of(text.TrimEnd('.', ' '));
    }

    private long OffsetOf(long line, long byteInLine)
    {
        long offset = 0;
        for (; line > 0 && offset < _bytes.Length; offset++)
        {
            line -= _bytes[offset] == '\n' ? 1 : 0;
        }

        return Math.Min(offset + byteInLine, _bytes.Length);
    }

    // Both counted from 1; columns in characters, so that an editor shows the same.
    private (int Line, int Column) PositionOf(long offset)
    {
        var before = _bytes.AsSpan(0, (int)Math.Min(offset, _bytes.Length));
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return (line, column);
    }
}
