using Pruner.Core.Artifacts;
using Pruner.Core.Builds;

namespace Pruner.Core.Policies;

/// <summary>Something that is kept by hand: builds by their ids, or single artifacts by a tag.</summary>
public sealed record KeepRule
{
    private readonly Glob? _normalised;

    private KeepRule(Glob? builds, TagPattern? tag, string reason)
    {
        (Builds, Tag, Reason) = (builds, tag, reason);
        _normalised = builds is null ? null : Glob.TryParse(Normalise(builds.Text));
    }

    /// <summary>The builds, whole: in every region and architecture. Null for a rule about a tag.</summary>
    public Glob? Builds { get; }

    /// <summary>The tag that protects the artifact which carries it. Null for a rule about builds.</summary>
    public TagPattern? Tag { get; }

    /// <summary>Why, for plan and ledger.</summary>
    public string Reason { get; }

    /// <summary>Keeps builds. Dots and dashes in ids are the same, as everywhere.</summary>
    public static KeepRule OfBuilds(Glob builds, string reason) => new(builds, null, reason);

    /// <summary>Keeps one build.</summary>
    public static KeepRule OfBuild(BuildId build, string reason) => new(Glob.TryParse(build.Text), null, reason);

    /// <summary>Keeps artifacts that carry a tag.</summary>
    public static KeepRule OfTag(TagPattern tag, string reason) => new(null, tag, reason);

    /// <summary>True when it names the build.</summary>
    public bool Names(BuildId build) => _normalised?.Matches(Normalise(build.Text)) == true;

    /// <summary>True when the artifact carries the tag.</summary>
    public bool IsCarriedBy(Artifact artifact) => Tag is { } pattern && artifact.Tags is { } tags && tags.Any(tag => pattern.Matches(tag.Key, tag.Value));

    private static string Normalise(string text) => text.Replace('-', '.');
}

/// <summary>A tag with its value: people type them, so case and white space around do not count.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">What the value must look like; null accepts any.</param>
public sealed record TagPattern(string Key, Glob? Value)
{
    // In a value a slash is a character like any other.
    private readonly Glob? _folded = Value is null ? null : Glob.TryParse(Fold(Value.Text).Replace("**", "*", StringComparison.Ordinal).Replace("*", "**", StringComparison.Ordinal));

    /// <summary>What the value must look like; null accepts any.</summary>
    public Glob? Value { get; } = Value;

    /// <summary>Reads <c>keep</c>, <c>keep=yes</c> or <c>env=prod*</c>; null when there is white space, no key, a pattern as key, or a sign without value.</summary>
    public static TagPattern? TryParse(string? text)
    {
        var parts = (text ?? "").Split('=', 2);
        return Glob.TryParse(parts[0]) is not { IsPlain: true } ? null
            : parts.Length == 1 ? new TagPattern(parts[0], null)
            : Glob.TryParse(parts[1]) is { } value ? new TagPattern(parts[0], value)
            : null;
    }

    /// <summary>True when a tag fits.</summary>
    public bool Matches(string key, string value) =>
        string.Equals(key.Trim(), Key, StringComparison.OrdinalIgnoreCase) && _folded?.Matches(Fold(value.Trim())) != false;

    /// <inheritdoc />
    public override string ToString() => Value is null ? Key : $"{Key}={Value}";

    private static string Fold(string text) => text.ToLowerInvariant();
}
