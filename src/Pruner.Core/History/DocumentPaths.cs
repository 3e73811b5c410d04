using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Core.History;

/// <summary>
/// Where in a repository the documents that name boot images lie, by patterns over paths: which folder is asked of every commit, which folders below it
/// are looked into, and which files must be understood.
/// </summary>
public sealed class DocumentPaths
{
    private readonly Dictionary<string, Glob> _names;

    /// <summary>Takes the patterns apart.</summary>
    /// <param name="patterns">At least one; paths from the repository's root.</param>
    public DocumentPaths(ImmutableArray<Glob> patterns)
    {
        Patterns = patterns;
        var segments = patterns.Select(pattern => pattern.Text.Split('/')).ToList();
        _names = segments
            .SelectMany(names => names)
            .Distinct(StringComparer.Ordinal)
            .Where(name => name.Length > 0)
            .ToDictionary(name => name, name => Glob.TryParse(name)!, StringComparer.Ordinal);
        var shared = segments.Select(PlainFolder).Aggregate((one, other) => [.. one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)]);
        Folder = string.Join('/', shared);
        FoldersAbove = [.. Enumerable.Range(1, Math.Max(0, shared.Length - 1)).Select(count => string.Join('/', shared[..count]))];
        InFolder = new(segments.Select(names => string.Join('/', names[shared.Length..])));
    }

    /// <summary>The patterns.</summary>
    public ImmutableArray<Glob> Patterns { get; }

    /// <summary>The deepest folder that all patterns name: <c>data/data</c>; empty for the repository's root.</summary>
    public string Folder { get; }

    /// <summary>The folders that <see cref="Folder"/> lies in, outermost first: where one is something else, a link say, the documents may lie elsewhere.</summary>
    public ImmutableArray<string> FoldersAbove { get; }

    /// <summary>What can match in <see cref="Folder"/>.</summary>
    public RemainingPatterns InFolder { get; }

    /// <summary>True when a file at this path must be understood. The ending may be written in other letters: <c>.JSON</c>.</summary>
    /// <param name="path">Path from the repository's root, with <c>/</c>.</param>
    public bool IsDocument(string path)
    {
        var ending = path.LastIndexOf('.');
        return Matches(path) || (ending >= 0 && Matches(path[..ending] + path[ending..].ToLowerInvariant()));
    }

    /// <summary>What can match in a folder below; null when nothing can, so that it need not be looked into.</summary>
    /// <param name="here">What can match where the folder lies.</param>
    /// <param name="name">The folder's name.</param>
    public RemainingPatterns? Enter(RemainingPatterns here, string name)
    {
        var below = here.Patterns
            // Behind a double star anything may follow, so it goes on matching at any depth.
            .Select(pattern => First(pattern) is var first && first.Contains("**", StringComparison.Ordinal) ? pattern
                : first.Length < pattern.Length && _names.TryGetValue(first, out var glob) && glob.Matches(name) ? pattern[(first.Length + 1)..]
                : null)
            .OfType<string>()
            .ToList();
        return below.Count == 0 ? null : new RemainingPatterns(below);
    }

    /// <summary>
    /// True when what stands here, and is no folder, may hide documents: anything where a pattern names a folder outright, and a link or a submodule where a
    /// wildcard could enter one, for it may lead to documents that lie elsewhere. One in a document's own place hides nothing: it is listed as a document.
    /// </summary>
    /// <param name="here">What can match where it lies.</param>
    /// <param name="path">Its path from the repository's root.</param>
    /// <param name="isFile">False for a link or a submodule.</param>
    public bool Hides(RemainingPatterns here, string path, bool isFile)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return here.NamesFolder(name) || (!isFile && !IsDocument(path) && Enter(here, name) is not null);
    }

    /// <summary>A path below <see cref="Folder"/>.</summary>
    /// <param name="folder">The path of a folder; empty for the root.</param>
    /// <param name="name">A name in it.</param>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private bool Matches(string path) => Patterns.Any(pattern => pattern.Matches(path));

    private static string First(string pattern) => pattern.IndexOf('/', StringComparison.Ordinal) is var end and >= 0 ? pattern[..end] : pattern;

    /// <summary>The folders that a pattern names outright; its last name is a file's.</summary>
    private static string[] PlainFolder(string[] names) => [.. names[..^1].TakeWhile(name => Glob.TryParse(name) is { IsPlain: true })];
}
