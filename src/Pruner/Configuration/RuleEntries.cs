using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Policies;
using Pruner.Stores;

namespace Pruner.Configuration;

/// <summary>Reads the entries of <c>rules</c> and <c>keep</c>.</summary>
internal static class RuleEntries
{
    /// <summary>How a number of newest builds is written, for messages.</summary>
    public const string NewestForm = "a whole number from 0 to 100000, or none";

    private const string BuildForm = "a build id such as 410.84.202201251210-0, or a pattern of such as 410.84.2022*";
    private const string TagForm = "a tag's key, or key=value with * and ? in the value, such as env=prod*; without white space";
    private const string NameForm = "a name, or a pattern of such with * and ?";

    // Other tools' names, which no build has: a rule for them would protect nothing.
    private static readonly ImmutableSortedDictionary<string, string> _foreignNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["amd64"] = "x86_64",
        ["arm64"] = "aarch64",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    // As builds.json and meta.json name them.
    private static readonly ImmutableArray<string> _architectures = ["x86_64", "aarch64", "ppc64le", "s390x", "riscv64"];
    private static readonly ImmutableArray<string> _platforms = [.. StoreTable.Platforms, "aws", "aws-winli", "azure", "gcp", "ibmcloud", "kubevirt", "powervs"];

    /// <summary>A number of newest builds; null when the text is none.</summary>
    public static int? Newest(string text) => ConfigurationFile.Number(text, 100_000);

    /// <summary>Reads one further rule.</summary>
    /// <param name="section">The entry.</param>
    /// <param name="known">The streams that there are.</param>
    /// <exception cref="SetupException">A value of another form, a rule that fits or protects nothing.</exception>
    public static RetentionRule Read(Section section, ImmutableArray<StreamSource> known)
    {
        var any = new RetentionRule();
        var rule = new RetentionRule
        {
            Streams = section.Values("streams", Names, NameForm) is { } streams ? [.. streams.SelectMany(pattern => StreamsOf(pattern, known)).Distinct()] : any.Streams,
            Architectures = section.Values("architectures", Names, NameForm) ?? any.Architectures,
            Platforms = section.Values("platforms", Names, NameForm) ?? any.Platforms,
            MinAge = section.Value("min-age", any.MinAge, Durations.TryParse, Durations.Form),
            KeepNewest = section.Value("keep-newest", any.KeepNewest, Newest, NewestForm),
            Keep = [.. section.List("keep").Select(ReadKeep)],
        };
        section.RefuseUnknownKeys();
        RefuseUnknownStreams(section, known);
        RefuseUnknown(section, "architectures", _architectures, "builds", _foreignNames);
        RefuseUnknown(section, "platforms", _platforms, "build documents", ImmutableSortedDictionary<string, string>.Empty);

        return rule is { MinAge: null or { Ticks: 0 }, KeepNewest: null or 0, Keep.IsEmpty: true }
            ? throw section.Wrong("an entry of rules protects nothing; give it min-age, keep-newest or keep")
            : rule;
    }

    /// <summary>Reads one entry of a keep list.</summary>
    /// <exception cref="SetupException">Not exactly one of build and tag, no reason, or a value of another form.</exception>
    public static KeepRule ReadKeep(Section section)
    {
        var builds = section.Parsed("build", Builds, BuildForm);
        var tag = section.Parsed("tag", TagPattern.TryParse, TagForm);
        var reason = section.Text("reason", text => text.Length > 0, "a sentence that says why");
        section.RefuseUnknownKeys();
        return (builds, tag) switch
        {
            (null, null) => throw section.Wrong("an entry of keep needs the key 'build' or 'tag'"),
            ({ }, { }) => throw section.Wrong("an entry of keep holds both 'build' and 'tag'; write an entry for each"),
            _ when reason is null => throw section.Wrong("an entry of keep needs the key 'reason'"),
            ({ }, null) => KeepRule.OfBuilds(builds, reason),
            (null, { }) => KeepRule.OfTag(tag, reason),
        };
    }

    private static Glob? Builds(string text) =>
        BuildId.TryParse(text) is { } build ? Glob.TryParse(build.Text)
        : Glob.TryParse(text) is { IsPlain: false } pattern && text.All(IsOfBuilds) && (char.IsAsciiDigit(text[0]) || text[0] is '*' or '?') ? pattern
        : null;

    private static bool IsOfBuilds(char character) => char.IsAsciiDigit(character) || char.IsAsciiLetterLower(character) || character is '.' or '-' or '*' or '?';

    private static Glob? Names(string text) =>
        text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '*' or '?') ? Glob.TryParse(text) : null;

    /// <summary>A release stands for all its streams, as on the command line.</summary>
    private static IEnumerable<Glob> StreamsOf(Glob pattern, ImmutableArray<StreamSource> known) =>
        ReleaseNumber.TryParse(pattern.Text) is { } release && known.Any(stream => stream.Releases.Contains(release))
            ? known.Where(stream => stream.Releases.Contains(release)).Select(stream => Glob.TryParse(stream.Name)!)
            : [pattern];

    // A name of other letters or of another tool would fit nothing. A pattern may be meant for one to come.
    private static void RefuseUnknown(Section section, string key, ImmutableArray<string> known, string whose, ImmutableSortedDictionary<string, string> foreign)
    {
        foreach (var (text, at) in section.Texts(key))
        {
            if (Glob.TryParse(text) is { IsPlain: true } && !known.Contains(text, StringComparer.Ordinal))
            {
                var ours = foreign.TryGetValue(text.ToLowerInvariant(), out var name) ? name : Section.Nearest(text.ToLowerInvariant(), known);
                throw section.Wrong($"rules.{key} is '{text}', which {whose} do not name; the nearest is '{ours}'", at);
            }
        }
    }

    // A pattern may be meant for streams to come; a plain name is meant for one that is there.
    private static void RefuseUnknownStreams(Section section, ImmutableArray<StreamSource> known)
    {
        foreach (var (text, at) in section.Texts("streams"))
        {
            if (Glob.TryParse(text) is { IsPlain: true } && !known.Any(stream => string.Equals(stream.Name, text, StringComparison.Ordinal))
                && !known.Any(stream => ReleaseNumber.TryParse(text) is { } release && stream.Releases.Contains(release)))
            {
                throw section.Wrong($"rules.streams is '{text}', which is no known stream; the nearest is '{Section.Nearest(text, known.Select(stream => stream.Name))}'", at);
            }
        }
    }
}
