using System.Text.Json;
using Pruner.Core;

namespace Pruner.CoreOS.Json;

/// <summary>One value of a document and its place. Every accessor checks the kind and refuses with the place when it is another.</summary>
internal sealed class JsonNode(JsonText document, JsonNode? parent, string name, int index, long offset, JsonValueKind kind)
{
    private static readonly List<JsonNode> None = [];

    // Most values are single ones and need neither.
    private readonly List<JsonNode> _children = kind is JsonValueKind.Object or JsonValueKind.Array ? [] : None;
    private readonly Dictionary<string, JsonNode>? _byName = kind == JsonValueKind.Object ? new(StringComparer.Ordinal) : null;

    /// <summary>Its name in the object it stands in; empty in a list and at the top.</summary>
    internal string Name => name;

    /// <summary>The text of a string; empty for other kinds.</summary>
    internal string Text { private get; set; } = "";

    /// <summary>Number of members or items.</summary>
    internal int Count => _children.Count;

    internal bool IsObject => kind == JsonValueKind.Object;

    internal bool IsList => kind == JsonValueKind.Array;

    internal bool IsString => kind == JsonValueKind.String;

    internal bool IsTrue => kind == JsonValueKind.True;

    internal bool IsBoolean => kind is JsonValueKind.True or JsonValueKind.False;

    /// <summary>JSON pointer (RFC 6901); empty at the top.</summary>
    internal string Pointer
    {
        get
        {
            var steps = new Stack<string>();
            for (var node = this; node.Parent is not null; node = node.Parent)
            {
                steps.Push("/" + node.Step);
            }

            return string.Concat(steps);
        }
    }

    private JsonNode? Parent => parent;

    private string Step => index >= 0
        ? index.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Whether an object has this member.</summary>
    internal bool Has(string member) => _byName is not null && _byName.ContainsKey(member);

    /// <summary>Appends a child; used while reading.</summary>
    internal void Add(JsonNode child)
    {
        _children.Add(child);
        _byName?.Add(child.Name, child);
    }

    /// <summary>The members, in order.</summary>
    internal IReadOnlyList<JsonNode> Members(string expected) => IsObject ? _children : throw Refuse(expected);

    /// <summary>The items, in order.</summary>
    internal IReadOnlyList<JsonNode> Items(string expected) => IsList ? _children : throw Refuse(expected);

    /// <summary>The text.</summary>
    internal string String(string expected) => IsString ? Text : throw Refuse(expected);

    /// <summary>A member, or null.</summary>
    internal JsonNode? Find(string member) =>
        _byName is null ? throw Refuse("an object") : _byName.GetValueOrDefault(member);

    /// <summary>A member that must be there.</summary>
    internal JsonNode Require(string member, string expected) =>
        Find(member) ?? throw Refuse($"a member \"{member}\" ({expected})", "none");

    /// <summary>The text of a member that must be there.</summary>
    internal string RequireString(string member, string expected) => Require(member, expected).String(expected);

    /// <summary>The text of a member; empty when it is absent.</summary>
    internal string OptionalString(string member, string expected) => Find(member)?.String(expected) ?? "";

    /// <summary>
    /// Refuses an object or list under a name that the reader does not know: images could be in it. Single values are let pass, they hold no slots,
    /// and an image id among them is found by the second reader.
    /// </summary>
    internal void AllowNested(params ReadOnlySpan<string> known)
    {
        foreach (var member in Members("an object"))
        {
            if ((member.IsObject || member.IsList) && !known.Contains(member.Name))
            {
                throw member.Refuse(known.IsEmpty ? "single values only" : $"none but {string.Join(", ", known)} to hold further values here");
            }
        }
    }

    /// <summary>The refusal of this value.</summary>
    /// <param name="expected">What should have been here.</param>
    /// <param name="found">What was; its kind when null.</param>
    internal EvidenceException Refuse(string expected, string? found = null) =>
        document.Refuse(offset, Pointer, $"expected {expected}, found {found ?? KindInWords}");

    private string KindInWords => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };
}
