namespace Pruner.Core.History;

/// <summary>What of the patterns can still match below a folder. Equal ones stand for equal sets, so a folder met twice need not be looked into twice.</summary>
public readonly record struct RemainingPatterns
{
    /// <summary>Sorts what remains.</summary>
    /// <param name="patterns">The rests of patterns, relative to the folder; none holds white space.</param>
    internal RemainingPatterns(IEnumerable<string> patterns) => Text = string.Join(' ', patterns.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>The rests, separated by blanks.</summary>
    public string Text { get; }

    /// <summary>True when a pattern names a folder here outright, so that something else in its place would hide documents.</summary>
    /// <param name="name">The folder's name.</param>
    internal bool NamesFolder(string name) => Patterns.Any(pattern => pattern.StartsWith(name + "/", StringComparison.Ordinal));

    /// <summary>The rests.</summary>
    internal IEnumerable<string> Patterns => Text.Split(' ');
}
