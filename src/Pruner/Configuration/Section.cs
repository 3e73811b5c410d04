using System.Collections.Immutable;
using Pruner.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pruner.Configuration;

/// <summary>One mapping of the configuration: hands out its values and remembers which keys are known, so that the others can be refused.</summary>
internal sealed class Section
{
    private readonly string _path;
    private readonly string _name;
    private readonly YamlMappingNode _node;
    private readonly List<string> _known = [];

    /// <summary>Wraps a node that must be a mapping.</summary>
    public Section(string path, string name, YamlNode node)
    {
        (_path, _name) = (path, name);
        _node = node as YamlMappingNode ?? throw StrictYaml.Wrong(
            path, node.Start, name.Length == 0 ? "the configuration must be keys with values" : $"'{name}' must hold keys with values");
    }

    /// <summary>A refusal at this section or at a place in it.</summary>
    public SetupException Wrong(string what, Mark? at = null) => StrictYaml.Wrong(_path, at ?? _node.Start, what);

    /// <summary>True when the key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A value of its own form, or <c>none</c>, or the default when the key is absent.</summary>
    public T? Value<T>(string key, T? defaultValue, Func<string, T?> parse, string form, bool noneIsAllowed = true)
        where T : struct
    {
        if (Scalar(key) is not { } scalar)
        {
            return defaultValue;
        }

        return noneIsAllowed && string.Equals(scalar.Value, "none", StringComparison.Ordinal)
            ? null
            : parse(scalar.Value ?? "") ?? throw Wrong($"{Full(key)} is '{scalar.Value}', expected {form}", scalar.Start);
    }

    /// <summary>A text, null when the key is absent.</summary>
    public string? Text(string key, Func<string, bool> isRight, string form) => Parsed(key, text => isRight(text) ? text : null, form);

    /// <summary>A value that is not empty, null when the key is absent.</summary>
    public T? Parsed<T>(string key, Func<string, T?> parse, string form)
        where T : class =>
        Scalar(key) is not { } scalar ? null
        : scalar.Value is { Length: > 0 } text && parse(text) is { } value ? value
        : throw Wrong($"{Full(key)} is '{scalar.Value}', expected {form}", scalar.Start);

    /// <summary>True or false, or the usual one when the key is absent.</summary>
    public bool Boolean(string key, bool usual) => Value(
        key,
        (bool?)usual,
        text => text switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        },
        "true or false",
        noneIsAllowed: false) ?? usual;

    /// <summary>A list of values of one form, null when the key is absent. A list of nothing is refused: it would fit nothing.</summary>
    public ImmutableArray<T>? Values<T>(string key, Func<string, T?> parse, string form)
        where T : class =>
        !Has(key) ? null : [.. NotEmpty(key, Texts(key)).Select(pair => parse(pair.Text) ?? throw Wrong($"{Full(key)} is '{pair.Text}', expected {form}", pair.At))];

    /// <summary>A list of texts with their places.</summary>
    public IEnumerable<(string Text, Mark At)> Texts(string key) => Items(key).Select(item =>
        item is YamlScalarNode { Value: { } text } ? (text, item.Start) : throw Wrong($"{Full(key)} must be a list of texts", item.Start));

    /// <summary>A list of mappings; empty when the key is absent.</summary>
    public IEnumerable<Section> List(string key, bool mayBeEmpty = true) => (mayBeEmpty ? Items(key) : NotEmpty(key, Items(key))).Select(item => new Section(_path, Full(key), item));

    /// <summary>A mapping, or a list of them that is not empty.</summary>
    public IEnumerable<Section> OneOrMore(string key) => Find(key) switch
    {
        YamlMappingNode => [Child(key)!],
        YamlScalarNode scalar => throw Wrong($"{Full(key)} must hold keys with values, or a list of such", scalar.Start),
        _ => List(key, mayBeEmpty: false),
    };

    /// <summary>All keys with the mappings that they hold.</summary>
    public IEnumerable<(string Key, Section Section)> Children() => _node.Children.Select(pair =>
        (pair.Key as YamlScalarNode)?.Value is { } key ? (key, new Section(_path, Full(key), pair.Value)) : throw Wrong("a key must be a single text", pair.Key.Start));

    /// <summary>Where the value of a key begins; the section's own place when the key is absent.</summary>
    public Mark At(string key) => Find(key)?.Start ?? _node.Start;

    /// <summary>Refuses entries of a list that have one name: it could not be told which holds.</summary>
    /// <param name="key">The key of the name.</param>
    /// <param name="entries">The entries with their names; case does not tell them apart.</param>
    public static void RefuseTwice(string key, IEnumerable<(Section Entry, string Name)> entries)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (entry, name) in entries)
        {
            if (!names.Add(name))
            {
                throw entry.Wrong($"{entry.Full(key)} is '{name}' a second time; write one entry for each", entry.At(key));
            }
        }
    }

    /// <summary>A mapping, null when the key is absent.</summary>
    public Section? Child(string key) => Find(key) is { } node ? new Section(_path, Full(key), node) : null;

    /// <summary>Refuses keys that nobody asked for.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var (key, _) in _node.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } || !_known.Contains(name, StringComparer.Ordinal))
            {
                throw Wrong($"unknown key '{Full(key.ToString())}'; the nearest is '{Full(Nearest(key.ToString(), _known))}'", key.Start);
            }
        }
    }

    /// <summary>The known word that needs the fewest changes of a letter.</summary>
    internal static string Nearest(string word, IEnumerable<string> known) => known.MinBy(candidate => Distance(word, candidate)) ?? "";

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }

    private IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode sequence => sequence.Children,
        var other => throw Wrong($"{Full(key)} must be a list", other.Start),
    };

    private List<T> NotEmpty<T>(string key, IEnumerable<T> items) =>
        items.ToList() is { Count: > 0 } all ? all : throw Wrong($"{Full(key)} is an empty list, which would fit nothing; fill it, or leave it out", At(key));

    private YamlScalarNode? Scalar(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode scalar => scalar,
        var other => throw Wrong($"{Full(key)} must be a single value", other.Start),
    };

    private YamlNode? Find(string key)
    {
        if (!_known.Contains(key, StringComparer.Ordinal))
        {
            _known.Add(key);
        }

        return _node.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: { } name } && string.Equals(name, key, StringComparison.Ordinal)).Value;
    }

    private string Full(string key) => _name.Length == 0 ? key : $"{_name}.{key}";
}
