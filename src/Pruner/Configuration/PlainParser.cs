using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pruner.Configuration;

/// <summary>
/// Lets through what a configuration needs of YAML: values, lists and keys, a few deep. Aliases and merges could make a page of text
/// gigabytes of settings, and would hide from a reviewer what holds where.
/// </summary>
internal sealed class PlainParser(string path, IParser parser) : IParser
{
    // The keys need five.
    private const int MostDeep = 16;
    private int _depth;

    /// <inheritdoc />
    public ParsingEvent? Current => parser.Current;

    /// <inheritdoc />
    /// <exception cref="Core.SetupException">An anchor, an alias, or values nested too deep.</exception>
    public bool MoveNext()
    {
        if (!parser.MoveNext())
        {
            return false;
        }

        if (Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw StrictYaml.Wrong(path, Current.Start, "anchors (&) and aliases (*) are not read here: write every value out");
        }

        _depth += Current?.NestingIncrease ?? 0;
        return _depth <= MostDeep + 2 // stream and document count too
            ? true
            : throw StrictYaml.Wrong(path, Current!.Start, $"values are nested more than {MostDeep} deep");
    }
}
