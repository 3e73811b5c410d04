using System.Collections.Immutable;
using Pruner.Aliyun.Images;
using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Fuzz.Tests.Harness;
using Pruner.Reports;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>What people write: the configuration, the policy of coreos-assembler, and words in them.</summary>
internal static class ConfigurationTargets
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("policy", Form.Lines, ReadPolicy),
        new("cosa-policy", Form.Lines, ReadCosaPolicy),
        new("glob", Form.Bytes, ReadGlob),
        new("words", Form.Bytes, ReadWords),
    ];

    private static bool ReadPolicy(Input input)
    {
        if (TextOf(input) is not { } text)
        {
            return false;
        }

        var policy = ConfigurationFile.Parse("pruner.yml", text);
        _ = PolicyText.DigestOf(policy);
        _ = PolicyOutline.Of("pruner.yml", policy);
        return true;
    }

    /// <summary>What is made of a policy of coreos-assembler is a configuration.</summary>
    private static bool ReadCosaPolicy(Input input)
    {
        if (TextOf(input) is not { } text)
        {
            return false;
        }

        var made = PolicyImport.Of(CosaPolicy.Parse("gc-policy.yaml", text), BuiltInPolicy.Policy.Streams);
        try
        {
            _ = ConfigurationFile.Parse("made.yml", made.Text);
        }
        catch (SetupException refused)
        {
            throw new WrongException($"what was made of it is refused: {refused.Refusal.What}");
        }

        return true;
    }

    // As the file is decoded: not UTF-8, or a NUL in it, is refused there.
    private static string? TextOf(Input input) => Texts.TryDecode(input.Bytes) is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text.TrimStart('\uFEFF') : null;

    private static bool ReadGlob(Input input)
    {
        var text = Texts.Decode(input.Bytes);
        if (Glob.TryParse(text) is not { } glob)
        {
            return false;
        }

        var filled = text.Replace("*", "", StringComparison.Ordinal).Replace("?", "x", StringComparison.Ordinal);
        WrongException.Unless(!glob.IsPlain || (glob.Matches(text) && !glob.Matches(text + "x")), $"'{text}' is plain and fits something else than itself");
        // What "**/" may leave out is a folder with its slash: without stars such a pattern is another one.
        WrongException.Unless(text.Contains("**", StringComparison.Ordinal) || glob.Matches(filled), $"'{text}' does not fit '{filled}'");
        _ = new DocumentPatterns(glob).ToString();
        return true;
    }

    /// <summary>Words are read or not, and those that can be written read the same again.</summary>
    private static bool ReadWords(Input input)
    {
        var text = Texts.Decode(input.Bytes);
        var release = ReleaseNumber.TryParse(text);
        var tag = TagPattern.TryParse(text);
        WrongException.Unless(release is null || ReleaseNumber.TryParse(release.ToString()) == release, $"{release} reads otherwise than it was written");
        WrongException.Unless(tag is null || (TagPattern.TryParse(tag.ToString()) is { } again && again.Key == tag.Key && Equals(again.Value, tag.Value)), $"{tag} reads otherwise than it was written");
        _ = tag?.Matches(text, text);
        return release is not null | tag is not null | Durations.TryParse(text) is not null | ImageMapping.TimeOf(text) is not null;
    }

    private sealed record DocumentPatterns(Glob Glob)
    {
        private readonly Core.History.DocumentPaths _paths = new([Glob]);

        public override string ToString() => $"{_paths.Folder} {_paths.IsDocument(Glob.Text)}";
    }
}
