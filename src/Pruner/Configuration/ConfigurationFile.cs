using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Policies;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pruner.Configuration;

/// <summary>
/// Reads <c>pruner.yml</c>. Strict: a misspelt protection is a lost one, so whatever is not known is refused with its line and the nearest key.
/// </summary>
internal static class ConfigurationFile
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SetupException">Not there, malformed, an unknown key, or a value of another form; names line and column.</exception>
    public static Policy Read(string path)
    {
        string text;
        try
        {
            text = ReadText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException(
                new Refusal($"The configuration {path} cannot be read: {error.Message.TrimEnd('.')}.", "Its protections and limits would be lost.", "Correct --config, or mend the file."), error);
        }

        return Parse(path, text);
    }

    /// <summary>Reads a text.</summary>
    public static Policy Parse(string path, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new PlainParser(path, new Parser(new StringReader(text))));
        }
        catch (YamlException error)
        {
            throw Wrong(path, error.Start, $"it is no YAML: {error.Message.TrimEnd('.')}");
        }

        if (stream.Documents.Count == 0)
        {
            return new Policy();
        }

        if (stream.Documents.Count > 1)
        {
            throw Wrong(path, stream.Documents[1].RootNode.Start, "it holds more than one document");
        }

        return ReadPolicy(new Section(path, "", stream.Documents[0].RootNode));
    }

    // Strict: a damaged character in a key or a build would be a protection that holds for nothing.
    private static string ReadText(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        var bytes = new byte[MostBytes + 1];
        using var file = File.OpenRead(path);
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes)
        {
            throw new IOException("it is larger than 1 MiB");
        }

        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new IOException("it holds a NUL character: it is not UTF-8, or damaged") : text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new IOException("it is not UTF-8", error);
        }
    }

    private static Policy ReadPolicy(Section root)
    {
        var defaults = new Policy();
        var policy = defaults with
        {
            MinAge = root.Value("min-age", defaults.MinAge, Durations.TryParse, Durations.Form),
            KeepNewest = root.Value("keep-newest", defaults.KeepNewest, text => Number(text, 100_000), "a whole number from 0 to 100000, or none"),
            IncludeShared = root.Value("include-shared", (bool?)defaults.IncludeShared, Boolean, "true or false", noneIsAllowed: false) ?? false,
            MaxDeletions = root.Value("max-deletions", defaults.MaxDeletions, text => Number(text, 10_000_000), "a whole number from 0 to 10000000, or none"),
            MaxDeletionsPercent = root.Value("max-deletions-percent", defaults.MaxDeletionsPercent, text => Number(text, 100), "a whole number from 0 to 100, or none"),
            MinPinnedBuilds = root.Value("min-pinned-builds", defaults.MinPinnedBuilds, text => Number(text, 10_000_000), "a whole number from 0 to 10000000, or none"),
            MaxLostPins = root.Value("max-lost-pins", defaults.MaxLostPins, text => Number(text, 10_000_000), "a whole number from 0 to 10000000, or none"),
            Account = root.Text("account", text => text.All(char.IsAsciiDigit), "an account id: digits"),
            Keep = [.. root.List("keep").Select(ReadKeep)],
            Branches = root.Child("actions") is { } actions ? ReadBranches(actions) : [],
            Pins = root.Child("pins") is { } pins ? [ReadPins(pins)] : defaults.Pins,
        };
        root.RefuseUnknownKeys();
        return policy;
    }

    private static KeepRule ReadKeep(Section section)
    {
        var build = section.Text("build", text => BuildId.TryParse(text) is not null, "a build id such as 410.84.202201251210-0")
            ?? throw section.Wrong("an entry of keep needs the key 'build'");
        var reason = section.Text("reason", text => text.Length > 0, "a sentence that says why")
            ?? throw section.Wrong("an entry of keep needs the key 'reason'");
        section.RefuseUnknownKeys();
        return KeepRule.OfBuild(BuildId.TryParse(build)!, reason);
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

    private static PinSource ReadPins(Section section)
    {
        var repository = section.Text("repository", text => text.Split('/') is [{ Length: > 0 }, { Length: > 0 }], "owner/name") ?? PinSource.OpenShiftInstaller.Repository;
        var isInstaller = string.Equals(repository, PinSource.OpenShiftInstaller.Repository, StringComparison.OrdinalIgnoreCase);
        var firstRelease = section.Value(
            "first-release", isInstaller ? PinSource.OpenShiftInstaller.FirstRelease : null, ReleaseNumber.TryParse, "a release such as \"4.10\" (quoted), or none");
        ImmutableArray<BuildId>? known = section.Has("known-builds")
            ? [.. section.Texts("known-builds").Select(pair => BuildId.TryParse(pair.Text) ?? throw section.Wrong($"'{pair.Text}' is no build id", pair.At))]
            : null;
        section.RefuseUnknownKeys();
        return new PinSource(repository, firstRelease, known ?? (isInstaller ? PinSource.OpenShiftInstaller.KnownBuilds : []));
    }

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static bool? Boolean(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    internal static SetupException Wrong(string path, Mark at, string what) => new(new Refusal(
        $"{path}, line {at.Line}, column {at.Column}: {what}.",
        "A setting that is misread could be a protection that is lost.",
        "Correct the file; docs/architecture.md and the README list its keys."));
}
