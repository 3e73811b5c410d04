using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Core.Policies;

namespace Pruner.Configuration;

/// <summary>Reads <c>streams</c>: additions to a table, in which an entry of the same name takes the place of the other.</summary>
internal static partial class StreamEntries
{
    /// <summary>The table with what is added to it.</summary>
    /// <exception cref="SetupException">A stream without name or base, one twice, or a value of another form.</exception>
    public static ImmutableArray<StreamSource> Read(Section root, ImmutableArray<StreamSource> table)
    {
        ImmutableArray<(Section Entry, StreamSource Stream)> entries = [.. root.List("streams").Select(entry => (entry, ReadOne(entry)))];
        Section.RefuseTwice("name", entries.Select(pair => (pair.Entry, pair.Stream.Name)));
        return
        [
            .. table.Where(stream => !entries.Any(pair => string.Equals(pair.Stream.Name, stream.Name, StringComparison.Ordinal))),
            .. entries.Select(pair => pair.Stream),
        ];
    }

    /// <summary>True for what a stream can be called.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    private static StreamSource ReadOne(Section section)
    {
        var name = section.Text("name", IsName, "a stream's name: letters, digits, dots, dashes and underscores, at most 128");
        var releases = section.Has("releases")
            ? section.Texts("releases").Select(pair => ReleaseNumber.TryParse(pair.Text) ?? throw section.Wrong($"streams.releases is '{pair.Text}', expected a release such as \"4.10\" (quoted)", pair.At))
            : [];
        var architectures = section.Values("architectures", text => IsArchitecture(text) ? text : null, "an architecture as builds name it, such as aarch64") ?? [];
        var address = section.Text("base", _ => true, "an http or https address");
        var folder = section.Text("builds", text => text.Length <= Glob.MostCharacters && Folder().IsMatch(text), "a folder below base, such as prod/streams/NAME/builds, without a slash at its ends");
        var stream = new StreamSource(name ?? "", [.. releases.Distinct().Order()], address?.TrimEnd('/') ?? "", folder ?? StreamSource.UsualFolder(name ?? ""))
        {
            Architectures = [.. architectures.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        section.RefuseUnknownKeys();
        return name is null ? throw section.Wrong("an entry of streams needs the key 'name'")
            : address is null ? throw section.Wrong("an entry of streams needs the key 'base'")
            // Not shown: a user name comes with a password.
            : !IsAddress(address) ? throw section.Wrong("streams.base is no http or https address without user name, query or fragment", section.At("base"))
            : stream;
    }

    private static bool IsArchitecture(string text) => text.Length <= 32 && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');

    private static bool IsAddress(string text) => Address().IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out _);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"\Ahttps?://[^/?#@\\\s]+(/[^?#\\\s]*)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"\A(?!(.*/)?\.{1,2}(/|\z))[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folder();
}
