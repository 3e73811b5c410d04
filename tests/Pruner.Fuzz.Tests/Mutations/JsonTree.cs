using System.Text;
using System.Text.Json;

namespace Pruner.Fuzz.Tests.Mutations;

/// <summary>A JSON text as a tree whose names and values stay as they are written: it can hold a name twice and half a character.</summary>
internal sealed class JsonTree
{
    private const int MaxDepth = 60;

    /// <summary>True for an object.</summary>
    public bool IsObject { get; private init; }

    /// <summary>True for a list.</summary>
    public bool IsList { get; private init; }

    /// <summary>A single value as written.</summary>
    public string Raw { get; set; } = "";

    /// <summary>Members, or items with empty names. Names as written, without quotes.</summary>
    public List<(string Name, JsonTree Value)> Parts { get; private init; } = [];

    /// <summary>A single value.</summary>
    public static JsonTree Single(string raw) => new() { Raw = raw };

    /// <summary>An object or a list.</summary>
    public static JsonTree Of(bool isObject, params List<(string Name, JsonTree Value)> parts) => new() { IsObject = isObject, IsList = !isObject, Parts = parts };

    /// <summary>Reads a text; null when it is no JSON.</summary>
    public static JsonTree? TryParse(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            return reader.Read() ? Read(ref reader) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder();
        Write(text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Another tree like it.</summary>
    public JsonTree Copy() => new() { IsObject = IsObject, IsList = IsList, Raw = Raw, Parts = Parts.ConvertAll(part => (part.Name, part.Value.Copy())) };

    /// <summary>Every place that holds a value, outermost first.</summary>
    public IEnumerable<(JsonTree Holder, int Index)> Places() =>
        Enumerable.Range(0, Parts.Count).Select(index => (this, index)).Concat(Parts.SelectMany(part => part.Value.Places()));

    private static JsonTree Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            var raw = Encoding.UTF8.GetString(reader.ValueSpan);
            return Single(reader.TokenType == JsonTokenType.String ? $"\"{raw}\"" : raw);
        }

        var tree = Of(reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            var name = "";
            if (tree.IsObject)
            {
                name = Encoding.UTF8.GetString(reader.ValueSpan);
                reader.Read();
            }

            tree.Parts.Add((name, Read(ref reader)));
        }

        return tree;
    }

    private void Write(StringBuilder text)
    {
        if (!IsObject && !IsList)
        {
            text.Append(Raw);
            return;
        }

        text.Append(IsObject ? '{' : '[');
        for (var i = 0; i < Parts.Count; i++)
        {
            text.Append(i > 0 ? "," : "");
            if (IsObject)
            {
                text.Append('"').Append(Parts[i].Name).Append("\":");
            }

            Parts[i].Value.Write(text);
        }

        text.Append(IsObject ? '}' : ']');
    }
}
