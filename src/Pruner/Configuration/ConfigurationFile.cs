using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core;
using Pruner.Core.Policies;

namespace Pruner.Configuration;

/// <summary>
/// Reads <c>pruner.yml</c>, which is laid over the built-in policy. Strict: a misspelt protection is a lost one, so whatever is not known is
/// refused with its line and the nearest key.
/// </summary>
internal static class ConfigurationFile
{
    private const int MostNumber = 10_000_000;
    private static readonly string _count = $"a whole number from 0 to {MostNumber}, or none";

    /// <summary>Reads a file.</summary>
    /// <exception cref="SetupException">Not there, malformed, an unknown key, or a value of another form; names line and column.</exception>
    public static Policy Read(string path) => Parse(path, StrictYaml.ReadText(path));

    /// <summary>Reads a text.</summary>
    public static Policy Parse(string path, string text) => Parse(path, text, BuiltInPolicy.Policy);

    /// <summary>Reads a text over other defaults than the built-in policy.</summary>
    public static Policy Parse(string path, string text, Policy defaults) =>
        StrictYaml.Load(path, text) is { } root ? ReadPolicy(new Section(path, "", root), defaults) : defaults;

    private static Policy ReadPolicy(Section root, Policy defaults)
    {
        var streams = StreamEntries.Read(root, defaults.Streams);
        var policy = defaults with
        {
            MinAge = root.Value("min-age", defaults.MinAge, Durations.TryParse, Durations.Form),
            KeepNewest = root.Value("keep-newest", defaults.KeepNewest, RuleEntries.Newest, RuleEntries.NewestForm),
            IncludeShared = root.Boolean("include-shared", defaults.IncludeShared),
            Grace = root.Value("grace", defaults.Grace, Durations.TryParse, Durations.Form),
            MaxDeletions = root.Value("max-deletions", defaults.MaxDeletions, text => Number(text, MostNumber), _count),
            MaxDeletionsPercent = root.Value("max-deletions-percent", defaults.MaxDeletionsPercent, text => Number(text, 100), "a whole number from 0 to 100, or none"),
            MinPinnedBuilds = root.Value("min-pinned-builds", defaults.MinPinnedBuilds, text => Number(text, MostNumber), _count),
            MaxLostPins = root.Value("max-lost-pins", defaults.MaxLostPins, text => Number(text, MostNumber), _count),
            Account = root.Text("account", text => text.All(char.IsAsciiDigit), "an account id: digits") ?? defaults.Account,
            Keep = root.Has("keep") ? [.. root.List("keep").Select(RuleEntries.ReadKeep)] : defaults.Keep,
            Rules = root.Has("rules") ? [.. root.List("rules").Select(entry => RuleEntries.Read(entry, streams))] : defaults.Rules,
            Branches = root.Child("actions") is { } actions ? ReadBranches(actions) : defaults.Branches,
            Pins = PinEntries.Read(root) ?? defaults.Pins,
            Streams = streams,
            Stores = StoreEntries.Read(root) ?? defaults.Stores,
            Concurrency = root.Child("concurrency") is { } concurrency ? ReadConcurrency(concurrency, defaults.Concurrency) : defaults.Concurrency,
        };
        root.RefuseUnknownKeys();
        return policy;
    }

    private static ImmutableArray<string> ReadBranches(Section section)
    {
        ImmutableArray<string> branches =
        [
            .. section.Texts("branches").Select(pair => pair.Text.Length > 0 && !pair.Text.StartsWith("refs/", StringComparison.Ordinal) && !pair.Text.Contains('*', StringComparison.Ordinal)
                ? pair.Text
                : throw section.Wrong($"'{pair.Text}' is no branch, expected its plain name", pair.At)),
        ];
        section.RefuseUnknownKeys();
        return branches;
    }

    private static Concurrency ReadConcurrency(Section section, Concurrency defaults)
    {
        var concurrency = new Concurrency(Calls("github", defaults.GitHub), Calls("builds", defaults.Builds), Calls("store", defaults.Store));
        section.RefuseUnknownKeys();
        return concurrency;

        int Calls(string key, int usual) => section.Value(
            key, (int?)usual, text => Number(text, Concurrency.Most) is > 0 and var number ? number : null, $"a whole number from 1 to {Concurrency.Most}", noneIsAllowed: false) ?? usual;
    }

    /// <summary>A whole number from 0; null when the text is none, or more than the most.</summary>
    internal static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
}
