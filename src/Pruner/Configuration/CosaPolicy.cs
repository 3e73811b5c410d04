using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Core;

namespace Pruner.Configuration;

/// <summary>The policy by which coreos-assembler prunes (<c>gc-policy.yaml</c>): for each stream, ages of what each kind of artifact is deleted at.</summary>
/// <param name="Streams">The streams it names; what others hold is pruned by nobody there. At least one.</param>
internal sealed partial record CosaPolicy(ImmutableArray<CosaStream> Streams)
{
    private const string AgeForm = "a number and d, w, m or y, such as 90d, 12w, 24m, 2y";

    /// <summary>Reads a file.</summary>
    /// <exception cref="SetupException">Not there, malformed, an unknown key, or a value of another form; names line and column.</exception>
    public static CosaPolicy Read(string path) => Parse(path, StrictYaml.ReadText(path));

    /// <summary>Reads a text.</summary>
    public static CosaPolicy Parse(string path, string text)
    {
        ImmutableArray<CosaStream> streams = StrictYaml.Load(path, text) is { } root
            ? [.. new Section(path, "", root).Children().Select(pair => Read(pair.Key, pair.Section))]
            : [];
        return streams.IsEmpty
            ? throw new SetupException(new Refusal($"{path} names no stream.", "A policy of nothing would say nothing.", "Give the gc-policy.yaml of coreos-assembler."))
            : new CosaPolicy(streams);
    }

    private static CosaStream Read(string name, Section section)
    {
        if (!StreamEntries.IsName(name))
        {
            throw section.Wrong($"'{name}' is no name of a stream");
        }

        var cloudUploads = section.Text("cloud-uploads", IsAge, AgeForm);
        string?[] others =
        [
            section.Text("containers", IsAge, AgeForm) is null ? null : "containers",
            section.Text("images", IsAge, AgeForm) is null ? null : "images",
            section.Has("images-keep") && section.Texts("images-keep").All(pair => pair.Text.Length > 0) ? "images-keep" : null,
            section.Text("build", IsAge, AgeForm) is null ? null : "build",
        ];
        section.RefuseUnknownKeys();
        return new CosaStream(name, cloudUploads?.ToLowerInvariant(), [.. others.OfType<string>()]);
    }

    private static bool IsAge(string text) => Age().IsMatch(text) && Durations.TryParse(text) is not null;

    [GeneratedRegex(@"\A[0-9]+[dDmMyYwW]\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Age();
}

/// <summary>What is pruned of one stream.</summary>
/// <param name="Name">The stream.</param>
/// <param name="CloudUploads">The age at which cloud images go, as <see cref="Durations"/> reads it; null when they stay.</param>
/// <param name="Others">The keys about what is no cloud image.</param>
internal sealed record CosaStream(string Name, string? CloudUploads, ImmutableArray<string> Others)
{
    /// <summary>True when cloud images of any age may go.</summary>
    public bool KeepsNone => CloudUploads is { } age && Durations.TryParse(age) is { Ticks: 0 };
}
